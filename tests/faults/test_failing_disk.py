"""A disk that is full, fails or turns read-only at any point of a job: said in words, nothing lost."""

from __future__ import annotations

import errno
from random import Random

import pytest

from tests.faults.jobs import JOBS
from tests.faults.ledger import Ledger, Share
from tests.faults.rehearsals import Rehearsals, Rehearsed
from tests.faults.shim import CHANGING, WRITABLE, Action, Kind

_SHIM = "(LD_PRELOAD)"
_FINISHED = 5  # every so many runs the rest of the job is done after it: most of the time goes there


def suffered(rehearsed: Rehearsed, run: int, **order: object) -> str:
    """Do the job under the fault and look at what is left; return what went wrong, or nothing.

    In every second run the fault goes away after the first refusal.
    """
    ended = rehearsed.work("suffer", mended=run % 2 == 0, **order)
    if ended.status:
        return f"{order}\n{ended.told}\n{ended.noise}"
    done = ended.last("done") or 0
    # A step that may have been saved, as the program says itself, is allowed to be.
    refused = any(told[0] == "refused" and "可能已经保存" not in told[3] for told in ended.told)
    # A restore that was decided is carried on by the next opening, whatever was said of it.
    looked = rehearsed.look(
        done,
        refused=refused and "rest" not in rehearsed.job and rehearsed.job != "migration",
        finish=run % _FINISHED == 0,
    )
    return f"{order}\n{ended.told}\n{ended.noise}\n{looked.noise}\n{looked.told}" if looked.status else ""


def report(failed: list[str], runs: int) -> None:
    found = [text for text in failed if text]
    assert not found, f"{len(found)} of {runs}\n" + "\n\n".join(found[:5])


def _share_of(calls: int, share: Share) -> int:
    """Return how many points are tried: every one with --long, else a tenth, of long jobs less."""
    return share.of(calls) if share.part == 1 else min(share.of(calls), 10)


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("job", JOBS)
def test_the_disk_is_full_from_one_point_on(
    job: str, rehearsals: Rehearsals, share: Share, ledger: Ledger
) -> None:
    rehearsed, random = rehearsals[job], Random(f"{share.seed} full {job}")
    calls = rehearsed.calls(Kind.ROOM)
    points = sorted(random.sample(range(1, calls + 1), _share_of(calls, share)))
    report(
        [
            suffered(
                rehearsed,
                nth,
                action=random.choice((Action.FAIL, Action.FAIL_TORN)),
                nth=nth,
                error=errno.ENOSPC,
                lasting=True,
                kinds=int(Kind.ROOM),
            )
            for nth in points
        ],
        len(points),
    )
    ledger.survived(
        f"disk full {JOBS[job].words}",
        f"ENOSPC from the n-th call that needs room on {_SHIM}",
        runs=len(points),
    )


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("job", JOBS)
def test_writing_fails(job: str, rehearsals: Rehearsals, share: Share, ledger: Ledger) -> None:
    rehearsed, random = rehearsals[job], Random(f"{share.seed} failing {job}")
    runs, failed = share.of(40), []
    for run in range(runs):
        kinds = random.choice((CHANGING, Kind.FLUSH, Kind.ROOM | Kind.OVERWRITE, Kind.NAME))
        order = {
            "action": random.choice((Action.FAIL, Action.FAIL_TORN)),
            "nth": random.randint(1, rehearsed.calls(kinds)),
            "error": errno.EIO,
            "lasting": random.random() < 0.5,
            "kinds": int(kinds),
        }
        failed.append(suffered(rehearsed, run, **order))
    report(failed, runs)
    ledger.survived(
        f"disk that fails to write {JOBS[job].words}",
        f"EIO from the n-th write, fsync, rename …, once or for good {_SHIM}",
        runs=runs,
    )


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("job", JOBS)
def test_reading_fails(job: str, rehearsals: Rehearsals, share: Share, ledger: Ledger) -> None:
    rehearsed, random = rehearsals[job], Random(f"{share.seed} unread {job}")
    runs, failed = share.of(150), []
    calls = rehearsed.calls(Kind.READ)
    for run in range(runs):
        order = {"action": Action.FAIL, "nth": random.randint(1, calls), "error": errno.EIO}
        failed.append(
            suffered(
                rehearsed,
                run,
                lasting=random.random() < 0.5,
                kinds=int(Kind.READ),
                **order,
            )
        )
    report(failed, runs)
    ledger.survived(
        f"disk that fails to read {JOBS[job].words}",
        f"EIO from the n-th read, once or for good {_SHIM}",
        runs=runs,
    )


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("job", JOBS)
def test_the_disk_turns_read_only(job: str, rehearsals: Rehearsals, share: Share, ledger: Ledger) -> None:
    rehearsed, random = rehearsals[job], Random(f"{share.seed} read-only {job}")
    runs, calls = share.of(20), rehearsed.calls(WRITABLE)
    failed = [
        suffered(
            rehearsed,
            run,
            action=Action.FAIL,
            nth=random.randint(1, calls),
            error=errno.EROFS,
            lasting=True,
            kinds=int(WRITABLE),
        )
        for run in range(runs)
    ]
    report(failed, runs)
    ledger.survived(
        f"disk that turns read-only {JOBS[job].words}",
        f"EROFS from the n-th changing call on {_SHIM}",
        runs=runs,
    )


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("job", JOBS)
def test_writes_that_take_only_a_part(job: str, rehearsals: Rehearsals, share: Share, ledger: Ledger) -> None:
    """Every write takes half of what it is given and says so: nothing of it may be seen."""
    rehearsed = rehearsals[job]
    calls = rehearsed.calls(Kind.ROOM | Kind.OVERWRITE)
    random, runs = Random(f"{share.seed} short {job}"), share.of(10)
    for run in range(runs):
        ended = rehearsed.work(
            "suffer",
            action=Action.SHORT,
            nth=random.randint(1, calls),
            kinds=int(Kind.ROOM | Kind.OVERWRITE),
        )
        assert ended.status == 0, ended.noise
        assert not ended.all("refused"), ended.told
        assert ended.last("fired") == 1
        looked = rehearsed.look(ended.last("done"), finish=run % _FINISHED == 0)
        assert looked.status == 0, looked.noise
    ledger.survived(
        f"disk that takes a part of a write {JOBS[job].words}",
        f"half of the n-th write done and reported as such {_SHIM}",
        runs=runs,
    )
