"""All explorers on one page: choose the school and the question; each is made when it is first opened."""

# mypy: disable-error-code="misc"

from collections.abc import Callable, Mapping
from dataclasses import replace
from html import escape
from pathlib import Path

from ipywidgets import HTML, Dropdown, ToggleButtons, VBox, Widget

from mtss_analysis.errors import MtssError
from mtss_analysis.widgets.desk import Desk, lay_out
from mtss_analysis.widgets.panel import STUMBLED

Maker = Callable[[Desk], Widget]
TEAM_ONLY = (
    "These views show single students. They stay on this computer and are for staff with a legitimate educational "
    "interest in the students shown. Nothing is sent anywhere."
)
LABEL = {"description_width": "8em"}


class Board(VBox):
    """A choice of school and of explorer, with the explorer chosen below.

    Parameters
    ----------
    desk
        The district's tables; its school is the one to begin with.
    makers
        Name on the button → what makes the explorer.
    """

    def __init__(self, desk: Desk, makers: Mapping[str, Maker]) -> None:
        self._desk, self._makers = desk, makers
        self._made: dict[tuple[str, str], Widget] = {}
        schools = [("All schools", "")] + [(desk.labels.school(each), each) for each in desk.dataset.schools]
        self.school = Dropdown(description="School", options=schools, value=desk.school, style=LABEL)
        self.choice = ToggleButtons(
            description="Question", options=list(makers), style={**LABEL, "button_width": "auto"}
        )
        self.head = HTML(f"<h1>{escape(desk.district.name or 'Explorers')}</h1><p>{TEAM_ONLY}</p>{_day(desk)}")
        self.wait = HTML()
        for widget in (self.school, self.choice):
            widget.observe(lambda _: self._show(), names="value")
        super().__init__()
        self._show()

    @property
    def explorer(self) -> Widget:
        """The explorer shown now."""
        return self._made[self.choice.value, self.school.value]

    def _show(self) -> None:
        key = (self.choice.value, self.school.value)
        if key not in self._made:
            self.wait.value = '<p role="status">Reading and computing …</p>'
            self.children = (self.head, self.school, self.choice, self.wait)
            self._made[key] = self._make(*key)
        self.wait.value = ""
        self.children = (self.head, self.school, self.choice, self._made[key])

    def _make(self, name: str, school: str) -> Widget:
        try:
            return self._makers[name](replace(self._desk, school=school))
        except MtssError as reason:
            return HTML(f'<p role="status"><strong>{escape(str(reason))}</strong></p>')
        except Exception as error:
            return HTML(f'<p role="status"><strong>{escape(STUMBLED.format(kind=type(error).__name__))}</strong></p>')


def _day(desk: Desk) -> str:
    return f"<p>As known on {desk.day:%B} {desk.day.day}, {desk.day.year}.</p>"


def explore(data: str | Path, school: str = "", day: str = "") -> Widget:
    """Open the explorers on a district's tables; what is wrong with the tables is said in words.

    Parameters
    ----------
    data
        Folder or workbook with the district's tables.
    school
        A school_id to begin with; empty for all schools.
    day
        Day of looking, YYYY-MM-DD; by default the last one the records speak of.

    Examples
    --------
    >>> "no/such/folder" in explore("no/such/folder").value
    True
    """
    from mtss_analysis.widgets.explorers import MAKERS

    try:
        return Board(lay_out(data, school, day), MAKERS)
    except MtssError as reason:
        return HTML(f'<p role="status"><strong>{escape(str(reason))}</strong></p>')
