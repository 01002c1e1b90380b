"""Self-report against observation of the same deliveries: how far they agree, and whether reports are kinder."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from mtss_analysis.estimators import agreement
from mtss_analysis.fidelity.adherence import OBSERVATION, SELF_REPORT
from mtss_analysis.fidelity.settings import FidelityParams
from mtss_analysis.vocabulary import TOTAL

ITEM = ["plan_id", "date", "item", "dimension", "school_id"]
INFLATED, LITTLE, NO_SIGN, TOO_FEW = (
    "reports are kinder", "reports are kinder, by less than the bar", "no sign that reports are kinder", "too few pairs"
)  # fmt: skip
NUMBERS = ["reported", "observed", "bias", "bias_low", "bias_high", "same", "kappa", "icc", "icc_low", "icc_high"]
COLUMNS = ["school_id", "pairs", "plans", *NUMBERS, "said"]


def pairs(checks: pd.DataFrame) -> pd.DataFrame:
    """Put what was reported beside what was observed, item by item: ITEM, reported, observed [share].

    Several reports, or several observers, of one delivery are averaged.
    """
    known = checks.dropna(subset=["score"])
    both = known.pivot_table("score", ITEM, "source", "mean")
    both = both.reindex(columns=[SELF_REPORT, OBSERVATION]).dropna().reset_index()
    return both.rename(columns={SELF_REPORT: "reported", OBSERVATION: "observed"}).rename_axis(columns=None)


def agreements(checks: pd.DataFrame, params: FidelityParams, confidence: float) -> pd.DataFrame:
    """Compare reports with observations, for the district and for each school.

    The bias is the mean difference of deliveries, with plans as clusters. Kappa weighs squared distances over all
    categories that were ever used; the intraclass correlation is that of absolute agreement of single ratings of a
    delivery.

    Returns
    -------
    pandas.DataFrame
        COLUMNS: pairs [deliveries], plans, means and bias [percent], same [percent of items rated alike], kappa, icc,
        and what is said; numbers are missing below the fewest pairs that the settings name.
    """
    both = pairs(checks)
    return pd.DataFrame(_rows(both, params, confidence), columns=COLUMNS)


def _rows(both: pd.DataFrame, params: FidelityParams, confidence: float) -> Iterator[dict[str, object]]:
    categories = np.unique(both[["reported", "observed"]].to_numpy(np.float64)).tolist()
    schools = {TOTAL: both} | {str(name): part for name, part in both.groupby("school_id")}
    for school, part in schools.items():
        each = part.groupby(["plan_id", "date"])[["reported", "observed"]].mean().reset_index()
        row: dict[str, object] = {"school_id": school, "pairs": len(each), "plans": each["plan_id"].nunique()}
        if len(each) < params.fewest_pairs or row["plans"] == 1:
            yield row | dict.fromkeys(NUMBERS, np.nan) | {"said": TOO_FEW}
        else:
            yield row | _numbers(part, each, categories, params, confidence)


def _numbers(
    items: pd.DataFrame, each: pd.DataFrame, categories: list[float], params: FidelityParams, confidence: float
) -> dict[str, object]:
    bias = agreement.self_report_bias(each["reported"], each["observed"], each["plan_id"].to_numpy(), confidence)
    kappa = agreement.kappa(items["reported"], items["observed"], categories, "squared", confidence)
    single = agreement.icc(each[["reported", "observed"]].to_numpy(np.float64), confidence).agreement_single
    kinder = (INFLATED if bias.mean >= params.inflated_from else LITTLE) if bias.low > 0 else NO_SIGN
    return {
        "reported": 100 * each["reported"].mean(), "observed": 100 * each["observed"].mean(),
        "bias": 100 * bias.mean, "bias_low": 100 * bias.low, "bias_high": 100 * bias.high,
        "same": 100 * float((items["reported"] == items["observed"]).mean()), "kappa": kappa.kappa,
        "icc": single.estimate, "icc_low": single.low, "icc_high": single.high,
        "said": kinder,
    }  # fmt: skip
