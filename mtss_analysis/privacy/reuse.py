"""Decide once what is withheld: the pages of thirteen places show the same release.

Only the marks of withheld cells are kept, under a digest of tables and policy, never a number.
They are kept in the process and, if ``MTSS_RELEASES`` names a folder, there too, so that the
kernels of one run share them.
"""

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd
from filelock import FileLock

from mtss_analysis.privacy.policy import PrivacyParams
from mtss_analysis.privacy.suppression import Decision, Withheld, decide
from mtss_analysis.results import ResultTable

FOLDER = "MTSS_RELEASES"
_known: dict[str, Decision] = {}


def remembered(tables: Mapping[str, ResultTable], policy: PrivacyParams) -> Decision:
    """Return the decision for these tables, made now or before.

    Raises
    ------
    PrivacyError
        From :func:`mtss_analysis.privacy.suppression.decide`.
    """
    key = _digest(tables, policy)
    if key not in _known:
        folder = os.environ.get(FOLDER, "")
        _known[key] = _shared(Path(folder) / f"{key}.npz", tables, policy) if folder else decide(tables, policy)
    return _known[key]


def _shared(path: Path, tables: Mapping[str, ResultTable], policy: PrivacyParams) -> Decision:
    """Read the decision another process made, or make it while the others wait."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(path.with_suffix(".lock")):
        if path.is_file():
            return _read(path, tables)
        decision = decide(tables, policy)
        _write(path, decision)
        return decision


def _read(path: Path, tables: Mapping[str, ResultTable]) -> Decision:
    with np.load(path, allow_pickle=False) as kept:
        withheld = {name: Withheld(kept[f"{name}/count"], kept[f"{name}/denominator"]) for name in tables}
        return Decision(withheld, float(kept["gap"]), int(kept["greedy"]))


def _write(path: Path, decision: Decision) -> None:
    marks = {f"{name}/count": marks.count for name, marks in decision.withheld.items()}
    marks |= {f"{name}/denominator": marks.denominator for name, marks in decision.withheld.items()}
    aside = path.with_suffix(".part.npz")
    np.savez(aside, gap=np.array(decision.gap), greedy=np.array(decision.greedy), **marks)  # type: ignore[arg-type]
    aside.replace(path)


def _digest(tables: Mapping[str, ResultTable], policy: PrivacyParams) -> str:
    digest = hashlib.sha256(policy.fingerprint().encode())
    for name, table in sorted(tables.items()):
        digest.update(f"{name}{table.cells}{list(table.frame.columns)}{len(table.frame)}".encode())
        digest.update(pd.util.hash_pandas_object(table.frame.reset_index(drop=True)).to_numpy().tobytes())
    return digest.hexdigest()[:32]
