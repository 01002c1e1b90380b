"""Choose an instrument of the project or the district, and fill it in."""

# mypy: disable-error-code="misc"

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from ipywidgets import HTML, Dropdown, VBox

from mtss_analysis import intake, params
from mtss_analysis.errors import ParamsError, did_you_mean
from mtss_analysis.params import Instrument, instruments
from mtss_analysis.widgets.form import Form
from mtss_analysis.widgets.words import notice

Key = tuple[str, str]


class FillIn(VBox):
    """A choice of instruments with the form of the one chosen; what is typed into one stays while another is shown.

    Parameters
    ----------
    known
        (name, version) → instrument.
    folder
        Where sittings are saved.
    schools, org_id, day
        As in :class:`Form`.
    chosen
        Instrument to begin with; the first if not given.
    """

    def __init__(
        self, known: Mapping[Key, Instrument], folder: Path, schools: Sequence[str] = (), org_id: str = "",
        day: date | None = None, chosen: Key | None = None,
    ) -> None:  # fmt: skip
        self._known, self._begin = known, (folder, schools, org_id, day)
        self._forms: dict[Key, Form] = {}
        options = [(f"{made.label}, version {made.version}", key) for key, made in known.items()]
        self.choice = Dropdown(
            description="Instrument", options=options, value=chosen or next(iter(known)),
            style={"description_width": "9em"}, layout={"width": "auto"},
        )  # fmt: skip
        self.choice.observe(lambda _: self._show(), names="value")
        super().__init__()
        self._show()

    @property
    def form(self) -> Form:
        """The form shown now."""
        key = self.choice.value
        if key not in self._forms:
            self._forms[key] = Form(self._known[key], *self._begin)
        return self._forms[key]

    def _show(self) -> None:
        self.children = (self.choice, self.form)


def fill_in(
    data: str | Path, folder: str | Path = "", *, instrument: str = "", version: str = "", school: str = "",
    params_dir: str | Path | None = None,
) -> VBox:  # fmt: skip
    """Make a form for the instruments of the project and of a district.

    Parameters
    ----------
    data
        Folder with the district's tables; its schools may be chosen, and its own instruments stand beside ours.
    folder
        Where sittings are saved; ``DATA/ratings`` if not given, from where they are read like any other ratings.
    instrument, version
        What to begin with; the first if not given.
    school
        School or district to begin with.
    params_dir
        Folder whose settings override ours.

    Raises
    ------
    ParamsError
        There is no instrument of that name or version, or an instrument's file has a fault.
    DataError
        `data` is no folder with tables.
    """
    known = instruments(params.layers(Path(data), Path(params_dir) if params_dir else None))
    if not known:
        return VBox([HTML(notice("No instrument is described yet. Add one as a file in params/instruments/."))])
    schools = intake.read(data).table("schools")["school_id"].dropna().tolist()
    place = Path(folder) if folder else Path(data) / "ratings"
    return FillIn(known, place, schools, school, chosen=_chosen(known, instrument, version))


def _chosen(known: Mapping[Key, Instrument], name: str, version: str) -> Key | None:
    fits = [key for key in known if name in ("", key[0]) and version in ("", key[1])]
    if not fits:
        there = ", ".join(f"{key[0]} {key[1]}" for key in known)
        raise ParamsError(
            f'There is no instrument "{name} {version}".{did_you_mean(name, [key[0] for key in known])} Name one of: '
            f"{there}."
        )
    return fits[-1] if name else fits[0]
