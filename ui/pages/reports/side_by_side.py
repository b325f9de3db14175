"""The page, and beside it the stamped scan that came back: side by side, or one of them at a time."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QPushButton, QSplitter, QVBoxLayout, QWidget

from ui import theme
from ui.pages.reports.kept import read_kept
from ui.pages.reports.page_area import PageArea

if TYPE_CHECKING:
    from hazard_desk.services.attaching import AttachmentRow
    from ui.background import Background
    from ui.pages.reports.drawing import Drawn

_VIEW = "reports/scan_view"
_TWO_PAGES = 736  # the width from which two pages stand side by side
_NO_ROOM = "窗口不够宽，两页并排看不清。请把窗口拉宽，或者用“原件”“扫描件”换着看。"


class View(Enum):
    """What is looked at; the value is the button's word."""

    ORIGINAL = "原件"
    SCAN = "扫描件"
    BOTH = "并排对照"


class SideBySide(QWidget):
    """Holds the page's own area; the scan and the buttons appear with a scan."""

    def __init__(self, background: Background, failed: Callable[[Exception], object], settings: Any) -> None:
        """Start without a scan."""
        super().__init__()
        self._background = background
        self._failed = failed
        self._settings = settings
        self._shown: AttachmentRow | None = None
        self.area = PageArea(background, failed, settings)
        self.scan = PageArea(background, failed, settings, name="盖章的扫描件")
        self.buttons: dict[View, QPushButton] = {}
        group = QButtonGroup(self)
        row = QHBoxLayout()
        row.setSpacing(theme.SMALL_GAP)
        self.words = QLabel()
        theme.set_role(self.words, "secondary")
        for view in View:
            button = QPushButton(view.value)
            button.setCheckable(True)
            button.clicked.connect(lambda _checked=False, view=view: self.look_at(view))
            group.addButton(button)
            row.addWidget(button)
            self.buttons[view] = button
        row.addWidget(self.words, 1)
        self._bar = QWidget()
        row.setContentsMargins(0, 0, 0, 0)
        self._bar.setLayout(row)
        self._bar.hide()
        self.across = QSplitter(Qt.Orientation.Horizontal)
        self.across.setChildrenCollapsible(False)
        self.across.addWidget(self.area)
        self.across.addWidget(self.scan)
        self.scan.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SMALL_GAP)
        column.addWidget(self._bar)
        column.addWidget(self.across, 1)

    def show_scan(self, scan: AttachmentRow | None, words: str = "") -> None:
        """Offer this scan beside the page; None offers none."""
        self.words.setText(words)
        if scan == self._shown:
            return
        self._shown = scan
        self._bar.setVisible(scan is not None)
        self._arrange()
        if scan is not None:
            self._background.work(
                read_kept,
                scan,
                done=lambda drawn: self._on_scan(scan, drawn),
                failed=self._failed,
                owner=self,
            )

    def _on_scan(self, scan: AttachmentRow, drawn: Drawn) -> None:
        if scan == self._shown:
            self.scan.show_drawn(drawn, {}, "")
            self.scan.preview.to_top()

    def look_at(self, view: View) -> None:
        """Look at the page, at the scan or at both, from now on."""
        self._settings.setValue(_VIEW, view.name)
        self._arrange()

    @property
    def view(self) -> View:
        """Return what is looked at: what was chosen last, as far as there is room for it."""
        if self._shown is None:
            return View.ORIGINAL
        kept = self._settings.value(_VIEW)
        view = View[kept] if kept in View.__members__ else View.BOTH
        return View.ORIGINAL if view is View.BOTH and not self._has_room else view

    @property
    def _has_room(self) -> bool:
        return self.width() >= _TWO_PAGES

    def _arrange(self) -> None:
        view = self.view
        was_both = self.area.isVisibleTo(self) and self.scan.isVisibleTo(self)
        self.buttons[View.BOTH].setEnabled(self._has_room)
        self.buttons[View.BOTH].setToolTip("" if self._has_room else _NO_ROOM)
        self.buttons[view].setChecked(True)
        self.area.setVisible(view is not View.SCAN)
        self.scan.setVisible(view is not View.ORIGINAL)
        if view is View.BOTH and not was_both:
            self.across.setSizes([self.width() // 2, self.width() // 2])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show one page where there is no longer room for two."""
        super().resizeEvent(event)
        if self._shown is not None:
            self._arrange()
