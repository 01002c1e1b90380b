"""The key behind the codes: made once, kept outside data and program, closed to everyone else."""

import os
import secrets
import stat
from pathlib import Path

from mtss_analysis.errors import ParamsError
from mtss_analysis.params import HOME, IdentityParams

BYTES = 32
"""Length of a key [bytes]."""


def read_key(settings: IdentityParams, data: Path, *, make: bool = True) -> bytes:
    """Read the key of the district's codes; the first time, make one.

    Parameters
    ----------
    settings
        Says where the key is kept.
    data
        The district's folder, which must not hold it.
    make
        Whether a new key may be made where there is none; codes made with it are other codes.

    Returns
    -------
    bytes
        The key, at least 32 bytes.

    Raises
    ------
    ParamsError
        The place lies in the data or in this program, others may read the file, it is too short, or it cannot be
        read or made.
    """
    path = place_of(settings)
    _refuse_place(path, data)
    if not make and not path.exists():
        raise ParamsError(
            f'There is no key of codes at "{path}", so no code can be told. Put the key back; `mtss run` would make '
            "a new one, and all codes would change."
        )
    try:
        _make(path)
        _refuse_open(path)
        key = path.read_bytes().strip()
    except OSError as error:
        raise ParamsError(
            f'The key of the codes "{path}" cannot be read or made ({error.strerror}). Name another place as key_file '
            "in identity.yml, or mend its permissions."
        ) from None
    if len(key) < BYTES:
        raise ParamsError(
            f'The key of the codes "{path}" has {len(key)} bytes; {BYTES} or more are needed. Put the right file back, '
            "or take it away to have a new key made: all codes change then."
        )
    return key


def place_of(settings: IdentityParams) -> Path:
    """Return where the key is kept: as set, or in the user's own configuration folder."""
    if settings.key_file:
        return Path(settings.key_file).expanduser().resolve()
    own = os.environ.get("XDG_CONFIG_HOME") or os.environ.get("APPDATA") or "~/.config"
    return (Path(own).expanduser() / "mtss-analysis" / "codes.key").resolve()


def _refuse_place(path: Path, data: Path) -> None:
    for folder, whose in ((data.resolve(), "the data"), (HOME, "this program")):
        if folder in path.parents:
            raise ParamsError(
                f'key_file "{path}" lies in the folder of {whose}: whoever receives that folder could undo the codes. '
                "Name a place outside it in identity.yml."
            )


def _make(path: Path) -> None:
    """Make the file if it is not there, in one step, readable by its owner alone."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "wb") as stream:
        stream.write(secrets.token_hex(BYTES).encode())


def _refuse_open(path: Path) -> None:
    if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise ParamsError(
            f'The key of the codes "{path}" can be read by other users. Close it (chmod 600), and have a new key made '
            "if somebody may have read it."
        )
