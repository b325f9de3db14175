"""Thousands of spoilt and hostile files: no crash, no hang, no bomb, nothing written or read elsewhere.

tests/faults/hostile makes them and hands them to the program in a process that is watched over.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.confined import LIMITED
from tests.faults.hostile.running import CANARY, run_batch
from tests.faults.ledger import Ledger, Share

ALL = {"spreadsheets": 2000, "pictures": 1000, "papers": 700, "archives": 800, "notes": 500}
_WORDS = {
    "spreadsheets": "hostile spreadsheets",
    "pictures": "hostile pictures",
    "papers": "hostile PDFs",
    "archives": "hostile archives and backups",
    "notes": "hostile notes of the office folder",
}
_MECHANISM = "real mutated files, read by a process under limits of memory and processor time"

pytestmark = [LIMITED, pytest.mark.timeout(1200)]


@pytest.mark.parametrize("kind", ALL)
def test_hostile_files_do_no_harm(tmp_path: Path, kind: str, share: Share, ledger: Ledger) -> None:
    batch = run_batch(kind, share.seed, share.of(ALL[kind]), tmp_path / "sandbox")
    assert not batch.failures, "\n\n".join(batch.failures[:5])
    assert batch.files == share.of(ALL[kind])
    assert (tmp_path / "sandbox" / "canary.txt").read_text(encoding="utf-8") == CANARY
    ledger.survived(_WORDS[kind], _MECHANISM, runs=batch.files)


@pytest.mark.parametrize("kind", [kind for kind in ALL if kind != "archives"])
def test_what_once_did_harm_does_none(tmp_path: Path, kind: str, ledger: Ledger) -> None:
    batch = run_batch(kind, 0, 200, tmp_path / "sandbox", first=-200)
    assert not batch.failures, "\n\n".join(batch.failures[:5])
    assert batch.files
    ledger.survived(_WORDS[kind], _MECHANISM, runs=batch.files)
