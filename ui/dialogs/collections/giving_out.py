"""汇总表 and 未交清单 printed or put into a file: drawn anew each time, in the background."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from ui.dialogs.ad_hoc_tables.output import draw_table
from ui.dialogs.documents.preview import ask_file, say_saved
from ui.messages import Messages
from ui.pages.reports.saving import FILES, save_report
from ui.preferences import Preferences

if TYPE_CHECKING:
    from hazard_desk.forms.sheet import Sheet
    from ui.background import Background
    from ui.printing.paper import Job
    from ui.printing.printing import Printing

Query = Callable[..., Any]


class GivingOut(QObject):
    """Gives out the page that a query makes of a 收表."""

    def __init__(
        self, background: Background, messages: Messages, preferences: Preferences, over: QWidget
    ) -> None:
        """Open its dialogs over this widget."""
        super().__init__(over)
        self._background = background
        self._messages = messages
        self._preferences = preferences
        self._over = over
        self._printing: Printing | None = None

    def give(self, query: Query, collection_id: int, title: str, how: str) -> None:
        """Print the page (`print`), or ask for a file of this ending and put it there."""
        if how == "print":
            self._with_sheet(
                query, collection_id, lambda sheet: self._draw(query, collection_id, title, sheet)
            )
            return
        words, kind = FILES[how]
        ask_file(
            self._background,
            self._over,
            words,
            kind,
            title,
            lambda path: self.save_to(query, collection_id, path),
        )

    def save_to(self, query: Query, collection_id: int, path: Path) -> None:
        """Put the page into this file: a workbook or a PDF by its ending."""
        self._with_sheet(
            query,
            collection_id,
            lambda sheet: self._background.work(
                save_report,
                [sheet],
                path,
                done=lambda saved: say_saved(self._messages, saved),
                failed=self._messages.show_error,
                owner=self,
                what="正在保存",
            ),
        )

    def _with_sheet(self, query: Query, collection_id: int, use: Callable[[Sheet], object]) -> None:
        self._background.read(
            query, collection_id, done=use, failed=self._messages.show_error, owner=self, what="正在汇总"
        )

    def _draw(self, query: Query, collection_id: int, title: str, sheet: Sheet) -> None:
        self._background.work(
            draw_table,
            sheet,
            title,
            done=lambda drawn: self._print(query, collection_id, title, drawn[0]),
            failed=self._messages.show_error,
            owner=self,
            what="正在排版",
        )

    def _print(self, query: Query, collection_id: int, title: str, job: Job) -> None:
        if self._printing is None:
            from ui.printing.printing import Printing

            self._printing = Printing(self._background, self._messages, self._preferences, self._over)
        self._printing.start_all([job], lambda: self.give(query, collection_id, title, ".pdf"), lambda: None)
