"""What counts as an effect, and what as delivery: fixed before anybody looks at an outcome."""

from mtss_analysis.fidelity import DeliveryBars
from mtss_analysis.params import setting


class EffectsParams(DeliveryBars):
    """What counts as an effect, and what as delivery, for every page on whether support works."""

    file = "effects"

    power: float = setting(
        "chance with which an effect of the smallest detectable size is found", unit="share",
        source="convention (Cohen 1988)", gt=0, lt=1,
    )  # fmt: skip
    alpha: float = setting("chance of a false alarm of every test", unit="share", source="convention", gt=0, lt=1)
    smallest_worthwhile: float = setting(
        "smallest effect worth the time of students and staff; only an interval wholly below it says not working",
        unit="standard deviations",
        source="planning value; Kraft (2020) calls effects on achievement from .05 medium and from .20 large", gt=0,
    )  # fmt: skip
