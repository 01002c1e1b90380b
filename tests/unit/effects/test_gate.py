import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from mtss_analysis.effects import EffectsParams, gate
from mtss_analysis.fidelity import Dosage, Given
from mtss_analysis.fidelity.adherence import Rated
from mtss_analysis.fidelity.given import judged
from mtss_analysis.params import layers
from mtss_analysis.vocabulary import Delivery, Effectiveness

PARAMS = layers().load(EffectsParams)
SEEN = Rated(30, 12, 0.8, 0.74, 0.86)
SEEN_POOR = Rated(30, 12, 0.5, 0.44, 0.56)
SEEN_BETWEEN = Rated(30, 12, 0.65, 0.55, 0.75)
UNSEEN = Rated(0, 0, *[float("nan")] * 3)


def known(dosage: Dosage, seen: Rated = SEEN) -> Given:
    return Given(dosage, seen, *judged(dosage, seen, PARAMS))


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
    assert gate.ruling(known(dosage), low, high, 0.1).verdict is expected


@pytest.mark.parametrize(
    ("seen", "delivery", "says"),
    [
        (SEEN, Delivery.DELIVERED, "delivered as designed"),
        (UNSEEN, Delivery.HELD, "too few were observed"),
        (Rated(2, 2, 0.9, 0.8, 1.0), Delivery.HELD, "too few were observed"),
        (SEEN_BETWEEN, Delivery.HELD, "does not settle"),
        (SEEN_POOR, Delivery.NOT_AS_DESIGNED, "50 %"),
    ],
)
def test_not_working_needs_observers_who_saw_it_go_as_designed(seen, delivery, says):
    ruling = gate.ruling(known(GIVEN, seen), -0.4, -0.1, 0.1)
    assert ruling.delivery is delivery
    as_designed = delivery is Delivery.DELIVERED
    assert ruling.verdict is (Effectiveness.NOT_WORKING if as_designed else Effectiveness.CANNOT_TELL)
    assert says in ruling.reason


def test_what_works_although_it_was_not_carried_out_as_designed_is_said_with_that():
    ruling = gate.ruling(known(GIVEN, SEEN_POOR), 0.2, 0.4, 0.1)
    assert ruling.verdict is Effectiveness.WORKING
    assert "not carried out as designed" in ruling.reason


share = st.floats(0, 1)


@given(
    held=share,
    unlogged=share,
    adherence=share,
    low=st.floats(-2, 2),
    width=st.floats(0, 2),
    worthwhile=st.floats(0.01, 1),
)
def test_not_working_is_never_said_of_support_whose_delivery_is_not_established(
    held, unlogged, adherence, low, width, worthwhile
):
    unlogged = unlogged * (1 - held)
    dosage = Dosage(50, held, held + unlogged, held, held + unlogged, unlogged)
    seen = Rated(20, 9, adherence, max(adherence - 0.1, 0), min(adherence + 0.1, 1))
    ruling = gate.ruling(known(dosage, seen), low, low + width, worthwhile)
    if ruling.verdict is Effectiveness.NOT_WORKING:
        assert held >= PARAMS.delivered_from
        assert adherence >= PARAMS.adherent_from
        assert ruling.delivery is Delivery.DELIVERED
        assert low + width < worthwhile
    if ruling.verdict is Effectiveness.WORKING:
        assert low > 0


def test_reasons_say_the_share_and_the_next_move():
    assert "10 %" in gate.ruling(known(NEVER), 0, 1, 0.1).reason
    assert "Logs have to be filled in" in gate.ruling(known(UNLOGGED), 0, 1, 0.1).reason
    assert "65 %" in gate.ruling(known(PART), 0, 1, 0.1).reason
    assert "No session is on record" in gate.ruling(known(NONE), 0, 1, 0.1).reason


def test_an_interval_the_wrong_way_round_is_refused():
    with pytest.raises(ValueError, match="lower end first"):
        gate.ruling(known(GIVEN), 0.4, 0.1, 0.1)


def test_bars_of_delivery_must_be_in_order():
    for name in ("not_delivered_below", "not_adherent_below"):
        with pytest.raises(ValidationError, match=name):
            EffectsParams(**{**PARAMS.model_dump(), name: 0.9})


def test_doing_no_better_than_other_support_is_not_the_same_as_not_working():
    ruling = gate.ruling(known(GIVEN), -0.6, -0.3, 0.1, relative=True)
    assert ruling.verdict is Effectiveness.CANNOT_TELL
    assert "than other support" in ruling.reason
    assert gate.ruling(known(GIVEN), 0.2, 0.6, 0.1, relative=True).verdict is Effectiveness.WORKING


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [(0.05, 0.4, "is open"), (0.02, 0.1, "all of it lies below"), (0.3, 0.6, "")],
)
def test_an_effect_above_zero_says_whether_it_is_worthwhile(low, high, said):
    found = gate.ruling(known(GIVEN), low, high, 0.2)
    assert found.verdict is Effectiveness.WORKING
    assert said in found.reason
    assert ("worthwhile" in found.reason) == bool(said)
