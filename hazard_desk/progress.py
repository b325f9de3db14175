"""How far a long piece of work is, and the wish to end it: what whoever does the work tells."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Hears how far the work is; ends it by raising Cancelled."""

    def report(self, done: int, total: int, what: str = "") -> None:
        """Hear that `done` of `total` are done and what is in hand."""


class Silence:
    """A progress that nobody watches."""

    def report(self, done: int, total: int, what: str = "") -> None:
        """Hear it and say nothing."""
