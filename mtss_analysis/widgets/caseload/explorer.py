"""The caseload as a widget: the list, the graph of the student chosen, and a decision to record."""

# mypy: disable-error-code="misc"

from collections.abc import Hashable, Mapping
from html import escape

import pandas as pd
from ipywidgets import HTML, Button, DatePicker, Dropdown, HBox, SelectMultiple, Text, Textarea, VBox

from mtss_analysis.reporting import tabulate
from mtss_analysis.vocabulary import RIGHT_TO_EVALUATION, Action
from mtss_analysis.widgets.caseload import record as records
from mtss_analysis.widgets.caseload.filters import Filters
from mtss_analysis.widgets.caseload.profile import Beside, dose, profile
from mtss_analysis.widgets.caseload.record import Decision
from mtss_analysis.widgets.caseload.sheet import MOST as SHEET
from mtss_analysis.widgets.caseload.sheet import meeting_sheet
from mtss_analysis.widgets.caseload.student import Students, graph, said, verdicts
from mtss_analysis.widgets.caseload.worklist import WAITING, worklist
from mtss_analysis.widgets.desk import Desk
from mtss_analysis.widgets.panel import Panel
from mtss_analysis.widgets.svg import svg

PAGE = 25
"""Plans on one page of the list."""
WIDE = {"description_width": "9em"}
NOBODY = "No plan is open here that fits these choices. Choose another grade, domain or group, or all of them."
ABOUT = (
    "Plans are ordered by what is due. Choose one to see its graph, what every rule says and how often it is wrong. "
    "A graph decides nothing: a team does, with the family."
)
CHECK = (str(Action.CHECK_FIDELITY_FIRST),)


