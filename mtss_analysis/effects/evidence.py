"""The evidence memo: what a study may claim, check by check, each with its reason.

The checks follow the What Works Clearinghouse's Standards Handbook 5.0 (2022) and the levels of the Every Student
Succeeds Act, section 8101(21)(A) (guidance of the US Department of Education, 2023). They are *style* checks: a review
by the Clearinghouse looks at more, and only it can give its rating.
"""

from dataclasses import dataclass
from enum import StrEnum

from mtss_analysis.effects.study import Design, Study
from mtss_analysis.vocabulary import Delivery

PROFILE = "WWC-style checks after the Standards Handbook 5.0 (2022)"
SMALL, LARGE = 0.05, 0.25
"""Baseline differences up to the first count as equal; beyond the second no adjustment mends them [SD]."""
STUDENTS, SITES = 350, 2
"""A large sample over several sites, as the two upper levels of ESSA ask for."""
RELIABLE = 0.5


class Status(StrEnum):
    """How a check came out."""

    MET = "met"
    NOT_MET = "not met"
    CANNOT_TELL = "cannot tell"
    NOT_APPLICABLE = "not applicable"


class Rating(StrEnum):
    """How much the design alone allows to claim."""

    WITHOUT = "meets without reservations"
    WITH = "meets with reservations"
    DOES_NOT = "does not meet"


@dataclass(frozen=True, slots=True)
class Check:
    """One check: name, how it came out, and why in one plain sentence."""

    name: str
    status: Status
    reason: str


@dataclass(frozen=True, slots=True)
class Memo:
    """What a study may claim.

    Attributes
    ----------
    rating
        What the design allows, if every check that could not be told is counted as not met.
    essa
        Level 1 (strong) to 4 (a rationale), or 0 where not even that is given: support that was not delivered.
    essa_reason
        Why, in one plain sentence.
    checks
        In the order of the handbook.
    """

    rating: Rating
    essa: int
    essa_reason: str
    checks: tuple[Check, ...]

    def status(self, name: str) -> Status:
        """Return how the check of that name came out."""
        return next(check.status for check in self.checks if check.name == name)


def memo(study: Study) -> Memo:
    """Judge a study.

    Examples
    --------
    >>> study = Study("Small class", "reading", "reading", Design.COMPARISON, 400, 500, (400, 500), 8, 0.2, 0.1, 0.3,
    ...               "SD", Delivery.DELIVERED, baseline={"fall reading": 0.12}, adjusted=True)
    >>> found = memo(study)
    >>> str(found.rating), found.essa
    ('meets with reservations', 2)
    """
    checks = (
        _design(study), _units(study), _attrition(study), _joiners(study), _baseline(study), *_of_design(study),
        _outcome(study), _delivered(study), _sample(study), _effect(study), _planned(study),
    )  # fmt: skip
    rating = _rating(study, {check.name: check.status for check in checks})
    level, reason = _essa(study, rating)
    return Memo(rating, level, reason, checks)


def _design(study: Study) -> Check:
    said = {
        Design.RANDOMIZED: "Who was served was drawn by lot.",
        Design.DISCONTINUITY: "Who was served followed from a cut score.",
        Design.COMPARISON: "People decided who was served, so the groups may differ in ways the data do not show.",
        Design.SINGLE_CASE: "The same student is compared before and after a change of support.",
    }
    return Check("Design", Status.MET, said[study.design])


def _units(study: Study) -> Check:
    fewest = min(study.units)
    if fewest >= 2:
        return Check("More than one unit in each arm", Status.MET, f"The smaller arm has {fewest:,} assigned units.")
    return Check(
        "More than one unit in each arm", Status.NOT_MET,
        "One arm is a single class, school or student, so its effect cannot be told from that unit's own.",
    )  # fmt: skip


def _attrition(study: Study) -> Check:
    name = "Low attrition"
    if study.design is not Design.RANDOMIZED:
        return Check(name, Status.NOT_APPLICABLE, "Only students with an outcome are compared, by design.")
    if study.attrition is None:
        return Check(
            name, Status.CANNOT_TELL, "The file does not hold everyone who was assigned, so losses are unknown."
        )
    lost = f"{study.attrition.overall:.0%} were lost, {study.attrition.differential:.0%} more in one arm"
    lost = lost.replace("%", " %")
    if not study.attrition.complete:
        left = f"Of those on file, {lost}; who was assigned and never came is not in the file."
        return Check(name, Status.CANNOT_TELL, left)
    if study.attrition.cautious:
        return Check(name, Status.MET, f"{lost}: within the cautious boundary.")
    if study.attrition.optimistic:
        return Check(
            name, Status.NOT_MET, f"{lost}: within the optimistic boundary only, so equal starts must be shown."
        )
    return Check(name, Status.NOT_MET, f"{lost}: beyond both boundaries, so equal starts must be shown.")


def _joiners(study: Study) -> Check:
    name = "No joiners after assignment"
    if study.design is not Design.RANDOMIZED:
        return Check(name, Status.NOT_APPLICABLE, "Nobody was assigned by lot.")
    if study.joiners is None:
        return Check(name, Status.CANNOT_TELL, "The file does not say who came after assignment.")
    told = (
        "Students who came after assignment are counted." if study.joiners else "Only students assigned at first count."
    )
    return Check(name, Status.NOT_MET if study.joiners else Status.MET, told)


