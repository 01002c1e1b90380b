"""Every setting has a unit or none to have, a source, a line in the YAML, and a comment there."""

import re

import pytest

from mtss_analysis.effects import EffectsParams
from mtss_analysis.fidelity import PlanAuditParams
from mtss_analysis.params import (
    HOME,
    DistrictParams,
    IdentityParams,
    InterventionsParams,
    LessonsParams,
    LettersParams,
    MeasuresParams,
    Params,
    TeamsParams,
    layers,
)
from mtss_analysis.privacy import PrivacyParams
from mtss_analysis.whole_child import WholeChildParams
from mtss_analysis.workflow.catalogue import CATALOGUE

OF_ANALYSES = [kind for analysis in CATALOGUE if (kind := analysis.settings_class())]
CLASSES: list[type[Params]] = [
    DistrictParams,
    IdentityParams,
    MeasuresParams,
    InterventionsParams,
    LessonsParams,
    LettersParams,
    TeamsParams,
    WholeChildParams,
    PrivacyParams,
    EffectsParams,
    PlanAuditParams,
    *OF_ANALYSES,
]


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_defaults_load_and_every_setting_is_documented(kind: type[Params]) -> None:
    layers().load(kind)
    text = (HOME / "params" / f"{kind.file}.yml").read_text(encoding="utf-8")
    for name, field in kind.model_fields.items():
        extra = field.json_schema_extra
        assert isinstance(extra, dict), name
        assert extra["source"], name
        assert field.description, name
        assert re.search(rf"^{name}:", text, re.M), f"{name} is missing from {kind.file}.yml"


def test_every_yaml_file_belongs_to_a_class_of_settings() -> None:
    present = {path.stem for path in (HOME / "params").glob("*.yml")}
    assert present == {kind.file for kind in CLASSES}
