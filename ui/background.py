"""The one piece through which the window reads and writes, off the GUI thread.

One thread writes and one reads, so an import never blocks a list; a third does work that needs no
office file (drawing a PDF). Results and errors come back on the GUI thread, in the order in which
the work ended. Nothing here runs an event loop of its own.
"""

from __future__ import annotations

import inspect
import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from queue import Empty, SimpleQueue
from typing import Any, Protocol

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from shiboken6 import delete, isValid

from hazard_desk.errors import Cancelled

log = logging.getLogger(__name__)

PATIENCE_MS = 300  # what takes longer is shown, with how far it is
_REPORT_EVERY = 0.05  # seconds; a progress bar needs no more

Done = Callable[[Any], object]
Failed = Callable[[Exception], object]


class Office(Protocol):
    """What of the office file is used here: one writer, one reader, each safe on a thread of its own."""

    def run(self, operation: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Run one operation in one transaction and return its `Changes`."""

    def ask(self, query: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Answer one query with plain rows."""


class Progress:
    """Handed to work that takes a `progress` argument: it reports how far it is and asks whether to stop."""

    def __init__(self, tell: Callable[[int, int, str], None]) -> None:
        """Send reports to `tell`, from whichever thread they come."""
        self._tell = tell
        self._cancelled = threading.Event()
        self._told_at = 0.0

    @property
    def cancelled(self) -> bool:
        """Tell whether the user wants this work to stop."""
        return self._cancelled.is_set()

    def cancel(self) -> None:
        """Ask the work to stop."""
        self._cancelled.set()

    def report(self, done: int, total: int, what: str = "") -> None:
        """Say how far the work is; raises Cancelled where the user wants it to stop."""
        if self.cancelled:
            raise Cancelled("已取消。", "没有写入任何数据。")
        now = time.monotonic()
        if done >= total or now - self._told_at >= _REPORT_EVERY:
            self._told_at = now
            self._tell(done, total, what)


class Task(QObject):
    """One piece of work under way, as the window sees it."""

    progressed = Signal(int, int, str)
    finished = Signal()
    _told = Signal(int, int, str)

    def __init__(self, what: str, stoppable: bool, parent: QObject | None) -> None:
        """Name the work in the user's words (正在导入企业)."""
        super().__init__(parent)
        self.what = what
        self.stoppable = stoppable
        self.writes = False  # it goes through the one thread that writes
        self.ended = False
        # Reports come from another thread; listeners, lambdas too, are to hear them on this one.
        self._told.connect(self._pass_on, Qt.ConnectionType.QueuedConnection)
        self.progress = Progress(self._told.emit)

    def cancel(self) -> None:
        """Ask the work to stop, where it can."""
        self.progress.cancel()

    @Slot(int, int, str)
    def _pass_on(self, done: int, total: int, what: str) -> None:
        if not self.ended:
            self.progressed.emit(done, total, what)


class _Delivery:
    """What became of a task, on its way to the GUI thread."""

    __slots__ = ("done", "error", "failed", "key", "owner", "result", "task", "writes")

    def __init__(
        self,
        task: Task,
        done: Done | None,
        failed: Failed | None,
        owner: QObject | None,
        *,
        key: str | None = None,
        writes: bool = False,
    ) -> None:
        self.task = task
        self.done = done
        self.failed = failed
        self.owner = owner
        self.key = key
        self.writes = writes
        self.result: Any = None
        self.error: Exception | None = None


class Background(QObject):
    """Runs operations and queries off the GUI thread and brings back what they return."""

    changed = Signal(object)  # the `Changes` of a write that touched something
    failed = Signal(object)  # an error whose caller gave no `failed`
    lingering = Signal(object)  # a Task that has taken more than 300 ms
    _arrived = Signal()

    def __init__(self, office: Office, parent: QObject | None = None) -> None:
        """Serve this office file until `close`."""
        super().__init__(parent)
        self._office = office
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="writer")
        self._reader = ThreadPoolExecutor(max_workers=1, thread_name_prefix="reader")
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="worker")
        self._deliveries: SimpleQueue[_Delivery] = SimpleQueue()
        self._under_way: dict[Task, Future[None]] = {}
        self._newest: dict[str, Task] = {}
        self._later: list[Callable[[], object]] = []
        self._closed = False
        self._quiet = QTimer(self, singleShot=True, interval=0)
        self._quiet.timeout.connect(self._begin_later)
        self._arrived.connect(self._deliver_one, Qt.ConnectionType.QueuedConnection)

    # ---- what pages call ---------------------------------------------------------------------------

    def write(
        self,
        operation: Callable[..., Any],
        *args: Any,
        done: Done | None = None,
        failed: Failed | None = None,
        owner: QObject | None = None,
        what: str = "",
    ) -> Task:
        """Run one operation; `done(changes)` or `failed(error)` follows, unless `owner` is gone by then.

        An operation with a `progress` argument is handed a `Progress` and can be cancelled.
        """
        task = self._task(operation, what)
        delivery = _Delivery(task, done, failed, owner, writes=True)
        return self._start(self._writer, delivery, self._office.run, operation, *args)

    def read(
        self,
        query: Callable[..., Any],
        *args: Any,
        done: Done,
        failed: Failed | None = None,
        key: str | None = None,
        owner: QObject | None = None,
        what: str = "",
    ) -> Task:
        """Answer one query; a newer read with the same `key` drops this one, and its `done` never comes.

        After `close` nothing comes either: a table that was about to fetch its rows is going as well.
        """
        if self._closed:
            task = Task(what, False, None)
            task.ended = True
            return task
        task = self._task(query, what)
        if key is not None:
            self._drop(self._newest.get(key))
            self._newest[key] = task
        delivery = _Delivery(task, done, failed, owner, key=key)
        return self._start(self._reader, delivery, self._office.ask, query, *args)

    def work(
        self,
        function: Callable[..., Any],
        *args: Any,
        done: Done | None = None,
        failed: Failed | None = None,
        owner: QObject | None = None,
        what: str = "",
    ) -> Task:
        """Run a function that needs no office file: draw a PDF, read a spreadsheet."""
        task = self._task(function, what)
        return self._start(self._worker, _Delivery(task, done, failed, owner), None, function, *args)

    def work_later(
        self, function: Callable[..., Any], *, done: Done | None = None, owner: QObject | None = None
    ) -> None:
        """Run a function as `work` does once nothing else is under way, so that nothing waits for it.

        Python's threads take turns: loading on one of them slows down the page that is read on another.
        """
        self._later.append(lambda: self.work(function, done=done, owner=owner))
        self._quiet.start()

    def between_writes(
        self,
        function: Callable[..., Any],
        *args: Any,
        done: Done | None = None,
        failed: Failed | None = None,
        owner: QObject | None = None,
        what: str = "",
    ) -> Task:
        """Run a function of the office file itself (back up, restore, undo) while no operation writes."""
        task = self._task(function, what)
        return self._start(
            self._writer, _Delivery(task, done, failed, owner, writes=True), None, function, *args
        )

    @property
    def office(self) -> Office:
        """Return the office file served here, for what is done `between_writes`."""
        return self._office

    @property
    def under_way(self) -> list[Task]:
        """Return the work that is running or waiting, oldest first."""
        return list(self._under_way)

    @property
    def writing(self) -> list[Task]:
        """Return what of it writes, oldest first."""
        return [task for task in self._under_way if task.writes]

    @property
    def is_closed(self) -> bool:
        """Tell whether no new work is taken any more; what was begun may still be delivered."""
        return self._closed

    def close(self, *, stop: bool = False) -> None:
        """Finish the writes, drop the reads, wait for the threads and deliver what they brought.

        With `stop`, work that can be cancelled is; the window asks its user before.
        """
        if self._closed:
            return
        self._closed = True
        self._later.clear()
        if stop:
            for task in self._under_way:
                task.cancel()
        for key in list(self._newest):
            self._drop(self._newest.pop(key))
        self._reader.shutdown(wait=True, cancel_futures=True)
        self._writer.shutdown(wait=True)
        self._worker.shutdown(wait=True)
        while self._deliver_one():
            pass
        for task in list(self._under_way):
            self._end(task)
        # Now, not by a deferred deletion: the background may be gone before the next turn of the loop, and
        # Qt would then take the task from the children of an object that is no more.
        for child in self.findChildren(Task):
            delete(child)

    def retire(self) -> None:
        """Close as soon as what is under way has ended, without anybody waiting for it or hearing of it.

        What can be cancelled is; what writes is waited for all the same.
        """
        if self._closed:
            return
        self._later.clear()
        if self.writing or not self._under_way:
            self.close(stop=True)
            return
        for task in self._under_way:
            task.cancel()
            task.finished.connect(self._end_retired)
        self.setParent(None)
        _RETIRED.add(self)

    def _end_retired(self) -> None:
        QTimer.singleShot(0, self, lambda: None if self._under_way else self._close_retired())

    def _close_retired(self) -> None:
        _RETIRED.discard(self)
        self.close()

    @staticmethod
    def close_retired() -> None:
        """Wait for those that were retired: the program is ending."""
        for one in retired():
            _RETIRED.discard(one)
            one.close(stop=True)

    # ---- inside ------------------------------------------------------------------------------------

    def _task(self, function: Callable[..., Any], what: str) -> Task:
        if self._closed:
            raise RuntimeError("the background is closed")
        return Task(what, _takes_progress(function), self)

    def _start(
        self,
        pool: ThreadPoolExecutor,
        delivery: _Delivery,
        through: Callable[..., Any] | None,
        function: Callable[..., Any],
        *args: Any,
    ) -> Task:
        task = delivery.task
        task.writes = delivery.writes
        kwargs = {"progress": task.progress} if task.stoppable else {}

        def carry_out() -> None:
            try:
                if through is None:
                    delivery.result = function(*args, **kwargs)
                else:
                    delivery.result = through(function, *args, **kwargs)
            except Exception as error:
                delivery.error = error
            self._deliveries.put(delivery)
            self._arrived.emit()

        self._under_way[task] = pool.submit(carry_out)
        # A child of the task: it goes with it. A single shot would outlive a window closed meanwhile.
        patience = QTimer(task, singleShot=True, interval=PATIENCE_MS)
        patience.timeout.connect(lambda: self._show_if_lingering(task))
        patience.start()
        return task

    def _show_if_lingering(self, task: Task) -> None:
        if not task.ended:
            self.lingering.emit(task)

    def _drop(self, task: Task | None) -> None:
        """Forget an older read: it's taken from the queue, or its answer is thrown away."""
        if task is None or task.ended:
            return
        task.cancel()
        if self._under_way[task].cancel():
            self._end(task)

    @Slot()
    def _deliver_one(self) -> bool:
        try:
            delivery = self._deliveries.get_nowait()
        except Empty:
            return False
        self._end(delivery.task)
        if delivery.key is not None and self._newest.get(delivery.key) is not delivery.task:
            if delivery.error is not None and not isinstance(delivery.error, Cancelled):
                log.error("a read that was no longer wanted failed", exc_info=delivery.error)
            return True
        if delivery.key is not None:
            del self._newest[delivery.key]
        heard = delivery.owner is None or isValid(delivery.owner)
        if delivery.error is not None:
            self._deliver_error(delivery, delivery.error, heard)
            return True
        try:
            if heard and delivery.done is not None:
                delivery.done(delivery.result)
        finally:
            # The other pages must learn of it, whatever goes wrong in the one that asked.
            if delivery.writes and getattr(delivery.result, "nouns", None):
                self.changed.emit(delivery.result)
        return True

    def _deliver_error(self, delivery: _Delivery, error: Exception, heard: bool) -> None:
        if heard and delivery.failed is not None:
            delivery.failed(error)
        elif delivery.writes or heard:
            # A write that failed concerns the user even when the page that asked for it is gone.
            self.failed.emit(error)
        else:
            log.error("a read for a page that is gone failed", exc_info=error)

    def _begin_later(self) -> None:
        while self._later and not self._under_way:
            self._later.pop(0)()

    def _end(self, task: Task) -> None:
        task.ended = True
        self._under_way.pop(task, None)
        if self._later:  # what is done with the outcome may go on with more; the next turn will tell
            self._quiet.start()
        task.finished.emit()
        task.deleteLater()


_RETIRED: set[Background] = set()


def retired() -> list[Background]:
    """Return those that are to close once what they do has ended."""
    return list(_RETIRED)


def _takes_progress(function: Callable[..., Any]) -> bool:
    try:
        return "progress" in inspect.signature(function).parameters
    except ValueError:  # a built-in without a signature
        return False
