"""A form adds up as one clicks, saves rows of `ratings`, refuses a second sitting, and never loses what was typed."""

from datetime import date
from importlib import import_module
from pathlib import Path

import pandas as pd
import pytest
import yaml

from mtss_analysis import intake, widgets
from mtss_analysis.errors import DataError, ParamsError
from mtss_analysis.params.instruments import Instrument
from mtss_analysis.tables import TABLES
from mtss_analysis.widgets.item_row import NOT_APPLICABLE

DAY = date(2026, 10, 6)
SMALL = {
    "instrument": "small_check", "version": "1.0", "label": "Small <check>", "published": "2026",
    "source": "Made for this test.", "license": "Free.", "unverified": ["The number of items."],
    "scale": {0: "Not yet", 1: "Partly", 2: "Fully"},
    "sections": {"core": {"label": "Core", "criterion": 70}, "data": {"label": "Data"}},
    "subscales": {"teams": {"label": "Teams", "section": "core"}, "use": {"label": "Use", "section": "data"}},
    "items": [
        {"number": "1", "subscale": "teams", "lesson": "leading-mtss", "text": "A team leads.",
         "anchors": {0: "Nobody leads.", 2: "A team meets & decides."}, "wording": {"staff": "We know who leads."}},
        {"number": "2", "subscale": "teams", "lesson": "leading-mtss", "text": "It has a calendar."},
        {"number": "3", "subscale": "use", "lesson": "leading-mtss"},
    ],
    "forms": {
        "full": {"label": "Team form", "group": "team", "roles": ["school team"]},
        "staff": {"label": "Staff form", "group": "staff", "roles": ["teacher", "specialist"], "items": ["1", "2"],
                  "scale": {0: "Disagree", 1: "Unsure", 2: "Agree"}},
    },
}  # fmt: skip
INSTRUMENT = Instrument.model_validate(SMALL)


@pytest.fixture
def form(tmp_path: Path) -> widgets.Form:
    return opened(tmp_path)


def opened(folder: Path) -> widgets.Form:
    made = widgets.Form(INSTRUMENT, folder / "ratings", ["S01", "S02"], "S01", DAY)
    made.role.value = made.role.value or "school team"
    return made


def choose(form: widgets.Form, *levels: object) -> None:
    for row, level in zip(form.rows.children, levels, strict=True):
        row.level.value = level


def saved(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*.csv"))


def test_it_adds_up_as_one_clicks(form: widgets.Form) -> None:
    assert "no answer yet" in form.total.value
    assert "3 without an answer" in form.total.value
    form.rows.children[0].level.value = 2
    assert "2 of 2" in form.total.value
    assert "100 %" in form.total.value
    form.rows.children[1].level.value = 0
    core, data = widgets.tallies(form.sitting)
    assert (core.points, core.most, core.percent, core.criterion) == (2, 4, 50, 70)
    assert (data.points, data.most, data.percent) == (0, 0, None)


def test_what_does_not_apply_leaves_both_sums_and_no_answer_is_neither(form: widgets.Form) -> None:
    choose(form, 1, NOT_APPLICABLE, None)
    core, data = widgets.tallies(form.sitting)
    assert (core.points, core.most, core.answered, core.not_applicable) == (1, 2, 1, 1)
    assert (data.answered, data.not_applicable) == (0, 0)
    assert widgets.unanswered(form.sitting) == ("3",)


def test_saved_rows_are_ratings_that_intake_reads_without_a_word(form: widgets.Form, tmp_path: Path) -> None:
    choose(form, 2, NOT_APPLICABLE, 0)
    form.rows.children[0].evidence.value = 'Minutes of May,\nand "the plan"'
    path = form.save()
    assert path is not None
    assert f'Saved in "{path}"' in form.message.value.replace("&quot;", '"')
    dataset = intake.read(tmp_path)
    assert dataset.problems == ()
    read = dataset.table("ratings")
    assert list(pd.read_csv(path).columns) == TABLES["ratings"].names
    assert read["item"].tolist() == ["1", "2", "3"]
    assert read["score"].isna().tolist() == [False, True, False]
    assert read["score"].dropna().tolist() == [2, 0]
    assert read["evidence"].iloc[0] == 'Minutes of May, and "the plan"'
    assert read[
        ["instrument", "version", "org_id", "respondent_role", "rater_id"]
    ].drop_duplicates().values.tolist() == [["small_check", "1.0", "S01", "school team", "team"]]
    assert read["administered_on"].unique().tolist() == [pd.Timestamp(DAY)]
    assert read["administration_id"].unique().tolist() == ["S01-2026-10-06"]
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]  # no draft and no half file is left


