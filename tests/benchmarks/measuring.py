"""How a speed is measured: floor and program in turn, the fastest of each."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Result:
    """One line of the table; times in seconds."""

    name: str
    floor_name: str
    floor: float
    ours: float
    aim: float
    parts: dict[str, float] = field(default_factory=dict)

    @property
    def ratio(self) -> float:
        """How many times the floor the program takes."""
        return self.ours / self.floor

    def lines(self) -> list[str]:
        """Return the result and where its time goes."""
        said = "ok" if self.ratio < self.aim else "over"
        head = (
            f"{self.name:<40} {self.ours * 1000:>8.0f} ms   floor {self.floor * 1000:>7.0f} ms"
            f"   ratio {self.ratio:>5.2f}   aim < {self.aim:g}  {said}"
        )
        parts = [f"    {name:<60} {seconds * 1000:>8.0f} ms" for name, seconds in self.parts.items()]
        return [head, f"    floor: {self.floor_name}", *parts]


def timed(work: Callable[[], object]) -> float:
    """Return how long `work` takes once, in seconds."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
