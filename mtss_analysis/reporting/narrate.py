"""Results in words: the headline block, the cautions, and why a page does not apply."""

import hashlib
from collections.abc import Iterable
from html import escape

from mtss_analysis.reporting import tabulate
from mtss_analysis.reporting.labels import Labels
from mtss_analysis.results import Caution, Provenance, Summary
from mtss_analysis.vocabulary import RIGHT_TO_EVALUATION, Audience

DOES_NOT_APPLY = "does_not_apply"
"""Code of the caution that explains why a page has nothing to show."""

AUDIENCE_NOTES = {
    Audience.TEAM: (
        "Team page, student level. For people with a legitimate educational interest only; it stays on the district's "
        "own machine and is not for personnel evaluation."
    ),
    Audience.PUBLIC: (
        "Public page. Numbers that could say something about a single child are withheld, and so are the numbers "
        "from which these could be worked out."
    ),
}


def headline(summary: Summary, audience: Audience, place: str, labels: Labels) -> str:
    """Return the answer in one sentence, what it means, and who the page is for, as HTML."""
    table = tabulate.table(labels.frame(summary.table), f"In short: {place}") if len(summary.table) else ""
    return (
        f'<div class="mtss-headline"><p class="mtss-place">{escape(place)}</p>'
        f"<p><strong>{escape(labels.said(summary.headline))}</strong></p>"
        f"<p>{escape(labels.said(summary.text))}</p>{table}"
        f'<p class="mtss-audience">{escape(AUDIENCE_NOTES[audience])}</p></div>'
    )


def cautions(items: Iterable[Caution]) -> str:
    """Return the limits of a result as an HTML list; says so if there are none."""
    sentences = list(dict.fromkeys(item.sentence for item in items))
    if not sentences:
        return "<p>No caution beyond those in the methods section.</p>"
    return '<ul class="mtss-cautions">' + "".join(f"<li>{escape(s)}</li>" for s in sentences) + "</ul>"


def note(sentence: str) -> str:
    """Return one sentence in place of a figure or table that has nothing to show."""
    return f'<p class="mtss-note">{escape(sentence)}</p>'


def team_only(sentence: str) -> str:
    """Return one sentence in place of a part of a public page that is for the team alone."""
    return f'<p class="mtss-note mtss-for-team">{escape(sentence)}</p>'


def rights() -> str:
    """Return the sentence about a family's right to ask for an evaluation."""
    return f'<p class="mtss-rights"><strong>The right to an evaluation.</strong> {escape(RIGHT_TO_EVALUATION)}</p>'


def provenance(source: Provenance, rules: str) -> str:
    """Return where the numbers come from, in one line, and which rules are in force (a sentence).

    The data's fingerprint is that of the whole run; the settings' is of those this page's analysis reads.
    """
    settings = hashlib.sha256(source.params.encode()).hexdigest()[:12]
    return (
        f'<p class="mtss-provenance">Data {escape(source.data[:16])}, settings of this page {settings}, '
        f"version {escape(source.version)}. {escape(rules)}</p>"
    )
