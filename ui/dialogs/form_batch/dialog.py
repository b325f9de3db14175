"""The dialog 打印表格: of which records, which forms, filled or blank, on paper or into files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from hazard_desk.forms.catalogue import FORMS, About
from hazard_desk.forms.hazard_list import FORM_ID as HAZARD_LIST
from hazard_desk.forms.supervision import FORM_ID as SUPERVISION
from hazard_desk.forms.supervision import Mood
from hazard_desk.forms.visit_sheet import FORM_ID as VISIT_SHEET
from hazard_desk.services.form_filling.batches import BATCH_FORMS, batch_photo_count, without_visit
from ui import theme
from ui.dialogs.form_batch.choice import ENDINGS, Choice, Deed, Scope
from ui.dialogs.form_batch.words import some_names
from ui.widgets.dialog import Dialog

if TYPE_CHECKING:
    from ui.background import Background

MOST = 2000  # records at once: what a township has, and what fits into memory
_WIDTH = 540
_PHOTOS = "附整改前后照片"


class FormBatchDialog(Dialog):
    """Asks once; what is chosen is carried out elsewhere, while the window goes on."""

    decided = Signal(object, object, list)  # Choice, Deed, ids

    def __init__(self, background: Background, scope: Scope, last: Choice, parent: QWidget) -> None:
        """Offer these records, with the last choice standing."""
        super().__init__(parent)
        self.setWindowTitle("打印表格")
        self.setMinimumWidth(_WIDTH)
        self._background = background
        self._scope = scope
        self._without: tuple[str, ...] = ()
        self._photo_count = 0
        self._make_scope()
        self._make_forms(last)
        self._make_ways(last)
        self._make_buttons()
        self._lay_out()
        for button in (*self.scopes, *self.forms.values(), *self.fillings):
            button.toggled.connect(self._on_choice)
        for scope_button in self.scopes:
            scope_button.toggled.connect(self._count_photos)
        self._on_choice()
        self._count_photos()
        self.forms[last.form_ids[0]].setFocus()
        self.finished.connect(self.deleteLater)

    # ---- building --------------------------------------------------------------------------------------

    def _make_scope(self) -> None:
        unit = self._scope.unit
        self.of_selected = QRadioButton(f"已选 {len(self._scope.selected)} {unit}")
        self.of_list = QRadioButton(f"当前列表 {len(self._scope.listed)} {unit}")
        self.of_list.setToolTip("按现在的查找和筛选，列表里的全部")
        self.of_selected.setVisible(bool(self._scope.selected))
        (self.of_selected if self._scope.selected else self.of_list).setChecked(True)
        self.scopes = _group(self, self.of_selected, self.of_list)

    def _make_forms(self, last: Choice) -> None:
        self.forms: dict[str, QCheckBox] = {}
        for form_id in BATCH_FORMS:
            box = QCheckBox(FORMS[form_id].short)
            box.setChecked(form_id in last.form_ids)
            self.forms[form_id] = box
        self.moods: dict[Mood, QRadioButton] = {}
        for mood, words in ((Mood.INSPECTION, "回查部分留空"), (Mood.CLOSED_LOOP, "有回查结果的一并填上")):
            button = QRadioButton(mood.label)
            button.setToolTip(words)
            button.setChecked(mood is last.mood)
            self.moods[mood] = button
        _group(self, *self.moods.values())
        self.photos = QCheckBox(_PHOTOS)
        self.photos.setToolTip("在清单后面附上现场照片，整改前后并排")
        self.photos.setChecked(last.photos)
        self.notice = QLabel()
        self.notice.setWordWrap(True)
        self.notice.setTextFormat(Qt.TextFormat.PlainText)
        self.notice.setAlignment(Qt.AlignmentFlag.AlignTop)
        # Room for two lines at all times: the dialog must not jump under the mouse.
        self.notice.setMinimumHeight(2 * self.notice.fontMetrics().lineSpacing() + theme.SMALL_GAP)
        theme.set_role(self.notice, "secondary")

    def _make_ways(self, last: Choice) -> None:
        self.filled = QRadioButton("填好的")
        self.blank = QRadioButton("空白（带企业名称）")
        self.blank.setToolTip("带去现场手填；检查前提示单总是填好的")
        (self.blank if last.blank else self.filled).setChecked(True)
        self.fillings = _group(self, self.filled, self.blank)
        self.endings: dict[str, QRadioButton] = {}
        for ending, words in ENDINGS.items():
            button = QRadioButton(words)
            button.setChecked(ending == last.ending)
            self.endings[ending] = button
        _group(self, *self.endings.values())

    def _make_buttons(self) -> None:
        self.print_button = QPushButton("打印")
        self.print_button.setIcon(theme.icon("print", theme.GROUND))
        theme.set_role(self.print_button, "primary")
        self.print_button.setDefault(True)
        self.one_button = QPushButton("存为一个 PDF…")
        self.each_button = QPushButton("每次检查一个文件…" if self._scope.visits else "每家一个文件…")
        for button, deed in (
            (self.print_button, Deed.PRINT),
            (self.one_button, Deed.ONE_FILE),
            (self.each_button, Deed.FILE_EACH),
        ):
            button.clicked.connect(lambda _checked=False, deed=deed: self._decide(deed))
        self.cancel_button = QPushButton("取消")
        self.cancel_button.setAutoDefault(False)
        self.cancel_button.clicked.connect(self.reject)

    def _lay_out(self) -> None:
        forms = QVBoxLayout()
        forms.setSpacing(0)
        beside = {SUPERVISION: tuple(self.moods.values()), HAZARD_LIST: (self.photos,)}
        for form_id, box in self.forms.items():
            forms.addLayout(_beside(box, *beside.get(form_id, ())))
        forms.addSpacing(theme.SMALL_GAP)
        forms.addWidget(self.notice)
        each = "每次检查一个文件" if self._scope.visits else "每家一个文件"
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.GROUP_GAP)
        grid.setVerticalSpacing(theme.PAGE_MARGIN)
        grid.setColumnStretch(1, 1)
        for row, (words, content) in enumerate(
            (
                ("打印哪些", _beside(*self.scopes)),
                ("打印什么表", forms),
                ("怎么填", _beside(*self.fillings)),
                (f"{each}时", _beside(*self.endings.values())),
            )
        ):
            label = QLabel(words)
            label.setFixedHeight(theme.FIELD_HEIGHT)
            grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addLayout(content, row, 1)
        one = "按检查逐次排好：一次检查的表排在一起，再排下一次。"
        order = QLabel(one if self._scope.visits else "按企业逐家排好：一家的表排在一起，再排下一家。")
        theme.set_role(order, "secondary")
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.LABEL_GAP)
        buttons.addStretch()
        for button in (self.print_button, self.one_button, self.each_button, self.cancel_button):
            buttons.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.GROUP_GAP, theme.GROUP_GAP, theme.GROUP_GAP, theme.GROUP_GAP)
        layout.setSpacing(theme.GROUP_GAP)
        layout.addLayout(grid)
        layout.addWidget(order)
        layout.addStretch()
        layout.addLayout(buttons)

    # ---- what is chosen --------------------------------------------------------------------------------

    def ids(self) -> list[int]:
        """Return the records to print, in the order of the list."""
        return list(self._scope.selected if self.of_selected.isChecked() else self._scope.listed)

    def choice(self) -> Choice:
        """Return what stands chosen."""
        return Choice(
            tuple(form_id for form_id, box in self.forms.items() if box.isChecked()),
            self.blank.isChecked(),
            next(mood for mood, button in self.moods.items() if button.isChecked()),
            next(ending for ending, button in self.endings.items() if button.isChecked()),
            self.photos.isChecked(),
        )

    def _decide(self, deed: Deed) -> None:
        self.decided.emit(self.choice(), deed, self.ids())
        self.accept()

    def _visit_forms(self) -> list[str]:
        """Return the ticked forms that need a visit to be filled from."""
        if self.blank.isChecked():
            return []
        return [
            FORMS[form_id].short
            for form_id, box in self.forms.items()
            if box.isChecked() and FORMS[form_id].about is About.VISIT
        ]

    def _on_choice(self) -> None:
        self._refresh()
        self._look_for_visits()

    def _look_for_visits(self) -> None:
        """Find out which enterprises have no visit yet, to say so before anything is printed."""
        if self._scope.visits or not self._visit_forms() or len(self.ids()) > MOST:
            return

        def show(names: Sequence[str]) -> None:
            self._without = tuple(names)
            self._refresh()

        self._background.read(without_visit, self.ids(), done=show, key="form-batch/visits", owner=self)

    def _count_photos(self) -> None:
        """Find out how many photos there are to stand behind the lists of hazards."""
        if len(self.ids()) > MOST:
            return

        def show(count: int) -> None:
            self._photo_count = count
            self.photos.setText(f"{_PHOTOS}（{count} 张）" if count else f"{_PHOTOS}（还没有照片）")
            self._refresh()

        request = Choice((HAZARD_LIST,)).request(self.ids(), visits=self._scope.visits)
        self._background.read(batch_photo_count, request, done=show, key="form-batch/photos", owner=self)

    def _refresh(self) -> None:
        ids, forms = self.ids(), self._visit_forms()
        filled = not self.blank.isChecked()
        for mood in self.moods.values():
            mood.setEnabled(filled and self.forms[SUPERVISION].isChecked())
        self.photos.setEnabled(filled and self.forms[HAZARD_LIST].isChecked() and self._photo_count > 0)
        said, wrong = "", False
        if not any(box.isChecked() for box in self.forms.values()):
            said, wrong = "请至少选一张表。", True
        elif len(ids) > MOST:
            said = f"一次最多 {MOST} {self._scope.unit}。请先查找或筛选，缩小列表。"
            wrong = True
        elif forms and self._without:
            said = f"{some_names(self._without)}还没有检查记录，不出{'、'.join(forms)}。"
        elif not filled and self.forms[VISIT_SHEET].isChecked():
            said = "检查前提示单总是填好的，带去现场看。"
        self.notice.setText(said)
        theme.set_role(self.notice, "error" if wrong else "secondary")
        for button in (self.print_button, self.one_button, self.each_button):
            button.setEnabled(not wrong and bool(ids))


def _group(owner: QWidget, *buttons: QRadioButton) -> tuple[QRadioButton, ...]:
    group = QButtonGroup(owner)
    for button in buttons:
        group.addButton(button)
    return buttons


def _beside(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(theme.GROUP_GAP)
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch()
    return row
