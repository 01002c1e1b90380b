"""What a reader of a comparison must know."""

from collections.abc import Iterable, Mapping

import pandas as pd

from mtss_analysis.effects.comparison_result import DOES_NOT_APPLY, NOTHING
from mtss_analysis.effects.growth_contrast import NOT_GIVEN, OTHERS
from mtss_analysis.effects.rollout import why_not
from mtss_analysis.results import Caution


def cautions(
    frames: Mapping[str, pd.DataFrame],
    told: dict[str, list[str]],
    sessions: pd.DataFrame,
    without: dict[str, list[str]],
) -> Iterable[Caution]:
    """Yield the limits of a comparison, given its tables.

    `told` holds measures on which nothing could be compared by reason, `without` interventions without a roll-out.
    """
    judged, tried = frames["effects"], frames["trials"]
    if (judged.empty or judged["effect"].isna().all()) and tried.empty:
        yield Caution(DOES_NOT_APPLY, "all", NOTHING)
    if len(tried):
        yield Caution(
            "cluster_first", "trials",
            "Where whole classes or schools were assigned, the row with that cluster is the one to read. The row of "
            "students one by one takes them as independent, which they are not, and looks surer than the data are.",
        )  # fmt: skip
    if without:
        yield Caution("no_rollout", "rollout", why_not(without, some=len(frames["rollout"]) > 0))
    if judged.empty:
        return
    if frames["doses"]["slope_missed"].notna().any():
        yield Caution(
            "dose_not_assigned", "doses",
            "Nobody assigned how many sessions a student received. Students who attend more differ from those who "
            "attend less, so more growth with more sessions is no proof that the sessions did it.",
        )  # fmt: skip
    yield Caution(
        "people_chose", "effects",
        "People chose which students received what. The comparison allows for grade, tier, school year and school; "
        "other differences between the students remain in it.",
    )  # fmt: skip
    if OTHERS in set(judged.get("against", ())):
        yield Caution(
            "relative", "effects",
            "Where all support was delivered, an intervention is compared with the others of its domain. That shows "
            "which does better, but not that one does nothing.",
        )  # fmt: skip
    if NOT_GIVEN in set(judged.get("against", ())):
        yield Caution(
            "not_given", "effects",
            "Where support was planned and not delivered, its students are the comparison. They were chosen for that "
            "support and may differ from others in ways the data do not show.",
        )  # fmt: skip
    yield Caution(
        "endings", "effects",
        "Support often ends once scores reach the goal. Series that end on a lucky score are short and count little in "
        "the model, but some of that luck remains.",
    )  # fmt: skip
    if sessions.empty:
        yield Caution("no_sessions", "delivery", "No session is logged, so delivery is unknown and nothing is judged.")
    for code, measures in told.items():
        yield Caution(code, "effects", UNFITTED[code].format("; ".join(sorted(set(measures)))))


UNFITTED = {
    "one_intervention": "Fewer than two interventions have enough students on {}; nothing can be compared there.",
    "no_model": "The scores of {} allow no growth model; nothing can be compared there.",
}
