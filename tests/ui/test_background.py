from __future__ import annotations

import threading
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QObject, QThread

from hazard_desk.errors import Cancelled
from tests.ui.conftest import PlainOffice
from ui.background import PATIENCE_MS, Background


def test_read_answers_on_the_gui_thread_and_runs_on_another(qtbot, background):
    seen = []

    def query(_reading, name):
        return name, threading.current_thread().name

    background.read(query, "甲厂", done=lambda rows: seen.append((rows, QThread.isMainThread())))
    qtbot.waitUntil(lambda: bool(seen))
    (name, thread), on_gui_thread = seen[0]
    assert name == "甲厂"
    assert thread.startswith("reader")
    assert on_gui_thread


def test_what_can_wait_begins_when_all_reads_are_through_also_those_that_followed(qtbot, background):
    order = []
    gate = threading.Event()

    def read_on(_rows):
        order.append("first")
        background.read(lambda _reading: None, done=lambda _rows: order.append("second"))

    background.read(lambda _reading: gate.wait(5), done=read_on)
    background.work_later(lambda: order.append("later"))
    gate.set()
    qtbot.waitUntil(lambda: len(order) == 3)
    assert order == ["first", "second", "later"]


def test_what_can_wait_begins_at_once_where_nothing_is_under_way(qtbot, background):
    done = []
    background.work_later(lambda: 7, done=done.append)
    qtbot.waitUntil(lambda: done == [7])


def test_what_can_wait_is_dropped_when_the_office_is_left(qtbot):
    begun, gate = [], threading.Event()
    left = Background(PlainOffice())
    left.read(lambda _reading: gate.wait(5), done=lambda _rows: None)
    left.work_later(lambda: begun.append("later"))
    left.retire()
    gate.set()
    qtbot.waitUntil(lambda: left.is_closed)
    assert begun == []


def test_a_write_tells_its_changes_after_its_own_answer(qtbot, background):
    order = []
    changes = SimpleNamespace(nouns=frozenset({"enterprise"}))
    background.changed.connect(lambda told: order.append(("changed", told)))
    background.write(lambda _work: changes, done=lambda told: order.append(("done", told)))
    qtbot.waitUntil(lambda: len(order) == 2)
    assert order == [("done", changes), ("changed", changes)]


def test_a_write_that_touched_nothing_refreshes_nobody(qtbot, background):
    done, told = [], []
    background.changed.connect(told.append)
    background.write(lambda _work: SimpleNamespace(nouns=frozenset()), done=done.append)
    qtbot.waitUntil(lambda: bool(done))
    assert told == []


def test_other_pages_hear_of_a_change_even_when_the_caller_stumbles(qtbot, background):
    told = []
    background.changed.connect(told.append)

    def stumble(_changes):
        raise ZeroDivisionError

    with qtbot.captureExceptions() as caught:
        background.write(lambda _work: SimpleNamespace(nouns={"hazard"}), done=stumble)
        qtbot.waitUntil(lambda: bool(told))
    assert [kind for kind, *_ in caught] == [ZeroDivisionError]


def test_writes_keep_their_order_and_reads_go_on_meanwhile(qtbot, background):
    gate = threading.Event()
    order = []
    background.write(lambda _work: gate.wait(5), done=lambda _: order.append("import"))
    background.write(lambda _work: None, done=lambda _: order.append("second write"))
    background.read(lambda _reading: None, done=lambda _: order.append("read"))
    qtbot.waitUntil(lambda: order == ["read"])
    gate.set()
    qtbot.waitUntil(lambda: len(order) == 3)
    assert order == ["read", "import", "second write"]


def test_errors_go_to_the_caller_or_to_everybody(qtbot, background):
    mine, everybodys = [], []
    background.failed.connect(everybodys.append)
    background.read(lambda _reading: 1 / 0, done=print, failed=mine.append)
    background.write(lambda _work: {}[0])
    qtbot.waitUntil(lambda: bool(mine and everybodys))
    assert isinstance(mine[0], ZeroDivisionError)
    assert isinstance(everybodys[0], KeyError)


