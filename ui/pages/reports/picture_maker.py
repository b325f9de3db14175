"""Pictures of the pages that are looked at, made one at a time on another thread.

A ledger of sixty pages at 300 % would be a gigabyte of pictures; a few pages are ever in sight.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from ui.pages.reports.drawing import page_picture

if TYPE_CHECKING:
    from hazard_desk.forms.pictures import Picture
    from ui.background import Background


class PictureMaker(QObject):
    """Makes what was wanted last: one page is under way at most, so a scroll past a page costs nothing."""

    made = Signal(int, object, float)  # the page, counted from 1; its `Picture`; dots an inch

    def __init__(
        self, background: Background, failed: Callable[[Exception], object], parent: QObject
    ) -> None:
        """Start without a document."""
        super().__init__(parent)
        self._background = background
        self._failed = failed
        self._pdf = b""
        self._pages: list[int] = []
        self._dpi = 0.0
        self._making: tuple[bytes, int, float] | None = None

    def set_pdf(self, pdf: bytes) -> None:
        """Make pictures of this document from now on; nothing is wanted of it yet."""
        self._pdf = pdf
        self._pages = []

    def want(self, pages: Sequence[int], dpi: float) -> None:
        """Make pictures of these pages, in this order, and of no others."""
        self._pages = [page for page in pages if (self._pdf, page, dpi) != self._making]
        self._dpi = dpi
        self._go_on()

    def _go_on(self) -> None:
        # The last picture is delivered while the background closes: then nothing follows it.
        if self._making is not None or not self._pages or self._background.is_closed:
            return
        page, pdf, dpi = self._pages.pop(0), self._pdf, self._dpi
        self._making = (pdf, page, dpi)

        def done(picture: Picture) -> None:
            self._making = None
            # While the window is drawn wider several sizes are asked for: the last one counts.
            if pdf is self._pdf and dpi == self._dpi:
                self.made.emit(page, picture, dpi)
            self._go_on()

        def failed(error: Exception) -> None:
            self._making = None
            self._pages = []
            self._failed(error)

        self._background.work(page_picture, pdf, page, dpi, done=done, failed=failed, owner=self)
