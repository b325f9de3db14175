"""Filing in trouble: killed while a week is frozen, drawn, corrected or stamped; no room for its papers."""

from __future__ import annotations

import hashlib
import shutil
import signal
import subprocess
import sys
import textwrap
from datetime import date, timedelta
from pathlib import Path

import pytest

from hazard_desk.errors import OutputError
from hazard_desk.rules.facts import EnterpriseFacts, HazardFacts, InspectionFacts
from hazard_desk.services.filing.filing import correct_week, file_week
from hazard_desk.services.filing.papers import papers_of_week
from hazard_desk.services.filing.stages import attach_scan
from hazard_desk.services.inspecting.saving import save_inspection
from hazard_desk.services.journal import undo
from hazard_desk.services.offices import set_up_office
from hazard_desk.services.registry import save_enterprise
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.terms import FilingState
from tests.cli.desk import ROOT, command
from tests.faults.confined import LIMITED, run, run_limited, small_disk, unmount
from tests.faults.ledger import Ledger
from tests.photo_samples import jpeg
from tests.services.cross_inspecting.round_desk import dump

TODAY = date.today()
WEEK = TODAY - timedelta(days=(TODAY.weekday() - 4) % 7)

# Dies at the moment at which so many rows were written; with 0 when all is written but the commit.
DYING = textwrap.dedent(
    """
    import os, signal, sys
    from datetime import date
    from pathlib import Path
    from sqlalchemy import event
    from sqlalchemy.engine import Engine
    from hazard_desk.services.filing.filing import correct_week, file_week
    from hazard_desk.services.filing.stages import attach_scan
    from hazard_desk.store.office_file import OfficeFile

    what, after, week, scan = sys.argv[2], int(sys.argv[3]), date.fromisoformat(sys.argv[4]), sys.argv[5]
    written = 0

    def die(*_):
        os.kill(os.getpid(), signal.SIGKILL)

    def count(connection, cursor, statement, *_):
        global written
        if statement.startswith(("INSERT", "UPDATE", "DELETE")):
            written += 1
            if written == after:
                die()

    with OfficeFile.open(Path(sys.argv[1])) as office:
        event.listen(Engine, "after_cursor_execute", count)
        if after == 0:
            event.listen(Engine, "commit", die)
        operation, *given = {
            "file": (file_week, week),
            "correct": (correct_week, week, "重复登记"),
            "scan": (attach_scan, 1, [Path(scan)], date.today()),
        }[what]
        office.run(operation, *given)
    """
)


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    path = tmp_path / "扫描.jpg"
    path.write_bytes(jpeg(1200, 1700))
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the folder of an office with a visit in its last week."""
    at = tmp_path / "台账"
    set_up(at)
    return at


def set_up(at: Path) -> None:
    OfficeFile.create(at, set_up_office, "文水县西槽头乡人民政府", ["马村"])
    with OfficeFile.open(at) as office:
        office.run(save_enterprise, EnterpriseFacts(name="甲厂", village="马村"))
        hazards = [HazardFacts(description=f"隐患{number}") for number in range(5)]
        office.run(
            save_inspection,
            InspectionFacts(
                enterprise_id=1, inspected_on=WEEK - timedelta(days=2), inspectors=("张三",), hazards=hazards
            ),
        )


def unsound(folder: Path) -> list[Path]:
    """Return what lies under the name of a kept file and isn't it."""
    return [
        path
        for path in (folder / "attachments").glob("??/*")
        if hashlib.sha256(path.read_bytes()).hexdigest() != path.stem
    ]


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kills as POSIX does")
@pytest.mark.parametrize(
    ("what", "after"),
    [
        ("file", 1),  # the filing without its facts
        ("file", 3),  # the paper, without its files
        ("file", 5),  # one of the files
        ("file", 0),
        ("correct", 3),
        ("correct", 0),
        ("scan", 1),
        ("scan", 3),
        ("scan", 0),
    ],
)
def test_killed_over_it_leaves_all_or_nothing(
    folder: Path, scan: Path, what: str, after: int, ledger: Ledger
) -> None:
    with OfficeFile.open(folder) as office:
        if what != "file":
            office.run(file_week, WEEK)
        before = dump(office)
    words = [sys.executable, "-c", DYING, str(folder), what, str(after), WEEK.isoformat(), str(scan)]
    ended = subprocess.run(words, cwd=ROOT, capture_output=True, timeout=60)
    assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()
    assert unsound(folder) == []
    with OfficeFile.open(folder) as office:
        office.check()
        assert dump(office) == before
        if what == "file":
            again = office.run(file_week, WEEK)
        elif what == "correct":
            again = office.run(correct_week, WEEK, "重复登记")
        else:
            again = office.run(attach_scan, 1, [scan], TODAY)
        assert again.entry_id is not None
        office.run(undo, again.entry_id)
        assert dump(office) == before
    ledger.survived("killed while filing a week and its papers", "SIGKILL at a statement of its transaction")


