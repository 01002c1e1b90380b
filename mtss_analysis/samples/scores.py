"""The canonical table scores, from the codes of screening, outcomes and probes."""

import numpy as np
import pandas as pd

from mtss_analysis.samples.catalogue import DOMAINS
from mtss_analysis.samples.coding import canonical, coded, numbered
from mtss_analysis.samples.delivery import assessor_ids
from mtss_analysis.samples.measures import GRADES, MEASURES, NAMES
from mtss_analysis.samples.roster import Roster, student_ids
from mtss_analysis.samples.screening import PURPOSES, REASONS
from mtss_analysis.samples.support import Support
from mtss_analysis.vocabulary import Domain, Purpose, Season


def scores_table(roster: Roster, support: Support) -> pd.DataFrame:
    """Return the canonical table scores: screening, outcomes and weekly probes, by student and day."""
    every = pd.concat([support.scores.assign(number=-1, form_grade=-1), _probes(roster, support)], ignore_index=True)
    every = every.assign(student=roster.pupils["student"].to_numpy()[every["row"]])
    every = every.sort_values(["student", "date", "measure", "purpose"], ignore_index=True)
    measure = every["measure"].to_numpy()
    tested = np.array([each.domain != Domain.ATTENDANCE for each in MEASURES.values()])[measure]
    sems = [each.sem if each.name.startswith("state_") else None for each in MEASURES.values()]
    return canonical(
        "scores",
        {
            "student_id": student_ids(every["student"]),
            "domain": coded(DOMAINS, np.array([DOMAINS.index(each.domain) for each in MEASURES.values()])[measure]),
            "measure": coded(NAMES, measure),
            "purpose": coded(PURPOSES, every["purpose"]),
            "date": every["date"].to_numpy(),
            "season": coded(tuple(Season), every["season"]),
            "score": every["score"].to_numpy(),
            "sem": np.array(sems, dtype=np.float64)[measure],
            "form": numbered("", np.where(every["number"] >= 0, every["number"] + 1, -1), 2),
            "form_grade": coded(GRADES, every["form_grade"]),
            "language": coded(["English"], np.where(tested, 0, -1)),
            "assessor_id": assessor_ids(every["school"].to_numpy(), every["row"].to_numpy(), tested),
            "not_tested_reason": coded(REASONS, every["reason"]),
        },
    )


def _probes(roster: Roster, support: Support) -> pd.DataFrame:
    """Return the probes with the columns of the screening scores, and number and form_grade."""
    plans, probes = support.monitored.plans, support.monitored.probes
    plan = probes["plan"].to_numpy()
    rows = plans["row"].to_numpy()[plan]
    measure = np.array([NAMES.index(name) for name in plans["measure"]], dtype=np.int64)
    return pd.DataFrame(
        {
            "row": rows,
            "measure": measure[plan],
            "purpose": PURPOSES.index(Purpose.PROGRESS),
            "date": probes["date"].to_numpy(),
            "season": -1,
            "school": roster.school_on(rows, probes["date"].to_numpy().astype("datetime64[D]")),
            "score": probes["score"].to_numpy(),
            "reason": -1,
            "number": probes["number"].to_numpy(),
            "form_grade": np.where(probes["off_grade"], plans["grade"].to_numpy()[plan] - 1, -1),
        }
    )
