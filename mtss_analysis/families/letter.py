"""One letter to one family, as a page to print."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape

from mtss_analysis.errors import ParamsError
from mtss_analysis.families import wording
from mtss_analysis.families.records import Facts
from mtss_analysis.params import Language, LettersParams
from mtss_analysis.reporting.draw.drawing import NothingToDraw
from mtss_analysis.reporting.draw.letter_graph import GraphWords, toward_goal
from mtss_analysis.reporting.sheet import document

FILL = '<span class="mtss-fill">&nbsp;</span>'


@dataclass(frozen=True, slots=True)
class Written:
    """What a letter is written with.

    Attributes
    ----------
    language
        The language it is in.
    wanted
        The family's language as the tables write it where there is no letter in it; else empty.
    school
        Name of the school.
    how
        Settings of the letters.
    """

    language: Language
    wanted: str
    school: str
    how: LettersParams


def letter(facts: Facts, written: Written) -> str:
    """Return a letter as HTML that stands alone: one page, one graph, one sentence of meaning and one of how sure.

    Raises
    ------
    ParamsError
        A notice of the State has no text in the language of the letter.
    """
    language, known = written.language, wording.filled(facts, written.language)
    say = _Sayer(language, known)
    body = "".join(_body(facts, written, say))
    foot = language.say("page.foot", day=language.day(facts.day), version=written.how.version)
    title = say(f"titles.{facts.letter}")
    under = f"{written.school}, {language.day(facts.day)}"
    return document(
        title, under, f'<div class="mtss-letter">{body}</div>', f"<p>{escape(foot)}</p>", language=language.code
    )


@dataclass(frozen=True, slots=True)
class _Sayer:
    language: Language
    known: Mapping[str, str]

    def __call__(self, key: str) -> str:
        return self.language.say(key, **self.known)

    def all(self, *keys: str) -> str:
        return f"<p>{escape(' '.join(self(key) for key in keys))}</p>"


def _body(facts: Facts, written: Written, say: _Sayer) -> Iterator[str]:
    language, number = written.language, written.language.say("page.number", student=str(facts.plan["student_id"]))
    if written.wanted:
        lacks = language.say("no_template", wanted=written.wanted)
        yield f'<p class="mtss-rights"><strong>{escape(lacks)}</strong></p>'
    yield f"<p>{escape(say('page.child'))} {FILL} ({escape(number)})</p><p>{escape(say('page.family'))}</p>"
    yield say.all(wording.opening(facts), *wording.support(facts))
    yield from _graph(facts, say)
    yield _heading(say("meaning.heading"))
    yield f"<p><strong>{escape(say(wording.meaning(facts)))}</strong></p>"
    yield f"<p>{escape(say('meaning.sure'))} {escape(say(wording.uncertainty(facts)))}</p>"
    yield _heading(say("next.heading")) + say.all(wording.next_step(facts))
    yield _heading(say("take_part.heading")) + _take_part(written, say)
    yield from _notices(facts, written)
    heading, right = say("rights.heading"), f"{say('rights.text')} {say('rights.source')}"
    yield f'<p class="mtss-rights"><strong>{escape(heading)}.</strong> {escape(right)}</p>'


def _graph(facts: Facts, say: _Sayer) -> Iterator[str]:
    language = say.language
    if not say.known.keys() >= {"baseline", "goal", "goal_date"}:
        return
    points = wording.shown_points(facts, language, say.known)
    words = GraphWords(
        _capital(say("graph.caption")), language.say("graph.alt", **say.known, points=points), say("graph.score"),
        say("graph.line"), say("graph.goal"), say.known["unit"], language.short_day, language.number,
    )  # fmt: skip
    try:
        drawn = toward_goal(facts.plan, facts.probes, words)
    except NothingToDraw:
        return
    yield _heading(say("graph.heading")) + drawn.plain_html()


def _take_part(written: Written, say: _Sayer) -> str:
    ways = "".join(f"<li>{escape(say(f'take_part.{way}'))}</li>" for way in ("tell", "come", "see", "interpreter"))
    if written.how.contact:
        whom = escape(written.language.say("take_part.contact", contact=written.how.contact))
    else:
        whom = f"{escape(say('take_part.contact_blank'))} {FILL}"
    return f"<ul>{ways}</ul><p>{whom}</p>"


def _notices(facts: Facts, written: Written) -> Iterator[str]:
    plan, kind = facts.plan, facts.letter.partition("_")[0]
    for name, notice in written.how.notices.items():
        if not notice.belongs(str(plan["domain"]), str(plan["grade"]), kind):
            continue
        if written.language.code not in notice.texts:
            raise ParamsError(
                f'letters.yml: the notice "{name}" has no text in "{written.language.code}", the language of a letter '
                "that must carry it. Add it under texts."
            )
        source = written.language.say("notices.source", source=notice.source)
        yield f"<p>{escape(notice.texts[written.language.code])} <small>{escape(source)}</small></p>"


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _heading(text: str) -> str:
    return f"<h2>{escape(text)}</h2>"
