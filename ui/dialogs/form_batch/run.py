"""Carries out what 打印表格 decided, off the GUI thread: fill, look over, draw, print or save."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from hazard_desk.services.form_filling.batch_saving import (
    draw_batch,
    files_in_the_way,
    save_batch,
    unprintable_places,
)
from hazard_desk.services.form_filling.batches import batch_sheets
from ui.dialogs.form_batch.choice import Choice, Deed
from ui.dialogs.form_batch.files import FileChooser
from ui.dialogs.form_batch.words import left_out, unprintable_message
from ui.messages import Kind, Message, Messages
from ui.printing.paper import Job
from ui.printing.printing import Printing

if TYPE_CHECKING:
    from hazard_desk.services.form_filling.batch_saving import UnprintablePlace
    from hazard_desk.services.form_filling.batches import Batch
    from ui.background import Background, Progress
    from ui.tables.header_state import Settings

Then = Callable[["Batch"], object]


class BatchRun(QObject):
    """Fills, checks, prints and saves batches for one page; several may be under way."""

    def __init__(self, background: Background, messages: Messages, settings: Settings, over: QWidget) -> None:
        """Work over this widget's window."""
        super().__init__(over)
        self._background = background
        self._messages = messages
        self._files = FileChooser(background, settings, over)
        self._printing = Printing(background, messages, settings, over)

    def start(
        self,
        request: Any,
        choice: Choice,
        deed: Deed,
        stem: str,
        unit: str,
        gather: Callable[..., Batch] = batch_sheets,
    ) -> None:
        """Do with the sheets what was decided; `stem` is what they are called.

        `gather` is the query that fills them from the request.
        """
        if deed is Deed.PRINT:
            self._gather(gather, request, "打印", lambda batch: self._print(batch, choice, stem, unit))
        elif deed is Deed.ONE_FILE:
            self._files.ask_file(
                stem,
                lambda path: self._gather(
                    gather, request, "保存", lambda batch: self._save(batch, path, True, choice, unit)
                ),
            )
        else:
            self._files.ask_folder(
                lambda folder: self._gather(
                    gather, request, "保存", lambda batch: self._save_each(batch, folder, choice, unit)
                )
            )

    # ---- filling and looking over ------------------------------------------------------------------------

    def _gather(self, gather: Callable[..., Batch], request: Any, deed: str, then: Then) -> None:
        self._background.read(
            gather,
            request,
            done=lambda batch: self._look_over(batch, deed, then),
            failed=self._messages.show_error,
            owner=self,
            what="正在填表",
        )

    def _look_over(self, batch: Batch, deed: str, then: Then) -> None:
        def ask(places: list[UnprintablePlace]) -> None:
            if places:
                self._ask(unprintable_message(places, deed), f"仍然{deed}", lambda: then(batch))
            else:
                then(batch)

        self._background.work(
            unprintable_places,
            batch,
            done=ask,
            failed=self._messages.show_error,
            owner=self,
            what="正在检查字能不能印",
        )

    def _ask(self, message: Message, yes: str, go_on: Callable[[], object]) -> None:
        self._messages.ask(message, yes, lambda wanted: go_on() if wanted else None)

    # ---- printing ----------------------------------------------------------------------------------------

    def _print(self, batch: Batch, choice: Choice, stem: str, unit: str) -> None:
        def drawn(job: Job) -> None:
            missing = left_out(batch, choice.form_ids)
            if missing:
                self._messages.say(Message(f"打印的表里，{missing}", kind=Kind.WARNING))
            self._printing.start(
                job,
                lambda: self._files.ask_file(stem, lambda path: self._save(batch, path, True, choice, unit)),
            )

        self._background.work(
            draw_job,
            batch,
            stem,
            done=drawn,
            failed=self._messages.show_error,
            owner=self,
            what="正在排版",
        )

    # ---- saving ------------------------------------------------------------------------------------------

    def _save_each(self, batch: Batch, folder: Path, choice: Choice, unit: str) -> None:
        save = partial(self._save, batch, folder, False, choice, unit)

        def ask(names: list[str]) -> None:
            if not names:
                save()
                return
            message = Message(
                f"文件夹里已经有 {len(names)} 个同名的文件。",
                "继续就替换它们，台账数据不受影响。",
                "不想替换的，请取消，另选一个文件夹。",
                Kind.WARNING,
                tuple(names),
            )
            self._ask(message, "替换", save)

        self._background.work(
            files_in_the_way,
            batch,
            folder,
            choice.ending,
            done=ask,
            failed=self._messages.show_error,
            owner=self,
        )

    def _save(self, batch: Batch, target: Path, one_file: bool, choice: Choice, unit: str) -> None:
        self._background.work(
            save_batch,
            batch,
            target,
            one_file,
            ".pdf" if one_file else choice.ending,
            done=lambda paths: self._saved(batch, paths, one_file, choice, unit),
            failed=self._messages.show_error,
            owner=self,
            what="正在保存",
        )

    def _saved(self, batch: Batch, paths: list[Path], one_file: bool, choice: Choice, unit: str) -> None:
        what = f"「{paths[0].name}」" if one_file else f" {len(paths)} 个文件"
        missing = left_out(batch, choice.form_ids)
        self._messages.say(
            Message(
                f"已保存{what}：{len(batch.entries)} {unit}，{len(batch.sheets)} 份表。",
                missing,
                kind=Kind.WARNING if missing else Kind.SUCCESS,
            ),
            "打开文件夹",
            lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(paths[0].parent))),
        )


def draw_job(batch: Batch, title: str, progress: Progress | None = None) -> Job:
    """Return the batch as pages to print; needs no office file."""
    from hazard_desk.forms.pictures import page_sizes

    pdf = draw_batch(batch, progress)
    return Job(pdf, tuple(page_sizes(pdf)), title)
