"""Killed at random points of every job: what was told as done is there, the rest wholly or not at all."""

from __future__ import annotations

from random import Random

import pytest

from hazard_desk.store.hot_journal import is_hot
from tests.faults.jobs import JOBS
from tests.faults.ledger import Ledger, Share
from tests.faults.rehearsals import Rehearsals
from tests.faults.shim import KILLS
from tests.faults.zygote import Zygote

_BY = "SIGKILL before, after or in the middle of a counted system call (LD_PRELOAD)"
_AGAIN = 4  # every so many runs the opening after it is killed as well
_FINISHED = 5  # every so many runs the rest of the job is done after it: most of the time goes there


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("job", JOBS)
def test_killed_over(job: str, rehearsals: Rehearsals, zygote: Zygote, share: Share, ledger: Ledger) -> None:
    rehearsed, random = rehearsals[job], Random(f"{share.seed} killed {job}")
    calls, failed = rehearsed.calls(), []
    runs, hot = share.of(200), 0
    journal = rehearsed.home / "台账" / "office.db-journal"
    for run in range(runs):
        while True:  # a page drawn anew may take some writes less than the rehearsal's
            action, nth = random.choice(KILLS), random.randint(1, calls)
            ended = rehearsed.work("work", action=action, nth=nth)
            if ended.killed:
                break
            assert nth > 0.9 * calls, f"{action.name} at {nth} of {calls}: {ended}"
        hot += is_hot(journal)
        if run % _AGAIN == 0:
            zygote("reopen", home=rehearsed.home, action=random.choice(KILLS), nth=random.randint(1, 40))
        looked = rehearsed.look(ended.last("done") or 0, finish=run % _FINISHED == 0)
        if looked.status:
            failed.append(f"{action.name} at {nth} of {calls}: {ended.noise}\n{looked.noise}\n{looked.told}")
    assert not failed, f"{len(failed)} of {runs}\n" + "\n".join(failed[:5])
    ledger.survived(f"killed {JOBS[job].words}", _BY, runs=runs)
    if hot:
        ledger.survived(
            "killed in the middle of a transaction, which the next opening takes back", _BY, runs=hot
        )
