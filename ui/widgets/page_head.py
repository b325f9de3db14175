"""The head of a page with a list: title, search, filters that go on in a next line, actions at the right."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from ui import theme
from ui.widgets.flow_row import FlowRow


class PageHead(QHBoxLayout):
    """Search and actions keep their line; the filters take the room between and wrap where there is less."""

    def __init__(
        self,
        heading: QLabel,
        search: QWidget,
        filters: Iterable[QWidget],
        actions: Iterable[QWidget],
    ) -> None:
        """Lay these out in this order; a hidden one takes no room."""
        super().__init__()
        theme.set_role(heading, "title")
        # Level with the fields beside it, whatever the filters need below.
        heading.setFixedHeight(theme.FIELD_HEIGHT)
        self._between = QWidget()
        self._flow = FlowRow(self._between, theme.LABEL_GAP)
        for widget in filters:
            self._flow.addWidget(widget)
        # A layout whose height follows its width is asked for it only where its widget says so.
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self._between.setSizePolicy(policy)
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(theme.LABEL_GAP)
        top = Qt.AlignmentFlag.AlignTop
        self.addWidget(heading, 0, top)
        self.addSpacing(theme.LABEL_GAP)
        # Without stretch factors, the filters have one line as long as the search can do with less.
        self.addWidget(search, 0, top)
        self.addWidget(self._between)
        for widget in actions:
            self.addWidget(widget, 0, top)