@LIMITED
def test_without_room_for_its_papers_a_week_is_not_filed(folder: Path, ledger: Ledger) -> None:
    with OfficeFile.open(folder) as office:
        before = dump(office)
    words = command("--office", folder, "file-week", "--week-ending", WEEK, "--json")
    said = run_limited(words, file_size=20_000)
    assert said.code == 1, said.out + said.err
    assert "Traceback" not in said.err
    assert "没有保存" in said.data["problems"][0]["message"]
    assert said.data["problems"][0]["remedy"]
    with OfficeFile.open(folder) as office:
        office.check()
        assert dump(office) == before
    assert unsound(folder) == []
    assert run(words).code == 0
    ledger.survived("disk full while filing a week and its papers", "RLIMIT_FSIZE")


@LIMITED
def test_where_only_the_papers_have_no_room_the_figures_are_not_frozen_either(
    folder: Path, ledger: Ledger
) -> None:
    kept = folder / "attachments"
    if not small_disk(kept, 16 * 2**10):
        pytest.skip("no small disk can be mounted here; the limit of file sizes is tried instead")
    try:
        with OfficeFile.open(folder) as office:
            before = dump(office)
            with pytest.raises(OutputError, match="这一周没有定稿") as refused:
                office.run(file_week, WEEK)
            assert "磁盘已满" in refused.value.what
            assert dump(office) == before
        assert list(kept.rglob("*.tmp")) == []
        assert unsound(folder) == []
    finally:
        unmount(kept)
    with OfficeFile.open(folder) as office:
        office.run(file_week, WEEK)
    ledger.survived("disk full while filing a week and its papers", "a tmpfs of 16 kB under the attachments")


@LIMITED
def test_a_full_disk_leaves_the_week_open(tmp_path: Path, ledger: Ledger) -> None:
    disk = tmp_path / "小盘"
    if not small_disk(disk, 4 * 2**20):
        pytest.skip("no small disk can be mounted here; the limit of file sizes is tried instead")
    try:
        at = disk / "台账"
        set_up(at)
        with OfficeFile.open(at) as office:
            before = dump(office)
        rest = disk / "别的文件"
        rest.write_bytes(b"x" * (shutil.disk_usage(disk).free - 60_000))
        words = command("--office", at, "file-week", "--week-ending", WEEK, "--json")
        said = run(words)
        assert said.code == 1, said.out + said.err
        assert "磁盘" in said.data["problems"][0]["message"]
        rest.unlink()
        with OfficeFile.open(at) as office:
            office.check()
            assert dump(office) == before
        assert unsound(at) == []
        assert run(words).code == 0
        with OfficeFile.open(at) as office:
            assert office.ask(papers_of_week, WEEK)[0].state is FilingState.FILED
        ledger.survived("disk full while filing a week and its papers", "a tmpfs filled up")
    finally:
        unmount(disk)
