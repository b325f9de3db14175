"""The plug is pulled at random points of every job: what was told as done is on the disk."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from random import Random

import pytest

from tests.faults.jobs import JOBS
from tests.faults.ledger import Ledger, Share
from tests.faults.rehearsals import Rehearsals
from tests.faults.shim import Action
from tests.faults.zygote import Zygote

_BY = {
    False: "all writes and renames since the last fsync undone, then SIGKILL (LD_PRELOAD)",
    True: "a random part of the writes and renames since the last fsync undone, then SIGKILL (LD_PRELOAD)",
}
_FINISHED = 5  # every so many runs the rest of the job is done after it


@pytest.fixture(scope="session")
def graveyard(ground: Path) -> Path:
    return ground / "graveyard"


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("job", JOBS)
def test_power_lost_over(
    job: str, rehearsals: Rehearsals, graveyard: Path, share: Share, ledger: Ledger
) -> None:
    rehearsed, random = rehearsals[job], Random(f"{share.seed} power {job}")
    calls, failed = rehearsed.calls(), []
    runs = share.of(200)
    for run in range(runs):
        nth, some = random.randint(1, calls + 1), run % 2 == 1
        order = {"action": Action.PULL_PLUG, "nth": nth, "seed": random.getrandbits(31), "some": some}
        ended = rehearsed.work("lose_power", graveyard=graveyard, **order)
        what = f"{order} of {calls}: {ended.told}\n{ended.noise}"
        if not ended.killed:
            failed.append(what)
            continue
        looked = rehearsed.look(
            ended.last("done") or 0, kept=ended.last("kept") or (), finish=run % _FINISHED == 0
        )
        if looked.status:
            failed.append(f"{what}\n{looked.noise}\n{looked.told}")
    assert not failed, f"{len(failed)} of {runs}\n" + "\n".join(failed[:5])
    for some in (False, True):
        if done := len(range(int(some), runs, 2)):
            ledger.survived(f"plug pulled {JOBS[job].words}", _BY[some], runs=done)


@pytest.mark.parametrize(("synchronous", "there"), [("FULL", False), ("EXTRA", True)])
def test_why_the_office_file_is_not_written_with_synchronous_full(
    synchronous: str, there: bool, zygote: Zygote, ground: Path, graveyard: Path
) -> None:
    """A journal whose removal isn't flushed comes back, and takes back the transaction it belonged to."""
    folder = ground / "commit"
    ended = zygote("commit_and_lose_power", home=folder, graveyard=graveyard, synchronous=synchronous)
    assert ended.killed
    assert (folder / "office.db-journal").exists() is not there
    connection = sqlite3.connect(folder / "office.db")
    found = connection.execute("SELECT word FROM kept").fetchall()
    connection.close()
    assert found == ([("committed",)] if there else [])
