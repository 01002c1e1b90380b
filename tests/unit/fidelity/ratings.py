"""A small instrument and its ratings, countable by eye."""

import pandas as pd

from mtss_analysis import params
from mtss_analysis.fidelity import SelfAssessmentParams
from mtss_analysis.fidelity.answers import answers
from mtss_analysis.intake import from_frames
from mtss_analysis.params import Instrument

SMALL = {
    "instrument": "small", "version": "1", "label": "Small", "published": "2026", "source": "a test",
    "license": "ours", "scale": {0: "no", 1: "some", 2: "most", 3: "all"}, "minimum_raters": 3,
    "sections": {"a": {"label": "A", "criterion": 70}},
    "subscales": {"x": {"label": "X", "section": "a"}, "y": {"label": "Y", "section": "a"}},
    "stages": [{"label": "Begun", "total": 0}, {"label": "There", "total": 70}],
    "forms": {
        "full": {"label": "Team", "group": "team", "roles": ["principal", "coach"]},
        "staff": {"label": "Staff", "group": "staff", "roles": ["teacher"], "items": ["1", "3"]},
    },
    "items": [
        {"number": "1", "subscale": "x", "lesson": "l", "text": "One.", "wording": {"staff": "I one."},
         "anchors": {0: "none", 1: "a bit", 2: "much", 3: "everything"}},
        {"number": "2", "subscale": "x", "lesson": "l", "text": "Two."},
        {"number": "3", "subscale": "y", "lesson": "m"},
        {"number": "4", "subscale": "y", "lesson": "m", "text": "Four."},
    ],
}  # fmt: skip
FALL, SPRING = "2024-10-01", "2025-04-01"
DISTRICT = params.layers().load(params.DistrictParams)
SETTINGS = params.layers().load(SelfAssessmentParams)


def instrument(**changed):
    return Instrument.model_validate(SMALL | changed)


def known(*instruments):
    return {(each.instrument, each.version): each for each in instruments or (instrument(),)}


def rating(scores, rater="R1", role="coach", school="A", day=FALL, **columns):
    """Return one form: item → score."""
    found = pd.DataFrame({"item": list(scores), "score": [float("nan") if s is None else s for s in scores.values()]})
    sitting = {"org_id": school, "administration_id": f"{school}-{day}", "administered_on": pd.Timestamp(day)}
    who = {"respondent_role": role, "rater_id": rater, "evidence": None}
    found = found.assign(instrument="small", version="1", **sitting, **who)
    return found.assign(**columns)


def dataset(*forms, steps=()):
    columns = ["org_id", "instrument", "item", "step", "owner_role", "due", "evidence", "status"]
    plan = pd.DataFrame(list(steps), columns=columns)
    frames = {
        "schools": pd.DataFrame({"school_id": ["A", "B"], "name": ["Alder", "Birch"]}),
        "action_items": plan.assign(due=pd.to_datetime(plan["due"])),
    }
    return from_frames(frames | ({"ratings": pd.concat(forms, ignore_index=True)} if forms else {}))


def read(*forms, instruments=None, **changed):
    how = SETTINGS.model_copy(update=changed)
    return answers(dataset(*forms), instruments or known(), how, DISTRICT)


def full(first, second, third, fourth):
    return dict(zip("1234", (first, second, third, fourth), strict=True))