def test_only_the_newest_read_of_a_key_is_answered(qtbot, background):
    started, gate = threading.Event(), threading.Event()
    ran, answered = [], []

    def search(_reading, text):
        ran.append(text)
        started.set()
        gate.wait(5)
        return text

    for text in ("木", "木业", "木业有"):
        background.read(search, text, done=answered.append, key="registry")
        assert started.wait(5)
    background.read(lambda _reading: "other", done=answered.append, key="hazards")
    gate.set()
    qtbot.waitUntil(lambda: len(answered) == 2)
    assert answered == ["木业有", "other"]
    assert ran == ["木", "木业有"], "the one that never started is not run at all"
    qtbot.waitUntil(lambda: not background.under_way)


def test_a_page_that_is_gone_hears_nothing_but_its_failed_write_is_told(qtbot, background):
    page, gate = QObject(), threading.Event()
    heard, told = [], []
    background.failed.connect(told.append)

    def operation(_work):
        gate.wait(5)
        raise OSError("full disk")

    background.write(operation, failed=heard.append, owner=page)
    background.read(lambda _reading: gate.wait(5), done=heard.append, owner=page)
    page.deleteLater()
    qtbot.wait(10)
    gate.set()
    qtbot.waitUntil(lambda: bool(told) and not background.under_way)
    assert heard == []


def test_long_work_is_shown_reports_and_can_be_cancelled(qtbot, background):
    lingering, reports, failed = [], [], []

    def importing(_work, rows, progress):
        for row in range(rows):
            progress.report(row, rows, f"第 {row} 行")
            threading.Event().wait(0.01)

    background.lingering.connect(lingering.append)
    task = background.write(importing, 100_000, failed=failed.append, what="正在导入")
    task.progressed.connect(lambda *report: reports.append((report, QThread.isMainThread())))
    assert task.stoppable
    qtbot.waitUntil(lambda: bool(lingering and reports), timeout=PATIENCE_MS + 3000)
    assert lingering == [task]
    assert all(on_gui_thread for _report, on_gui_thread in reports)
    task.cancel()
    qtbot.waitUntil(lambda: bool(failed))
    assert isinstance(failed[0], Cancelled)
    assert task.ended


def test_quick_work_is_not_shown(qtbot, background):
    lingering = []
    background.lingering.connect(lingering.append)
    with qtbot.waitSignal(background.write(lambda _work: None).finished):
        pass
    qtbot.wait(PATIENCE_MS + 100)
    assert lingering == []


def test_close_finishes_writes_drops_reads_and_loses_no_error(qtbot, qapp):
    background = Background(PlainOffice())
    written, read, failed = [], [], []
    background.failed.connect(failed.append)
    gate = threading.Event()
    background.write(lambda _work: gate.wait(0.2), done=lambda _: written.append(1))
    background.write(lambda _work: 1 / 0)
    background.read(lambda _reading: gate.wait(0.1), done=read.append, key="list")
    background.read(lambda _reading: "later", done=read.append, key="list")
    background.close()
    assert written == [1]
    assert [type(error) for error in failed] == [ZeroDivisionError]
    assert read == []
    assert background.under_way == []
    assert not [thread for thread in threading.enumerate() if thread.name.startswith(("writer", "reader"))]
    with pytest.raises(RuntimeError):
        background.write(print)
    background.close()


def test_close_can_stop_what_can_be_cancelled(qtbot, qapp):
    background = Background(PlainOffice())
    failed = []

    def importing(_work, progress):
        for row in range(10_000):
            progress.report(row, 10_000)
            threading.Event().wait(0.01)

    background.write(importing, failed=failed.append)
    background.close(stop=True)
    assert [type(error) for error in failed] == [Cancelled]


def test_work_without_the_office_has_a_thread_of_its_own(qtbot, background):
    names = []
    background.work(lambda: threading.current_thread().name, done=names.append)
    background.between_writes(lambda: threading.current_thread().name, done=names.append)
    qtbot.waitUntil(lambda: len(names) == 2)
    assert {name.partition("_")[0] for name in names} == {"worker", "writer"}


def test_a_read_that_comes_after_the_close_is_never_answered(qtbot, background):
    background.close()
    heard = []
    task = background.read(lambda _reading: 1, done=heard.append, failed=heard.append)
    qtbot.wait(20)
    assert task.ended
    assert heard == []
