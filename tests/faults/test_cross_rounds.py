"""A round of 交叉检查 in trouble: killed while it is drawn, proposed for, saved; no room for its forms."""

from __future__ import annotations

import signal
import subprocess
import sys
import textwrap
from datetime import date
from pathlib import Path

import pytest

from hazard_desk.rules.facts import EnterpriseFacts, InspectionFacts
from hazard_desk.services.cross_inspecting.facts import PartyFacts, RoundFacts
from hazard_desk.services.cross_inspecting.following import visit_start
from hazard_desk.services.cross_inspecting.rounds import save_round
from hazard_desk.services.inspecting.saving import save_inspection
from hazard_desk.services.journal import undo
from hazard_desk.services.offices import set_up_office
from hazard_desk.services.registry import save_enterprise
from hazard_desk.store.office_file import OfficeFile
from tests.cli.desk import ROOT, command
from tests.faults.confined import LIMITED, run_limited
from tests.faults.ledger import Ledger
from tests.services.cross_inspecting.round_desk import dump, pair_ids

VILLAGES = ("东村", "西村", "南村", "北村")

# Dies at the moment at which so many rows were written; with 0 when all is written but the commit.
DYING = textwrap.dedent(
    """
    import os, signal, sys
    from pathlib import Path
    from sqlalchemy import event
    from sqlalchemy.engine import Engine
    from hazard_desk.services.cross_inspecting.arranging import draw_round
    from hazard_desk.services.cross_inspecting.rounds import round_facts, save_round
    from hazard_desk.services.cross_inspecting.sampling import propose_samples
    from hazard_desk.store.office_file import OfficeFile

    what, after, written = sys.argv[2], int(sys.argv[3]), 0

    def die(*_):
        os.kill(os.getpid(), signal.SIGKILL)

    def count(connection, cursor, statement, *_):
        global written
        if statement.startswith(("INSERT", "UPDATE", "DELETE")):
            written += 1
            if written == after:
                die()

    with OfficeFile.open(Path(sys.argv[1])) as office:
        facts = office.ask(round_facts, 1)
        facts.parties, facts.pairs = facts.parties[:-1], ()
        event.listen(Engine, "after_cursor_execute", count)
        if after == 0:
            event.listen(Engine, "commit", die)
        operation, *given = {
            "draw": (draw_round, 1, 5), "propose": (propose_samples, 1), "save": (save_round, 1, facts),
        }[what]
        office.run(operation, *given)
    """
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the folder of an office whose villages are to inspect one another."""
    at = tmp_path / "台账"
    OfficeFile.create(at, set_up_office, "文水县西槽头乡人民政府", VILLAGES)
    with OfficeFile.open(at) as office:
        for village in VILLAGES:
            for number in range(6):
                office.run(save_enterprise, EnterpriseFacts(name=f"{village}{number}厂", village=village))
        office.run(save_round, None, RoundFacts("第一轮", parties=tuple(map(PartyFacts, VILLAGES))))
    return at


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kills as POSIX does")
@pytest.mark.parametrize(
    ("what", "after"), [("draw", 2), ("draw", 0), ("propose", 3), ("propose", 0), ("save", 3)]
)
def test_killed_over_it_leaves_all_or_nothing(folder: Path, what: str, after: int, ledger: Ledger) -> None:
    from hazard_desk.services.cross_inspecting.arranging import draw_round
    from hazard_desk.services.cross_inspecting.sampling import propose_samples

    with OfficeFile.open(folder) as office:
        if what != "draw":
            office.run(draw_round, 1, 3)
        before = dump(office)
    words = [sys.executable, "-c", DYING, str(folder), what, str(after)]
    ended = subprocess.run(words, cwd=ROOT, capture_output=True, timeout=60)
    assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()
    with OfficeFile.open(folder) as office:
        office.check()
        assert dump(office) == before
        again = office.run(*((draw_round, 1, 5) if what != "propose" else (propose_samples, 1)))
        assert again.entry_id is not None
        office.run(undo, again.entry_id)
        assert dump(office) == before
    ledger.survived(f"killed over: a round ({what})", "SIGKILL at a statement of its transaction")


@LIMITED
@pytest.mark.parametrize(("form", "ending"), [("cross-arrangement", "xlsx"), ("cross-handover", "pdf")])
def test_without_room_no_half_of_a_form_is_left(
    folder: Path, tmp_path: Path, form: str, ending: str, ledger: Ledger
) -> None:
    from hazard_desk.services.cross_inspecting.arranging import draw_round

    with OfficeFile.open(folder) as office:
        office.run(draw_round, 1, 3)
        pair = next(iter(pair_ids(office, 1).values()))
        visit: InspectionFacts = office.ask(visit_start, pair, 1)
        visit.inspected_on = date(2026, 3, 3)
        office.run(save_inspection, visit)
        before = dump(office)
    out = tmp_path / f"表.{ending}"
    words = command("--office", folder, "export", form, out, "--json")
    said = run_limited(words, file_size=4000)
    assert said.code == 1, said.out + said.err
    assert "Traceback" not in said.err
    assert said.data["problems"][0]["remedy"]
    assert not out.exists()
    assert run_limited(words).code == 0
    assert out.stat().st_size > 4000
    with OfficeFile.open(folder) as office:
        assert dump(office) == before
    ledger.survived("disk full over a form", "RLIMIT_FSIZE")