def _baseline(study: Study) -> Check:
    name = "Equal starts"
    if study.design in {Design.DISCONTINUITY, Design.SINGLE_CASE}:
        return Check(name, Status.NOT_APPLICABLE, "The design does not rest on equal starts of whole groups.")
    if not study.baseline:
        return Check(name, Status.CANNOT_TELL, "No pretest of these students is in the file.")
    worst, size = max(study.baseline.items(), key=lambda item: abs(item[1]))
    said = f"The largest difference at the start is {abs(size):.2f} SD ({worst})"
    if abs(size) <= SMALL:
        return Check(name, Status.MET, f"{said}, small enough to need no adjustment.")
    if abs(size) <= LARGE:
        return Check(name, *_adjusted(study, said))
    return Check(name, Status.NOT_MET, f"{said}, too large for any adjustment to mend.")


def _adjusted(study: Study, said: str) -> tuple[Status, str]:
    if study.adjusted:
        return Status.MET, f"{said}, and the analysis adjusts for it."
    return Status.NOT_MET, f"{said}, and the analysis does not adjust for it."


def _of_design(study: Study) -> tuple[Check, ...]:
    statuses = {True: Status.MET, False: Status.NOT_MET, None: Status.CANNOT_TELL}
    said = {True: "Looked at, and fine.", False: "Looked at, and failed.", None: "It could not be looked at."}
    return tuple(Check(name, statuses[passed], said[passed]) for name, passed in study.checks.items())


def _outcome(study: Study) -> Check:
    name = "Reliable outcome"
    if study.reliability is None:
        return Check(name, Status.CANNOT_TELL, "No reliability of the outcome is given in measures.yml.")
    met = study.reliability >= RELIABLE
    said = f"The reliability given for the outcome is {study.reliability:.2f}; at least {RELIABLE:.2f} is asked for."
    return Check(name, Status.MET if met else Status.NOT_MET, said)


def _delivered(study: Study) -> Check:
    said = {
        Delivery.DELIVERED: (Status.MET, "Sessions were held, and observers saw them go as designed."),
        Delivery.HELD: (Status.CANNOT_TELL, "Sessions were held; whether they went as designed is not established."),
        Delivery.NOT_AS_DESIGNED: (
            Status.NOT_MET,
            "Sessions were held, but not as designed, observers say.",
        ),
        Delivery.NOT_DELIVERED: (Status.NOT_MET, "Session logs show that the support was not given."),
        Delivery.UNKNOWN: (Status.CANNOT_TELL, "Session logs do not establish that the support was given."),
    }
    if study.by_design:
        return Check("Support was delivered", Status.MET, "Being in the group is the support, so it was given.")
    return Check("Support was delivered", *said[study.delivery])


def _sample(study: Study) -> Check:
    met = study.students >= STUDENTS and study.sites >= SITES
    said = f"{study.students:,} students in {study.sites:,} schools; ESSA's upper levels ask for {STUDENTS} in {SITES}."
    return Check("Large sample in several sites", Status.MET if met else Status.NOT_MET, said)


def _effect(study: Study) -> Check:
    name = "Significant positive effect"
    said = f"The effect is {study.estimate:.2f} {study.scale} ({study.low:.2f} to {study.high:.2f})."
    if not study.low <= study.high:
        return Check(name, Status.CANNOT_TELL, "No effect could be estimated.")
    return Check(name, Status.MET if study.positive else Status.NOT_MET, said)


def _planned(study: Study) -> Check:
    name = "As planned beforehand"
    if study.as_planned is None:
        return Check(name, Status.NOT_APPLICABLE, "No plan was looked for.")
    return Check(name, Status.MET if study.as_planned else Status.NOT_MET, study.plan_said)


def _rating(study: Study, statuses: dict[str, Status]) -> Rating:
    if statuses["More than one unit in each arm"] is Status.NOT_MET or study.design is Design.SINGLE_CASE:
        return Rating.DOES_NOT
    if study.design is Design.DISCONTINUITY:
        passed = list(study.checks.values())
        return Rating.WITHOUT if passed and all(passed) else Rating.DOES_NOT if False in passed else Rating.WITH
    kept = statuses["Low attrition"] is Status.MET and statuses["No joiners after assignment"] is Status.MET
    if study.design is Design.RANDOMIZED and kept:
        return Rating.WITHOUT
    return Rating.WITH if statuses["Equal starts"] is Status.MET else Rating.DOES_NOT


def _essa(study: Study, rating: Rating) -> tuple[int, str]:
    if study.delivery is Delivery.NOT_DELIVERED:
        return 0, "Support that was not given is no evidence about that support."
    large = study.students >= STUDENTS and study.sites >= SITES
    if study.positive and large and rating is Rating.WITHOUT:
        return 1, "A well-made experiment found a positive effect in a large sample over several schools."
    if study.positive and large and rating is Rating.WITH:
        return 2, "A study with equal starts found a positive effect in a large sample over several schools."
    if study.positive and (study.adjusted or rating is not Rating.DOES_NOT):
        return 3, "A comparison that adjusts for differences at the start found a positive effect."
    if study.positive:
        return 4, "The effect is positive, but these data do not show that the groups started alike."
    return (
        4,
        "No positive effect is established here; what remains is a rationale, if the district has written one down.",
    )
