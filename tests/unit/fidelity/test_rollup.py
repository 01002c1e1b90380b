"""From ratings to the tables of the page, and what the public may see of them."""

import pytest

from mtss_analysis import params
from mtss_analysis.fidelity import self_assess
from mtss_analysis.privacy import PrivacyParams, release
from mtss_analysis.vocabulary import TOTAL
from tests.unit.fidelity.ratings import DISTRICT, SETTINGS, dataset, full, instrument, known, rating

POLICY = params.layers().load(PrivacyParams)


def teams(raters, **columns):
    return [rating(full(1, 3, 2, r % 4), f"{school}{r}", school=school, **columns) for school in "AB"
            for r in range(raters)]  # fmt: skip


def assessed(*forms, kinds=None):
    return self_assess(dataset(*forms), kinds or known(), SETTINGS, DISTRICT)


def test_the_summary_says_who_gave_how_many_points_and_what_is_lowest():
    said = assessed(*teams(4)).summary()
    assert said.headline == "In 2024-25 fall, teams in 2 schools gave 62 % of the points possible."
    assert said.text.startswith("Lowest: One (1.0 points)")


@pytest.mark.parametrize("forms", [[], [rating(full(None, None, None, None))]])
def test_without_ratings_the_page_says_so(forms):
    found = assessed(*forms)
    assert found.cautions[0].code == "does_not_apply"
    assert "nobody can tell" in found.summary().headline
    assert "params/instruments/" in found.summary().text
    assert release(found, POLICY).tables["results"].frame.empty


def test_a_shell_is_named_with_what_to_complete():
    found = assessed(*teams(2), kinds=known(instrument(shell="Add the items.")))
    assert [c.sentence for c in found.cautions if c.code == "shell"] == [
        "Small is not complete, so its ratings are not scored. Add the items."
    ]


def test_the_public_sees_counts_of_people_and_nothing_of_staff():
    released = release(assessed(*teams(6)), POLICY)
    assert set(released.tables) == {"results", "subscales", "rated"}
    told = released.tables["results"].frame
    told = told[told["kind"] == "total"].set_index("school_id")
    assert told.loc[TOTAL, ["n", "suppressed"]].tolist() == [12, False]
    assert told.loc["A", "suppressed"]
    assert "In 2024-25 fall" in released.summary().headline


def test_few_raters_make_no_public_number():
    released = release(assessed(*teams(2)), POLICY)
    assert released.tables["results"].frame["percent"].isna().all()
    assert released.tables["rated"].frame["mean"].isna().all()


def test_cautions_of_versions_groups_and_gaps():
    staff = [rating({"1": 0, "3": 0}, f"T{n}", "teacher") for n in range(8)]
    few = [rating({"1": 0, "3": 0}, "T99", "teacher", school="B")]
    team = [rating(full(3, 3, 3, 3), f"R{n}") for n in range(3)]
    newer = [rating(full(3, 3, 3, 3), "R1", day="2025-04-01", version="2")]
    kinds = known(instrument(), instrument(version="2", unverified=["Counts were not seen."]))
    first = assessed(*staff, *few, *team, kinds=kinds)
    codes = {(c.code, c.school) for c in first.cautions}
    assert {("few_raters", "B"), ("team_and_staff_apart", "A")} <= codes
    both = {c.code: c.sentence for c in assessed(*team, *newer, kinds=kinds).cautions}
    assert "no published conversion" in both["versions_apart"]
    assert "Counts were not seen." in both["unverified"]


def test_single_raters_stand_in_no_table():
    found = assessed(*teams(4))
    for table in found.tables.values():
        assert "rater" not in table.frame
