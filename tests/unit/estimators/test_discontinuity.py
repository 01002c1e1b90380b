"""Jumps at a cut: what is said without the packages, of too little, of wrong input; and that nothing is printed."""

import builtins
import sys
import warnings

import numpy as np
import pytest

from mtss_analysis.errors import MtssError, PackageError
from mtss_analysis.estimators import discontinuity
from mtss_analysis.estimators.cut_score import TooFewError


@pytest.fixture
def students():
    rng = np.random.default_rng(5)
    score = np.round(rng.normal(45, 12, 500))
    served = (rng.random(500) < np.where(score < 40, 0.8, 0.1)).astype(float)
    return score, score + 5 * served + rng.normal(0, 5, 500), served


def test_without_the_packages_the_reader_is_told_what_to_install(students, monkeypatch):
    held = builtins.__import__

    def absent(name, *rest, **more):
        if name in {"rdrobust", "rddensity"}:
            raise ImportError(name)
        return held(name, *rest, **more)

    for name in ("rdrobust", "rddensity"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.setattr(builtins, "__import__", absent)
    with pytest.raises(PackageError, match=r'"rdrobust" is not installed.*start\.py') as problem:
        discontinuity.jump(students[0], students[1], 40)
    with pytest.raises(PackageError, match='"rddensity" is not installed'):
        discontinuity.density_break(students[0], 40)
    assert isinstance(problem.value, MtssError)
    assert problem.value.exit_code == 15


def test_nothing_is_printed_and_warnings_stay_as_they_were(students, capsys):
    before = list(warnings.filters)
    discontinuity.jump(*students[:2], 40, students[2], cluster=np.arange(500) % 3)
    discontinuity.density_break(students[0], 40)
    assert warnings.filters == before
    assert capsys.readouterr() == ("", "")


def test_errors_of_very_many_students_with_few_scores_come_from_residuals():
    rng = np.random.default_rng(4)
    score = np.round(rng.normal(45, 6, 6000))
    outcome = score + rng.normal(0, 5, 6000)
    found = discontinuity.jump(score, outcome, 40)
    assert found.se == discontinuity.jump(score, outcome, 40, errors="hc1").se
    few = slice(0, 1500)
    nearest = discontinuity.jump(score[few], outcome[few], 40)
    assert nearest.se == discontinuity.jump(score[few], outcome[few], 40, errors="nn").se


def test_a_given_bandwidth_and_a_donut_say_who_is_used(students):
    score, outcome, _ = students
    distance = np.abs(score - 40)
    found = discontinuity.jump(score, outcome, 40, bandwidth=10, donut=2)
    used = (distance >= 2) & (distance < 10)
    assert found.bandwidth == 10
    assert found.n == ((used & (score < 40)).sum(), (used & (score >= 40)).sum())


def test_clusters_within_the_bandwidth_are_counted(students):
    score, outcome, _ = students
    school = np.where(np.arange(500) < 250, "A", np.where(score < 40, "B", np.where(score < 46, "C", "D")))
    assert discontinuity.jump(score, outcome, 40, cluster=school, bandwidth=5).clusters == (2, 2)
    assert discontinuity.jump(score, outcome, 40, cluster=school, bandwidth=9).clusters == (2, 3)
    assert discontinuity.jump(score, outcome, 40, bandwidth=5).clusters == (0, 0)
    with pytest.raises(TooFewError, match="no finite error"):
        discontinuity.jump(score, outcome, 40, cluster=np.where(score < 40, 0, np.arange(500) % 5), bandwidth=5)


def test_the_lines_meet_the_cut_where_the_jump_is(students):
    found = discontinuity.jump(*students[:2], 40)
    assert found.lines[1, 0] - found.lines[0, 0] == pytest.approx(found.estimate)


def test_full_compliance_has_a_first_stage_without_error(students):
    score, outcome, _ = students
    found = discontinuity.jump(score, outcome, 40, score < 40)
    assert found.first_stage.estimate == pytest.approx(-1)
    assert found.estimate == pytest.approx(-discontinuity.jump(score, outcome, 40).estimate)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"score": 30 + np.arange(500) % 12}, "2 at or above"),
        ({"outcome": np.full(500, 7.0)}, "Every outcome is 7"),
        ({"served": np.ones(500)}, '"served" is 1 for every student'),
    ],
)
def test_too_little_is_said(students, change, words):
    columns = dict(zip(("score", "outcome", "served"), students, strict=True)) | change
    with pytest.raises(TooFewError, match=words):
        discontinuity.jump(columns["score"], columns["outcome"], 40, columns["served"])


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"bandwidth": 0.0}, "bandwidth: got 0.0, expected a distance above 0"),
        ({"bandwidth": float("nan")}, "bandwidth: got nan"),
        ({"confidence": 95}, "confidence: got 95"),
        ({"cluster": [1, 2]}, "'cluster': 2"),
    ],
)
def test_settings_out_of_range_are_refused(students, options, words):
    with pytest.raises(ValueError, match=words):
        discontinuity.jump(*students[:2], 40, **options)


def test_a_missing_value_is_named_with_its_row(students):
    score = students[0].copy()
    score[17] = np.nan
    with pytest.raises(ValueError, match='score: row 17 holds "nan"'):
        discontinuity.jump(score, students[1], 40)


def test_the_density_test_narrows_on_short_scales():
    rng = np.random.default_rng(8)
    long, short = np.round(rng.normal(45, 18, 3000)), np.round(rng.normal(25, 6, 3000))
    assert min(discontinuity.density_break(long, 40).distinct) >= 23
    assert max(discontinuity.density_break(short, 20).distinct) <= 15
