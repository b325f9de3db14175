"""Every job done once with nothing in its way: its states, and how many calls there are to hurt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from hazard_desk.store.hot_journal import is_hot
from tests.faults.shim import CHANGING, KILLS, Kind
from tests.faults.zygote import Ended, Zygote


@dataclass
class Rehearsed:
    """A prepared office, and what its job is without a fault."""

    zygote: Zygote
    job: str
    template: Path
    home: Path
    states: list[str] = field(default_factory=list)
    counted: dict[Kind, int] = field(default_factory=dict)

    def calls(self, kinds: Kind = CHANGING) -> int:
        """Return how many calls of these kinds the job makes."""
        if kinds not in self.counted:
            ended = self.zygote.done("rehearse", **self._where(), kinds=int(kinds))
            self.counted[kinds] = int(ended.last("calls"))
            self.states = ended.last("states")
        return self.counted[kinds]

    def work(self, deed: str, **order: Any) -> Ended:
        """Do the job in a child, on a fresh copy of the office."""
        return self.zygote(deed, **self._where(), **order)

    def look(
        self, done: int, *, refused: bool = False, kept: Sequence[str] = (), finish: bool = True
    ) -> Ended:
        """Look in another child at what is left, and `finish` the job."""
        return self.zygote(
            "look",
            job=self.job,
            home=str(self.home),
            states=self.states,
            done=done,
            refused=refused,
            kept=list(kept),
            finish=finish,
        )

    def left_with_a_hot_journal(self, random: Random, template: Path | None = None) -> int:
        """Kill the job so that a journal is left that SQLite would play back; return the steps done."""
        journal = self.home / "台账" / "office.db-journal"
        where = {**self._where(), "template": str(template or self.template)}
        while True:
            at = {"action": random.choice(KILLS), "nth": random.randint(1, self.calls())}
            ended = self.zygote("work", **where, **at)
            if ended.killed and is_hot(journal):
                return int(ended.last("done") or 0)

    def _where(self) -> dict[str, str]:
        return {"job": self.job, "template": str(self.template), "home": str(self.home)}


class Rehearsals:
    """Prepares a job when it is first asked for."""

    def __init__(self, zygote: Zygote, ground: Path) -> None:
        self._zygote = zygote
        self._ground = ground
        self._known: dict[str, Rehearsed] = {}

    def __getitem__(self, job: str) -> Rehearsed:
        if job not in self._known:
            template = self._ground / f"prepared for {job}"
            rehearsed = Rehearsed(self._zygote, job, template, self._ground / "隐患 台账 一")
            self._zygote.done("prepare", here=True, job=job, template=str(template))
            # Once in the process itself, so that its children find everything imported and at hand.
            self._zygote.done("rehearse", here=True, **rehearsed._where())
            rehearsed.calls()
            self._known[job] = rehearsed
        return self._known[job]
