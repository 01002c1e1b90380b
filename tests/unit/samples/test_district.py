"""The sample district: every table whole, references kept, sizes from small to large, the same again from a seed."""

import json
import re
from pathlib import Path

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from mtss_analysis import intake, params, samples
from mtss_analysis.errors import DataError, ParamsError
from mtss_analysis.samples.measures import MEASURES
from mtss_analysis.tables import TABLES, schema

DATA = Path(__file__).resolve().parents[3] / "data_samples" / "district"


@pytest.fixture(scope="module", params=[(12, 3000, 2), (3, 60, 1), (40, 800, 3)], ids=["district", "small", "many"])
def district(request):
    schools, students, years = request.param
    return samples.generate(schools=schools, students=students, years=years), request.param


@pytest.fixture(scope="module")
def tiny():
    return samples.generate(schools=3, students=30, years=1)


def test_all_sixteen_tables_are_there_in_order_and_none_is_empty(district):
    tables = district[0].tables
    assert list(tables) == list(TABLES)
    assert all(len(table) for table in tables.values())


@pytest.mark.parametrize("name", TABLES)
def test_table_keeps_its_definition_key_and_references(district, name):
    tables, table = district[0].tables, TABLES[name]
    schema(name).validate(tables[name])
    assert list(tables[name].columns)[: len(table.names)] == table.names
    if table.key:
        assert not tables[name].duplicated(list(table.key)).any()
    for column, home in table.references:
        assert tables[name][column].dropna().isin(tables[home][column]).all()


def test_size_is_what_was_asked_for(district):
    tables, (schools, students, years) = district[0].tables, district[1]
    assert len(tables["schools"]) == schools
    assert tables["students"].groupby("school_year").size().tolist() == [students] * years


def test_nobody_has_a_name(district):
    tables = district[0].tables
    for table in tables.values():
        if "student_id" in table:
            assert table["student_id"].dropna().str.fullmatch(r"SYN-\d{6}").all()
        for column in ("provider_id", "assessor_id", "rater_id"):
            if column in table:
                assert table[column].dropna().str.fullmatch(r"(STF|RTR)-\d{3,}").all()
    roles = {role for name in ("observations", "ratings") for role in tables[name].iloc[:, 3:6].to_numpy().ravel()}
    assert not [role for role in roles if isinstance(role, str) and re.match(r"(Mr|Ms|Mrs|Dr)\b", role)]


def test_scores_lie_within_their_measure_and_on_school_days(district):
    tables = district[0].tables
    scores = tables["scores"]
    for name, part in scores.dropna(subset=["score"]).groupby("measure"):
        assert part["score"].between(MEASURES[name].low, MEASURES[name].high).all()
        assert (part["domain"] == str(MEASURES[name].domain)).all()
    tested = scores[scores["measure"] != "attendance_rate"]
    assert (tested["date"].dt.day_of_week < 5).all()
    assert (scores["season"].isna() == (scores["purpose"] == "progress")).all()


def test_students_are_only_where_they_are_enrolled(district):
    tables = district[0].tables
    stays = tables["enrollments"].assign(
        enrolled_to=lambda rows: rows["enrolled_to"].fillna(pd.Timestamp("2100-01-01"))
    )
    stays = stays.sort_values(["student_id", "enrolled_from"])
    previous = stays.groupby("student_id")["enrolled_to"].shift()
    assert not (stays["enrolled_from"] <= previous).any()
    for name in ("scores", "incidents"):
        rows = tables[name].reset_index().merge(stays, on="student_id", suffixes=("", "_stay"))
        inside = rows[(rows["date"] >= rows["enrolled_from"]) & (rows["date"] <= rows["enrolled_to"])]
        if name == "scores":  # the day of an attendance rate is the end of a month, maybe a weekend
            assert set(tables[name].index[tables[name]["measure"] != "attendance_rate"]) <= set(inside["index"])
        else:
            assert set(tables[name].index) <= set(inside.loc[inside["school_id"] == inside["school_id_stay"], "index"])
    attendance = tables["attendance"]
    assert (attendance["days_absent"] <= attendance["days_enrolled"]).all()


