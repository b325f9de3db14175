"""Returned tables in trouble: killed while they are taken in or written to the registry, no room for them."""

from __future__ import annotations

import hashlib
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from hazard_desk.errors import Cancelled
from hazard_desk.services.collecting.applying import apply_to_registry
from hazard_desk.services.collecting.facts import CollectionFacts
from hazard_desk.services.collecting.reading import read_folder
from hazard_desk.services.collecting.returning import take_in
from hazard_desk.services.journal import undo_last
from hazard_desk.store.office_file import OfficeFile
from tests.cli.desk import ROOT
from tests.faults.ledger import Ledger
from tests.services.collecting.returned_folder import SINCE, Look, begin, filled, make_office, write
from tests.services.cross_inspecting.round_desk import dump

# Dies at the moment at which so many rows were written; with 0 when all is written but the commit.
DYING = textwrap.dedent(
    """
    import os, signal, sys
    from pathlib import Path
    from sqlalchemy import event
    from sqlalchemy.engine import Engine
    from hazard_desk.services.collecting.applying import apply_to_registry
    from hazard_desk.services.collecting.collections import collection_facts
    from hazard_desk.services.collecting.reading import read_folder
    from hazard_desk.services.collecting.returning import take_in
    from hazard_desk.store.office_file import OfficeFile

    what, after, folder = sys.argv[2], int(sys.argv[3]), Path(sys.argv[4])
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
        read = read_folder(folder, office.ask(collection_facts, 1))
        event.listen(Engine, "after_cursor_execute", count)
        if after == 0:
            event.listen(Engine, "commit", die)
        if what == "take":
            office.run(take_in, 1, read.returns)
        else:
            office.run(apply_to_registry, 1)
    """
)


@pytest.fixture
def returned(tmp_path: Path) -> Path:
    """A folder with three tables, one of which says something new."""
    folder = tmp_path / "交回"
    for village, name in ((0, "东街村"), (1, "西街村"), (8, "下庄村")):
        rows = [filled(village, 0), filled(village, 1)]
        if village == 8:
            rows[0][SINCE] = "2018-06-01"
        write(folder / f"{name}.xlsx", rows, Look())
    return folder


@pytest.fixture
def office(tmp_path: Path) -> tuple[Path, CollectionFacts]:
    """An office that waits for the tables; closed."""
    at = tmp_path / "台账"
    with make_office(at, of=(0, 1, 8)) as office:
        _, facts = begin(office, tmp_path / "表.xlsx")
    return at, facts


def unsound(folder: Path) -> list[Path]:
    """Return what lies under the name of a kept file and isn't it."""
    return [
        path
        for path in (folder / "attachments").glob("??/*")
        if hashlib.sha256(path.read_bytes()).hexdigest() != path.stem
    ]


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kills as POSIX does")
@pytest.mark.parametrize(
    ("what", "after"), [("take", 1), ("take", 6), ("take", 0), ("apply", 1), ("apply", 0)]
)
def test_killed_over_it_leaves_all_or_nothing(
    office: tuple[Path, CollectionFacts], returned: Path, what: str, after: int, ledger: Ledger
) -> None:
    at, facts = office
    with OfficeFile.open(at) as opened:
        if what == "apply":
            opened.run(take_in, 1, read_folder(returned, facts).returns)
        before = dump(opened)
    words = [sys.executable, "-c", DYING, str(at), what, str(after), str(returned)]
    ended = subprocess.run(words, cwd=ROOT, capture_output=True, timeout=60)
    assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()
    assert unsound(at) == []
    with OfficeFile.open(at) as opened:
        opened.check()
        assert dump(opened) == before
        if what == "take":
            again = opened.run(take_in, 1, read_folder(returned, facts).returns)
            assert again.counts["taken"] == 3
        else:
            assert opened.run(apply_to_registry, 1).counts["values"] == 1
        opened.run(undo_last)
        assert {name: len(rows) for name, rows in dump(opened).items()} == {
            name: len(rows) for name, rows in before.items()
        }
    ledger.survived(f"killed over: returned tables ({what})", "SIGKILL at a statement of its transaction")


class Stopping:
    """A progress that stops the work after so many reports."""

    def __init__(self, after: int) -> None:
        self.left = after

    def report(self, done: int, total: int, what: str = "") -> None:
        self.left -= 1
        if self.left < 0:
            raise Cancelled("已取消。", "没有写入任何数据。")


@pytest.mark.parametrize("after", [0, 2])
def test_cancelled_in_the_middle_leaves_nothing(
    office: tuple[Path, CollectionFacts], returned: Path, after: int
) -> None:
    at, facts = office
    with OfficeFile.open(at) as opened:
        before = dump(opened)
        with pytest.raises(Cancelled):
            read_folder(returned, facts, Stopping(after))
        read = read_folder(returned, facts)
        with pytest.raises(Cancelled):
            opened.run(take_in, 1, read.returns, None, None, Stopping(after))
        assert dump(opened) == before


def test_a_file_changed_since_it_was_read_is_not_taken(
    office: tuple[Path, CollectionFacts], returned: Path
) -> None:
    at, facts = office
    with OfficeFile.open(at) as opened:
        read = read_folder(returned, facts)
        write(returned / "东街村.xlsx", [filled(0, 1)], Look())
        changes = opened.run(take_in, 1, read.returns)
        assert (changes.counts["taken"], changes.counts["refused"]) == (2, 1)
        assert any("又改过" in notice for notice in changes.notices)


def test_a_file_gone_since_it_was_read_stops_nobody_else(
    office: tuple[Path, CollectionFacts], returned: Path
) -> None:
    at, facts = office
    with OfficeFile.open(at) as opened:
        read = read_folder(returned, facts)
        (returned / "东街村.xlsx").unlink()
        changes = opened.run(take_in, 1, read.returns)
        assert (changes.counts["taken"], changes.counts["refused"]) == (2, 1)
