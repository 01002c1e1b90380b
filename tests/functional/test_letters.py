"""`mtss letters` as its users meet it: what is written, in which language, and what is said when it cannot be."""

import re
from html import unescape

import pytest
import yaml

from mtss_analysis.cli import main
from mtss_analysis.params import HOME

ORF = "oral_reading_fluency"
HEAD = (
    "plan_id,student_id,org_id,domain,tier,need,intervention,provider_id,group_id,start,end,sessions_per_week,"
    "minutes_per_session,measure,baseline,goal,goal_date,review_by\n"
)
PLANS = HEAD + "".join(
    f"P{n},000{n},,reading,2,Slow,Repeated reading,STF-1,G1,2024-10-07,,3,30,{ORF},40,70,2025-05-30,2025-02-03\n"
    for n in (1, 2, 3)
)
LETTERS = "student_id,kind,language,due,sent\n" + "".join(
    f"{row}\n"
    for row in (
        "0001,entry,English,2024-10-17,2024-10-16",
        "0001,progress,English,2024-12-16,",
        "0002,entry,Spanish,2024-10-17,2024-10-25",
        "0002,progress,Spanish,2024-12-16,",
        "0003,progress,Somali,2024-12-16,",
        "0003,exit,Somali,2024-12-20,",
        "0004,entry,English,2025-04-16,",
    )
)
DAYS = [f"2024-{month:02}-{day:02}" for month in (10, 11, 12) for day in (8, 15, 22)]
SCORES = "student_id,domain,measure,purpose,date,season,score\n" + "".join(
    f"000{n},reading,{ORF},progress,{day},,{40 + place * pace}\n"
    for n, pace in ((1, 0), (2, 4), (3, 0))
    for place, day in enumerate(DAYS)
)
SESSIONS = "plan_id,date,status,minutes\n" + "".join(
    f"P{n},{day},{'not_held' if n == 3 and place % 2 else 'delivered'},30\n"
    for n in (1, 2, 3)
    for place, day in enumerate(DAYS)
)
ON = ["--date", "2025-01-20"]


@pytest.fixture
def data(tmp_path):
    folder = tmp_path / "north"
    folder.mkdir()
    (folder / "schools.csv").write_text("school_id,name,level\nS1,First,elementary\nS2,Second,elementary\n")
    rows = [f"{n:04},2024-25,2\n" for n in range(8)]
    (folder / "students.csv").write_text("student_id,school_year,grade\n" + "".join(rows))
    stays = [f"{n:04},S{n % 2 + 1},2024-08-15,2025-06-10\n" for n in range(8)]
    (folder / "enrollments.csv").write_text("student_id,school_id,enrolled_from,enrolled_to\n" + "".join(stays))
    for name, text in (("interventions", PLANS), ("letters", LETTERS), ("scores", SCORES), ("sessions", SESSIONS)):
        (folder / f"{name}.csv").write_text(text)
    return folder


