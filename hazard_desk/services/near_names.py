"""The nearest known name, as a hint beside a name that nobody knows; cheap among 50,000 of them."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from heapq import nlargest
from itertools import pairwise

_CLOSELY = 40  # so many are compared letter by letter: those that share most pairs of letters


class NearNames:
    """Finds hints for the first names asked for; whoever has more strangers has chosen the wrong file."""

    def __init__(self, names: Iterable[str], cutoff: float, limit: int = 50) -> None:
        """Look among `names` for those at least `cutoff` alike, for up to `limit` different words."""
        self._names = names
        self._cutoff = cutoff
        self._limit = limit
        self._found: dict[str, str | None] = {}
        self._parts: list[tuple[str, frozenset[str]]] | None = None

    def nearest(self, word: str) -> str | None:
        """Return the name most like `word`; None where none is, or where enough was asked."""
        if word in self._found:
            return self._found[word]
        if not word or len(self._found) >= self._limit:
            return None
        if self._parts is None:
            self._parts = [(name, _parts(name)) for name in self._names]
        wanted = _parts(word)
        candidates = [name for name, _ in self._parts]
        if len(candidates) > _CLOSELY:

            def shared(item: tuple[str, frozenset[str]]) -> float:
                return len(wanted & item[1]) / (len(wanted) + len(item[1]) or 1)

            candidates = [name for name, _ in nlargest(_CLOSELY, self._parts, key=shared)]
        near = get_close_matches(word, candidates, n=1, cutoff=self._cutoff)
        self._found[word] = near[0] if near else None
        return self._found[word]


def _parts(word: str) -> frozenset[str]:
    return frozenset((*word, *(a + b for a, b in pairwise(word))))
