import numpy as np
import pandas as pd
import pytest

PACE = {"Group": 0.8, "Practice": 0.0, "Never given": 0.0}


def monitored(seed=1, each=60, noise=4.0, names=tuple(PACE)):
    """Series of weekly scores under three interventions, of which the first adds to growth."""
    rng = np.random.default_rng(seed)
    students = each * len(names)
    plan = [f"P{number}" for number in range(students)]
    series = pd.DataFrame({
        "student_id": [f"S{number}" for number in range(students)], "school_id": [f"H{n % 6}" for n in range(students)],
        "grade": np.where(np.arange(students) % 2, "3", "4"), "tier": 2, "school_year": "2025-26", "domain": "reading",
        "measure": "maze", "plan_id": plan, "enough": True, "n": 16, "weeks": 15.0, "noise_correlation": 0.0,
        "first": pd.Timestamp("2025-09-08"),
        "aim_start": pd.Timestamp("2025-09-08"),
    })  # fmt: skip
    chosen = pd.Series([names[number % len(names)] for number in range(students)], index=plan)
    place, week = np.repeat(np.arange(students), 16), np.tile(np.arange(16.0), students)
    pace = rng.normal(1.0, 0.3, students) + chosen.map(PACE).to_numpy()
    score = rng.normal(50, 10, students)[place] + pace[place] * week + rng.normal(0, noise, len(week))
    series = series.assign(roi=pace + rng.normal(0, noise / 18, students))
    return series, pd.DataFrame({"series": place, "time": week, "score": score}), chosen


@pytest.fixture
def district():
    """Return what makes series, scores and the intervention of each plan."""
    return monitored