@pytest.fixture
def mtss(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def call(*words: object) -> tuple[int, str, str]:
        code = main([str(word) for word in words])
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


def text(page):
    html = page.read_text(encoding="utf-8").partition("<body>")[2]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_letters_due_and_not_sent_are_written_with_a_list(mtss, data, tmp_path):
    code, out, err = mtss("letters", data, *ON)
    folder = tmp_path / "outputs" / "north" / "team" / "letters"
    assert (code, err) == (0, "")
    names = {path.name for path in folder.iterdir()}
    assert names == {
        "index__district__2025-01-20.html",
        "0001__P1__progress__2025-01-20__en.html",
        "0002__P2__progress__2025-01-20__es.html",
        "0003__P3__progress__2025-01-20__en.html",
    }
    assert "6 letters were due by this day; 17 % were sent in time (interval 3 to 56)" in out
    assert f"3 letters written. The list: {folder / 'index__district__2025-01-20.html'}" in out
    assert all(path.stat().st_mode & 0o077 == 0 for path in (folder, *folder.iterdir()))


def test_the_list_links_what_was_written_and_says_why_the_rest_was_not(mtss, data, tmp_path):
    assert mtss("letters", data, *ON, "--out", tmp_path / "out")[0] == 0
    page = tmp_path / "out" / "team" / "letters" / "index__district__2025-01-20.html"
    said = text(page)
    assert 'href="0002__P2__progress__2025-01-20__es.html"' in page.read_text(encoding="utf-8")
    assert "0003 exit 2024-12-20 no plan of this student had ended by the due day" in said
    assert "No template in the family's language" in said
    assert "Somali 1" in said
    assert "0001 Second progress English 2024-12-16 35" in said
    assert "0004" not in said  # due later


def test_each_letter_speaks_the_family_s_language_and_says_what_the_data_show(mtss, data, tmp_path):
    assert mtss("letters", data, *ON, "--out", tmp_path / "out")[0] == 0
    folder = tmp_path / "out" / "team" / "letters"
    english, spanish, other = (
        text(folder / f"000{n}__P{n}__progress__2025-01-20__{code}.html")
        for n, code in ((1, "en"), (2, "es"), (3, "en"))
    )
    assert "all fall short of the line. If this goes on, your child may not reach the goal by May 30, 2025." in english
    assert "son todos mejores que la línea" in spanish
    assert "30 de mayo de 2025" in spanish
    assert "The help was not given as planned. Your child took part in 5 of 9 planned sessions." in other
    assert "We do not have this letter in Somali yet. Ask the school for an interpreter. It is free." in other
    for said, right in ((english, "You can ask the school at any time"), (spanish, "en cualquier momento que evalúe")):
        assert right in said


def test_the_list_alone_writes_no_letter(mtss, data, tmp_path):
    code, out, _ = mtss("letters", data, *ON, "--due", "--out", tmp_path / "out")
    assert code == 0
    assert "0 letters written" in out
    assert [path.name for path in (tmp_path / "out" / "team" / "letters").iterdir()] == [
        "due__district__2025-01-20.html"
    ]


def test_a_school_a_kind_and_a_language_narrow_what_is_written(mtss, data, tmp_path):
    words = ["--school", "S1", "--kind", "progress", "--language", "en"]
    assert mtss("letters", data, *ON, *words, "--out", tmp_path / "out")[0] == 0
    names = {path.name for path in (tmp_path / "out" / "team" / "letters").iterdir()}
    assert names == {"index__S1__2025-01-20.html", "0002__P2__progress__2025-01-20__en.html"}


def test_of_one_student_a_letter_is_written_due_or_not(mtss, data, tmp_path):
    code, out, _ = mtss("letters", data, *ON, "--student", "0001", "--out", tmp_path / "out")
    page = tmp_path / "out" / "team" / "letters" / "0001__P1__entry__2025-01-20__en.html"
    assert code == 0
    assert f"The letter: {page}" in out
    assert [path.name for path in page.parent.iterdir()] == [page.name]


def test_a_district_adds_a_language_as_a_file(mtss, data, tmp_path):
    values = yaml.safe_load((HOME / "params" / "letters" / "en.yml").read_text(encoding="utf-8"))
    values |= {"language": "Soomaali", "called": ["Somali"], "locale": "so"}
    values["page"] |= {"family": "Qoyska qaaliga ah,"}
    (data / "params" / "letters").mkdir(parents=True)
    (data / "params" / "letters" / "so.yml").write_text(yaml.safe_dump(values, allow_unicode=True), encoding="utf-8")
    assert mtss("letters", data, *ON, "--out", tmp_path / "out")[0] == 0
    said = text(tmp_path / "out" / "team" / "letters" / "0003__P3__progress__2025-01-20__so.html")
    assert "Qoyska qaaliga ah," in said


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["--date", "20.1.2025"], 10, "expected a day as YYYY-MM-DD"),
        (["--date", "2019-01-20"], 11, "Give a day of those school years"),
        (["--kind", "entri"], 10, 'Did you mean "entry"? The kinds of letter: entry, progress, change, exit.'),
        (["--language", "so"], 10, "Add params/letters/so.yml beside the data"),
        (["--student", "00001"], 11, 'has no student "00001". Did you mean "0001"?'),
        (["--school", "S9"], 11, 'has no school "S9". The schools: "S1", "S2".'),
        (["--student", "0004", *ON], 11, 'student "0004" has no plan of support that a letter could tell of'),
        (["--student", "0001", "--kind", "exit", *ON], 11, "that a letter of this kind (exit) could tell of"),
        (["--student", "0001", "--due"], 10, "Leave out --student."),
        (["--params", "nowhere"], 10, 'There is no folder "nowhere".'),
    ],
)
def test_what_cannot_be_made_is_told_and_nothing_is_written(mtss, data, tmp_path, words, code, says):
    found, out, err = mtss("letters", data, *words, "--out", tmp_path / "out")
    assert (found, out) == (code, "")
    assert says in err
    assert not (tmp_path / "out").exists()


def test_a_language_with_a_gap_stops_before_anything_is_written(mtss, data, tmp_path):
    (data / "params" / "letters").mkdir(parents=True)
    (data / "params" / "letters" / "so.yml").write_text("language: Soomaali\n", encoding="utf-8")
    code, _, err = mtss("letters", data, *ON, "--out", tmp_path / "out")
    assert code == 10
    assert 'so.yml: "locale" is missing. Add it; params/letters/en.yml shows how.' in err
    assert not (tmp_path / "out").exists()


def test_without_the_table_nothing_is_due(mtss, data, tmp_path):
    (data / "letters.csv").unlink()
    code, out, _ = mtss("letters", data, *ON, "--out", tmp_path / "out")
    assert code == 0
    assert "The table of letters has no letter due by this day." in out
