"""What teams, staff, families and students rated, and the steps that schools planned from it."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mtss_analysis.params import instruments, layers
from mtss_analysis.samples.coding import canonical, coded, numbered
from mtss_analysis.samples.delivery import STAFF, staff_ids
from mtss_analysis.samples.roster import Roster, school_ids

INSTRUMENT, VERSION, ITEM_COUNT = "mtss_implementation_self_assessment", "1.0", 40
WEAK_ITEMS = (7, 18, 25)
"""Planted weak items: low in every school, whatever else is in place there."""
WEAKNESS = 1.1
INFLATION = 0.9
"""Points by which the team of one school rates itself above what its staff say."""
TEAM = ("principal", "interventionist", "school counselor", "instructional coach")
TEAM_STAFF = (11, 4, 10, 3)
"""Roles of the team, and their numbers among the staff of a school."""
FORMS = {
    "classroom teacher": (2, 3, 5, 7, 9, 11, 12, 15, 18, 20, 22, 25, 30, 35, 36, 38),
    "family member": (9, 15, 21, 28, 30, 31, 32, 33, 38),
    "student": (5, 7, 15, 21, 29, 33),
}
"""Role → items of its form."""
RATERS = {"classroom teacher": 9, "family member": 12, "student": 20}
FEW = 3
"""Teachers who answer in the last school: too few for results to be shown."""
SEASONS = ("fall", "spring")
TFI = "swpbis_tfi"
TFI_ITEMS = {"2.1": ((15, 13, 17), 2), "3.0": ((20, 15, 19), 4)}
"""Version → items of each tier, and most points of an item."""

STEPS = (
    ("4", "Plan next year's support blocks from this spring's data"),
    ("7", "Teach expectations again in halls and yard after each break"),
    ("9", "Put make-up days for screening on the calendar"),
    ("11", "Train a second scorer in each grade"),
    ("18", "Read the list of students who wait at every meeting"),
    ("21", "Show families the progress graph each quarter"),
    ("23", "Name who logs sessions, and on which day of the week"),
    ("24", "Observe two sessions of each intervention"),
    ("25", "Put dosage on the table before any change of support"),
)
PLANNED = 6
OWNERS = ("principal", "instructional coach", "interventionist", "school counselor")
EVIDENCE = ("meeting notes", "session log", "graph shown at the meeting")


def ratings_table(roster: Roster) -> pd.DataFrame:
    """Return the canonical table ratings: our instrument in fall and spring, another one in two schools."""
    return pd.concat([_ours(roster), _tfi(roster)], ignore_index=True)


def _ours(roster: Roster) -> pd.DataFrame:
    """Team, staff, families and students of every round; each rater answers the items of one form."""
    settings, levels = roster.settings, _Levels(roster)
    last = settings.schools - 1
    frames = []
    for place, role in enumerate(TEAM):
        frames.append(levels.rated(role, range(1, ITEM_COUNT + 1), np.arange(settings.schools), place, team=True))
    for role, items in FORMS.items():
        for place in range(RATERS[role]):
            everyone = np.arange(settings.schools)
            here = everyone[(everyone != last) | (place < FEW)] if role == "classroom teacher" else everyone[::3]
            frames.append(levels.rated(role, items, here, place, team=False))
    every = pd.concat(frames, ignore_index=True)
    return _canonical(roster, every.sort_values(["school", "round", "order"], kind="stable", ignore_index=True))


class _Levels:
    """True levels of schools, rounds and items [points], and ratings around them."""

    def __init__(self, roster: Roster) -> None:
        self.settings, self.rng = roster.settings, roster.settings.stream("ratings")
        rounds, self.raters = len(SEASONS) * self.settings.years, 0
        school = self.rng.normal(1.6, 0.25, self.settings.schools)[:, None, None]
        item = np.clip(self.rng.normal(0.1, 0.25, ITEM_COUNT), -0.3, None)
        item = np.where(np.isin(np.arange(ITEM_COUNT) + 1, WEAK_ITEMS), -WEAKNESS, item)
        self.true = school + 0.12 * np.arange(rounds)[None, :, None] + item

    def rated(self, role: str, items: "range | tuple[int, ...]", schools: NDArray[np.int64], place: int, *,
              team: bool) -> pd.DataFrame:  # fmt: skip
        """Draw one rater a school, round by round."""
        chosen = np.array(items) - 1
        own = self.rng.normal(0, 0.2, (len(schools), 1, 1))
        kind = INFLATION * (schools == self.settings.roles["inflated_self_report"])[:, None, None] * team
        true = self.true[schools][:, :, chosen] + own + kind
        drawn = np.round(np.clip(true + self.rng.normal(0, 0.45, true.shape), 0, 3))
        drawn = np.where(self.rng.random(true.shape) < 0.01, np.nan, drawn)
        school, turn, item = (index.ravel() for index in np.indices(true.shape))
        number = 1000 + self.raters + np.arange(len(schools))
        self.raters += len(schools)
        of_team = staff_ids(schools * STAFF + TEAM_STAFF[place]) if team else numbered("RTR-", number, 4)
        return pd.DataFrame({
            "school": schools[school], "round": turn, "order": 0 if team else 1, "role": role,
            "rater": of_team.to_numpy()[school], "item": chosen[item] + 1, "score": drawn.ravel(),
        })  # fmt: skip


def _canonical(roster: Roster, rows: pd.DataFrame) -> pd.DataFrame:
    settings, ids = roster.settings, school_ids(roster.settings)
    years = rows["round"].to_numpy() // len(SEASONS)
    sittings = [f"{s}-{y}-{h}" for s in ids for y in settings.school_years for h in SEASONS]
    return canonical(
        "ratings",
        {
            "instrument": INSTRUMENT,
            "version": VERSION,
            "org_id": coded(ids, rows["school"]),
            "administration_id": coded(sittings, rows["school"] * len(SEASONS) * settings.years + rows["round"]),
            "administered_on": _days(roster)[years, rows["round"].to_numpy() % len(SEASONS)],
            "respondent_role": rows["role"],
            "rater_id": rows["rater"],
            "item": rows["item"].astype("str"),
            "score": rows["score"].to_numpy(),
            "evidence": coded([], np.full(len(rows), -1)),
        },
    )


def _days(roster: Roster) -> NDArray[np.datetime64]:
    years = range(roster.settings.years)
    return np.array([[roster.days.days_of(year)[place] for place in (30, -25)] for year in years])


def _tfi(roster: Roster) -> pd.DataFrame:
    """One team's agreed ratings each spring in two schools; one of them changes to the new version in the last year."""
    rng, settings, frames = roster.settings.stream("inventory"), roster.settings, []
    for school in (0, 2):
        for year, name in enumerate(settings.school_years):
            version = "3.0" if school == 0 and year == settings.years - 1 and year > 0 else "2.1"
            counts, most = TFI_ITEMS[version]
            items = [f"{tier + 1}.{n + 1}" for tier, count in enumerate(counts) for n in range(count)]
            likely = np.repeat(_likely(version, year), counts)
            frames.append(canonical("ratings", {
                "instrument": TFI, "version": version, "org_id": school_ids(settings)[school],
                "administration_id": f"{school_ids(settings)[school]}-{name}-tfi", "administered_on":
                np.repeat(_days(roster)[year, 1], len(items)), "respondent_role": "leadership team member",
                "rater_id": coded([], np.full(len(items), -1)), "item": items,
                "score": rng.binomial(most, likely).astype(np.float64), "evidence": coded([], np.full(len(items), -1)),
            }))  # fmt: skip
    return pd.concat(frames, ignore_index=True)


