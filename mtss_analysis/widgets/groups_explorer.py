"""What groups of plans received and how their students grew, for a coach before a meeting."""

# mypy: disable-error-code="misc"

import pandas as pd
from ipywidgets import Dropdown

from mtss_analysis.reporting.draw.drawing import NothingToDraw
from mtss_analysis.vocabulary import Domain
from mtss_analysis.widgets import group_pictures as pictures
from mtss_analysis.widgets import group_rows as rows
from mtss_analysis.widgets import group_tables as tables
from mtss_analysis.widgets.desk import Desk
from mtss_analysis.widgets.group_costs import costs
from mtss_analysis.widgets.group_facts import ANY, CANNOT_TELL, ON_PACE, OPEN, GroupFacts, group_facts
from mtss_analysis.widgets.panel import Panel
from mtss_analysis.widgets.picture import Picture

RESPONSE, QUADRANT, STRIP, TIME = "response", "quadrant", "strip", "time"
VIEWS = {
    "How students grow": RESPONSE, "Delivery beside growth": QUADRANT, "How it was carried out": STRIP,
    "Minutes and cost": TIME,
}  # fmt: skip
SHARE, GAP = "share", "gap"
PERSONNEL = "This shows where support needs help. It is not for personnel evaluation."
NO_PLAN = (
    "No plan of a student of {place} is on record until {day}, so there is no group to look at. Add plans to the table "
    "interventions."
)
WIDE = {"description_width": "7em"}


