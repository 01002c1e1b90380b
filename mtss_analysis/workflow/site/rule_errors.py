"""How often each decision rule is wrong, on the page of rules: simulated with the settings in force."""

from functools import cache

from mtss_analysis.decisions import error_rates, specs
from mtss_analysis.decisions.error_rates import Alike
from mtss_analysis.decisions.settings import DecisionParams
from mtss_analysis.workflow.effective import Effective
from mtss_analysis.workflow.site import markdown

PACE, STUDENTS, HALF = 0.2, 4_000, 0.5
"""Rate that the plan asks for [standard errors of one probe a week], students simulated, share of the slower rate."""
WEEKS = (6, 10, 16)
ALIKE = Alike(slope=PACE, slope_sd=PACE / 2, level_sd=2.0)
"""What students alike do: on average what the plan asks for."""
HEAD = ("Rule", "Weekly probes", "Called at the last look, though on pace", "Called at some look, though on pace",
        "Never called, at half the pace")  # fmt: skip
TITLE = "How often each rule is wrong"
ABOUT = (
    "Simulated students with one probe a week and scores that scatter by chance alone. The first two columns of "
    "numbers are false alarms: students exactly on pace for whom the rule says change, at the last look alone or at "
    "some look until then. The last one is misses: students who grow at half the pace, and whom the rule never calls. "
    "The plan asks for a fifth of the standard error of a probe each week. With noisier probes or a smaller pace all "
    "three are worse. A student exactly on pace reaches the goal about every second time, by the luck of the last "
    "probes; the posterior rule, which asks for the chance of the goal, therefore calls about half of them by design. "
    "The page on decisions shows the rates for a district's own plans."
)


def errors(used: Effective) -> str:
    """Write the table of false alarms and misses of every rule."""
    return _table(used.load(DecisionParams))


@cache
def _table(params: DecisionParams) -> str:
    titles = {spec.rule: spec.title for spec in specs.load()}
    rows = [[title, str(weeks), *_rates(rule, params, weeks)] for rule, title in titles.items() for weeks in WEEKS]
    table = markdown.table(HEAD, rows).replace(" %", "\u00a0%")
    return f"## {TITLE}\n\n{ABOUT}\n\n{table}"


def _rates(rule: str, params: DecisionParams, weeks: int) -> list[str]:
    settings, alike = getattr(params, rule), ALIKE if rule == "posterior" else None
    on, slow = (
        error_rates.called(rule, settings, pace=PACE, weeks=weeks, share=share, alike=alike, students=STUDENTS)
        for share in (1.0, HALF)
    )
    return [f"{100 * value:.0f} %" for value in (on.at_look[-1], on.by_look[-1], 1 - slow.by_look[-1])]
