"""The first column, standing still while the others are scrolled sideways."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QItemSelectionModel, QObject, Qt
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView

from ui import theme


class FrozenColumn(QTableView):
    """A second look at the same model and selection, laid over the left edge of a table."""

    def __init__(self, table: QTableView) -> None:
        """Lie over this table, which has its model already."""
        super().__init__(table)
        self._table = table
        self.setModel(table.model())
        self.setSelectionModel(table.selectionModel())
        self.setItemDelegate(table.itemDelegate())
        # The table under it has the keyboard; this one only shows.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setObjectName("frozen_column")
        self.setStyleSheet(f"#frozen_column {{ border: none; border-right: 1px solid {theme.BORDER}; }}")
        self.setShowGrid(table.showGrid())
        self.setWordWrap(False)
        self.setAlternatingRowColors(table.alternatingRowColors())
        self.setSelectionBehavior(table.selectionBehavior())
        self.setSelectionMode(table.selectionMode())
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(theme.ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setSelectionModel(QItemSelectionModel(table.model(), header))
        header.setFixedHeight(theme.HEADER_HEIGHT)
        header.setHighlightSections(False)
        header.setSectionsClickable(True)
        for place in range(1, self.model().columnCount()):
            self.setColumnHidden(place, True)
        self.setColumnWidth(0, table.columnWidth(0))
        self.verticalScrollBar().valueChanged.connect(table.verticalScrollBar().setValue)
        table.verticalScrollBar().valueChanged.connect(self.verticalScrollBar().setValue)
        table.horizontalHeader().sectionResized.connect(self._follow_width)
        header.sectionResized.connect(self._lead_width)
        table.viewport().installEventFilter(self)
        self.lay_over()

    def lay_over(self) -> None:
        """Take the place of the table's first column, where that one is shown."""
        table = self._table
        self.setVisible(not table.isColumnHidden(0))
        frame = table.frameWidth()
        height = table.viewport().height() + table.horizontalHeader().height()
        self.setGeometry(frame, frame, table.columnWidth(0), height)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the table's size."""
        if event.type() in {QEvent.Type.Resize, QEvent.Type.Show}:
            self.lay_over()
        return False

    def _follow_width(self, place: int, _old: int, width: int) -> None:
        if place == 0:
            self.setColumnWidth(0, width)
            self.lay_over()

    def _lead_width(self, place: int, _old: int, width: int) -> None:
        if place == 0 and self._table.columnWidth(0) != width and width > 0:
            self._table.setColumnWidth(0, width)
