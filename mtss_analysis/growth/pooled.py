"""Each student's line in the light of all others on the same measure: a multilevel model of every measure and year."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import special

from mtss_analysis.estimators import multilevel
from mtss_analysis.estimators.multilevel import MultilevelFit
from mtss_analysis.estimators.multilevel.labels import Indices
from mtss_analysis.estimators.posterior import lines
from mtss_analysis.estimators.series import Floats
from mtss_analysis.growth.series import DAYS
from mtss_analysis.growth.settings import GrowthParams
from mtss_analysis.growth.trends import signs
from mtss_analysis.params import MeasuresParams
from mtss_analysis.vocabulary import NO_DATA

STRATA = ["school_year", "domain", "measure"]
FEWEST_SCHOOLS = 5
"""From this many schools on, what schools differ by is part of the model."""
CORRELATION_SCORES = 2_000
"""Scores from which the correlation of neighbouring errors is estimated."""
CORRELATIONS = (0.05, 0.25, 0.45)
"""Where the log-likelihood is looked at for it."""
LEAST_CORRELATION = 0.05
"""From this correlation of errors a week apart on it is part of the model."""
LINES = ("eb_level", "eb_level_se", "eb_roi", "eb_roi_se", "goal_expected", "goal_low", "goal_high")
CHANCES = ("goal_chance", "goal_chance_observed")
PRIOR = ("prior_level", "prior_roi", "prior_level_sd", "prior_roi_sd", "prior_tie", "noise_sd", "noise_correlation")
"""What is known of a series before its own scores, at its origin: mean line, spreads, their correlation, and noise."""


@dataclass(frozen=True, slots=True)
class Pooled:
    """What the models say.

    Attributes
    ----------
    lines
        Columns LINES, CHANCES and PRIOR for each series; missing where no model could be fitted.
    models
        One row a term of a model: strata, term, estimate, se, df, low, high, series, scores, schools.
    cautions
        Sentences of the models: code → measures concerned.
    fitted
        The models whose search ended, with what they were fitted to.
    """

    lines: pd.DataFrame
    models: pd.DataFrame
    cautions: dict[str, list[str]]
    fitted: "tuple[Modelled, ...]" = ()


@dataclass(frozen=True, slots=True)
class Scored:
    """Scores of one measure and year (n,): place of their series, time, score, code of the school (or None)."""

    place: Indices
    time: Floats
    score: Floats
    school: Indices | None


@dataclass(frozen=True, slots=True)
class Modelled:
    """One measure and year: its series (m rows), their scores, the design, and the fitted model."""

    rows: pd.DataFrame
    scored: Scored
    design: "Design"
    fit: MultilevelFit


@dataclass(frozen=True, slots=True)
class Design:
    """Fixed effects of each series as covariates that stand alone and with time (m, c), and their names (c,)."""

    covariates: Floats
    names: list[str]

    def rows(self, series: Indices, time: Floats) -> Floats:
        """Write the design out for rows of `series` at `time`, shape (rows, 2c)."""
        each = self.covariates[series]
        return np.concatenate([each, each * time[:, None]], axis=1)

    @property
    def terms(self) -> list[str]:
        """Names of the columns."""
        return [*self.names, *(f"{name}, growth" for name in self.names)]


def pooled(series: pd.DataFrame, points: pd.DataFrame, params: GrowthParams, measures: MeasuresParams) -> Pooled:
    """Fit a model per measure and school year, and read every student's line from it.

    Scores = level + growth × time, both by grade and tier where enough series have them, plus what the school and the
    student add; by restricted maximum likelihood (:func:`mtss_analysis.estimators.multilevel.fit`). Weekly errors that
    are alike from one score to the next are modelled as such, or growth would seem surer than it is and to differ more
    between students than it does. A student's line is the empirical Bayes prediction: few or noisy scores are drawn
    towards students alike.
    """
    columns = [*LINES, *CHANCES, *PRIOR]
    told_lines = pd.DataFrame(np.nan, index=series.index, columns=columns)
    models: list[pd.DataFrame] = []
    told: dict[str, list[str]] = {}
    fitted: list[Modelled] = []
    for _, rows in series[series["n"] > 0].groupby(STRATA):
        part = points[points["series"].isin(rows.index)]
        measure = str(rows["measure"].iloc[0])
        if (rows["enough"]).sum() < params.pooled_fewest:
            told.setdefault("too_few_to_pool", []).append(measure)
            continue
        design = _design(rows, params)
        try:
            scored = _scored(rows, part, params)
            found = _fitted(scored, design, params)
        except ValueError:
            told.setdefault("not_pooled", []).append(measure)
            continue
        for code in found.cautions:
            told.setdefault(code, []).append(measure)
        models.append(_terms(rows, design, found, params))
        if found.converged:
            fitted.append(Modelled(rows, scored, design, found))
            parts = _lines(rows, design, found, params, measures), _prior(rows, design, found, params)
            told_lines.loc[rows.index, columns] = np.column_stack(parts)
    terms = pd.concat(models, ignore_index=True) if models else _terms_empty()
    return Pooled(told_lines, terms, told, tuple(fitted))


def _design(rows: pd.DataFrame, params: GrowthParams) -> Design:
    """Intercept, and a covariate for each grade and tier that enough series have, beside the most frequent."""
    covariates, names = [np.ones(len(rows))], ["all"]
    for column in ("tier",) if params.time_unit == "year" else ("grade", "tier"):
        values = rows[column].astype("str").fillna(NO_DATA)
        counts = values.value_counts()
        for value in sorted(counts.index[counts >= params.pooled_fewest].difference([counts.index[0]])):
            covariates.append((values == value).to_numpy(np.float64))
            names.append(f"{column} {value}")
    return Design(np.column_stack(covariates), names)


def _clock(rows: pd.DataFrame, params: GrowthParams) -> "pd.Series[pd.Timestamp]":
    """Return when the time of each series begins: with its plan, or, for annual tests, with the first test of any."""
    first = rows["origin"].min() if params.time_unit == "year" else rows["origin"]
    return pd.Series(first, rows.index)


def _scored(rows: pd.DataFrame, points: pd.DataFrame, params: GrowthParams) -> Scored:
    place = np.searchsorted(rows.index.to_numpy(), points["series"].to_numpy())
    later = _time(rows["origin"] - _clock(rows, params), DAYS[params.time_unit])
    time = points["time"].to_numpy(np.float64) + later[place]
    school = rows["school_id"].astype("str").fillna(NO_DATA)
    codes = pd.factorize(school, sort=True)[0][place] if school.nunique() >= FEWEST_SCHOOLS else None
    return Scored(place, time, points["score"].to_numpy(np.float64), codes)


def _fitted(scored: Scored, design: Design, params: GrowthParams) -> MultilevelFit:
    """Fit the model, with the correlation of neighbouring errors where scores are close enough in time to show it."""
    X = design.rows(scored.place, scored.time)  # noqa: N806
    alike = _correlation(scored) if params.time_unit == "week" else 0.0
    held: bool | float = alike if alike >= LEAST_CORRELATION else False
    return multilevel.fit(scored.score, X, scored.time, scored.place, scored.school, ar1=held, names=design.terms)


def _correlation(scored: Scored) -> float:
    """Estimate the correlation of errors a week apart, from series spread evenly over all; 0 where it cannot be told.

    The peak of the parabola through three log-likelihoods. Some hundred series tell it to about .03.
    """
    rows = scored.place % max(1, len(scored.place) // CORRELATION_SCORES) == 0
    arrays = scored.score[rows], None, scored.time[rows], scored.place[rows]
    try:
        heights = [multilevel.fit(*arrays, ar1=each, small_sample=False).loglik for each in CORRELATIONS]
    except ValueError:
        return 0.0
    bend, slope, _ = np.polyfit(CORRELATIONS, heights, 2)
    return float(np.clip(-slope / (2 * bend), 0.0, 0.9)) if bend < 0 else 0.0


def _lines(
    rows: pd.DataFrame, design: Design, found: MultilevelFit, params: GrowthParams, measures: MeasuresParams
) -> Floats:
    """Return LINES and CHANCES of each series, shape (m, 9)."""
    count = design.covariates.shape[1]
    level = design.covariates @ found.fixed[:count] + found.student_lines[:, 0]
    slope = design.covariates @ found.fixed[count:] + found.student_lines[:, 1]
    days = DAYS[params.time_unit]
    last, goal_time = (_time(rows[name] - _clock(rows, params), days) for name in ("last", "goal_date"))
    reach = special.ndtri((1 + params.confidence) / 2)
    expected, true_se = level + slope * goal_time, _se(found, goal_time)
    margin = (expected - rows["goal"].to_numpy(np.float64)) * signs(rows["measure"], measures)
    chances = [special.ndtr(margin / se) for se in (true_se, np.sqrt(true_se**2 + found.residual_var))]
    ends = [expected - reach * true_se, expected + reach * true_se]
    slope_se = np.sqrt(found.student_lines_mse[:, 2])
    return np.column_stack([level + slope * last, _se(found, last), slope, slope_se, expected, *ends, *chances])


def _prior(rows: pd.DataFrame, design: Design, found: MultilevelFit, params: GrowthParams) -> Floats:
    """Return PRIOR of each series, shape (m, 7): fixed effects and the school's part, and how students scatter."""
    count = design.covariates.shape[1]
    school = found.student_lines - found.student_effects
    level = design.covariates @ found.fixed[:count] + school[:, 0]
    slope = design.covariates @ found.fixed[count:] + school[:, 1]
    (own, both), (_, steep) = found.student_cov
    known = lines(level, slope, own, both, steep, found.residual_var, np.nan_to_num(found.autocorrelation))
    at = known.later(_time(rows["origin"] - _clock(rows, params), DAYS[params.time_unit]))
    spread = np.sqrt(at.level_var * at.slope_var)
    tie = np.divide(at.covariance, spread, out=np.zeros(len(rows)), where=spread > 0)
    sds = np.sqrt(at.level_var), np.sqrt(at.slope_var)
    return np.column_stack([at.level, at.slope, *sds, tie, np.sqrt(at.noise), at.correlation])