class GroupsExplorer(Panel):
    """Growth, delivery, adherence, minutes and cost of groups of plans.

    Parameters
    ----------
    desk
        The school's data.

    Examples
    --------
    >>> from mtss_analysis.params import HOME
    >>> from mtss_analysis.widgets.desk import lay_out
    >>> explorer = GroupsExplorer(lay_out(HOME / "data_samples" / "district", "S03", "2025-12-01"))
    >>> explorer.view.value = "quadrant"
    >>> "Planned sessions held" in explorer.figure.value
    True
    """

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.facts: GroupFacts | None = None
        self._costs: dict[tuple[str, str, str], pd.DataFrame] = {}
        self.by = Dropdown(
            description="Group by", options=[(said, by) for by, said in rows.GROUPINGS.items()], style=WIDE
        )
        self.domain = Dropdown(description="Domain", options=[("Every domain", ANY)], style=WIDE)
        self.which = Dropdown(description="Plans", options=[("Open on the day", OPEN)], style=WIDE)
        self.view = Dropdown(description="Show", options=list(VIEWS.items()), style=WIDE)
        self.growth = Dropdown(description="Growth as", options=[("Share on pace", SHARE), ("Mean growth gap", GAP)],
                               style=WIDE)  # fmt: skip
        controls = [self.by, self.domain, self.which, self.view, self.growth]
        super().__init__(
            "What groups received, and how their students grow",
            "Choose what plans are grouped by. A student is on pace where the rate of improvement is at least the one "
            "that the plan's aimline asks for; with too few scores nobody can tell yet.", controls,
        )  # fmt: skip
        self.guarded(self._load)
        self.watch(controls, self.draw)

    def _load(self) -> None:
        """Read what is known once, and draw."""
        self.facts = facts = group_facts(self.desk)
        order = [str(domain) for domain in Domain if str(domain) in facts.domains]
        self.domain.options = [("Every domain", ANY), *((self.desk.labels.word(each), each) for each in order)]
        if order:
            self.domain.value = order[0]
        opened = [(f"Open on {self.desk.day:%Y-%m-%d}", OPEN)] if facts.plans["open"].any() else []
        self.which.options = [*opened, *((f"School year {year}", year) for year in facts.years)] or self.which.options
        self.draw()

    def draw(self) -> None:
        """Draw what the controls ask for."""
        self.growth.disabled = self.view.value != QUADRANT
        if self.facts is None:
            self._load()
            return
        if self.facts.plans.empty:
            raise NothingToDraw(NO_PLAN.format(place=self.desk.place, day=f"{self.desk.day:%Y-%m-%d}"))
        plans = self.facts.chosen(self.domain.value, self.which.value)
        if plans.empty:
            raise NothingToDraw(
                f"{self.desk.place} has no such plan{self._in()}. Choose another domain or school year."
            )
        plans = rows.named(plans, self.by.value, self.desk.labels)
        {RESPONSE: self._response, QUADRANT: self._quadrant, STRIP: self._strip, TIME: self._time}[self.view.value](
            plans
        )

    def _response(self, plans: pd.DataFrame) -> None:
        found = rows.response(plans, self._confidence)
        told, on = int(found["told"].sum()), int(found[ON_PACE].sum())
        open_ = int(found[CANNOT_TELL].sum())
        said = f"Of {tables.counted(len(plans), 'plan')}, {on} of the {told} that can be told are on pace; "
        said += f"of {open_} nobody can tell yet." if open_ else "none is too early to tell."
        picture = pictures.responses(found, f"Growth{self._of()}")
        self._give(said, picture, tables.response(found, self._name), "Plans on pace, with 95 % intervals by Wilson")

    def _quadrant(self, plans: pd.DataFrame) -> None:
        assert self.facts is not None
        share = self.growth.value == SHARE
        counted, measure = rows.response(plans, self._confidence), ""
        if share:
            growth = counted[["told", "percent", "low", "high"]].set_axis(["n", "mean", "low", "high"], axis=1)
        else:
            measure = tables.commonest(plans)
            growth = rows.gaps(plans[plans["measure"] == measure], self._confidence)
        found = counted[["plans"]].join(rows.delivery(plans)).join(growth)
        found = found.assign(corner=rows.cornered(found, 50 if share else 0, self.facts.bars))
        up = "Plans on pace [percent]" if share else f"Growth gap, {self.desk.labels.measure(measure)} [score/week]"
        ends = 100 * self.facts.bars.not_delivered_below, 100 * self.facts.bars.delivered_from
        picture = pictures.quadrant(
            found, f"Delivery beside growth{self._of()}", up, 50 if share else 0, ends, share=share
        )
        said = tables.corners(found, measure and self.desk.labels.measure(measure))
        shown = tables.quadrant(found, self._name, share=share)
        self._give(said, picture, shown, "Sessions held, growth, and the corner of each")

    def _strip(self, plans: pd.DataFrame) -> None:
        assert self.facts is not None
        order = rows.response(plans, self._confidence).index
        found = rows.adherence(plans, self.facts.seen, self._confidence).reindex(order)
        picture = pictures.strip(found, f"Adherence{self._of()}")
        caption = "Adherence as observed, and as reported about oneself"
        self._give(tables.looked(found), picture, tables.adherence(found, self._name), caption)

    def _time(self, plans: pd.DataFrame) -> None:
        order = rows.response(plans, self._confidence).index
        found = rows.delivery(plans).join(self._cost(plans)).reindex(order)
        picture = pictures.minutes(found, f"Minutes of students{self._of()}")
        self._give(
            tables.priced(found), picture, tables.time(found, self._name), "Hours of students and what they cost"
        )

    def _cost(self, plans: pd.DataFrame) -> pd.DataFrame:
        assert self.facts is not None
        key = self.by.value, self.domain.value, self.which.value
        if key not in self._costs:
            self._costs[key] = costs(plans, self.facts.records, self.facts.catalog)
        return self._costs[key]

    def _give(self, said: str, picture: Picture, frame: pd.DataFrame, caption: str) -> None:
        first = f"{PERSONNEL} " if self.by.value == "provider_id" else ""
        self.show(
            first + said + pictures.many(frame), picture, frame, caption, f"groups_{self.by.value}_{self.view.value}"
        )

    @property
    def _confidence(self) -> float:
        assert self.facts is not None
        return self.facts.bars.confidence

    @property
    def _name(self) -> str:
        return rows.GROUPINGS[self.by.value].split(" (")[0]

    def _in(self) -> str:
        return f" in {self.desk.labels.word(self.domain.value).lower()}" if self.domain.value else ""

    def _of(self) -> str:
        return f" by {self._name.lower()}{self._in()}: {self.desk.place}"
