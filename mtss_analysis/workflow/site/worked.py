"""The worked case of a lesson as Markdown."""

from mtss_analysis.reporting.cases import Case
from mtss_analysis.workflow.site import markdown

NONE = "There is no worked case for this lesson."
INVENTED = "Invented data: the sample district that comes with this program. No line is about real students."


def worked(found: Case | None) -> str:
    """Write title, table and the steps that it leads through."""
    if found is None:
        return NONE
    steps = "\n".join(f"1. {step}" for step in found.steps)
    table = markdown.block("mtss-case", markdown.table(found.columns, found.rows))
    text = f"**{found.title}**\n\n{table}\n\n{steps}\n\n*{INVENTED}*"
    return text.replace(" %", "\u00a0%")
