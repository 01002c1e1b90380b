"""Languages of the letters: every file has every sentence, and a wrong one is refused with file, key and next move."""

import string

import pytest
import yaml

from mtss_analysis.errors import ParamsError
from mtss_analysis.params import HOME, Layers, languages, layers
from mtss_analysis.params.letter_sentences import GROUPS

FOLDER = HOME / "params" / "letters"


def keys(path):
    values = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {f"{group}.{name}" for group, held in values.items() if isinstance(held, dict) for name in held} | set(
        values
    )


def braces(sentence):
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def own(tmp_path, name, change):
    """Lay a changed copy of the English file over the others, under another name."""
    folder = tmp_path / "params" / "letters"
    folder.mkdir(parents=True)
    values = yaml.safe_load((FOLDER / "en.yml").read_text(encoding="utf-8"))
    change(values)
    (folder / name).write_text(yaml.safe_dump(values, allow_unicode=True), encoding="utf-8")
    return Layers((HOME / "params", folder.parent))


def test_all_languages_have_the_same_keys():
    english = keys(FOLDER / "en.yml")
    assert {path.name: keys(path) ^ english for path in FOLDER.glob("*.yml")} == {"en.yml": set(), "es.yml": set()}


@pytest.mark.parametrize("code", [path.stem for path in FOLDER.glob("*.yml")])
def test_a_translation_fills_in_the_same_things(code):
    spoken = languages(layers())
    for key, sentence in spoken["en"].texts.items():
        assert braces(spoken[code].texts[key]) == braces(sentence), key


def test_a_language_of_the_district_is_a_file(tmp_path):
    def vietnamese(values):
        values |= {"language": "Tiếng Việt", "locale": "vi", "called": ["Vietnamese"]}

    spoken = languages(own(tmp_path, "vi.yml", vietnamese))
    assert "vietnamese" in spoken["vi"].called
    assert spoken["vi"].day(__import__("datetime").date(2025, 3, 18)) == "18 tháng 3, 2025"


def test_a_district_changes_one_sentence_of_a_language(tmp_path):
    folder = tmp_path / "params" / "letters"
    folder.mkdir(parents=True)
    (folder / "es.yml").write_text("page: {family: 'Querida familia:'}\nmeasures: {x: {name: equis, unit: puntos}}\n")
    spoken = languages(Layers((HOME / "params", folder.parent)))["es"]
    assert spoken.texts["page.family"] == "Querida familia:"
    assert spoken.measure("x") == ("equis", "puntos")
    assert spoken.measure("maze")[1] == "palabras bien elegidas"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda v: v["titles"].pop("entry"), r'vi\.yml: "titles\.entry" is missing\. Add it; params/letters/en\.yml'),
        (lambda v: v["titles"].update(entrey="x"), r'"titles\.entrey" is not read\. Did you mean "titles\.entry"\?'),
        (
            lambda v: v["titles"].update(entry="{domian}"),
            r'"titles\.entry" has \{domian\}\. Did you mean "domain"\? It',
        ),
        (lambda v: v["rights"].update(text="{student}"), r'"rights\.text" has \{student\}\. It may hold: nothing'),
        (lambda v: v["titles"].update(entry="{domain"), r"has a brace that does not close"),
        (lambda v: v["titles"].update(entry="{domain!r}"), r'"titles\.entry" has \{domain\}'),
        (lambda v: v.update(locale="xx_QQ"), r'"locale" is "xx_QQ", which writes no days and numbers\. Write for'),
        (lambda v: v.update(called="English"), r'"called" is no list'),
        (lambda v: v["measures"].update(maze={"name": "x"}), r'"measures\.maze" needs a name and a unit'),
        (lambda v: v["measures"].update(maze="x"), r'"measures\.maze" needs a name and a unit'),
        (lambda v: v.update(measures=["maze"]), r'"measures" is no list of measures'),
        (lambda v: v["domains"].update(reading=None), r'"domains\.reading" is missing'),
    ],
)
def test_a_wrong_file_is_refused(tmp_path, change, says):
    with pytest.raises(ParamsError, match=says):
        languages(own(tmp_path, "vi.yml", change))


def test_every_group_has_names():
    assert all(GROUPS.values())
