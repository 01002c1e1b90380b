"""The two sheets: questions for the signs that are there, and no more than fit."""

import re
from dataclasses import replace

from mtss_analysis.board_report import BoardPage, Sign, memo
from mtss_analysis.board_report.answers import Answer
from mtss_analysis.vocabulary import RIGHT_TO_EVALUATION, Audience


def _asked(page: BoardPage, *signs: Sign, most: int = 7) -> list[str]:
    assert page.material is not None
    bars = page.material.bars.model_copy(update={"most_questions": most})
    material = replace(page.material, bars=bars, midyear=False)
    html = memo.written([Answer("Why?", "So.", signs=frozenset(signs))], material, Audience.PUBLIC)
    return re.findall("<li>(.*?)</li>", re.search("<ol>(.*?)</ol>", html)[1])  # type: ignore[index]


def test_questions_follow_the_signs_and_fairness_is_always_asked(pages: dict[str, BoardPage]) -> None:
    page = pages["public"]
    assert page.material is not None
    known = page.material.bars.questions
    assert _asked(page) == [known[Sign.ALWAYS]]
    assert _asked(page, Sign.FEW_TESTED, Sign.MANY_BELOW) == [
        known[Sign.MANY_BELOW], known[Sign.FEW_TESTED], known[Sign.ALWAYS],
    ]  # fmt: skip


def test_no_more_questions_than_set_and_the_last_stays(pages: dict[str, BoardPage]) -> None:
    asked = _asked(pages["public"], *Sign, most=3)
    assert len(asked) == 3
    assert "fair" in asked[-1]


def test_sheets_hold_limits_and_the_right_to_an_evaluation(pages: dict[str, BoardPage]) -> None:
    html = pages["public"].memo().html
    assert "What we cannot tell" in html
    assert RIGHT_TO_EVALUATION in html
    assert "Small numbers are withheld" in html
    assert "do not publish" in pages["team"].memo().html


def test_a_number_is_not_parted_from_its_percent_sign(pages: dict[str, BoardPage]) -> None:
    assert not re.search(r"\d %", pages["public"].memo().html)


def test_text_of_the_data_cannot_become_code(pages: dict[str, BoardPage]) -> None:
    assert pages["public"].material is not None
    html = memo.written([Answer("<b>", "<script>")], pages["public"].material, Audience.PUBLIC)
    assert "<script>" not in html
