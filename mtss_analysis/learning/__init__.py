"""Whether professional development reached practice: whom lessons reached, what was learned, and what followed."""

from collections.abc import Mapping

import mtss_analysis
from mtss_analysis.growth.result import GrowthResult
from mtss_analysis.intake import Dataset
from mtss_analysis.learning import items, reach
from mtss_analysis.learning.answers import judged, latest_year
from mtss_analysis.learning.cautions import cautions
from mtss_analysis.learning.chain import chain
from mtss_analysis.learning.documents import TABLES, table
from mtss_analysis.learning.links import links
from mtss_analysis.learning.result import LearningResult
from mtss_analysis.learning.settings import LearningParams
from mtss_analysis.params import DistrictParams, KnowledgeCheck, MeasuresParams
from mtss_analysis.recall import computed_once
from mtss_analysis.results import Provenance

__all__ = ["LearningParams", "LearningResult", "evaluate"]


@computed_once
def evaluate(
    dataset: Dataset,
    asked: Mapping[str, KnowledgeCheck],
    params: LearningParams,
    measures: MeasuresParams,
    district: DistrictParams,
    grown: GrowthResult,
) -> LearningResult:
    """Add up the answers of the latest school year, judge the questions, and hold learning beside delivery and growth.

    The four levels of evaluating training (Kirkpatrick 1959) in a district's own records: who was reached, what was
    learned, whether practice moved, whether students' growth did. No link is taken for granted: each is tested over
    schools, and most often a district has too few schools to tell.

    Parameters
    ----------
    dataset
        Usable tables: learning and schools, for delivery interventions and sessions.
    asked
        Knowledge checks by lesson.
    params, measures, district
        Settings.
    grown
        Growth of all plans; its table ``series`` gives the pace.

    Returns
    -------
    LearningResult
        Empty tables where no answer is on record.
    """
    answers = latest_year(judged(dataset, asked, district.school_year_starts))
    schools = dataset.table("schools")
    beside = chain(answers, dataset, grown.tables["series"].frame, params, measures, district)
    beside = beside if len(answers) else beside.head(0)
    frames = {
        "lessons": reach.lessons(answers, schools, asked, params), "roles": reach.roles(answers, params),
        "items": items.items(answers, asked, params), "chain": beside, "links": links(beside, params),
    }  # fmt: skip
    versions = "-".join(f"{name}:{check.version}" for name, check in asked.items())
    fingerprints = (params.fingerprint(), measures.fingerprint(), district.fingerprint(), versions)
    return LearningResult(
        params=params,
        tables={name: table(name, frames[name]) for name in TABLES},
        cautions=cautions(dataset, answers, frames, params),
        provenance=Provenance(dataset.fingerprint, "-".join(fingerprints), mtss_analysis.__version__),
    )
