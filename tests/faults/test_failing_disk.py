"""A disk that is full, fails or turns read-only at any point of a job: said in words, nothing lost."""

from __future__ import annotations

import errno
from random import Random

import pytest

from tests.faults.jobs import JOBS
from tests.faults.ledger import Ledger, Share
from tests.faults.rehearsals import Rehearsals, Rehearsed
from tests.faults.shim import CHANGING, WRITABLE, Action, Kind

_SHIM = "by an LD_PRELOAD shim"


def suffered(rehearsed: Rehearsed, *, mended: bool, **order: object) -> str:
    """Do the job under the fault and look at what is left; return what went wrong, or nothing."""
    ended = rehearsed.work("suffer", mended=mended, **order)
    if ended.status:
        return f"{order}\n{ended.told}\n{ended.noise}"
    done = ended.last("done") or 0
    refused = any(told[0] == "refused" for told in ended.told)
    # A restore that was decided is carried on by the next opening, whatever was said of it.
    looked = rehearsed.look(
        done, refused=refused and "rest" not in rehearsed.job and rehearsed.job != "migration"
    )
    return f"{order}\n{ended.told}\n{ended.noise}\n{looked.noise}\n{looked.told}" if looked.status else ""


def report(failed: list[str], runs: int) -> None:
    found = [text for text in failed if text]
    assert not found, f"{len(found)} of {runs}\n" + "\n\n".join(found[:5])


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("job", JOBS)
def test_the_disk_is_full_from_one_point_on(
    job: str, rehearsals: Rehearsals, share: Share, ledger: Ledger
) -> None:
    rehearsed, random = rehearsals[job], Random(f"{share.seed} full {job}")
    calls = rehearsed.calls(Kind.ROOM)
    points = sorted(random.sample(range(1, calls + 1), share.of(calls)))
    report(
        [
            suffered(
                rehearsed,
                mended=nth % 2 == 0,
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
        f"disk full at every stage of: {job}", f"ENOSPC from the n-th call on, {_SHIM}", runs=len(points)
    )


@pytest.mark.timeout(1200)
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
        failed.append(suffered(rehearsed, mended=run % 2 == 0, **order))
    report(failed, runs)
    ledger.survived(f"writing fails in: {job}", f"EIO of write, fsync, rename …, {_SHIM}", runs=runs)


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("job", JOBS)
def test_reading_fails(job: str, rehearsals: Rehearsals, share: Share, ledger: Ledger) -> None:
    rehearsed, random = rehearsals[job], Random(f"{share.seed} unread {job}")
    runs, failed = share.of(20), []
    calls = rehearsed.calls(Kind.READ)
    for run in range(runs):
        order = {"action": Action.FAIL, "nth": random.randint(1, calls), "error": errno.EIO}
        failed.append(
            suffered(
                rehearsed,
                mended=run % 2 == 0,
                lasting=random.random() < 0.5,
                kinds=int(Kind.READ),
                **order,
            )
        )
    report(failed, runs)
    ledger.survived(f"reading fails in: {job}", f"EIO of read and pread, {_SHIM}", runs=runs)


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("job", JOBS)
def test_the_disk_turns_read_only(job: str, rehearsals: Rehearsals, share: Share, ledger: Ledger) -> None:
    rehearsed, random = rehearsals[job], Random(f"{share.seed} read-only {job}")
    runs, calls = share.of(20), rehearsed.calls(WRITABLE)
    failed = [
        suffered(
            rehearsed,
            mended=run % 2 == 0,
            action=Action.FAIL,
            nth=random.randint(1, calls),
            error=errno.EROFS,
            lasting=True,
            kinds=int(WRITABLE),
        )
        for run in range(runs)
    ]
    report(failed, runs)
    ledger.survived(f"disk turns read-only over: {job}", f"EROFS from the n-th call on, {_SHIM}", runs=runs)


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("job", JOBS)
def test_writes_that_take_only_a_part(job: str, rehearsals: Rehearsals, share: Share, ledger: Ledger) -> None:
    """Every write takes half of what it is given and says so: nothing of it may be seen."""
    rehearsed = rehearsals[job]
    calls = rehearsed.calls(Kind.ROOM | Kind.OVERWRITE)
    random, runs = Random(f"{share.seed} short {job}"), share.of(10)
    for _ in range(runs):
        ended = rehearsed.work(
            "suffer",
            action=Action.SHORT,
            nth=random.randint(1, calls),
            kinds=int(Kind.ROOM | Kind.OVERWRITE),
        )
        assert ended.status == 0, ended.noise
        assert not ended.all("refused"), ended.told
        assert ended.last("fired") == 1
        looked = rehearsed.look(ended.last("done"))
        assert looked.status == 0, looked.noise
    ledger.survived(f"short writes in: {job}", f"half of a write is done, {_SHIM}", runs=runs)