def _time(spans: "pd.Series[pd.Timedelta]", days: float) -> Floats:
    return np.asarray(spans.dt.total_seconds() / 86_400 / days, np.float64)


def _se(found: MultilevelFit, time: Floats) -> Floats:
    """Return the standard error of each line at its own `time`: that effects and variances are estimated counts too."""
    own, both, steep = found.student_lines_mse.T
    se: Floats = np.sqrt(np.maximum(own + 2 * time * both + time**2 * steep, 0.0))
    return se


def _terms(rows: pd.DataFrame, design: Design, found: MultilevelFit, params: GrowthParams) -> pd.DataFrame:
    half = special.stdtrit(found.fixed_df, (1 + params.confidence) / 2) * found.fixed_se
    fixed = pd.DataFrame(
        {
            "part": "fixed effect", "term": design.terms, "estimate": found.fixed, "se": found.fixed_se,
            "df": found.fixed_df, "low": found.fixed - half, "high": found.fixed + half,
        }
    )  # fmt: skip
    spread = {"students' levels": found.student_cov[0, 0], "students' growth": found.student_cov[1, 1]}
    if found.school_cov is not None:
        spread["schools' levels"] = found.school_cov[0, 0]
    spread["one score"] = found.residual_var
    sds = pd.DataFrame({"part": "standard deviation", "term": list(spread), "estimate": np.sqrt(list(spread.values()))})
    told = {name: rows[name].iloc[0] for name in STRATA}
    told |= {"series": len(rows), "scores": int(found.scores.sum()), "schools": rows["school_id"].nunique()}
    return pd.concat([fixed, sds], ignore_index=True).assign(**told)


def _terms_empty() -> pd.DataFrame:
    return pd.DataFrame(columns=[*STRATA, "part", "term", "estimate", "se", "df", "low", "high", "series"])