class Caseload(Panel):
    """Who needs what next; one student's graph; a decision recorded with its reason.

    Parameters
    ----------
    desk
        The district's tables on a day.
    """

    def __init__(self, desk: Desk) -> None:
        self.desk, self.known = desk, Students(desk)
        self.beside = Beside(self.known)
        self.rows = worklist(desk)
        self.filters = Filters(self.rows, desk)
        self.page = Dropdown(description="Page", options=[("1", 0)], style=WIDE)
        self.plan = Dropdown(description="Plan", options=(), style=WIDE, layout={"width": "46em"})
        self.list, self.side = HTML(), HTML()
        super().__init__(
            "Who needs what next?", ABOUT, [*self.filters.boxes, self.page],
            [self.side, self._form(), self._sheet_box()],
        )  # fmt: skip
        self.put_in(3, self.list, self.plan)
        self.watch(self.filters.boxes, self._filtered)
        self.watch([self.page], self._paged)
        self.watch([self.plan], self._chosen)
        self.guarded(self._filtered)

    def _form(self) -> VBox:
        actions = [(str(each).replace("_", " "), str(each)) for each in Action]
        self.decided = Dropdown(description="We decide", options=actions, style=WIDE)
        self.role = Text(description="Role that decides", value="problem-solving team", style=WIDE)
        self.reason = Textarea(description="Why", rows=2, style=WIDE, layout={"width": "46em"})
        self.day = DatePicker(description="Decided on", value=self.desk.day.date(), style=WIDE)
        self.review = DatePicker(description="We look again on", style=WIDE)
        self.save = Button(description="Record the decision", button_style="primary", layout={"width": "auto"})
        self.save.on_click(lambda _: self.guarded_saying(self._record))
        head = HTML(f"<h3>Record a decision</h3><p>{escape(RIGHT_TO_EVALUATION)}</p>")
        row = HBox([self.decided, self.role, self.day, self.review], layout={"flex_flow": "row wrap"})
        return VBox([head, row, self.reason, self.save])

    def _sheet_box(self) -> VBox:
        self.several = SelectMultiple(description="For the sheet", rows=6, style=WIDE, layout={"width": "46em"})
        self.as_sheet = Button(description="Sheet for the meeting", layout={"width": "auto"})
        self.as_sheet.on_click(lambda _: self.guarded_saying(self._sheet))
        return VBox([self.several, self.as_sheet])

    def _filtered(self) -> None:
        self.found = self.filters.kept(self.rows)
        pages = max(1, -(-len(self.found) // PAGE))
        self.page.options = [(f"{number + 1} of {pages}", number) for number in range(pages)]
        self.page.value = 0
        self._paged()

    def _paged(self) -> None:
        shown = self.found.iloc[PAGE * self.page.value : PAGE * (self.page.value + 1)]
        caption = f"{len(self.found):,} open plans; {(self.found['urgency'] > 0).sum():,} with something due"
        self.list.value = tabulate.table(self._listed(shown), caption) if len(shown) else ""
        names = [(self._named(row), row["plan_id"]) for row in shown.to_dict("records")]
        self.several.options = names
        self.several.value = tuple(plan for _, plan in names[:SHEET])
        self.plan.options = names
        if names:
            self.plan.value = names[0][1]
            self._chosen()
        else:
            self.nothing(NOBODY)
            self.side.value = ""

    def _named(self, row: Mapping[Hashable, object]) -> str:
        return f"{row['student_id']}, {self.desk.labels.word(str(row['domain'])).lower()}: {row['why']}"

    def _listed(self, rows: pd.DataFrame) -> pd.DataFrame:
        labels = self.desk.labels
        shown = {
            "Student": rows["student_id"], "Grade": [labels.group("grade", str(each)) for each in rows["grade"]],
            "Receives": [f"Tier {tier:.0f} support in {labels.word(domain).lower()}" for tier, domain in
                         zip(rows["tier"], rows["domain"], strict=True)],
            "What is due": rows["why"],
            "The rule advises": rows["action"].fillna("no data").str.replace("_", " "),
            "Chance of the goal": [None if pd.isna(p) else f"{100 * p:.0f} %" for p in rows["p_reach"]],
            "Sessions received": [_range(low, high) for low, high in zip(rows["dose_low"], rows["dose_high"],
                                                                         strict=True)],
        }  # fmt: skip
        return pd.DataFrame(shown)

    def _chosen(self) -> None:
        plan = self.plan.value
        if plan is None:
            return
        picture = graph(self.known, plan)
        self.show(
            f"{self._reason(plan)} {said(self.known, plan)}",
            picture,
            picture.data,
            "Scores of the plan",
            f"plan_{plan}",
        )
        student = self.known.plans[plan]["student_id"]
        tables = tabulate.table(verdicts(self.known, plan), "What each rule says, and how often it is wrong")
        domains = tabulate.table(profile(self.beside, student), "All domains of this student")
        sessions = dose(self.beside, plan)
        self.side.value = (
            f"<h3>{escape(sessions.title)}</h3><p>{escape(sessions.said)}</p>{svg(sessions)}{tables}{domains}"
        )
        action = self._action(plan)
        if action:
            self.decided.value = action

    def _action(self, plan: str) -> str:
        advice = self.known.advice
        found = advice[plan]["action"] if plan in advice else ""
        return found if isinstance(found, str) and found in set(map(str, Action)) else ""

    def _reason(self, plan: str) -> str:
        advice = self.known.advice
        return str(advice[plan]["reason"]) if plan in advice else "The rule says nothing about this plan."

    def _record(self) -> None:
        plan = self.plan.value
        if plan is None or self.day.value is None:
            self.say("Not saved: choose a plan and a day first.")
            return
        row, action = self.known.plans[plan], self._action(plan)
        advice = self.known.advice
        reach = advice[plan]["p_reach"] if plan in advice else None
        path = records.record(
            Decision(
                row["student_id"], plan, row["domain"], self.day.value, self.role.value, self.decided.value,
                self.reason.value, self.review.value, action, self.desk.rules.rule if action else "",
                None if reach is None or pd.isna(reach) else round(float(reach), 4),
            ),
            self.desk.path,
        )  # fmt: skip
        self._mark_decided(plan)
        right = f" {RIGHT_TO_EVALUATION}" if self.decided.value in WAITING.union(CHECK) else ""
        self.say(f'Recorded in "{path.name}".{right}')

    def _mark_decided(self, plan: str) -> None:
        """Show the plan as decided in the list, which keeps its order until the explorer is opened again."""
        self.reason.value = ""
        mine = self.rows["plan_id"] == plan
        self.rows.loc[mine, "why"] = f"decided on {self.day.value}: {str(self.decided.value).replace('_', ' ')}"
        self.rows.loc[mine, "urgency"] = 0
        self.found = self.filters.kept(self.rows)
        shown = self.found.iloc[PAGE * self.page.value : PAGE * (self.page.value + 1)]
        caption = f"{len(self.found):,} open plans; {(self.found['urgency'] > 0).sum():,} with something due"
        self.list.value = tabulate.table(self._listed(shown), caption)

    def _sheet(self) -> None:
        plans = list(self.several.value)
        if not plans:
            self.say("Choose up to eight plans for the sheet first.")
            return
        why = dict(zip(self.rows["plan_id"], self.rows["why"], strict=True))
        page = meeting_sheet(self.known, plans, why)
        self.give(f"meeting_{self.desk.day:%Y-%m-%d}.html", page.encode("utf-8"), "text/html")
        if len(plans) > SHEET:
            self.say(f"The sheet holds the first {SHEET} of {len(plans)} plans.")


def _range(low: float, high: float) -> str:
    if low != low:
        return "no session planned"
    one, other = f"{100 * low:.0f}", f"{100 * high:.0f}"
    return f"{one} %" if one == other else f"{one} to {other} %"
