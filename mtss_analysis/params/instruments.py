"""Instruments: what a team, staff, families or students rate, and how the ratings add up. An instrument is data.

One YAML file an instrument and version stands in ``params/instruments/``; a district's own stand in
``DATA/params/instruments/`` and take the place of ours of the same name.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from mtss_analysis.params.instrument_items import Item

Group = Literal["team", "staff", "family", "student"]
"""Who answers together; only answers of one group are averaged."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Section(_Frozen):
    """A part that is scored on its own, such as a tier; `criterion` is the percent of points from which it counts."""

    label: str
    criterion: float | None = Field(default=None, gt=0, le=100)


class Subscale(_Frozen):
    """Items that belong together, within one section."""

    label: str
    section: str


class Form(_Frozen):
    """One form: who fills it, which items it holds, and its scale where that differs.

    Attributes
    ----------
    label, group
        Its name, and whose answers it collects.
    roles
        Words of `respondent_role` that fill it.
    items
        Numbers of its items; empty stands for all.
    scale
        Points → label, if other words than the instrument's stand beside the same points.
    """

    label: str
    group: Group
    roles: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    scale: dict[int, str] = {}


class Stage(_Frozen):
    """A stage of implementation: from which percent of all points, and from which percent in every section."""

    label: str
    total: float = Field(ge=0, le=100)
    every_section: float = Field(default=0, ge=0, le=100)


class Conversion(_Frozen):
    """Percents of another version on this one's scale: section → slope, intercept [percent]."""

    from_version: str
    sections: dict[str, tuple[float, float]]
    source: str


class Instrument(_Frozen):
    """One version of one instrument.

    Attributes
    ----------
    instrument, version, label
        How ratings name it, and how pages do.
    published, source, license
        Date of the version, where its structure comes from, and what may be shown of it.
    unverified
        What was not seen in the manual itself, sentence by sentence; pages say so.
    shell
        What a district has to complete before it may be scored; empty once it is whole.
    guide
        How to read its levels, for those who rate.
    scale
        Points → label, from least to most.
    sections, subscales, items
        What is scored.
    forms
        Forms by name; an instrument without any has one for the team, with all items.
    stages
        From first to last; empty if the instrument knows none.
    conversions
        How percents of older versions are put on this one's scale.
    minimum_raters
        Fewest raters of a group other than the team before its results are shown [people].
    """

    instrument: str
    version: str
    label: str
    published: str
    source: str
    license: str
    unverified: tuple[str, ...] = ()
    shell: str = ""
    guide: str = ""
    scale: dict[int, str] = Field(min_length=2)
    sections: dict[str, Section] = Field(min_length=1)
    subscales: dict[str, Subscale] = Field(min_length=1)
    items: tuple[Item, ...] = Field(min_length=1)
    forms: dict[str, Form] = {"full": Form(label="Team form", group="team")}
    stages: tuple[Stage, ...] = ()
    conversions: tuple[Conversion, ...] = ()
    minimum_raters: int = Field(default=5, ge=1)

    @property
    def most(self) -> int:
        """Most points of an item [points]."""
        return max(self.scale)

    @property
    def least(self) -> int:
        """Fewest points of an item [points]."""
        return min(self.scale)

    def item(self, number: str) -> Item | None:
        """Return the item of that number, or None."""
        return next((item for item in self.items if item.number == number), None)

    def group_of(self, role: str | None) -> Group | None:
        """Return the group a role answers with; None for a role no form names, if each form names its roles."""
        named = (form.group for form in self.forms.values() if role in form.roles)
        anyone = (form.group for form in self.forms.values() if not form.roles and not form.items)
        return next(named, next(anyone, None))

    def items_of(self, form: str) -> tuple[Item, ...]:
        """Return the items of a form, in order."""
        numbers = self.forms[form].items
        return tuple(item for item in self.items if not numbers or item.number in numbers)
