"""The form of one instrument: who, where, when; one row an item; what it adds up to; and saving."""

# mypy: disable-error-code="misc"

import secrets
from collections.abc import Sequence
from datetime import date
from html import escape
from pathlib import Path

from ipywidgets import HTML, Button, Combobox, DatePicker, Dropdown, HBox, Text, VBox

from mtss_analysis.errors import DataError
from mtss_analysis.params.instruments import Instrument
from mtss_analysis.widgets.drafts import drafted, drop_draft, keep_draft
from mtss_analysis.widgets.item_row import ItemRow
from mtss_analysis.widgets.saving import in_the_way, save
from mtss_analysis.widgets.sitting import Answer, Sitting, tallies, unanswered
from mtss_analysis.widgets.words import notes, notice, totals

WIDE = {"description_width": "9em"}
TEAM = "team"
"""Code under which a team answers as one."""


class Form(VBox):
    """A form to fill in; nothing typed is lost when it cannot be saved, when its head is changed, or on closing.

    Parameters
    ----------
    instrument
        What to fill in.
    folder
        Where sittings are saved, and where what is typed is kept until then.
    schools
        Identifiers to choose from; others may be typed.
    org_id
        School or district the form begins with.
    day
        Day the form begins with; today if not given.
    """

    def __init__(
        self, instrument: Instrument, folder: Path, schools: Sequence[str] = (), org_id: str = "",
        day: date | None = None,
    ) -> None:  # fmt: skip
        self.instrument, self.folder = instrument, folder
        start = Sitting(instrument, next(iter(instrument.forms)), org_id, day or date.today(), "", "")
        left = drafted(start, folder)
        self._answers: dict[str, Answer] = dict((left or start).answers)
        self._leaving_out: tuple[str, ...] = ()
        self._quiet = True
        self._head(left or start, schools)
        self.rows = VBox()
        self.total, self.message = HTML(), HTML()
        self.save_button = Button(description="Save", button_style="primary", tooltip="Write the answers as ratings")
        self.clear_button = Button(description="Start a new sheet", tooltip="Take away all answers")
        self.save_button.on_click(lambda _: self.save())
        self.clear_button.on_click(lambda _: self.clear())
        self._lay_out()
        self._quiet = False
        if said := in_the_way(folder) or ("Taken up where it was left, not saved yet." if left else ""):
            self._say(said)
        buttons = HBox([self.save_button, self.clear_button])
        super().__init__([HTML(notes(instrument)), *self.head, self.rows, self.total, buttons, self.message])

    @property
    def sitting(self) -> Sitting:
        """What is filled in now."""
        org, role, rater, occasion = (box.value.strip() for box in (self.org, self.role, self.rater, self.occasion))
        return Sitting(
            self.instrument, self.form.value, org, self.day.value, role, rater, occasion, dict(self._answers)
        )

    def save(self) -> Path | None:
        """Save the sitting, or say why not; items without an answer are asked about once."""
        sitting = self.sitting
        missing = unanswered(sitting)
        if missing and missing != self._leaving_out and len(missing) < len(self.rows.children):
            self._leaving_out = missing
            self._say(
                f"Not saved yet: {len(missing)} without an answer, item {', '.join(missing)}. Answer them, mark what "
                "does not apply, or press Save once more to leave them out."
            )
            return None
        try:
            path = save(sitting, self.folder)
        except DataError as error:
            self._say(str(error))
            return None
        drop_draft(sitting, self.folder)
        self._say(f'Saved in "{path}".')
        return path

    def clear(self) -> None:
        """Take away all answers and begin a sheet of another rater; what was saved stays saved."""
        drop_draft(self.sitting, self.folder)
        self._quiet, self._answers, self._leaving_out = True, {}, ()
        self.rater.value = self._code()
        self._lay_out()
        self._quiet = False
        self._say("A new sheet.")

    def _head(self, start: Sitting, schools: Sequence[str]) -> None:
        forms = [(form.label, name) for name, form in self.instrument.forms.items()]
        self.form = Dropdown(description="Form", options=forms, value=start.form, style=WIDE)
        self.org = Combobox(description="School or district", options=tuple(schools), value=start.org_id, style=WIDE)
        self.day = DatePicker(description="Day", value=start.day, style=WIDE)
        self.role = Combobox(description="Role (no name)", value=start.role, style=WIDE)
        self.rater = Text(description="Code of the rater", value=start.rater_id or self._code(), style=WIDE)
        self.occasion = Text(description="Round, if any", value=start.occasion, placeholder="2026-fall", style=WIDE)
        self.head = [
            HBox([self.form, self.org, self.day], layout={"flex_flow": "row wrap"}),
            HBox([self.role, self.rater, self.occasion], layout={"flex_flow": "row wrap"}),
        ]
        for widget in (self.org, self.day, self.role, self.rater, self.occasion):
            widget.observe(lambda _: self._changed(), names="value")
        self.form.observe(lambda _: self._form_changed(), names="value")

    def _code(self) -> str:
        team = self.instrument.forms[self.form.value].group == TEAM
        return TEAM if team else f"{self.instrument.forms[self.form.value].group}-{secrets.token_hex(3)}"

    def _form_changed(self) -> None:
        self.rater.value = self._code()
        self._lay_out()
        self._changed()

    def _lay_out(self) -> None:
        """Show the items of the form chosen; answers to other items stay known."""
        form = self.instrument.forms[self.form.value]
        self.role.options = form.roles
        self.rows.children = [
            ItemRow(
                item, item.wording.get(self.form.value, item.text), form.scale or self.instrument.scale,
                self._answers.get(item.number, Answer()), self._changed,
            )
            for item in self.instrument.items_of(self.form.value)
        ]  # fmt: skip
        self._add_up()

    def _changed(self) -> None:
        if self._quiet:
            return
        shown = {row.item.number: row.answer for row in self.rows.children}
        self._answers = {number: answer for number, answer in (self._answers | shown).items() if answer != Answer()}
        self._add_up()
        try:
            keep_draft(self.sitting, self.folder)
            self.message.value = ""
        except DataError as error:
            self._say(str(error))

    def _add_up(self) -> None:
        sitting = self.sitting
        self.total.value = totals(tallies(sitting), len(unanswered(sitting)))

    def _say(self, sentence: str) -> None:
        self.message.value = notice(escape(sentence))
