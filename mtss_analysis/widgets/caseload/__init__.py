"""The caseload before a meeting: who needs what next, one student's graph, a decision to record, a sheet to print."""

from mtss_analysis.widgets.caseload.explorer import Caseload
from mtss_analysis.widgets.caseload.record import Decision, record
from mtss_analysis.widgets.caseload.worklist import DUE, worklist

__all__ = ["DUE", "Caseload", "Decision", "record", "worklist"]
