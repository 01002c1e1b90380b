"""Pages of plans from the command line: what is written, where, and what is said when it cannot be."""

import json
from pathlib import Path

import pytest

from mtss_analysis.cli import main
from mtss_analysis.vocabulary import RIGHT_TO_EVALUATION
from mtss_analysis.workflow.destination import output_folder

HEAD = (
    "plan_id,student_id,org_id,domain,tier,need,intervention,provider_id,group_id,start,end,sessions_per_week,"
    "minutes_per_session,measure,baseline,goal,goal_date,review_by\n"
)
ORF = "oral_reading_fluency"
PLANS = HEAD + "\n".join((
    f"P1,0001,,reading,2,Reads <slowly>,Repeated reading,STF-1,G1,2024-10-07,,3,30,{ORF},40,70,2025-05-30,2024-12-02",
    f"P2,0003,,reading,2,,Something new,,G1,2024-10-07,,3,30,{ORF},,,,",
    f"P/3,,S2,reading,2,Same step,Repeated reading,STF-1,G1,2024-10-07,,3,30,{ORF},40,70,2025-05-30,2024-12-02",
    "P4,,S2,attendance,1,Absences,Greeting at the door,STF-1,,2024-10-07,,,,,,,,",
    "P5,,D1,reading,1,One schedule,One schedule,,,2024-10-07,,,,,,,,2024-12-02",
    f"P6,0001,,math,2,Slow,Repeated reading,STF-1,,2024-10-07,2024-10-08,3,30,{ORF},40,70,2025-05-30,2024-12-02",
    "",
))  # fmt: skip
SESSIONS = "plan_id,date,status,minutes\n" + "".join(
    f"P1,2024-10-{day:02},{status},{minutes}\n"
    for day, status, minutes in (
        (7, "delivered", 30),
        (9, "not_held", 0),
        (11, "not_logged", ""),
        (14, "delivered", 30),
    )
)


@pytest.fixture
def data(tmp_path):
    folder = tmp_path / "north"
    folder.mkdir()
    (folder / "schools.csv").write_text("school_id,name,level\nS1,First,elementary\nS2,Second,elementary\n")
    rows = [f"{n:04},2024-25,2\n" for n in range(8)]
    (folder / "students.csv").write_text("student_id,school_year,grade\n" + "".join(rows))
    stays = [f"{n:04},S{n % 2 + 1},2024-08-15,2025-06-10\n" for n in range(8)]
    (folder / "enrollments.csv").write_text("student_id,school_id,enrolled_from,enrolled_to\n" + "".join(stays))
    (folder / "interventions.csv").write_text(PLANS)
    (folder / "sessions.csv").write_text(SESSIONS)
    return folder


@pytest.fixture
def mtss(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def call(*words: object) -> tuple[int, str, str]:
        code = main([str(word) for word in words])
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


def test_one_plan_is_written_where_it_is_said(mtss, data, tmp_path):
    code, out, err = mtss("plan", data, "P1")
    page = tmp_path / "outputs" / "north" / "team" / "plans" / "P1.html"
    assert (code, err) == (0, "")
    assert str(page) in out
    html = page.read_text(encoding="utf-8")
    assert "Reads &lt;slowly&gt;" in html
    assert "Every part of the plan is there." in html
    assert "Received: 50 to 75 % of the planned sessions." in html
    assert RIGHT_TO_EVALUATION.split(".")[0] in html
    assert "Signature" in html
    assert "<script" not in html
    assert list(page.parent.iterdir()) == [page]


def test_a_plan_with_holes_says_what_is_missing_and_leaves_room(mtss, data, tmp_path):
    assert mtss("plan", data, "P2", "--out", tmp_path / "out")[0] == 0
    html = (tmp_path / "out" / "team" / "plans" / "P2.html").read_text(encoding="utf-8")
    missing = "the need in words, an intervention of the catalogue, score it starts from, goal, day of the goal, "
    assert f"Missing: {missing}who delivers or leads, day of the review." in html
    assert html.count("to be filled in") == 7
    assert "No aimline can be drawn before these are filled in: start, goal, day of the goal." in html


@pytest.mark.parametrize(
    ("plan", "file", "says"),
    [("P/3", "P%2F3.html", "Group G1, Second"), ("P4", "P4.html", "The whole school"),
     ("P5", "P5.html", "The whole district, Reading")],
)  # fmt: skip
def test_plans_of_many_have_pages_too(mtss, data, tmp_path, plan, file, says):
    assert mtss("plan", data, plan, "--out", tmp_path / "out")[0] == 0
    html = (tmp_path / "out" / "team" / "plans" / file).read_text(encoding="utf-8")
    assert says in html
    assert "Who was told" in html
    assert "Family</th>" not in html


def test_a_school_gets_a_list_and_every_open_plan(mtss, data, tmp_path):
    code, out, _ = mtss("plan", data, "--school", "S2", "--out", tmp_path / "out")
    folder = tmp_path / "out" / "team" / "plans"
    assert (code, {path.name for path in folder.iterdir()}) == (
        0, {"index_S2.html", "P1.html", "P2.html", "P%2F3.html", "P4.html"},
    )  # fmt: skip
    assert "4 pages, listed in" in out
    listed = (folder / "index_S2.html").read_text(encoding="utf-8")
    assert 'href="P%252F3.html"' in listed
    assert listed.index("P2.html") < listed.index("P1.html")


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["P12"], 11, 'no plan "P12". Did you mean "P2"? It has 6 plans; the first are "P1", "P2", "P/3", "P4", "P5".'),
        (["--school", "S3"], 11, 'no school "S3". The schools: "S1", "S2".'),
        (["--school", "S1"], 11, 'No plan is open in school "S1"'),
        ([], 10, "Name one plan, or a school with --school for all its open plans, and not both."),
        (["P1", "--school", "S2"], 10, "and not both."),
        (["P1", "--params", "nowhere"], 10, 'There is no folder "nowhere".'),
    ],
)
def test_what_cannot_be_made_is_told_and_nothing_is_written(mtss, data, tmp_path, words, code, says):
    found, out, err = mtss("plan", data, *words, "--out", tmp_path / "out")
    assert (found, out) == (code, "")
    assert says in err
    assert not (tmp_path / "out").exists()


def test_data_that_stop_a_run_stop_the_page(mtss, data, tmp_path):
    (data / "students.csv").write_text("student_id,grade\n0001,2\n")
    code, _, err = mtss("plan", data, "P1", "--out", tmp_path / "out")
    assert code == 11
    assert "school_year" in err
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_written_to_is_named(mtss, data, tmp_path):
    (tmp_path / "out").write_text("a file")
    code, _, err = mtss("plan", data, "P1", "--out", tmp_path / "out")
    assert code == 10
    assert "cannot be written to" in err


def test_pages_of_plans_may_come_before_a_run_and_again(mtss, data, tmp_path):
    target = tmp_path / "out"
    assert mtss("plan", data, "P1", "--out", target)[0] == 0
    assert mtss("plan", data, "P2", "--out", target)[0] == 0
    assert output_folder(Path(data), target) == target
    (target / "manifest.json").write_text(json.dumps({"other": 1}))
    assert mtss("plan", data, "P1", "--out", target)[0] == 10
