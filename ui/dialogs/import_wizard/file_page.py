"""Step 1 选文件: which file, what it holds, how it is to be taken in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QWheelEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QRadioButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui import theme
from ui.dialogs.import_wizard.sheets import ENTERPRISES, INSPECTIONS, KINDS
from ui.messages import ManualLink, Message
from ui.widgets.file_dialog import file_dialog

if TYPE_CHECKING:
    from hazard_desk.services.offices import Choice

ENDINGS = (".xlsx", ".xls", ".ods")
FILTER = "电子表格 (*.xlsx *.xls *.ods)"
_HOLDS = {
    ENTERPRISES: "一行一家企业，可以一个村一张工作表",
    INSPECTIONS: "一行一条隐患；没有隐患的检查一行",
}


class Refusal(QFrame):
    """Why the file can't be read: what, what it means, what to do, and at most one way on."""

    accepted = Signal()

    def __init__(self) -> None:
        """Start hidden."""
        super().__init__()
        theme.set_role(self, "strip")
        theme.set_property(self, "tone", "error")
        self._what = QLabel()
        theme.set_role(self._what, "heading")
        self._rest = QLabel()
        for label in (self._what, self._rest):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.button = QPushButton()
        self.button.setAutoDefault(False)
        self.button.clicked.connect(self.accepted)
        self.manual = ManualLink()
        words = QVBoxLayout()
        words.setSpacing(theme.SMALL_GAP)
        words.addWidget(self._what)
        words.addWidget(self._rest)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.PAGE_MARGIN, theme.LABEL_GAP, theme.PAGE_MARGIN, theme.LABEL_GAP)
        row.addLayout(words, 1)
        row.addWidget(self.manual)
        row.addWidget(self.button)
        self.hide()

    def say(self, message: Message, way_on: str = "") -> None:
        """Say this; `way_on` names what the button does."""
        self._what.setText(message.what)
        self._rest.setText("\n".join(part for part in (message.meaning, message.remedy) if part))
        self._rest.setVisible(bool(self._rest.text()))
        self.button.setText(way_on)
        self.button.setVisible(bool(way_on))
        self.manual.lead_to(message.topic, self)
        self.setAccessibleName(message.text)
        self.show()

    @property
    def text(self) -> str:
        """What is said."""
        return f"{self._what.text()}\n{self._rest.text()}"