def test_ratings_stand_beside_those_the_district_has(form: widgets.Form, tmp_path: Path) -> None:
    choose(form, 2, 1, 0)
    frame = widgets.rows(form.sitting).assign(administration_id="before", administered_on=pd.Timestamp("2025-10-07"))
    frame.to_parquet(tmp_path / "ratings.parquet", index=False)
    assert form.save() is None  # a table has one place only, and this would take it from every page
    assert "in &quot;ratings.parquet&quot;" in form.message.value
    assert "Move that file" in opened(tmp_path).message.value
    assert intake.read(tmp_path).table("ratings")["administration_id"].unique().tolist() == ["before"]
    (tmp_path / "ratings.parquet").rename(tmp_path / "ratings" / "ratings.parquet")
    form.save()
    read = intake.read(tmp_path).table("ratings")
    assert read["administration_id"].value_counts().to_dict() == {"before": 3, "S01-2026-10-06": 3}


def test_items_without_an_answer_are_asked_about_once_and_then_have_no_row(form: widgets.Form, tmp_path: Path) -> None:
    choose(form, 2, None, None)
    assert form.save() is None
    assert "2 without an answer, item 2, 3" in form.message.value
    assert saved(tmp_path) == []
    assert form.save() is not None
    assert intake.read(tmp_path).table("ratings")["item"].tolist() == ["1"]


def test_an_answer_given_meanwhile_is_a_new_question(form: widgets.Form) -> None:
    choose(form, 2, None, None)
    form.save()
    form.rows.children[1].level.value = 1
    assert form.save() is None
    assert "1 without an answer, item 3" in form.message.value


def test_a_second_sitting_on_the_day_is_refused_and_nothing_is_lost(form: widgets.Form, tmp_path: Path) -> None:
    choose(form, 2, 2, 2)
    first = form.save()
    before = first.read_bytes()
    form.rows.children[0].level.value = 0
    assert form.save() is None
    assert "Not saved: S01 has a sitting of this instrument" in form.message.value
    assert first.name in form.message.value
    assert first.read_bytes() == before
    assert len(saved(tmp_path)) == 1
    assert [row.level.value for row in form.rows.children] == [0, 2, 2]
    again = opened(tmp_path)
    assert [row.level.value for row in again.rows.children] == [0, 2, 2]
    again.day.value = date(2026, 10, 7)
    assert again.save() is not None
    assert len(saved(tmp_path)) == 2


def test_a_second_day_in_the_same_round_is_refused(form: widgets.Form) -> None:
    form.occasion.value = "2026-fall"
    choose(form, 2, 2, 2)
    assert form.save() is not None
    form.day.value = date(2026, 10, 9)
    assert form.save() is None
    assert "in this round already" in form.message.value


