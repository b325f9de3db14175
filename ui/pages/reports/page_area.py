"""The middle of the reports page: the preview under its tools."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ui import theme
from ui.pages.reports.picture_maker import PictureMaker
from ui.pages.reports.preview import PagePreview

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ui.background import Background
    from ui.pages.reports.drawing import Drawn

_SEAL = "reports/seal"


class PageArea(QWidget):
    """Shows drawn pages as large as wanted."""

    def __init__(
        self,
        background: Background,
        failed: Callable[[Exception], object],
        settings: Any,
        *,
        name: str = "表格预览",
    ) -> None:
        """Start without a page; a picture that can't be made is told to `failed`."""
        super().__init__()
        self._settings = settings
        self.preview = PagePreview()
        self.preview.view.setAccessibleName(name)
        self.pictures = PictureMaker(background, failed, self)
        self.preview.pictures_wanted.connect(self.pictures.want)
        self.pictures.made.connect(self.preview.show_picture)
        self.preview.zoomed.connect(self._show_zoom)
        self.preview.page_reached.connect(self._show_page)
        self._make_tools()
        self._lay_out()

    def _make_tools(self) -> None:
        self.fit_button = QPushButton("适合宽度")
        self.fit_button.setCheckable(True)
        self.true_button = QPushButton("100 %")
        self.true_button.setToolTip("和纸上一样大")
        self.smaller_button = QPushButton("缩小")
        self.larger_button = QPushButton("放大")
        for button in (self.smaller_button, self.larger_button):
            button.setToolTip("按住 Ctrl 转滚轮也可以")
        for button in self._zoom_buttons:
            theme.set_role(button, "link")
        self.fit_button.clicked.connect(self.preview.fit_width)
        self.true_button.clicked.connect(lambda: self.preview.set_zoom(1.0))
        self.smaller_button.clicked.connect(self.preview.zoom_out)
        self.larger_button.clicked.connect(self.preview.zoom_in)
        self.zoom_label = QLabel()
        self.page_label = QLabel()
        for label in (self.zoom_label, self.page_label):
            theme.set_role(label, "secondary")
        self.seal_box = QCheckBox("显示印章位置")
        self.seal_box.setToolTip("只在屏幕上显示，不打印")
        self.seal_box.setChecked(self._settings.value(_SEAL) is not False)
        self.preview.view.show_seal(self.seal_box.isChecked())
        self.seal_box.toggled.connect(self._on_seal)

    @property
    def _zoom_buttons(self) -> tuple[QPushButton, ...]:
        return (self.fit_button, self.true_button, self.smaller_button, self.larger_button)

    def _lay_out(self) -> None:
        tools = QHBoxLayout()
        tools.setSpacing(theme.SMALL_GAP)
        for button in self._zoom_buttons:
            tools.addWidget(button)
        tools.addWidget(self.zoom_label)
        tools.addSpacing(theme.LABEL_GAP)
        tools.addWidget(self.page_label)
        tools.addStretch()
        tools.addWidget(self.seal_box)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SMALL_GAP)
        column.addLayout(tools)
        column.addWidget(self.preview, 1)
        # A form without a seal must not move the page up by its missing box.
        self.seal_box.setMinimumHeight(theme.FIELD_HEIGHT)
        policy = self.seal_box.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.seal_box.setSizePolicy(policy)
        self.setMinimumWidth(360)

    def show_drawn(self, drawn: Drawn, names: Mapping[str, str], tip: str) -> None:
        """Show these pages; `names` are the places that can be clicked, by their keys, `tip` what for."""
        self.pictures.set_pdf(drawn.pdf)
        self.preview.show_pages(drawn.layouts, names, tip)
        self.seal_box.setVisible(self.preview.view.has_seal)

    def _show_zoom(self, zoom: float, fits: bool) -> None:
        self.zoom_label.setText(f"{round(zoom * 100)} %")
        self.fit_button.setChecked(fits)

    def _show_page(self, page: int, pages: int) -> None:
        self.page_label.setText(f"第 {page} 页，共 {pages} 页" if pages > 1 else "")

    def _on_seal(self, shown: bool) -> None:
        self._settings.setValue(_SEAL, shown)
        self.preview.view.show_seal(shown)
