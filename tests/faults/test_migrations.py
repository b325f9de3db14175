"""A migration that is killed or finds no room leaves the office of an old program byte for byte as it was."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from hazard_desk.store.schema import SCHEMA_VERSION
from tests.cli.desk import ROOT
from tests.faults.confined import LIMITED
from tests.faults.ledger import Ledger, Share

pytestmark = [LIMITED, pytest.mark.timeout(1200)]


@pytest.mark.parametrize("schema", range(1, SCHEMA_VERSION))
def test_a_migration_leaves_all_or_nothing(tmp_path: Path, schema: int, share: Share, ledger: Ledger) -> None:
    words = [sys.executable, "-m", "tests.faults.migration_runs", str(schema), str(tmp_path), str(share.part)]
    ended = subprocess.run(words, cwd=ROOT, capture_output=True, timeout=1100)
    assert ended.returncode == 0, ended.stderr.decode()[-3000:]
    told = json.loads(ended.stdout.splitlines()[-1])
    assert told["statements"] > 5
    ledger.survived(
        "killed while an office of a released version is migrated",
        "SIGKILL before a statement",
        runs=told["killed"],
    )
    ledger.survived(
        "no room to migrate an office of a released version", "RLIMIT_FSIZE", runs=told["starved"]
    )
