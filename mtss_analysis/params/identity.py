"""Who is in the records: codes in place of identifiers, and columns that are never read."""

from fnmatch import fnmatchcase
from typing import Literal

from mtss_analysis.params.layers import Params, setting

_FERPA = "34 CFR 99.3, personally identifiable information; 99.31(b), codes for de-identified records"
Codes = Literal["given", "keyed"]


class IdentityParams(Params):
    """Codes of students and staff, the key behind them, and names of columns that identify a person directly."""

    file = "identity"

    student_codes: Codes = setting(
        "whether identifiers of students stay as given, or one-way codes made with a key take their place",
        source=_FERPA,
    )  # fmt: skip
    staff_codes: Codes = setting("the same for those who deliver, rate and test", source="choice of this project")
    key_file: str = setting(
        "file with the key, outside the data and this program; empty is codes.key in the user's configuration folder",
        source="choice of this project",
    )  # fmt: skip
    direct_identifiers: tuple[str, ...] = setting(
        "names of columns that are never read, in lower case with underscores; * is any letters", source=_FERPA
    )

    def identifies(self, column: str) -> bool:
        """Tell whether a column of this name would identify a person directly.

        Examples
        --------
        >>> from mtss_analysis.params import IdentityParams, layers
        >>> settings = layers().load(IdentityParams)
        >>> [settings.identifies(name) for name in ("last_name", "date_of_birth", "home_language")]
        [True, True, False]
        """
        return any(fnmatchcase(column, pattern) for pattern in self.direct_identifiers)
