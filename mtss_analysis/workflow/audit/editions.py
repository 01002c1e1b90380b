"""Two editions of a site side by side: what the difference between them tells."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from mtss_analysis.privacy.attack import Leak
from mtss_analysis.privacy.linkage import Place
from mtss_analysis.privacy.policy import PrivacyParams
from mtss_analysis.privacy.puzzle import Name, Puzzle, Seen, puzzles

DIFFERENCE = "told by the difference of two editions"
Shown = Mapping[tuple[Place, Name], tuple[float, str]]


def differences(now: Sequence[Seen], before: Sequence[Seen], policy: PrivacyParams) -> Iterator[Leak]:
    """Find totals that changed by a few students while a part of them changed, too.

    If a total grew by 2 and one of its parts by 2, everybody knows the part of the two who came. Both numbers may be
    large.
    """
    new, _ = puzzles(now)
    old = _shown(puzzles(before)[0])
    for stratum, puzzle in new.items():
        for total, parts in puzzle.sums:
            change = _change(puzzle, total, stratum, old)
            if not change or abs(change) >= policy.minimum_n:
                continue
            moved = [part for part in parts if _change(puzzle, part, stratum, old)]
            for part in moved:
                place, word = puzzle.names[part][1:3]
                said = ", ".join(f"{column} {value}" for column, value in (*stratum, *place))
                yield Leak(
                    DIFFERENCE, puzzle.where[part],
                    f"{said}: the total changed by fewer than {policy.minimum_n} students since the edition before, "
                    f'and "{word}" changed with it. Keep the earlier numbers of this row, or leave it out.',
                )  # fmt: skip


def unchanged(now: Sequence[Seen], before: Sequence[Seen], *, same_data: bool) -> list[Seen]:
    """Return the rows of an earlier edition that still hold: their table shows no other number in this stratum.

    With the same data all of them hold, whatever the settings were.
    """
    if same_data:
        return list(before)
    current = _shown(puzzles(now)[0])
    kept: list[Seen] = []
    for seen in before:
        differ, agree = _compared(seen, current)
        strata = seen.cells.strata
        frame = seen.table.frame
        places = [tuple(sorted(zip(strata, row, strict=True))) for row in frame[list(strata)].astype("str").to_numpy()]
        still = [place in agree and place not in differ for place in places]
        kept.append(Seen(seen.analysis, seen.where, seen.table.with_frame(frame[still].reset_index(drop=True))))
    return [seen for seen in kept if len(seen.table.frame)]


def _compared(seen: Seen, current: Shown) -> tuple[set[Place], set[Place]]:
    """Return the strata in which a table shows other numbers than now, and those in which it shows an equal one."""
    differ: set[Place] = set()
    agree: set[Place] = set()
    for key, (value, _) in _shown(puzzles([seen])[0]).items():
        if key in current:
            (agree if current[key][0] == value else differ).add(key[0])
    return differ, agree


def _shown(found: Mapping[Place, Puzzle]) -> Shown:
    shown: dict[tuple[Place, Name], tuple[float, str]] = defaultdict()
    for stratum, puzzle in found.items():
        for name, cell in puzzle.index.items():
            if puzzle.shown[cell]:
                shown[stratum, name] = (puzzle.low[cell], puzzle.where[cell])
    return shown


def _change(puzzle: Puzzle, cell: int, stratum: Place, old: Shown) -> float:
    """Return by how much a number changed; 0 if one of the editions does not show it."""
    before = old.get((stratum, puzzle.names[cell]))
    return puzzle.low[cell] - before[0] if before is not None and puzzle.shown[cell] else 0.0
