"""Who the district is and how its students are grouped."""

from datetime import date

from mtss_analysis.params.layers import Params, setting
from mtss_analysis.vocabulary import NO_DATA

NOT_RECORDED = "Not recorded"
"""What pages and findings call a group whose value was not recorded."""


class DistrictParams(Params):
    """Who the district is and how its students are grouped."""

    file = "district"

    name: str = setting("name shown on every page; empty: the name of the data's folder", source="the district")
    school_year_starts: str = setting(
        "first day of a school year, as MM-DD", source="the district's calendar", pattern=r"^\d\d-\d\d$"
    )
    rules_owner: str = setting(
        "role that keeps cut scores and rules, printed on every page; empty is nobody named", source="the district"
    )
    rules_in_force: date | None = setting(
        "day from which the cut scores and rules of these files are in force; empty is not said", source="the district"
    )
    group_columns: tuple[str, ...] = setting(
        "columns of the students table that form groups on reports", source="the district; ESSA section 1111(c)(2)"
    )
    group_labels: dict[str, str] = setting("plain name of each group column", source="the district")
    value_labels: dict[str, dict[str, str]] = setting(
        "plain name of each value of a group column, where the code is not plain", source="the district"
    )

    @property
    def rules(self) -> str:
        """Sentence that says from when on the rules are in force, and which role keeps them.

        Examples
        --------
        >>> from mtss_analysis.params import layers
        >>> layers().load(DistrictParams).rules
        'Nobody is named who keeps cut scores and rules (rules_owner in district.yml).'
        """
        if not self.rules_owner:
            return "Nobody is named who keeps cut scores and rules (rules_owner in district.yml)."
        since = f", in force since {self.rules_in_force:%Y-%m-%d}," if self.rules_in_force else ""
        return f"Cut scores and rules{since} are kept by the {self.rules_owner}."

    def label(self, column: str) -> str:
        """Return the plain name of a group column."""
        return self.group_labels.get(column, column.replace("_", " "))

    def value_label(self, column: str, value: str) -> str:
        """Return the plain name of a value of a group column; what is missing is "Not recorded"."""
        return self.value_labels.get(column, {}).get(value, NOT_RECORDED if value == NO_DATA else value)
