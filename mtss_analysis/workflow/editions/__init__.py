"""The change log between editions of the site: which published numbers were restated, and why.

An edition is what a built site shows: the released tables of the district, the settings, and the fingerprints. One is
kept in the output folder; the next is compared with it before its site is built, and takes its place afterwards.
"""

from mtss_analysis.workflow.editions.kept import Edition, adopt, earlier, prepare, settle
from mtss_analysis.workflow.editions.log import written

__all__ = ["Edition", "adopt", "earlier", "prepare", "settle", "written"]
