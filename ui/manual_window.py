"""使用手册: a window of its own beside the work, with contents, search, the page, and its papers."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QByteArray, QModelIndex, Qt, QTimer, QUrl
from PySide6.QtGui import (
    QCloseEvent,
    QColor,
    QImage,
    QKeyEvent,
    QKeySequence,
    QPixmap,
    QResizeEvent,
    QShortcut,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QTextBrowser,
    QTextEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.manual_pages import BOOK, CARD, FOLDER, ChapterEntry, Hit, Manual, plain, read_manual
from ui.manual_papers import ManualPapers
from ui.messages import Messages, MessageStrip
from ui.preferences import Preferences
from ui.widgets.dialog import Dialog
from ui.widgets.push_button import push_button
from ui.widgets.search_box import SearchBox

_SIZE = (1040, 680)
_SIDE = 280
_GEOMETRY = "manual/geometry"
_AGAIN_MS = 150  # after the last of many changes of size
_PLACE = Qt.ItemDataRole.UserRole
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_MOST_MARKED = 200


class ManualPage(QTextBrowser):
    """A page; its pictures are as wide as there is room for, and open at their full size."""

    def __init__(self) -> None:
        """Begin empty."""
        super().__init__()
        self.setAccessibleName("手册正文")
        self.setOpenLinks(False)
        self.document().setDocumentMargin(theme.GROUP_GAP)
        self.setStyleSheet(f"QTextBrowser {{ border: none; background-color: {theme.GROUND}; }}")
        # One that comes and goes would change the width, and the pictures with it.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self._wide = 0
        self._marked: list[str] = []
        self._again = QTimer(self, singleShot=True, interval=_AGAIN_MS)
        self._again.timeout.connect(self._fit_pictures)

    def go_to(self, place: str) -> None:
        """Show a place, `chapter#section`."""
        chapter, _, section = place.partition("#")
        address = QUrl.fromLocalFile(str(FOLDER / f"{chapter}.html"))
        if section:
            address.setFragment(section)
        self.setSource(address)

    @property
    def place(self) -> str:
        """Return the place in sight, as it was asked for."""
        return place_of(self.source())

    def mark(self, words: list[str]) -> None:
        """Give what was looked for a ground of its own."""
        self._marked = words
        ground = QTextCharFormat()
        ground.setBackground(QColor(theme.RISK_CHIPS["yellow"].ground))
        marks: list[QTextEdit.ExtraSelection] = []
        for word in words:
            found = self.document().find(word)
            while not found.isNull() and len(marks) < _MOST_MARKED:
                one: Any = QTextEdit.ExtraSelection()  # its two fields are not declared to the type checker
                one.cursor = QTextCursor(found)
                one.format = ground
                marks.append(one)
                found = self.document().find(word, found)
        self.setExtraSelections(marks)

    def loadResource(self, kind: int, address: QUrl | str) -> Any:
        """Load a picture no wider than the page."""
        if kind != QTextDocument.ResourceType.ImageResource.value:
            return super().loadResource(kind, address)
        self._wide = self.viewport().width()
        picture = QImage(self.source().resolved(QUrl(address)).toLocalFile())
        dots = self.devicePixelRatioF()
        room = self._wide - 2 * self.document().documentMargin() - theme.GROUP_GAP
        if picture.isNull():
            return picture
        shown = min(float(picture.width()), max(room, 120.0))
        made = picture.scaledToWidth(round(shown * dots), Qt.TransformationMode.SmoothTransformation)
        made.setDevicePixelRatio(dots)
        return made

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the pictures anew, once it has its size."""
        super().resizeEvent(event)
        if self._wide and self._wide != self.viewport().width():
            self._again.start()

    def _fit_pictures(self) -> None:
        bar = self.verticalScrollBar()
        share = bar.value() / bar.maximum() if bar.maximum() else 0.0
        self.reload()
        self.mark(self._marked)
        bar.setValue(round(share * bar.maximum()))


def place_of(address: QUrl) -> str:
    """Return the place that a page's address stands for."""
    chapter = address.fileName().removesuffix(".html")
    return f"{chapter}#{address.fragment()}" if address.hasFragment() else chapter


