"""Every number a district may change: read from YAML, layered, checked, documented.

The values live in ``params/<file>.yml``; ``DATA/params/<file>.yml`` and a folder given on the
command line override them key by key. Each class says the unit, the bounds and the source of
its settings, and from it come the checks, ``mtss params show`` and the reference page.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from mtss_analysis.errors import ParamsError, did_you_mean

HOME = Path(__file__).resolve().parents[2]
"""Folder of the project: it holds ``params/``, ``notebooks/`` and ``book/``."""
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The same safe reader, ten times as fast where PyYAML was built with libyaml: every page reads its settings."""


class Params(BaseModel):
    """Settings of one analysis: frozen, with unknown keys refused.

    Inherit, set `file` to the name of the YAML file (without its ending) and declare each
    setting with :func:`setting`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=False)
    file: ClassVar[str]

    def fingerprint(self) -> str:
        """Return a short digest of the values, equal for equal settings."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:16]


P = TypeVar("P", bound=Params)


def setting(description: str, *, unit: str = "", source: str, **bounds: Any) -> Any:  # noqa: ANN401
    """Declare one setting: what it means, its unit, where its value comes from, its bounds.

    Parameters
    ----------
    description, unit, source
        Shown by ``mtss params show`` and on the reference page.
    bounds
        Passed to :func:`pydantic.Field`: ``ge``, ``le``, ``gt``, ``lt``, ``min_length``, ``default``.

    Examples
    --------
    >>> class Example(Params):
    ...     file = "example"
    ...     minimum_points: int = setting("fewest points", unit="points", source="local", ge=2)
    >>> Example(minimum_points=3).minimum_points
    3
    """
    return Field(description=description, json_schema_extra={"unit": unit, "source": source}, **bounds)


@dataclass(frozen=True, slots=True)
class Layers:
    """Folders of YAML files, the later overriding the earlier key by key."""

    folders: tuple[Path, ...]

    def load(self, cls: type[P]) -> P:
        """Read and check one class of settings.

        Raises
        ------
        ParamsError
            A file is not readable, a key is unknown, a value is missing or out of bounds; the
            message names file, key and value.
        """
        values: dict[str, Any] = {}
        for path in self.files(cls.file):
            values = merged(values, read_yaml(path))
        return validated(cls, values, self.files(cls.file))

    def files(self, name: str) -> list[Path]:
        """Return the files that hold settings called `name`, weakest first."""
        return [path for folder in self.folders if (path := folder / f"{name}.yml").is_file()]

    @property
    def fingerprint(self) -> str:
        """Short digest of every YAML file in every layer."""
        digest = hashlib.sha256()
        for path in sorted(path for folder in self.folders for path in folder.rglob("*.yml")):
            digest.update(path.name.encode() + path.read_bytes())
        return digest.hexdigest()[:16]


def layers(data: str | Path | None = None, extra: str | Path | None = None) -> Layers:
    """Return the layers for a district: our defaults, the district's own, then `extra`.

    Raises
    ------
    ParamsError
        The folder `extra` does not exist, or a file in the district's or the extra folder has
        a name no setting is read from.

    Examples
    --------
    >>> [path.name for path in layers().files("district")]
    ['district.yml']
    """
    known = {path.stem for path in (HOME / "params").glob("*.yml")}
    folders = [HOME / "params"]
    if data is not None and (own := Path(data) / "params").is_dir():
        folders.append(own)
    if extra:
        if not Path(extra).is_dir():
            raise ParamsError(f'There is no folder "{extra}". Give a folder of YAML files to --params.')
        folders.append(Path(extra))
    if extra and (Path(extra) / "identity.yml").is_file():
        raise ParamsError(
            f"{Path(extra) / 'identity.yml'}: identity is settled as the data are read. Put the file into DATA/params."
        )
    for path in (path for folder in folders[1:] for path in sorted(folder.glob("*.yaml"))):
        raise ParamsError(f'{path}: settings are read from files that end in ".yml". Rename it.')
    for path in (path for folder in folders[1:] for path in sorted(folder.glob("*.yml"))):
        if path.stem not in known:
            names = ", ".join(f"{name}.yml" for name in sorted(known))
            nearest = did_you_mean(path.stem, known)
            raise ParamsError(f"{path}: no settings are read from this name.{nearest} Settings are read from {names}.")
    return Layers(tuple(folders))


def validated(cls: type[P], values: Mapping[str, Any], files: Sequence[Path] = ()) -> P:
    """Make settings from `values`, or say which key of which file is wrong.

    Raises
    ------
    ParamsError
        With one sentence per wrong key.
    """
    try:
        return cls.model_validate(dict(values))
    except ValidationError as error:
        problems: dict[str, list[str]] = {}
        for problem in error.errors():
            problems.setdefault(_holder(problem["loc"], files) or f"{cls.file}.yml", []).append(_sentence(cls, problem))
        said = [f"{place}: {' '.join(sentences)}" for place, sentences in problems.items()]
        raise ParamsError(f"{' '.join(said)} `mtss params show {cls.file}` lists them.") from None


def _holder(keys: Sequence[Any], files: Sequence[Path]) -> str:
    """Name the file that sets a key, or comes nearest to it; of several, the strongest."""
    depths = [_depth(read_yaml(path), keys) for path in files]
    deepest = max(depths, default=0)
    return next((str(path) for path, depth in zip(files[::-1], depths[::-1], strict=True) if depth == deepest), "")


def _depth(values: object, keys: Sequence[Any]) -> int:
    """Count how many of nested `keys` are there."""
    if not keys or not isinstance(values, dict) or keys[0] not in values:
        return 0
    return 1 + _depth(values[keys[0]], keys[1:])


def _sentence(cls: type[Params], problem: Mapping[str, Any]) -> str:
    key = ".".join(str(part) for part in problem["loc"])
    if problem["type"] == "extra_forbidden":
        return f'unknown setting "{key}".{did_you_mean(key, cls.model_fields)}'
    if problem["type"] == "missing":
        return f'setting "{key}" is missing. Add it, or restore the default file.'
    return f'"{key}" is {problem["input"]!r}: {problem["msg"].lower()}. Change the value.'


def read_yaml(path: Path) -> dict[str, Any]:
    """Read one file of settings; an empty one holds none.

    Raises
    ------
    ParamsError
        It is not YAML, or not lines of ``setting: value``; the message names the file.
    """
    try:
        values = yaml.load(path.read_text(encoding="utf-8"), _LOADER)  # noqa: S506 (both are safe loaders)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ParamsError(f"{path} is not readable as YAML: {error}. Compare it with the file in params/.") from None
    if values is None:
        return {}
    if not isinstance(values, dict):
        raise ParamsError(f'{path}: expected lines of "setting: value", found {type(values).__name__}.')
    return values


def merged(under: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    """Return nested values of `under`, those of `over` in their place key by key.

    Examples
    --------
    >>> merged({"a": {"b": 1, "c": 2}}, {"a": {"b": 3}})
    {'a': {'b': 3, 'c': 2}}
    """
    made = dict(under)
    for key, value in over.items():
        both = isinstance(value, dict) and isinstance(made.get(key), dict)
        made[key] = merged(made[key], value) if both else value
    return made
