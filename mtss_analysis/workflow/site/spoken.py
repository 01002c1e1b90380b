"""Pages in another language say so, for those who have them read aloud (WCAG 2.1, criterion 3.1.2)."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from mtss_analysis.errors import SiteError

SPOKEN: Final[Mapping[str, str]] = {"lead/para-familias.html": "es"}
"""Page → code of its language, where it is not that of the site."""
ARTICLE = "<article class="


def mark(html: Path, spoken: Mapping[str, str] = SPOKEN) -> None:
    """Write the language into the article of every page of another language; pages that are not there are left out.

    Raises
    ------
    SiteError
        A page has no article to mark.
    """
    for name, language in spoken.items():
        page = html / name
        if not page.is_file():
            continue
        text = page.read_text(encoding="utf-8")
        if ARTICLE not in text:
            raise SiteError(f"{name} holds no article whose language could be named. Mend the page, then build again.")
        page.write_text(text.replace(ARTICLE, f'<article lang="{language}" class=', 1), encoding="utf-8")
