"""The released run as a book: staged aside, built without a warning, searched for leaks, then put in place.

Only this package knows Jupyter Book. The book never computes: it shows executed notebooks.
"""

from mtss_analysis.workflow.site.folder import hand_over
from mtss_analysis.workflow.site.publish import build, build_team
from mtss_analysis.workflow.site.serving import serve

__all__ = ["build", "build_team", "hand_over", "serve"]
