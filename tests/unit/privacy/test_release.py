"""What may leave, what may not, and that nothing withheld can be worked out."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

from mtss_analysis.errors import ParamsError, PrivacyError
from mtss_analysis.estimators.disclosure_bounds import bounds
from mtss_analysis.params import validated
from mtss_analysis.privacy import PrivacyParams, Released, release, reuse
from mtss_analysis.privacy.grid import completed
from mtss_analysis.privacy.linkage import strata
from mtss_analysis.privacy.suppression import Withheld, audit, decide
from mtss_analysis.results import Caution, Cells
from mtss_analysis.vocabulary import TOTAL

from .conftest import cells, counted, district, result, table

SEEDS = range(12)


def shares(students, **options):
    return result(table(counted(students, ("school_id", "sex", "lunch")), cells()), **options)


def visible(released, name="tiers", column="n"):
    frame = released.tables[name].frame
    return frame[frame[column].notna()]


@pytest.fixture(scope="module")
def released(policy):
    return release(shares(district(1)), policy)


def test_no_small_count_and_no_zero_is_shown(released, policy):
    assert (visible(released)["n"] >= policy.minimum_n).all()
    assert (visible(released, column="tested")["tested"] >= policy.minimum_n).all()


def test_some_counts_and_the_district_total_are_shown(released):
    shown = visible(released)
    assert ((shown["school_id"] == TOTAL) & (shown["by"] == TOTAL) & (shown["support"] == TOTAL)).any()
    assert len(shown) > len(released.tables["tiers"].frame) / 3


def test_percents_vanish_with_their_counts_and_are_rounded(released):
    frame = released.tables["tiers"].frame
    assert frame.loc[frame["n"].isna() | frame["tested"].isna(), "percent"].isna().all()
    shown = frame["percent"].dropna()
    assert len(shown)
    assert (shown == shown.round()).all()


def test_one_word_stands_for_small_and_other_numbers(released, policy):
    frame = released.tables["tiers"].frame
    assert set(frame["shown"]) == {"", policy.withheld_word}
    assert (frame["suppressed"] == (frame["shown"] != "")).all()
    assert frame.loc[~frame["suppressed"], ["n", "tested", "percent"]].notna().all().all()


@pytest.mark.parametrize("seed", SEEDS)
def test_a_reader_who_subtracts_learns_too_little(seed, policy):
    exact = {"tiers": table(counted(district(seed, 150 + 40 * seed), ("school_id", "sex", "lunch")), cells())}
    found = release(result(*exact.values()), policy).tables["tiers"].frame
    (stratum,) = strata(completed(exact)).values()
    hidden = np.ones(len(stratum.counts), dtype=bool)
    for row in found.to_dict("records"):
        place = tuple((column, row[column]) for column in ("school_id", "by", "group"))
        if pd.notna(row["n"]):
            hidden[stratum.numbers["tiers", "count", place, row["support"]]] = False
        if pd.notna(row["tested"]):
            hidden[stratum.numbers["tiers", "denominator", place, TOTAL]] = False
    widths = bounds(np.array(stratum.counts, dtype=float), stratum.matrix(), hidden).width
    assert (widths[hidden] >= policy.minimum_n).all()


def test_the_audit_refuses_primary_suppression_alone(policy):
    refused = 0
    for seed in SEEDS:
        exact = {"tiers": table(counted(district(seed), ("school_id", "sex", "lunch")), cells())}
        frame = exact["tiers"].frame
        marks = Withheld((frame["n"] < 10).to_numpy(), (frame["tested"] < 10).to_numpy())
        if marks.count.any():
            with pytest.raises(PrivacyError, match="could be worked out"):
                audit(exact, {"tiers": marks}, policy)
            refused += 1
    assert refused == len(SEEDS)


def test_the_audit_refuses_a_small_count_left_open(policy):
    exact = {"tiers": table(counted(district(3), ("school_id", "sex")), cells())}
    size = len(exact["tiers"].frame)
    with pytest.raises(PrivacyError, match="less than 10 students"):
        audit(exact, {"tiers": Withheld(np.zeros(size, dtype=bool), np.zeros(size, dtype=bool))}, policy)


def test_order_of_rows_changes_nothing(policy):
    frame = counted(district(5), ("school_id", "sex"))
    order = np.random.default_rng(0).permutation(len(frame))
    one = release(result(table(frame, cells())), policy).tables["tiers"].frame
    other = release(result(table(frame.iloc[order].reset_index(drop=True), cells())), policy).tables["tiers"].frame
    keys = ["school_id", "by", "group", "support"]
    pd.testing.assert_frame_equal(one.sort_values(keys, ignore_index=True), other.sort_values(keys, ignore_index=True))


@pytest.mark.parametrize("left", [9, 1, 0])
def test_fewer_students_never_show_more(left, policy):
    students = district(7)
    before = visible(release(shares(students), policy))
    cell = (students["school_id"] == "S1") & (students["support"] == "Tier 1")
    assert ((before["school_id"] == "S1") & (before["support"] == "Tier 1")).any()
    gone = students.index[cell][left:]
    after = visible(release(shares(students.drop(gone)), policy))
    assert not ((after["school_id"] == "S1") & (after["support"] == "Tier 1")).any()


def test_a_whole_group_in_one_category_is_not_told(policy):
    students = district(8)
    students.loc[students["school_id"] == "S0", "support"] = "Tier 2"
    frame = release(shares(students), policy).tables["tiers"].frame
    inside = frame[(frame["school_id"] == "S0") & (frame["support"] == "Tier 2")]
    assert inside["percent"].isna().all()


def test_tables_that_share_students_are_protected_together(policy):
    students = district(9).assign(status="tested")
    students.loc[students.index[:13], "status"] = "not tested"
    tested = students[students["status"] == "tested"]
    tiers = table(counted(tested), cells())
    coverage = table(counted(students, of="status", denominator="enrolled"), cells("status", "enrolled"), "coverage")
    (stratum,) = strata({"tiers": tiers, "coverage": coverage}).values()
    whole = (("school_id", TOTAL), ("by", TOTAL), ("group", TOTAL))
    assert stratum.numbers["tiers", "count", whole, TOTAL] == stratum.numbers["coverage", "count", whole, "tested"]
    assert stratum.numbers["tiers", "count", whole, TOTAL] == stratum.numbers["tiers", "denominator", whole, TOTAL]
    found = release(result(tiers, coverage), policy)
    frame = found.tables["coverage"].frame
    small = frame[(frame["status"] == "not tested") & (frame["school_id"] != TOTAL)]
    assert small["n"].isna().all()
    both = found.tables["tiers"].frame.merge(frame, on=["school_id", "by", "group"])
    known = both[(both["support"] == TOTAL) & (both["status"] == TOTAL) & (both["school_id"] != TOTAL)]
    assert (known["n_x"].isna() | known["n_y"].isna()).all()


def test_a_row_missing_beside_others_is_added_and_withheld(policy):
    frame = counted(district(10), ("school_id", "sex"))
    without = frame[~((frame["school_id"] == "S2") & (frame["support"] == "Tier 3"))].copy()
    without.loc[(without["school_id"] == "S2") & (without["support"] == TOTAL), "n"] = without.loc[
        (without["school_id"] == "S2") & without["support"].isin(["Tier 1", "Tier 2"]), "n"
    ].sum()
    found = release(result(table(without, cells())), policy).tables["tiers"].frame
    added = found[(found["school_id"] == "S2") & (found["support"] == "Tier 3")]
    assert added["n"].isna().tolist() == [True]
    assert added["suppressed"].tolist() == [True]


def test_statistics_need_their_own_minimum():
    frame = pd.DataFrame({"school_id": [TOTAL, "A", "B"], "n": [72, 40, 32], "mean": [1.0, 2.0, 3.0]})
    strict = validated(PrivacyParams, {**_defaults(), "statistics_minimum_n": 35})
    found = release(result(table(frame, Cells("n", (), ("school_id",), statistics=("mean",)))), strict)
    assert found.tables["tiers"].frame["n"].tolist() == [72, 40, 32]
    assert found.tables["tiers"].frame["mean"].isna().tolist() == [False, False, True]


def test_a_tiny_table_is_withheld_whole(policy):
    found = release(shares(district(11, students=8, schools=2)), policy).tables["tiers"].frame
    assert found[["n", "tested", "percent"]].isna().all().all()


def test_zeros_can_be_published_by_policy():
    frame = pd.DataFrame({"school_id": [TOTAL, "A", "B", "C"], "n": [60, 30, 30, 0]})
    strict = release(result(table(frame, Cells("n", (), ("school_id",)))), validated(PrivacyParams, _defaults()))
    open_policy = validated(PrivacyParams, {**_defaults(), "zeros": "publish"})
    shown = release(result(table(frame, Cells("n", (), ("school_id",)))), open_policy)
    assert strict.tables["tiers"].frame["n"].isna().iloc[3]
    assert shown.tables["tiers"].frame["n"].tolist() == [60, 30, 30, 0]


def test_groups_within_schools_are_dropped_or_published(policy):
    frame = pd.DataFrame(
        {
            "school_id": [TOTAL, TOTAL, TOTAL, "A", "A", "A"],
            "by": [TOTAL, "sex", "sex", TOTAL, "sex", "sex"],
            "group": [TOTAL, "F", "M", TOTAL, "F", "M"],
            "n": [90, 50, 40, 90, 50, 40],
        }
    )
    declared = Cells("n", (), ("school_id", ("by", "group")))
    assert len(release(result(table(frame, declared)), policy).tables["tiers"].frame) == 4
    publish = validated(PrivacyParams, {**_defaults(), "groups_within_schools": "publish"})
    assert len(release(result(table(frame, declared)), publish).tables["tiers"].frame) == 6


def test_results_of_students_alone_are_refused(policy):
    frame = pd.DataFrame({"student_id": ["SYN-1"], "n": [1]})
    with pytest.raises(PrivacyError, match="single students or staff only") as refusal:
        release(result(table(frame, None, level="student")), policy)
    assert refusal.value.exit_code == 12


def test_tables_of_students_are_left_out(policy):
    listed = table(pd.DataFrame({"student_id": ["SYN-1"]}), None, "students", "student")
    found = release(result(listed, table(counted(district(1)), cells())), policy)
    assert set(found.tables) == {"tiers"}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda frame: (frame, None), "does not say how it may be protected"),
        (lambda frame: (frame.assign(minimum=3.0), cells()), "column minimum"),
        (lambda frame: (pd.concat([frame, frame.iloc[:1]]), cells()), "two rows"),
        (lambda frame: (frame.assign(n=frame["n"].astype("Float64").where(frame.index > 0)), cells()), "count of 0"),
        (lambda frame: (frame.assign(tested=frame["tested"] + frame.index), cells()), "one denominator"),
        (lambda frame: (frame.replace({"group": {"F": "SYN-0031"}}), cells()), "SYN-0031"),
    ],
)
def test_tables_that_cannot_be_protected_are_refused(change, said, policy):
    frame, declared = change(counted(district(1), ("school_id", "sex")))
    with pytest.raises(PrivacyError, match=said):
        release(result(table(frame, declared)), policy)


def test_cautions_about_few_students_stay_with_the_team(policy):
    cautions = (
        Caution("general", "all", "Scores vary from day to day."),
        Caution("many", "tiers", "Scores of 120 students are missing."),
        Caution("place", "S1 grade 2", "Many scores lie below the cut."),
        Caution("few", "all", "Scores of 3 students are missing."),
        Caution("word", "all", "Three new students came late."),
        Caution("code", "all", "SYN-0031 has two scores."),
        Caution("whom", "SYN-0031", "Two scores on one day."),
    )
    found = release(shares(district(1), cautions=cautions), policy)
    assert [(caution.code, caution.affects) for caution in found.cautions] == [
        ("general", "all"),
        ("many", "tiers"),
        ("place", "some places"),
    ]


def test_only_release_makes_a_released_result(released):
    with pytest.raises(PrivacyError, match=r"privacy\.release"):
        Released(
            kind=released.kind, tables={}, cautions=(), provenance=released.provenance, policy=released.policy,
            gap=0.0, seal=None,
        )  # fmt: skip
    with pytest.raises((PrivacyError, TypeError, ValueError)):
        dataclasses.replace(released, tables={})
    with pytest.raises(dataclasses.FrozenInstanceError):
        released.tables = {}
    with pytest.raises(TypeError):
        released.tables["tiers"] = None


def test_a_school_is_a_slice_of_the_release(released):
    one = released.school("S1")
    frame = released.tables["tiers"].frame
    expected = frame[frame["school_id"] == "S1"].reset_index(drop=True)
    pd.testing.assert_frame_equal(one.tables["tiers"].frame, expected)
    assert one.summary().headline == released.summary().headline
    with pytest.raises(PrivacyError, match='"S9"'):
        released.school("S9")


def test_a_decision_is_shared_through_a_folder(tmp_path, policy, monkeypatch):
    exact = {"tiers": table(counted(district(20), ("school_id", "sex")), cells())}
    monkeypatch.setenv(reuse.FOLDER, str(tmp_path))
    made = reuse.remembered(exact, policy)
    monkeypatch.setattr(reuse, "_known", {})
    monkeypatch.setattr(reuse, "decide", lambda *_: pytest.fail("decided twice"))
    read = reuse.remembered(exact, policy)
    assert (read.withheld["tiers"].count == made.withheld["tiers"].count).all()
    assert (read.withheld["tiers"].denominator == made.withheld["tiers"].denominator).all()


def test_the_decision_states_how_good_it_is(policy):
    decision = decide({"tiers": table(counted(district(1), ("school_id", "sex")), cells())}, policy)
    assert 0 <= decision.gap < 0.1
    quick = decide(
        {"tiers": table(counted(district(1), ("school_id", "sex")), cells())}, policy.model_copy(update={"rounds": 0})
    )
    assert quick.withheld["tiers"].count.sum() >= decision.withheld["tiers"].count.sum() * 0.9
    assert quick.gap >= decision.gap


def test_a_pattern_that_is_no_regular_expression_is_refused():
    with pytest.raises(ParamsError, match="not a regular expression"):
        validated(PrivacyParams, {**_defaults(), "id_patterns": ["("]})


def _defaults():
    from mtss_analysis.params import layers

    return layers().load(PrivacyParams).model_dump()