def _likely(version: str, year: int) -> NDArray[np.float64]:
    """Share of the points of each tier; on the new version's scale as its publisher turns the old one into it."""
    percent = 100 * (np.array([0.8, 0.65, 0.5]) + 0.05 * year)
    if version == "2.1":
        return percent / 100
    sections = instruments(layers())[TFI, version].conversions[0].sections.values()
    return np.array([slope * each + constant for each, (slope, constant) in zip(percent, sections, strict=True)]) / 100


def action_items_table(roster: Roster) -> pd.DataFrame:
    """Return the canonical table action_items: six steps a school and year, from the self-assessment."""
    rng, settings = roster.settings.stream("action items"), roster.settings
    school, year, _ = (index.ravel() for index in np.indices((settings.schools, settings.years, PLANNED)))
    order = rng.permuted(np.tile(np.arange(len(STEPS)), (settings.schools * settings.years, 1)), axis=1)
    chosen = order[:, :PLANNED].ravel()
    days = np.array([roster.days.days_of(each)[-60:] for each in range(settings.years)])
    past = year < settings.years - 1
    status = np.where(past, rng.choice([2, 3], len(past), p=[0.8, 0.2]), rng.choice(3, len(past), p=[0.3, 0.4, 0.3]))
    return canonical(
        "action_items",
        {
            "org_id": coded(school_ids(settings), school),
            "instrument": INSTRUMENT,
            "item": coded([item for item, _ in STEPS], chosen),
            "step": coded([step for _, step in STEPS], chosen),
            "owner_role": coded(OWNERS, rng.integers(0, len(OWNERS), len(school))),
            "due": days[year, rng.integers(0, 60, len(school))],
            "evidence": coded(EVIDENCE, chosen % len(EVIDENCE)),
            "status": coded(("planned", "under_way", "done", "dropped"), status),
        },
    )