class _Campaigns(QComboBox):
    """The campaigns to choose from, or the name of a new one."""

    def __init__(self) -> None:
        super().__init__()
        self.setEditable(True)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        edit = self.lineEdit()
        if edit is not None:
            edit.setPlaceholderText("不归入；可选已有的，也可写一个新的名称")
        self.setAccessibleName("归入专项行动")
        self.setFixedWidth(380)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class FilePage(QWidget):
    """Chooses the file by button or by dropping it, and the options."""

    file_chosen = Signal()
    kind_changed = Signal(str)
    template_wanted = Signal(object)  # where to write it

    def __init__(self, kind: str, settings: Any) -> None:
        """Offer this kind first."""
        super().__init__()
        self._settings = settings
        self.path: Path | None = None
        self.setAcceptDrops(True)
        self.drop = self._make_drop()
        self.refusal = Refusal()
        self.kinds: dict[str, QRadioButton] = {}
        group = QButtonGroup(self)
        holds = QVBoxLayout()
        holds.setSpacing(0)
        for name, words in KINDS.items():
            button = QRadioButton(f"{words}（{_HOLDS[name]}）")
            button.setChecked(name == kind)
            button.toggled.connect(lambda on, name=name: self._on_kind(name) if on else None)
            group.addButton(button)
            holds.addWidget(button)
            self.kinds[name] = button
        self.update_box = QCheckBox("更新已有的：台账里已有的，用表里填了的内容更新；空格不会抹掉原来的内容")
        self.campaign = _Campaigns()
        self._campaign_row = QWidget()
        row = QHBoxLayout(self._campaign_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.LABEL_GAP)
        words_of_campaign = QLabel("归入专项行动")
        words_of_campaign.setBuddy(self.campaign)
        row.addWidget(words_of_campaign)
        row.addWidget(self.campaign)
        row.addStretch()
        self.template_button = QPushButton("另存空白导入表…")
        self.template_button.setIcon(theme.icon("document", theme.ACCENT))
        self.template_button.setAutoDefault(False)
        theme.set_role(self.template_button, "link")
        self.template_button.clicked.connect(self.choose_template)
        template = QHBoxLayout()
        template.setSpacing(theme.LABEL_GAP)
        hint = QLabel("手里还没有表格？")
        theme.set_role(hint, "secondary")
        template.addWidget(hint)
        template.addWidget(self.template_button)
        template.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.WIDE_GAP, theme.GROUP_GAP, theme.WIDE_GAP, theme.GROUP_GAP)
        layout.setSpacing(theme.LABEL_GAP)
        layout.addWidget(self.drop)
        layout.addWidget(self.refusal)
        layout.addSpacing(theme.LABEL_GAP)
        layout.addWidget(_heading("表里是什么"))
        layout.addLayout(holds)
        layout.addSpacing(theme.LABEL_GAP)
        layout.addWidget(_heading("怎样导入"))
        layout.addWidget(self.update_box)
        layout.addWidget(self._campaign_row)
        layout.addSpacing(theme.LABEL_GAP)
        layout.addLayout(template)
        layout.addStretch()
        self._show_kind()

    def _make_drop(self) -> QFrame:
        drop = QFrame()
        theme.set_role(drop, "card")
        drop.setMinimumHeight(128)
        self._name = QLabel("把表格拖到这里，或点“选择文件”")
        self._name.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._name.setTextFormat(Qt.TextFormat.PlainText)
        theme.set_role(self._name, "heading")
        self._about = QLabel("支持 .xlsx、.xls、.ods；表格不必是本程序的格式，标题行、合计行会自动跳过")
        self._about.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._about.setTextFormat(Qt.TextFormat.PlainText)
        self._about.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        theme.set_role(self._about, "secondary")
        self.choose_button = QPushButton("选择文件…")
        self.choose_button.setIcon(theme.icon("folder", theme.SECONDARY))
        self.choose_button.setAutoDefault(False)
        self.choose_button.clicked.connect(self.choose)
        middle = QHBoxLayout()
        middle.addStretch()
        middle.addWidget(self.choose_button)
        middle.addStretch()
        layout = QVBoxLayout(drop)
        layout.setSpacing(theme.LABEL_GAP)
        layout.addStretch()
        layout.addWidget(self._name)
        layout.addWidget(self._about)
        layout.addLayout(middle)
        layout.addStretch()
        return drop

    # ---- what the wizard asks -----------------------------------------------------------------------

    @property
    def kind(self) -> str:
        """What the file is said to hold."""
        return next(name for name, button in self.kinds.items() if button.isChecked())

    @property
    def update_known(self) -> bool:
        """Whether what is in the office file already is to be updated."""
        return self.update_box.isChecked()

    @property
    def campaign_name(self) -> str:
        """The campaign that all inspections are to belong to, "" for none."""
        return self.campaign.currentText().strip() if self.kind == INSPECTIONS else ""

    def set_campaigns(self, campaigns: list[Choice]) -> None:
        """Offer these campaigns; what has been typed stays."""
        typed = self.campaign.currentText()
        self.campaign.clear()
        self.campaign.addItems([one.name for one in campaigns])
        self.campaign.setCurrentIndex(-1)
        self.campaign.setEditText(typed)

    def set_kind(self, kind: str) -> None:
        """Say what the file holds."""
        self.kinds[kind].setChecked(True)

    def set_path(self, path: Path) -> None:
        """Take this file."""
        self.path = path
        self._name.setText(path.name)
        self._about.setText(str(path.parent))
        self._about.setToolTip(str(path))
        self.choose_button.setText("换一个文件…")
        self.refusal.hide()
        self._keep_folder(path.parent)
        self.file_chosen.emit()

    # ---- choosing -----------------------------------------------------------------------------------

    def choose(self) -> None:
        """Ask for the file."""
        dialog = file_dialog(self, "选择要导入的表格", self._folder())
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(FILTER)
        dialog.fileSelected.connect(lambda path: self.set_path(Path(path)))
        dialog.open()

    def choose_template(self) -> None:
        """Ask where the empty template is to be written."""
        dialog = file_dialog(self, "另存空白导入表", self._folder())
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter("Excel 表格 (*.xlsx)")
        dialog.setDefaultSuffix("xlsx")
        dialog.selectFile(f"{KINDS[self.kind]}导入表.xlsx")
        dialog.fileSelected.connect(lambda path: self._want_template(Path(path)))
        dialog.open()

    def _want_template(self, path: Path) -> None:
        is_workbook = path.suffix.lower() == ".xlsx"
        self.template_wanted.emit(path if is_workbook else path.with_name(path.name + ".xlsx"))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take one spreadsheet."""
        if dropped_file(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the file that was dropped."""
        path = dropped_file(event.mimeData())
        if path is not None:
            event.acceptProposedAction()
            self.set_path(path)

    def _folder(self) -> Path | None:
        """Return where a spreadsheet was found last, by the dialog or by dropping it."""
        kept = self._settings.value("import/folder") if self._settings is not None else None
        return Path(kept) if isinstance(kept, str) else None

    def _keep_folder(self, folder: Path) -> None:
        if self._settings is not None:
            self._settings.setValue("import/folder", str(folder))

    def _on_kind(self, kind: str) -> None:
        self.refusal.hide()
        self._show_kind()
        self.kind_changed.emit(kind)

    def _show_kind(self) -> None:
        self._campaign_row.setVisible(self.kind == INSPECTIONS)


def dropped_file(mime: QMimeData) -> Path | None:
    """Return the one spreadsheet that is being dropped, None for anything else."""
    urls = mime.urls()
    if len(urls) != 1 or not urls[0].isLocalFile():
        return None
    path = Path(urls[0].toLocalFile())
    return path if path.suffix.lower() in ENDINGS else None


def _heading(words: str) -> QLabel:
    label = QLabel(words)
    theme.set_role(label, "heading")
    return label
