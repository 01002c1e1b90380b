"""What is compared, for whom, and what the State has set."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from mtss_analysis.params import Params, setting

_GROUPS = "34 CFR 300.646(b)(2)"
_CFR = "34 CFR 300.646(b)"
_RULE = "34 CFR 300.647(b)"
_PLANNING = "planning value of the district"

Kind = Literal["identification", "placement", "discipline"]


class StateCount(BaseModel):
    """Counts of the whole State for one group: what the alternate risk ratio is held against.

    Attributes
    ----------
    children, of
        Children of the group with the outcome, and all of them; missing where the source has "-", "*" or "x".
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    school_year: str
    category: str
    group: str
    children: int | None = Field(None, ge=0)
    of: int | None = Field(None, ge=0)

    @field_validator("children", "of", mode="before")
    @classmethod
    def _missing(cls, value: object) -> object:
        """Read a State's marks for what it does not tell as missing, never as zero."""
        return None if isinstance(value, str) and value.strip() in {"-", "*", "x", "X", ""} else value


class EquityParams(Params):
    """What is compared, group beside group, and what the State has set."""

    file = "equity"

    confidence: float = setting("confidence of every interval", unit="share", source="convention", gt=0, lt=1)
    race_column: str = setting("group column with race and ethnicity", source=_GROUPS)
    race_groups: dict[str, str] = setting("label in the data → one of the seven groups", source=_GROUPS)
    disability_column: str = setting("group column that says whether a student has a disability", source=_CFR)
    disability_yes: tuple[str, ...] = setting("its values that mean yes", source="the district's export")
    categories: dict[str, str] = setting("label in the data → category of identification", source=f"{_CFR}(3)")
    other_categories: tuple[str, ...] = setting(
        "labels of disabilities that the rules do not compare", source="34 CFR 300.8(c)"
    )
    placements: dict[str, str] = setting("label in the data → placement", source=f"{_CFR}(4)(i) and (ii)")
    regular_class: tuple[str, ...] = setting(
        "labels of places inside a regular class 40 percent of the day or more", source="IDEA section 618, file C002"
    )
    out_of_school: tuple[str, ...] = setting(
        "labels of actions that remove a child from school", source=f"{_CFR}(4)(iii) and (iv)"
    )
    in_school: tuple[str, ...] = setting(
        "labels of actions that remove a child from class", source=f"{_CFR}(4)(v) and (vi)"
    )
    not_removed: tuple[str, ...] = setting(
        "labels of actions that remove a child neither from school nor from class", source="the district's export"
    )
    long_days: float = setting(
        "removals of more days in a school year are counted apart", unit="days", source=f"{_CFR}(4)", ge=1
    )
    minimum_cell: int = setting(
        "fewest with the outcome for a ratio", unit="children", source=f"{_RULE}(1)(iv): up to 10 presumed reasonable",
        ge=1,
    )  # fmt: skip
    minimum_n: int = setting(
        "fewest in the group for a ratio", unit="children", source=f"{_RULE}(1)(iv): up to 30 presumed reasonable", ge=1
    )
    thresholds: dict[Kind, float] = setting(
        "ratio above which a group stands out", source=f"{_RULE}(1)(i), set by the State"
    )
    category_thresholds: dict[str, float] = setting(
        "category → threshold of its own, in place of that of its kind", source=f"{_RULE}(1)(i), set by the State"
    )
    years: int = setting(
        "school years in a row above the threshold before a district is identified", unit="school years",
        source="34 CFR 300.647(d)(1)", ge=1, le=3,
    )  # fmt: skip
    progress: float | None = setting(
        "fall in each of the two years before that counts as reasonable progress", unit="ratio a year",
        source="34 CFR 300.647(d)(2), set by the State",
    )  # fmt: skip
    state: tuple[StateCount, ...] = setting("counts of the State for the alternate ratio", source=f"{_RULE}(5)")
    judged: tuple[str, ...] = setting(
        "labels of behaviors that an adult judges rather than sees",
        source="Skiba, Michael, Nardo and Peterson 2002, The Urban Review 34, 317-342",
    )
    bands: int = setting(
        "groups of equal size by behavior score, within which referrals are compared", unit="groups", source=_PLANNING,
        ge=2, le=20,
    )  # fmt: skip
    few_cases: int = setting(
        "with fewer in a group or its comparison the answer is: too few to say", unit="students", source=_PLANNING,
        ge=2,
    )  # fmt: skip
    same_income: str = setting("group column within which gaps are shown again", source=_PLANNING)