class ManualWindow(QWidget):
    """The window; there is one, which every F1 brings to another page."""

    def __init__(self, preferences: Preferences) -> None:
        """Lay it out, as large as it was last."""
        super().__init__()
        self.setWindowTitle("使用手册")
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        self._preferences = preferences
        self._manual: Manual = read_manual()
        self.strip = MessageStrip()
        self.messages = Messages(self, self.strip)
        self.papers = ManualPapers(self, self.messages, preferences)
        self.search = SearchBox("在手册里查找", "查找，或拼音首字母")
        self.search.setMaximumWidth(16_777_215)
        self.search.textChanged.connect(self._find)
        self.search.left_downwards.connect(self._enter_list)
        self.contents = QTreeWidget()
        self.contents.setAccessibleName("目录")
        self.contents.setHeaderHidden(True)
        self.contents.setUniformRowHeights(True)
        self.contents.currentItemChanged.connect(lambda item, _before: self._on_contents(item))
        self.hits = QListWidget()
        self.hits.setAccessibleName("找到的地方")
        self.hits.setWordWrap(True)
        self.hits.currentItemChanged.connect(lambda item, _before: self._on_hit(item))
        self.nothing = QLabel("没有找到。请换一个词，或只打前两个字。")
        self.nothing.setWordWrap(True)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.nothing.setContentsMargins(theme.LABEL_GAP, theme.LABEL_GAP, theme.LABEL_GAP, 0)
        theme.set_role(self.nothing, "secondary")
        self.side = QStackedWidget()
        for widget in (self.contents, self.hits, self.nothing):
            self.side.addWidget(widget)
        self.page = ManualPage()
        self.page.anchorClicked.connect(self._follow)
        self.page.sourceChanged.connect(lambda address: self._show_where(place_of(address)))
        self._by_place: dict[str, QTreeWidgetItem] = {}
        self._fill_contents(self._manual.chapters)
        self._lay_out()
        self._give_keys()
        self._restore_size()

    # ---- building ------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self.back = push_button("← 后退", "Alt+←", self.page.backward)
        self.forward = push_button("前进 →", "Alt+→", self.page.forward)
        self.back.setEnabled(False)
        self.forward.setEnabled(False)
        self.page.backwardAvailable.connect(self.back.setEnabled)
        self.page.forwardAvailable.connect(self.forward.setEnabled)
        self.print_button = push_button("打印手册…", "Ctrl+P", lambda: self.papers.print_paper(BOOK), "print")
        self.save_button = push_button("另存 PDF…", "", lambda: self.papers.save(BOOK), "export")
        self.card_button = push_button("速查卡…", "一页纸，打印出来放在手边", self.print_card, "print")
        row = QHBoxLayout()
        row.setSpacing(theme.LABEL_GAP)
        for button in (self.back, self.forward):
            row.addWidget(button)
        row.addStretch()
        for button in (self.print_button, self.save_button, self.card_button):
            row.addWidget(button)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, theme.LABEL_GAP, 0)
        column.setSpacing(theme.LABEL_GAP)
        column.addWidget(self.search)
        column.addWidget(self.side, 1)
        self.halves = QSplitter(Qt.Orientation.Horizontal)
        self.halves.setChildrenCollapsible(False)
        self.halves.addWidget(left)
        self.halves.addWidget(self.page)
        self.halves.setStretchFactor(1, 1)
        self.halves.setSizes([_SIDE, _SIZE[0] - _SIDE])
        layout = QVBoxLayout(self)
        edge = theme.PAGE_MARGIN
        layout.setContentsMargins(edge, edge, edge, edge)
        layout.setSpacing(theme.LABEL_GAP)
        layout.addLayout(row)
        layout.addWidget(self.strip)
        layout.addWidget(self.halves, 1)

    def _give_keys(self) -> None:
        for keys, act in (
            ("Ctrl+F", self._focus_search),
            ("Alt+Left", self.page.backward),
            ("Alt+Right", self.page.forward),
            ("Ctrl+P", lambda: self.papers.print_paper(BOOK)),
            ("F6", self._other_half),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(act)

    def _fill_contents(self, chapters: tuple[ChapterEntry, ...]) -> None:
        for chapter in chapters:
            top = QTreeWidgetItem([chapter.title])
            top.setData(0, _PLACE, chapter.place)
            self._by_place[chapter.place] = top
            for place, title in chapter.sections:
                item = QTreeWidgetItem([title])
                item.setData(0, _PLACE, place)
                item.setToolTip(0, title)
                self._by_place[place] = item
                top.addChild(item)
            self.contents.addTopLevelItem(top)

    def _restore_size(self) -> None:
        kept = self._preferences.value(_GEOMETRY)
        if isinstance(kept, str) and self.restoreGeometry(
            QByteArray.fromBase64(QByteArray(kept.encode("ascii", "ignore")))
        ):
            return
        room = self.screen().availableGeometry()
        self.resize(min(_SIZE[0], room.width() - 24), min(_SIZE[1], room.height() - 48))
        # At the right edge, so that as much as can be is seen of what she was doing.
        self.move(room.right() - self.width() - 12, room.top() + 32)

    # ---- going about ---------------------------------------------------------------------------------

    def go_to(self, place: str) -> None:
        """Show a place, and the window in front."""
        if place and place.partition("#")[0] in self._by_place:
            self.search.clear()
            self.page.go_to(place)
        elif self.page.source().isEmpty():
            self.page.go_to(self._manual.chapters[0].place)
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()
        self.page.setFocus()

    def print_card(self) -> None:
        """Print 速查卡, or save it where there is no printer."""
        self.papers.print_paper(CARD)

    def _show_where(self, place: str) -> None:
        """Mark the place in the contents without going there once more."""
        item = self._by_place.get(place) or self._by_place.get(place.partition("#")[0])
        if item is None:
            return
        blocked = self.contents.blockSignals(True)
        self.contents.setCurrentItem(item)
        top = item.parent() or item
        for at in range(self.contents.topLevelItemCount()):
            one = self.contents.topLevelItem(at)
            if one is not None:
                one.setExpanded(one is top)
        self.contents.scrollToItem(item)
        self.contents.blockSignals(blocked)
        title = top.text(0)
        self.setWindowTitle(f"{title} — 使用手册")

    def _on_contents(self, item: QTreeWidgetItem | None) -> None:
        if item is not None:
            self.page.go_to(item.data(0, _PLACE))

    def _follow(self, address: QUrl) -> None:
        target = self.page.source().resolved(address)
        if target.fileName().endswith(".png"):
            PictureView(target.toLocalFile(), self).open()
        else:
            self.page.setSource(target)

    def _other_half(self) -> None:
        beside = self.side.currentWidget()
        if self.page.hasFocus() and beside is not None:
            beside.setFocus()
        else:
            self.page.setFocus()

    # ---- finding -------------------------------------------------------------------------------------

    def _focus_search(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def _find(self, typed: str) -> None:
        if not typed.strip():
            self.page.mark([])
            self.side.setCurrentWidget(self.contents)
            return
        found = self._manual.find(typed)
        blocked = self.hits.blockSignals(True)
        self.hits.clear()
        for hit in found:
            self.hits.addItem(_hit_item(hit))
        self.hits.setCurrentIndex(QModelIndex())
        self.hits.blockSignals(blocked)
        self.side.setCurrentWidget(self.hits if found else self.nothing)

    def _enter_list(self) -> None:
        if self.side.currentWidget() is self.contents:
            self.contents.setFocus()
        elif self.hits.count():
            self.hits.setFocus()
            self.hits.setCurrentRow(0)

    def _on_hit(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.page.go_to(item.data(_PLACE))
            self.page.mark(plain(self.search.text()).split())

    # ---- the window itself ---------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close on Esc; Enter in the contents or among the hits goes to the page."""
        lists = (self.contents, self.hits)
        if event.key() == Qt.Key.Key_Escape:
            if self.side.currentWidget() is not self.contents:
                self.search.clear()
                self.search.setFocus()
            else:
                self.close()
        elif event.key() in _ENTER and any(one.hasFocus() for one in lists):
            self.page.setFocus()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep the size."""
        self._preferences.setValue(_GEOMETRY, bytes(self.saveGeometry().toBase64().data()).decode())
        super().closeEvent(event)


def _hit_item(hit: Hit) -> QListWidgetItem:
    section = hit.section
    head = section.title if section.title == section.chapter else f"{section.chapter} › {section.title}"
    item = QListWidgetItem(f"{head}\n{hit.words}" if hit.words else head)
    item.setData(_PLACE, section.place)
    return item


class PictureView(Dialog):
    """A picture of the manual at its full size."""

    def __init__(self, path: str, parent: QWidget) -> None:
        """Show this file, as much of it as the screen has room for."""
        super().__init__(parent)
        self.setWindowTitle("图片")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        picture = QLabel()
        image = QImage(path)
        picture.setPixmap(QPixmap.fromImage(image))
        area = QScrollArea()
        area.setWidget(picture)
        area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        close = QPushButton("关闭")
        close.clicked.connect(self.accept)
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(close)
        layout = QVBoxLayout(self)
        layout.addWidget(area, 1)
        layout.addLayout(row)
        room = self.screen().availableGeometry()
        self.resize(min(image.width() + 40, room.width() - 24), min(image.height() + 90, room.height() - 48))
        area.setFocus()
