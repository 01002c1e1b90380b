import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from mtss_analysis.effects import EffectsParams, gate
from mtss_analysis.fidelity import Dosage
from mtss_analysis.params import layers
from mtss_analysis.vocabulary import Delivery, Effectiveness

PARAMS = layers().load(EffectsParams)
GIVEN = Dosage(100, 0.9, 0.95, 0.8, 0.85, 0.05)
NEVER = Dosage(100, 0.0, 0.1, 0.0, 0.1, 0.1)
UNLOGGED = Dosage(100, 0.5, 0.97, 0.45, 0.9, 0.47)
PART = Dosage(100, 0.65, 0.65, 0.6, 0.6, 0.0)
NONE = Dosage(0, *[float("nan")] * 5)


@pytest.mark.parametrize(
    ("dosage", "low", "high", "expected"),
    [
        (GIVEN, 0.05, 0.4, Effectiveness.WORKING),
        (GIVEN, -0.2, 0.08, Effectiveness.NOT_WORKING),
        (GIVEN, -0.4, -0.1, Effectiveness.NOT_WORKING),
        (GIVEN, -0.2, 0.3, Effectiveness.CANNOT_TELL),
        (GIVEN, float("nan"), float("nan"), Effectiveness.CANNOT_TELL),
        (NEVER, 0.2, 0.4, Effectiveness.NOT_DELIVERED),
        (NEVER, -0.4, -0.1, Effectiveness.NOT_DELIVERED),
        (UNLOGGED, -0.4, -0.1, Effectiveness.CANNOT_TELL),
        (UNLOGGED, 0.2, 0.4, Effectiveness.CANNOT_TELL),
        (PART, -0.4, -0.1, Effectiveness.CANNOT_TELL),
        (NONE, 0.2, 0.4, Effectiveness.CANNOT_TELL),
    ],
)
def test_verdicts(dosage, low, high, expected):
    assert gate.ruling(dosage, low, high, 0.1, PARAMS).verdict is expected


share = st.floats(0, 1)


@given(held=share, unlogged=share, low=st.floats(-2, 2), width=st.floats(0, 2), worthwhile=st.floats(0.01, 1))
def test_not_working_is_never_said_of_support_whose_delivery_is_not_established(held, unlogged, low, width, worthwhile):
    unlogged = unlogged * (1 - held)
    dosage = Dosage(50, held, held + unlogged, held, held + unlogged, unlogged)
    ruling = gate.ruling(dosage, low, low + width, worthwhile, PARAMS)
    if ruling.verdict is Effectiveness.NOT_WORKING:
        assert held >= PARAMS.delivered_from
        assert ruling.delivery is Delivery.DELIVERED
        assert low + width < worthwhile
    if ruling.verdict is Effectiveness.WORKING:
        assert low > 0


def test_reasons_say_the_share_and_the_next_move():
    assert "10 %" in gate.ruling(NEVER, 0, 1, 0.1, PARAMS).reason
    assert "Logs have to be filled in" in gate.ruling(UNLOGGED, 0, 1, 0.1, PARAMS).reason
    assert "65 %" in gate.ruling(PART, 0, 1, 0.1, PARAMS).reason
    assert "No session is on record" in gate.ruling(NONE, 0, 1, 0.1, PARAMS).reason


def test_an_interval_the_wrong_way_round_is_refused():
    with pytest.raises(ValueError, match="lower end first"):
        gate.ruling(GIVEN, 0.4, 0.1, 0.1, PARAMS)


def test_bars_of_delivery_must_be_in_order():
    with pytest.raises(ValidationError, match="not_delivered_below"):
        EffectsParams(**{**PARAMS.model_dump(), "not_delivered_below": 0.9})


def test_doing_no_better_than_other_support_is_not_the_same_as_not_working():
    ruling = gate.ruling(GIVEN, -0.6, -0.3, 0.1, PARAMS, relative=True)
    assert ruling.verdict is Effectiveness.CANNOT_TELL
    assert "than other support" in ruling.reason
    assert gate.ruling(GIVEN, 0.2, 0.6, 0.1, PARAMS, relative=True).verdict is Effectiveness.WORKING
