"""The field's words: the values the tables may hold, and what each term means.

The glossary page of the book is made from :data:`GLOSSARY`; the canonical tables take their
allowed values from the enumerations here.
"""

from enum import IntEnum, StrEnum
from typing import Final

TOTAL: Final = "All"
"""Label of a row that stands for every value of a column."""

NO_DATA: Final = "No data"
"""Label of a group, season or status that was not recorded. It is never counted as zero."""

RIGHT_TO_EVALUATION: Final = (
    "A family may ask for a special-education evaluation at any time. No support, decision rule or "
    "waiting period in MTSS may delay or deny it (IDEA, 34 CFR 300.301; OSEP Memorandum 11-07)."
)
"""The sentence every page carries that advises to continue, to collect more data or to check fidelity."""


class Domain(StrEnum):
    """What is supported and measured; a student may receive different tiers in each."""

    READING = "reading"
    MATH = "math"
    BEHAVIOR = "behavior"
    ATTENDANCE = "attendance"
    SOCIAL_EMOTIONAL = "social_emotional"


class Season(StrEnum):
    """A screening window of the school year."""

    FALL = "fall"
    WINTER = "winter"
    SPRING = "spring"


class Purpose(StrEnum):
    """Why a score was collected."""

    SCREENING = "screening"
    PROGRESS = "progress"
    OUTCOME = "outcome"


class Tier(IntEnum):
    """Intensity of support in one domain. Tiers describe support, not students."""

    UNIVERSAL = 1
    TARGETED = 2
    INTENSIVE = 3


class SessionStatus(StrEnum):
    """What happened to a planned session. Not logged is neither delivered nor missed."""

    DELIVERED = "delivered"
    STUDENT_ABSENT = "student_absent"
    NOT_HELD = "not_held"
    NOT_LOGGED = "not_logged"


class Action(StrEnum):
    """What a team may do next with one plan. Not having enough data is an answer, not an error."""

    CONTINUE = "continue"
    INTENSIFY = "intensify"
    CHANGE = "change"
    RAISE_GOAL = "raise_goal"
    FADE = "fade"
    EXIT = "exit"
    CHECK_FIDELITY_FIRST = "check_fidelity_first"
    COLLECT_MORE_DATA = "collect_more_data"


class Delivery(StrEnum):
    """Whether support was given as planned. Sessions that nobody logged are unknown, so this can be, too.

    Delivered is held and seen to be carried out as designed; held alone leaves open how the sessions went.
    """

    DELIVERED = "delivered"
    HELD = "held"
    NOT_AS_DESIGNED = "not_as_designed"
    NOT_DELIVERED = "not_delivered"
    UNKNOWN = "unknown"


class Effectiveness(StrEnum):
    """What may be said of whether support works. Delivery comes first: support never given cannot have failed."""

    WORKING = "delivered_and_working"
    NOT_WORKING = "delivered_and_not_working"
    NOT_DELIVERED = "not_delivered"
    CANNOT_TELL = "cannot_tell"


NEEDS_RIGHTS_NOTICE: Final = frozenset({Action.CONTINUE, Action.COLLECT_MORE_DATA, Action.CHECK_FIDELITY_FIRST})
"""Actions that wait; beside each of them stands :data:`RIGHT_TO_EVALUATION`."""


class Audience(StrEnum):
    """Who reads a page: the team on its own machine, or anyone."""

    TEAM = "team"
    PUBLIC = "public"


