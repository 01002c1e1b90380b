"""The canonical tables: every column once, with its kind, unit, allowed values and meaning.

The reader, the checks, the sample district and the data dictionary all use these definitions.
"""

from mtss_analysis.tables.columns import DTYPES, Column, Kind, Table
from mtss_analysis.tables.definitions import TABLES
from mtss_analysis.tables.schema import empty, schema

__all__ = ["DTYPES", "TABLES", "Column", "Kind", "Table", "empty", "schema"]
