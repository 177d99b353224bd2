"""Cells that only draw what the course shows: no mark depends on them, and most of a notebook's time goes there."""

import re
from collections.abc import Sequence
from functools import lru_cache

from tito.judge.court.compiling import Unsupported, global_names
from tito.judge.job import Cell

_DRAWS = re.compile(r"\bplt\s*\.|\bfigure\b|matplotlib")
_WORD = re.compile(r"[^\W\d]\w*")


def for_show(cells: Sequence[Cell], given: frozenset[str]) -> frozenset[int]:
    """Places of cells that draw, stand there as they were released, and define nothing that a cell after them reads.

    Args:
        cells: the code cells, in order.
        given: texts of the released cells that are neither exercise nor test.
    """
    read: set[str] = set()
    found: set[int] = set()
    for place in reversed(range(len(cells))):
        cell = cells[place]
        reads, binds = _names(cell.source)
        shown = cell.kind != "test" and cell.source.strip() in given and _DRAWS.search(cell.source)
        if shown and not binds & read:
            found.add(place)
        else:
            read |= reads - binds if cell.kind == "test" else reads
    return frozenset(found)


@lru_cache(maxsize=512)
def _names(source: str) -> tuple[frozenset[str], frozenset[str]]:
    """Global names that a cell reads, and those that it binds; every word, where it is no plain Python."""
    try:
        reads, binds = global_names(source)
    except (Unsupported, SyntaxError, ValueError, RecursionError, MemoryError):
        reads = binds = set(_WORD.findall(source))
    return frozenset(reads), frozenset(binds)
