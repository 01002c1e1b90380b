"""Is the system in place, and what is worked on next? From ratings to profiles, gaps, lowest items and a plan."""

import hashlib

import pandas as pd

import mtss_analysis
from mtss_analysis.fidelity.action_plan import action_plan
from mtss_analysis.fidelity.answers import ROUND, Answers, Instruments, answers
from mtss_analysis.fidelity.consistency import consistency
from mtss_analysis.fidelity.gaps import gaps
from mtss_analysis.fidelity.item_means import items
from mtss_analysis.fidelity.profiles import PART, SUBSCALE, parts_of, percents, profile
from mtss_analysis.fidelity.rater_noise import changed
from mtss_analysis.fidelity.self_assessment_cautions import cautions
from mtss_analysis.fidelity.self_assessment_documents import TABLES
from mtss_analysis.fidelity.self_assessment_result import SelfAssessmentResult, table
from mtss_analysis.fidelity.self_assessment_settings import SelfAssessmentParams
from mtss_analysis.intake import Dataset, last_recorded
from mtss_analysis.params import DistrictParams, LessonsParams
from mtss_analysis.recall import computed_once
from mtss_analysis.results import Provenance
from mtss_analysis.vocabulary import TOTAL


@computed_once
def self_assess(
    dataset: Dataset, instruments: Instruments, params: SelfAssessmentParams, district: DistrictParams,
    lessons: LessonsParams | None = None,
) -> SelfAssessmentResult:  # fmt: skip
    """Roll up the ratings of teams, staff, families and students.

    Parameters
    ----------
    instruments
        As from ``params.instruments``.
    lessons
        Titles of the lessons that items name; without them their names stand in the plan.

    Returns
    -------
    SelfAssessmentResult
        Empty tables and a caution ``does_not_apply`` where nothing was rated that can be shown.
    """
    known = answers(dataset, instruments, params, district)
    frames = {name: _named(frame, instruments) for name, frame in
              _frames(dataset, known, instruments, params, lessons).items()}  # fmt: skip
    prints = [
        params.fingerprint(),
        district.fingerprint(),
        *([lessons.fingerprint()] if lessons else []),
        _print(instruments),
    ]
    return SelfAssessmentResult(
        params=params,
        tables={name: table(name, frames[name]) for name in TABLES},
        cautions=cautions(known, frames, instruments),
        provenance=Provenance(dataset.fingerprint, "-".join(prints), mtss_analysis.__version__),
    )


def _print(instruments: Instruments) -> str:
    """Return a short digest of what instruments ask and how they score."""
    text = "".join(made.model_dump_json() for _, made in sorted(instruments.items()))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _named(frame: pd.DataFrame, instruments: Instruments) -> pd.DataFrame:
    """Add the name of the instrument in words."""
    pairs = zip(frame["instrument"], frame["version"], strict=True)
    return frame.assign(name=pd.Series([instruments[pair].label for pair in pairs], frame.index, dtype="str"))


def _in_order(parts: pd.DataFrame, instruments: Instruments) -> pd.DataFrame:
    """Sort the parts of every sitting as their instrument lists them."""
    place = {(*key, kind, part): number for key, made in instruments.items() for form in made.forms
             for number, (kind, part, _) in enumerate(parts_of(made, form))}  # fmt: skip
    keys = parts[["instrument", "version", *PART]].itertuples(index=False, name=None)
    ordered = parts.assign(order=[place[key] for key in keys])
    return ordered.sort_values([*ROUND, "order"], kind="stable", ignore_index=True).drop(columns="order")


def _frames(
    dataset: Dataset, known: Answers, instruments: Instruments, params: SelfAssessmentParams,
    lessons: LessonsParams | None,
) -> dict[str, pd.DataFrame]:  # fmt: skip
    if known.rows.empty:
        nothing = {name: pd.DataFrame({doc.name: pd.Series(dtype="str") for doc in TABLES[name][2]}) for name in TABLES}
        return nothing | {"sittings": known.sittings}
    schools = dataset.table("schools")["school_id"]
    scored = percents(known.rows, instruments, params.most_missing)
    parts = changed(profile(scored, instruments, schools, params.confidence), scored, params.confidence)
    parts = _in_order(parts, instruments)
    rated = items(known.rows, instruments, schools, params)
    as_of = max(last_recorded(dataset, params.as_of), known.rows["date"].max())
    open_to_all = parts[(parts["converted_from"] == "") & parts["school_id"].isin([TOTAL, *schools])]
    return {
        "sittings": known.sittings, "profile": parts, "items": rated,
        "gaps": gaps(known.rows, instruments, schools, params), "consistency": consistency(known.rows, params),
        "plan": action_plan(rated, dataset, instruments, lessons, params, as_of),
        "results": open_to_all[open_to_all["kind"] != SUBSCALE],
        "subscales": parts[(parts["kind"] == SUBSCALE) & (parts["school_id"] == TOTAL)],
        "rated": rated[rated["school_id"] == TOTAL],
    }  # fmt: skip
