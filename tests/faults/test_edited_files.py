"""Bytes of a closed office changed by whoever: refused as damaged or told, never taken silently."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from tests.faults.byte_edits import EDITS, OF_SMALL_FILES
from tests.faults.ledger import Ledger, Share
from tests.faults.rehearsals import Rehearsals
from tests.faults.zygote import Zygote

_BY = "bytes of the closed file edited: "
_HOW = ("write", "read", "command")


@pytest.mark.timeout(600)
@pytest.mark.parametrize("edit", EDITS)
def test_an_edited_office_file_is_refused_or_told(
    edit: str, rehearsals: Rehearsals, zygote: Zygote, share: Share, ledger: Ledger
) -> None:
    closed, failed = rehearsals["edit"], []
    runs = share.of(1001) // len(EDITS)
    for run in range(runs):
        how = _HOW[run % len(_HOW)]
        ended = zygote(
            "open_edited",
            template=closed.template,
            home=closed.home,
            edit=edit,
            seed=f"{share.seed} {run}",
            how=how,
        )
        if ended.status or not (ended.last("refused") or ended.last("told")):
            failed.append(f"seed {run}, {how}: {ended.status} {ended.told}\n{ended.noise}")
    assert not failed, f"{len(failed)} of {runs}\n" + "\n".join(failed[:5])
    ledger.survived("office file changed after a clean close", _BY + edit, runs=runs)


@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("target", "fault"),
    [
        ("台账/office.closed.json", "mark of a clean end damaged"),
        ("台账/office.owner.json", "owner's file damaged"),
    ],
)
def test_a_damaged_file_beside_it_changes_nothing(
    target: str, fault: str, rehearsals: Rehearsals, zygote: Zygote, share: Share, ledger: Ledger
) -> None:
    closed, runs = rehearsals["edit"], share.of(100)
    owner = closed.template / "台账" / "office.owner.json"
    owner.write_text('{"computer": "旧电脑", "user": "李", "process": 1, "since": "2026-03-01T08:00:00"}')
    try:
        for run in range(runs):
            edit = OF_SMALL_FILES[run % len(OF_SMALL_FILES)]
            zygote.done(
                "open_beside_edited",
                template=closed.template,
                home=closed.home,
                target=target,
                edit=edit,
                seed=f"{share.seed} {run}",
                state=closed.states[0],
            )
    finally:
        owner.unlink()
    ledger.survived(fault, _BY + "bits, bytes, a sector, cut", runs=runs)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("target", ["资料/备份.db", "资料/台账包.hazdesk"])
def test_an_edited_copy_is_not_restored_silently(
    target: str, rehearsals: Rehearsals, zygote: Zygote, share: Share, ledger: Ledger
) -> None:
    closed, failed, ways = rehearsals["restore a backup"], [], Counter[str]()
    random, runs = Random(f"{share.seed} {target}"), share.of(150)
    kinds = list(EDITS) if target.endswith(".db") else list(OF_SMALL_FILES)
    for run in range(runs):
        edit = random.choice(kinds)
        ended = zygote(
            "restore_edited",
            template=closed.template,
            home=closed.home,
            target=target,
            edit=edit,
            seed=f"{share.seed} {run}",
            kept=closed.states[0],
            given=closed.states[1],
        )
        if ended.status or not ended.told:
            failed.append(f"{edit}, seed {run}: {ended.status} {ended.told}\n{ended.noise}")
        else:
            ways[ended.told[0][0]] += 1
    assert not failed, f"{len(failed)} of {runs}\n" + "\n".join(failed[:5])
    assert "refused" in ways
    what = "backup" if target.endswith(".db") else "archive"
    ledger.survived(f"{what} changed before it is restored", _BY + "bits, bytes, pages, cut", runs=runs)
