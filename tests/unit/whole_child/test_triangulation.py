"""Sources together in a plain sentence."""

import pytest

from mtss_analysis.whole_child.sources import Says, Word
from mtss_analysis.whole_child.triangulation import together

FOR, NO, MAYBE, SILENT, LISTED = Says.FOR, Says.AGAINST, Says.UNCLEAR, Says.SILENT, Says.LISTED


@pytest.mark.parametrize(
    ("says", "sentence"),
    [
        ({"screening": FOR, "progress": FOR}, "Screening and progress agree: they speak for a need in reading."),
        ({"screening": NO, "marks": NO}, "Screening and marks agree: nothing in them speaks for a need in reading."),
        ({"screening": FOR, "marks": NO},
         "Sources disagree: screening speaks for a need in reading, marks against it. Ask why before a decision."),
        ({"screening": FOR, "progress": FOR, "marks": NO},
         "Sources disagree: screening and progress speak for a need in reading, marks against it. Ask why before a "
         "decision."),
        ({"progress": FOR, "screening": NO},
         "Sources disagree: progress speaks for a need in reading, screening against it. Ask why before a decision."),
        ({"screening": FOR, "progress": SILENT},
         "One source speaks: screening, for a need in reading. Look for a second one."),
        ({"screening": SILENT}, "No source can tell whether there is a need in reading."),
        ({"screening": MAYBE}, "No source can tell whether there is a need in reading. Screening is unclear."),
        ({"screening": FOR, "progress": MAYBE, "observations": LISTED},
         "One source speaks: screening, for a need in reading. Look for a second one. Progress is unclear. There are "
         "notes to read."),
    ],
)  # fmt: skip
def test_the_sentence(says, sentence):
    assert together("reading", {source: Word(source, said, "") for source, said in says.items()}) == sentence