GLOSSARY: Final[dict[str, str]] = {
    "100 % meeting": "A team's look at all students of a grade after screening; core instruction is asked about first.",
    "20 % review": "A team's look at every plan of support whose review is due, usually every six to eight weeks.",
    "adherence": "How many of the planned steps of an intervention were carried out as designed.",
    "aimline": "The straight line on a progress graph from the baseline to the goal on the goal date.",
    "alternate risk ratio": "A group's risk in the district divided by the risk of all other groups in the State.",
    "attendance": "Days present out of days enrolled. A domain of support of its own.",
    "AUC": (
        "Area under the curve: the chance that a student who later struggles had a riskier screening score than one "
        "who does not. One half is a coin toss, one is perfect."
    ),
    "back-test": "What a decision rule would have said of plans that have ended, beside what became of them.",
    "baseline": "The median of a student's first probes, where the aimline starts.",
    "behavior": "What a student does that others can see and count. A domain of support of its own.",
    "benchmark": "A score that predicts meeting a later standard. It may differ from the cut score.",
    "change": "Replace the intervention or an essential part of it.",
    "collect more data": "The data cannot tell yet. A result, not an error; the page says what would be enough.",
    "complementary suppression": (
        "Withholding further cells of a table so that a withheld cell cannot be found by subtraction."
    ),
    "continue": "Keep the intervention as it is; the data do not call for a change.",
    "cut score": "The score below which the district's written rule looks closer at a student.",
    "decision log": "What a team wrote down: decision, reason, who does it, and the day on which it looks again.",
    "decision rule": "A rule, fixed beforehand, that turns a student's progress data into advice for the team.",
    "differentiation": "Whether what is delivered really differs from the support it is compared with.",
    "dosage": "How much was delivered: sessions and minutes, against the plan.",
    "dual discrepancy": "Both the level and the rate of improvement fall well below those of peers.",
    "edition": "What the site shows at one time. The change log says which numbers the next edition restates, and why.",
    "effect size": "A difference in units of the spread between students. We report Hedges' g.",
    "exit": "End the support because the student meets the goal without it.",
    "fade": "Reduce support in steps while progress is watched.",
    "fidelity": (
        "Whether support was delivered as planned. Five dimensions: adherence, dosage, quality, responsiveness, "
        "differentiation."
    ),
    "goal": "The score a plan aims for, on a date.",
    "growth percentile": (
        "Of students of the grade with the same start, the percent who grow less. It ranks growth and does not say "
        "whether growth is enough."
    ),
    "intensify": "Give more: more time, smaller groups, or a more explicit program.",
    "interval": "The range of values that the data do not speak against, at the confidence named beside it.",
    "math": "Mathematics: number, operations and problem solving. A domain of support of its own.",
    "measure": "A test or rating with a name, a unit and a direction, such as words read correctly in a minute.",
    "minimum cell": "The smallest number of students with an outcome for which a ratio is calculated.",
    "minimum n": "The smallest number of students that a published number may stand for.",
    "MTSS": (
        "Multi-Tiered System of Supports: strong core instruction for every student, more help where data show need, "
        "and data that decide when help starts, changes and ends."
    ),
    "NAP": (
        "Nonoverlap of all pairs: the share of baseline–intervention pairs in which the intervention score is better."
    ),
    "NPV": "Negative predictive value: of the students not flagged, the share who indeed do not struggle later.",
    "norm": "What a named group of students reached. Compared only where the district supplies one, with its source.",
    "packet": "One printable page for one team and day, with what could be known on that day and nothing later.",
    "phase": "A stretch of one condition on a single-case graph: A without, B with the intervention.",
    "posterior rule": (
        "Acts when the chance that a student's true score falls short of the goal passes a threshold. It joins "
        "the student's own scores with what students alike do."
    ),
    "PPV": "Positive predictive value: of the students flagged, the share who indeed struggle later.",
    "primary suppression": "Withholding a number because it stands for too few students.",
    "probe": "One short, standard test used in progress monitoring.",
    "progress monitoring": "Repeated short probes, usually weekly, that show whether support is working.",
    "quality": "How well the intervention was taught.",
    "raise goal": "Set a higher goal because progress is faster than the aimline.",
    "rate of improvement": "How much a student's score rises in a week: the slope of the trend line (ROI).",
    "reading": "From letter sounds to understanding text. A domain of support of its own.",
    "regression to the mean": "After an unusually low or high score the next is more usual, by chance alone.",
    "responsiveness": "How far students take part in what is delivered.",
    "restated": "Published again with another value. Changes of a few students are told by this word and no number.",
    "risk": "The share of a group's students who have an outcome.",
    "risk ratio": "A group's risk divided by the risk of all other students.",
    "same need": (
        "The lowest score lies on the same measure, in the same grade and window, and about as far below the cut."
    ),
    "SEM": "Standard error of measurement: how far a single score typically lies from the student's true score.",
    "sensitivity": "Of the students who later struggle, the share the screening flagged.",
    "social-emotional": "Knowing and managing oneself, relating to others, deciding responsibly. A domain of its own.",
    "specificity": "Of the students who do not struggle later, the share the screening left unflagged.",
    "standardized ratio": (
        "A group's share divided by that of others with the same need, needs weighted alike on both sides."
    ),
    "student growth percentile": (
        "Of students of the grade with the same earlier scores, the percent who reached less at the latest test."
    ),
    "Tau": "Nonoverlap on a scale from minus one to one: improving pairs minus worsening pairs, over all pairs.",
    "Tau-U": "Tau that also allows for a trend in baseline. Several variants exist; we always name the variant.",
    "tier": "Intensity of support in one domain. A student receives Tier 2 support; tiers do not describe students.",
    "Tier 1": "The core instruction that every student receives.",
    "Tier 2": "Targeted support that some students receive in addition to Tier 1.",
    "Tier 3": "Intensive, individual support that a few students receive in addition to Tier 1.",
    "trend line": "The straight line that best fits a student's probes.",
    "universal screening": "A brief test given to every student, usually three times a year.",
    "withheld": "Not published, because the number could say something about a single child.",
}
"""Term → meaning, for the glossary page and the tests that hold the book to it."""
