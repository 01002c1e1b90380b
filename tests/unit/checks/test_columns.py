"""The checks of columns give the verdict of the published pandera schemas."""

import pandas as pd
import pandera.pandas as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mtss_analysis import checks, intake, params
from mtss_analysis.checks import columns
from mtss_analysis.checks.cases import Examined
from mtss_analysis.tables import DTYPES, TABLES, schema
from mtss_analysis.tables.roster import GRADES

SETTINGS = params.layers()
PARAMS = [SETTINGS.load(kind) for kind in (checks.ChecksParams, params.MeasuresParams, params.DistrictParams)]

CELLS = {
    "id": st.sampled_from([None, "001"]),
    "number": st.sampled_from([None, -1.0, 0.0, 0.5, 1.0, 25.0, 366.0, 500.0]),
    "integer": st.sampled_from([None, 0, 1, 3, 4]),
    "date": st.sampled_from([None, pd.Timestamp("2024-09-03")]),
    "flag": st.sampled_from([None, True]),
}


def cells(column):
    if column.name == "school_year" or column.allowed == GRADES:  # the reader refuses a wrong one
        return st.sampled_from([None, *(column.allowed or ["2024-25"])])
    if column.kind == "text":
        return st.sampled_from([None, "zebra", *column.allowed])
    return CELLS[column.kind]


def verdict(name, frame):
    try:
        schema(name).validate(frame, lazy=True)
    except pa.errors.SchemaErrors as errors:
        failures = errors.failure_cases
        return {(row.column, int(row.index)) for row in failures.itertuples(index=False)}
    return set()


@pytest.mark.parametrize("name", TABLES)
@settings(max_examples=8, deadline=None)
@given(data=st.data())
def test_both_point_at_the_same_cells(name, data):
    rows = data.draw(st.lists(st.tuples(*(cells(column) for column in TABLES[name].columns)), min_size=1, max_size=4))
    table = TABLES[name]
    frame = pd.DataFrame(rows, columns=table.names).astype(
        {column.name: DTYPES[column.kind] for column in table.columns}
    )
    examined = Examined(intake.from_frames({name: frame}), *PARAMS)
    looked = (columns.empty_cells, columns.not_allowed, columns.out_of_bounds)
    found = {(case.column, row) for check in looked for case in check(examined) for row in case.rows}
    kept = examined.table(name)  # rows without any value are no rows
    optional = {column.name for column in table.columns if not column.required}
    expected = {
        (column, row)
        for column, row in verdict(name, kept)
        if column not in optional or pd.notna(kept.loc[row, column])
    }
    assert found == expected
