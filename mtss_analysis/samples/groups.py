"""Groups of the sample's students: they differ across schools, as groups do."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from mtss_analysis.samples.coding import coded
from mtss_analysis.samples.settings import Settings

RACES = (
    "White", "Hispanic or Latino", "Black or African American", "Asian", "Two or more races",
    "American Indian or Alaska Native", "Native Hawaiian or Pacific Islander",
)  # fmt: skip
RACE_SHARES = np.array([0.46, 0.26, 0.15, 0.06, 0.05, 0.013, 0.007])
SEXES = ("F", "M", "X")
YES_NO = ("no", "yes")
LANGUAGES = ("English", "Spanish", "Arabic", "Vietnamese", "Somali")
CATEGORIES = (
    "Specific learning disability", "Speech or language impairment", "Other health impairment", "Autism",
    "Developmental delay", "Intellectual disability", "Emotional disturbance", "Deaf or hard of hearing",
)  # fmt: skip
CATEGORY_SHARES = np.array([0.35, 0.2, 0.16, 0.12, 0.06, 0.05, 0.04, 0.02])
ENVIRONMENTS = (
    "Regular class 80 percent of the day or more", "Regular class 40 to 79 percent of the day",
    "Regular class less than 40 percent of the day", "Separate school or residential facility",
)  # fmt: skip
LABELS: dict[str, tuple[str, ...]] = {
    "race_ethnicity": RACES,
    "sex": SEXES,
    "economically_disadvantaged": YES_NO,
    "english_learner": YES_NO,
    "disability": YES_NO,
    "disability_category": CATEGORIES,
    "educational_environment": ENVIRONMENTS,
    "home_language": LANGUAGES,
}
"""Group column → its values; a code of -1 was not recorded."""


def group_codes(home: NDArray[np.int64], settings: Settings, rng: np.random.Generator) -> pd.DataFrame:
    """Draw the groups of every student, given the neighborhood (elementary school) of each.

    Returns
    -------
    pd.DataFrame
        One row a student, one column of codes a group column.
    """
    count, schools = len(home), settings.elementary
    shares = rng.dirichlet(RACE_SHARES * 14 + 0.02, schools)
    race = (rng.random(count)[:, None] > np.cumsum(shares, axis=1)[home][:, :-1]).sum(axis=1)
    poverty = np.clip(rng.beta(3.2, 3.2, schools), 0.12, 0.85)[home]
    learner = rng.random(count) < np.array([0.01, 0.34, 0.03, 0.28, 0.03, 0.05, 0.1])[race]
    disability = rng.random(count) < 0.14
    codes = {
        "race_ethnicity": race,
        "sex": rng.choice(3, count, p=[0.487, 0.51, 0.003]),
        "economically_disadvantaged": np.where(rng.random(count) < 0.006, -1, rng.random(count) < poverty),
        "english_learner": learner.astype(int),
        "disability": disability.astype(int),
        "disability_category": np.where(disability, rng.choice(8, count, p=CATEGORY_SHARES), -1),
        "educational_environment": np.where(disability, rng.choice(4, count, p=[0.67, 0.17, 0.13, 0.03]), -1),
        "home_language": _language(race, learner, rng),
    }
    return pd.DataFrame(codes)


def _language(race: NDArray[np.int64], learner: NDArray[np.bool_], rng: np.random.Generator) -> NDArray[np.int64]:
    other = rng.choice([2, 3, 4], len(race))
    spanish = race == RACES.index("Hispanic or Latino")
    speaks = learner | (spanish & (rng.random(len(race)) < 0.25))
    return np.where(speaks, np.where(spanish, 1, other), 0)


def group_text(pupils: pd.DataFrame) -> dict[str, pd.Series]:
    """Return the group columns as text."""
    return {name: coded(labels, pupils[name]) for name, labels in LABELS.items()}