def test_probes_and_sessions_lie_within_their_plan(district):
    tables = district[0].tables
    plans = tables["interventions"].set_index("plan_id")
    sessions = tables["sessions"].join(plans[["start", "end"]], on="plan_id")
    assert (sessions["date"] >= sessions["start"]).all()
    assert not (sessions["date"] > sessions["end"]).any()
    assert (plans["goal_date"].dropna() > plans.loc[plans["goal_date"].notna(), "start"]).all()
    assert set(plans.loc[plans["student_id"].notna(), "tier"].unique()) <= {2, 3}


def test_plans_of_many_come_last_and_name_whom_they_are_for(district):
    plans, truths = district[0].tables["interventions"], district[0].truths
    many = plans[plans["student_id"].isna()]
    assert many["plan_id"].tolist() == truths["plans_of_many"] == plans["plan_id"].tail(len(many)).tolist()
    assert many["org_id"].isin({*district[0].tables["schools"]["school_id"], "D01"}).all()
    assert {"D01"} < set(many["org_id"])
    assert not district[0].tables["sessions"]["plan_id"].isin(many["plan_id"]).any()


def test_only_one_school_leaves_parts_of_plans_empty(district):
    plans, holes = district[0].tables["interventions"], district[0].truths["unfinished_plans"]
    own = plans[plans["student_id"].notna()].set_index("plan_id")
    for part, empty in holes["empty"].items():
        assert set(own.index[own[part].isna()]) == set(empty)


def test_the_same_seed_draws_the_same_district_and_another_seed_another():
    first, again, other = (samples.generate(schools=3, students=60, years=1, seed=seed) for seed in (1, 1, 2))
    for name in TABLES:
        assert_frame_equal(first.tables[name], again.tables[name])
    assert first.truths == again.truths
    assert not first.tables["scores"].equals(other.tables["scores"])


def test_the_committed_district_is_the_one_the_seed_draws():
    drawn, read = samples.generate(), intake.read(DATA)
    assert read.problems == ()
    for name, table in drawn.tables.items():
        assert_frame_equal(read.table(name), table, check_exact=True, check_like=True, obj=name)
    assert json.loads((DATA / "truths.json").read_text(encoding="utf-8")) == json.loads(json.dumps(drawn.truths))
    committed = params.layers(DATA).load(params.MeasuresParams)
    for name, measure in drawn.params["measures"]["measures"].items():
        assert committed.measures[name].model_dump(mode="json") == params.Measure(**measure).model_dump(mode="json")


def test_oral_reading_fluency_is_cut_where_our_defaults_cut_it():
    default, sample = params.layers().load(params.MeasuresParams), MEASURES["oral_reading_fluency"]
    for grade, seasons in sample.screened.items():
        for season in seasons:
            cuts = default.cut_scores("oral_reading_fluency", str(grade), ("fall", "winter", "spring")[season])
            assert sample.cut(grade, season) == (cuts.tier2, cuts.tier3)


@pytest.mark.parametrize("form", ["mixed", "csv", "parquet", "xlsx"])
def test_what_is_written_is_read_again(tmp_path, tiny, form):
    read = intake.read(samples.write(tmp_path / form, tiny, form))
    for name, table in tiny.tables.items():
        assert_frame_equal(read.table(name), table, check_like=True, obj=name)


def test_a_folder_with_files_is_left_alone(tmp_path, tiny):
    (tmp_path / "scores.csv").write_text("mine")
    with pytest.raises(DataError, match="holds files already"):
        samples.write(tmp_path, tiny)
    assert (tmp_path / "scores.csv").read_text() == "mine"
    assert [path.name for path in tmp_path.iterdir()] == ["scores.csv"]


@pytest.mark.parametrize(("name", "value"), [("schools", 2), ("students", 29), ("years", 0)])
def test_too_small_a_district_is_refused(name, value):
    with pytest.raises(ParamsError, match=f"{name} is {value}; a sample needs at least"):
        samples.generate(**{name: value})


def test_a_failed_write_leaves_nothing_behind(tmp_path, tiny, monkeypatch):
    monkeypatch.setattr(pd.DataFrame, "to_csv", lambda *args, **kwargs: (_ for _ in ()).throw(OSError("disk full")))
    with pytest.raises(OSError, match="disk full"):
        samples.write(tmp_path / "new", tiny, "csv")
    assert list(tmp_path.iterdir()) == []