def test_a_sitting_that_came_in_otherwise_is_seen_too(form: widgets.Form, tmp_path: Path) -> None:
    choose(form, 2, 1, 0)
    (tmp_path / "ratings").mkdir(exist_ok=True)
    (tmp_path / "ratings" / "notes.txt").write_text("of another kind", encoding="utf-8")
    (tmp_path / "ratings" / "broken.parquet").write_text("no table", encoding="utf-8")
    (tmp_path / "ratings" / "other.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    widgets.rows(form.sitting).to_parquet(tmp_path / "ratings" / "before.parquet", index=False)
    assert form.save() is None
    assert "before.parquet" in form.message.value


def test_other_raters_may_answer_on_the_same_day(tmp_path: Path) -> None:
    for _ in range(3):
        form = opened(tmp_path)
        form.form.value = "staff"
        choose(form, 1, 2)
        assert form.save() is not None
    read = intake.read(tmp_path).table("ratings")
    assert read["rater_id"].nunique() == 3
    assert read["rater_id"].str.startswith("staff-").all()
    assert not read.duplicated(list(TABLES["ratings"].key)).any()


def test_codes_that_look_alike_as_a_name_do_not_write_over_each_other(form: widgets.Form, tmp_path: Path) -> None:
    choose(form, 2, 2, 2)
    for code in ("a b", "a/b"):
        form.rater.value = code
        assert form.save() is not None
    assert len(saved(tmp_path)) == 2


def test_closing_the_notebook_loses_nothing(form: widgets.Form, tmp_path: Path) -> None:
    form.rows.children[0].level.value = 1
    form.rows.children[2].level.value = NOT_APPLICABLE
    form.rows.children[1].evidence.value = "Calendar on the wall"
    form.occasion.value = "2026-fall"
    again = opened(tmp_path)
    assert again.sitting == form.sitting
    assert "Taken up where it was left" in again.message.value
    assert [row.level.value for row in again.rows.children] == [1, None, NOT_APPLICABLE]
    again.clear()
    assert opened(tmp_path).sitting.answers == {}


def test_a_draft_that_cannot_be_read_does_not_stop_the_form(form: widgets.Form, tmp_path: Path) -> None:
    form.rows.children[0].level.value = 1
    draft = next((tmp_path / "ratings").glob(".draft*"))
    for text in ("{", "[]", '{"answers": {"1": 3}}', '{"answers": {}, "day": "x"}'):
        draft.write_text(text, encoding="utf-8")
        assert opened(tmp_path).sitting.answers == {}


def test_a_change_of_the_form_keeps_answers_and_shows_its_words_and_levels(form: widgets.Form) -> None:
    choose(form, 2, 1, 0)
    form.form.value = "staff"
    assert [row.item.number for row in form.rows.children] == ["1", "2"]
    assert "We know who leads." in form.rows.children[0].children[0].value
    assert [label for label, _ in form.rows.children[0].level.options] == [
        "0 Disagree", "1 Unsure", "2 Agree", "Does not apply",
    ]  # fmt: skip
    assert [row.level.value for row in form.rows.children] == [2, 1]
    assert form.role.options == ("teacher", "specialist")
    form.form.value = "full"
    assert [row.level.value for row in form.rows.children] == [2, 1, 0]
    assert form.rater.value == "team"


def test_words_are_shown_as_text_and_missing_ones_are_told(form: widgets.Form) -> None:
    first, _, third = (row.children[0].value for row in form.rows.children)
    assert "A team meets &amp; decides." in first
    assert "publisher" in third
    assert "Small &lt;check&gt;" in form.children[0].value
    assert "The number of items." in form.children[0].value


@pytest.mark.parametrize(
    ("box", "value", "says"),
    [
        ("org", " ", "school or district"),
        ("role", "", "role"),
        ("rater", "", "rater"),
        ("day", None, "there is no date"),
    ],
)
def test_what_is_not_filled_in_is_named(form: widgets.Form, tmp_path: Path, box: str, value: object, says: str) -> None:
    choose(form, 2, 2, 2)
    getattr(form, box).value = value
    assert form.save() is None
    assert "Not saved" in form.message.value
    assert says in form.message.value
    assert saved(tmp_path) == []


def test_an_empty_sheet_is_not_saved(form: widgets.Form, tmp_path: Path) -> None:
    assert form.save() is None
    assert "no item is answered yet" in form.message.value
    assert saved(tmp_path) == []


def test_a_folder_that_cannot_be_written_to_is_told_and_the_answers_stay(tmp_path: Path) -> None:
    (tmp_path / "ratings").write_text("a file, not a folder", encoding="utf-8")
    form = opened(tmp_path)
    choose(form, 2, 1, 0)
    assert "cannot be written to" in form.message.value
    assert form.save() is None
    assert [row.level.value for row in form.rows.children] == [2, 1, 0]
    with pytest.raises(DataError, match="What you typed stays here"):
        widgets.save(form.sitting, tmp_path / "ratings")


# The choice of an instrument


@pytest.fixture
def district(tmp_path: Path) -> Path:
    folder = tmp_path / "params" / "instruments"
    folder.mkdir(parents=True)
    for version in ("1.0", "2.0"):
        text = yaml.safe_dump(SMALL | {"version": version}, sort_keys=False)
        (folder / f"{SMALL['instrument']}_{version}.yml").write_text(text, encoding="utf-8")
    (tmp_path / "schools.csv").write_text("school_id,name\nS01,Cedar\nS02,Lake\n", encoding="utf-8")
    return tmp_path


def test_a_district_s_own_instrument_is_filled_in_and_read_again(district: Path) -> None:
    made = widgets.fill_in(district, instrument="small_check", school="S02")
    assert isinstance(made, widgets.FillIn)
    assert made.choice.value == ("small_check", "2.0")
    assert made.form.org.options == ("S01", "S02")
    made.form.role.value = "school team"
    choose(made.form, 0, 1, 2)
    assert made.form.save().parent == district / "ratings"
    assert intake.read(district).table("ratings")["org_id"].unique().tolist() == ["S02"]


def test_another_instrument_in_between_loses_nothing(district: Path) -> None:
    made = widgets.fill_in(district, instrument="small_check")
    first = made.form
    choose(first, 0, 1, 2)
    made.choice.value = ("small_check", "1.0")
    assert made.form is not first
    assert made.children == (made.choice, made.form)
    made.choice.value = ("small_check", "2.0")
    assert made.form is first


def test_an_unknown_instrument_is_told_with_those_there(district: Path) -> None:
    with pytest.raises(
        ParamsError, match=r'no instrument "small_chek "\. Did you mean "small_check".*small_check 1\.0'
    ):
        widgets.fill_in(district, instrument="small_chek")


def test_without_any_instrument_the_reader_learns_where_they_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_module("mtss_analysis.widgets.fill_in"), "instruments", lambda settings: {})
    assert "params/instruments/" in widgets.fill_in(tmp_path).children[0].value
