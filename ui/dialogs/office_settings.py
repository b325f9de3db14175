"""单位设置: the office's name as on the seal, who reports, when, to whom, and the faces of its tables."""

from __future__ import annotations

import dataclasses
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from hazard_desk.terms import WEEKDAY_LABELS, Authority
from ui import theme
from ui.dialogs.rosters.desk_dialog import preferences_of
from ui.messages import Kind, Message, Messages, MessageStrip
from ui.widgets.choice_fields import ChoiceField
from ui.widgets.dialog import Dialog
from ui.widgets.field import Field
from ui.widgets.fields import TextField

if TYPE_CHECKING:
    from hazard_desk.services.offices import OfficeRow
    from hazard_desk.store.changes import Changes
    from ui.background import Background

_DRAFT_KEY = "office-settings"
_SHIPPED_FACES = {"body_face": "随程序提供（宋体类）", "heading_face": "随程序提供（黑体类）"}
_LABEL_WIDTH = 96
_ASKED_OF = {
    "commissioned_by": Authority.COMMISSIONED,
    "review_government": Authority.DELEGATED,
    "review_authority": Authority.DELEGATED,
    "court": Authority.DELEGATED,
}
"""What only documents of one family name."""

_ABSENT = "{name}（本机没有，用随程序提供的）"


class OfficeSettings(Dialog):
    """Shows the office's row and changes it."""

    def __init__(self, background: Background, messages: Messages, parent: QWidget | None = None) -> None:
        """Build it empty; `open_read` fills and shows it."""
        super().__init__(parent)
        self.setWindowTitle("单位设置")
        self.setMinimumWidth(860)
        self._background = background
        self._messages = messages
        self._drafts = preferences_of(parent).drafts
        self._row: OfficeRow | None = None
        self._clean: dict[str, Any] = {}
        self._labels: dict[str, QLabel] = {}
        self._pc_faces: tuple[str, ...] = ()
        self.faces = {
            "body_face": ChoiceField("body_face", "表格正文字体", [], optional=False),
            "heading_face": ChoiceField("heading_face", "表格标题字体", [], optional=False),
        }
        self.fields: dict[str, Field] = {
            field.name: field
            for field in (
                TextField("name", "单位名称", required=True, placeholder="印章上的全称", longest=60),
                TextField("county", "所在县（市、区）", placeholder="如 文水县", longest=40),
                TextField("township", "所属镇（街道）", longest=40),
                TextField("principal", "主要领导", longest=40),
                TextField("handler", "经办人", placeholder="操作记录里写这个名字", longest=40),
                TextField("phone", "联系电话", longest=40),
                ChoiceField(
                    "reporting_weekday", "每周报送日", list(enumerate(WEEKDAY_LABELS)), optional=False
                ),
                TextField("recipient", "报送对象", placeholder="如 区安委办，或报送邮箱", longest=200),
                *self.faces.values(),
                ChoiceField("authority", "文书类别", Authority, optional=False),
                TextField("short_name", "文书简称", placeholder="编号里用，如 西槽头", longest=20),
                TextField("agency", "文书落款机关", placeholder="不填就是单位名称", longest=60),
                TextField("commissioned_by", "委托机关", placeholder="如 文水县应急管理局", longest=60),
                TextField("reports_to", "上报、移送机关", placeholder="如 文水县应急管理局", longest=60),
                TextField(
                    "review_government", "复议机关（政府）", placeholder="如 文水县人民政府", longest=60
                ),
                TextField("review_authority", "复议机关（部门）", longest=60),
                TextField("court", "诉讼法院", placeholder="如 文水县人民法院", longest=60),
            )
        }
        self.fields["authority"].show_hint("没有委托或赋权的，选“监督检查”。已经开具的文书不变。")
        self.fields["authority"].changed.connect(self._show_what_is_needed)
        self.fields["heading_face"].show_hint("字体用于打印和导出的表格，不影响程序窗口。")
        self.strip = MessageStrip()
        self.save_button = QPushButton("保存(&S)")
        self.save_button.setToolTip("Ctrl+S")
        theme.set_role(self.save_button, "primary")
        self.save_button.clicked.connect(self._save)
        self._lay_out()
        QShortcut(QKeySequence("Ctrl+S"), self).activated.connect(self._save)
        self.finished.connect(self.deleteLater)

    def _lay_out(self) -> None:
        columns = QHBoxLayout()
        columns.setSpacing(theme.WIDE_GAP)
        grids = [QGridLayout(), QGridLayout()]
        for grid in grids:
            grid.setHorizontalSpacing(theme.LABEL_GAP)
            grid.setVerticalSpacing(theme.LABEL_GAP)
            grid.setColumnMinimumWidth(0, _LABEL_WIDTH)
            grid.setColumnStretch(1, 1)
            grid.setRowStretch(len(self.fields), 1)
            columns.addLayout(grid, 1)
        fields = list(self.fields.values())
        of_documents = list(self.fields).index("authority")  # beside what every form prints
        for at, field in enumerate(fields):
            label = self._labels[field.name] = QLabel(field.label)
            label.setBuddy(field.editor)
            label.setFixedHeight(theme.FIELD_HEIGHT)
            grid = grids[at >= of_documents]
            grid.addWidget(label, at, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(field, at, 1, Qt.AlignmentFlag.AlignTop)
            field.entered.connect(partial(self._go_on, field))
        cancel = QPushButton("取消")
        cancel.setToolTip("Esc：没有保存的内容留作草稿")
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.LABEL_GAP)
        buttons.addStretch()
        buttons.addWidget(self.save_button)
        buttons.addWidget(cancel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.GROUP_GAP, theme.GROUP_GAP, theme.GROUP_GAP, theme.GROUP_GAP)
        layout.setSpacing(theme.GROUP_GAP)
        layout.addWidget(self.strip)
        layout.addLayout(columns)
        layout.addLayout(buttons)

    def _go_on(self, field: Field) -> None:
        fields = list(self.fields.values())
        following = fields[fields.index(field) + 1 :]
        shown: list[QWidget] = [one for one in following if one.isVisibleTo(self)]
        (shown or [self.save_button])[0].setFocus()

    def _show_what_is_needed(self) -> None:
        """Ask only for what documents of the chosen family name."""
        authority = self.fields["authority"].value()
        for name, wanted in _ASKED_OF.items():
            shown = authority is wanted
            self.fields[name].setVisible(shown)
            self._labels[name].setVisible(shown)

    # ---- reading ---------------------------------------------------------------------------------------

    def open_read(self) -> None:
        """Look which faces this PC has, read the office's row and show it."""
        # The faces lie about in folders: looked for off the window's thread.
        self._background.work(_faces_of_pc, done=self._on_faces, failed=self._messages.show_error, owner=self)

    def _on_faces(self, keys: tuple[str, ...]) -> None:
        from hazard_desk.services.offices import office_row

        self._pc_faces = keys
        self._background.read(office_row, done=self._show, failed=self._messages.show_error, owner=self)

    def _show(self, row: OfficeRow) -> None:
        self._row = row
        for name, choice in self.faces.items():
            choice.set_choices(self._face_choices(name, getattr(row, name)))
        for name, field in self.fields.items():
            field.set_value(getattr(row, name))
        self._show_what_is_needed()
        self._clean = self._raw()
        self._offer_draft()
        self.open()
        self.fields["name"].setFocus()

    def _face_choices(self, name: str, chosen: str) -> list[tuple[Any, str]]:
        from hazard_desk.forms.faces import PC_FACES

        choices: list[tuple[Any, str]] = [("", _SHIPPED_FACES[name])]
        for key, (words, _face, _files) in PC_FACES.items():
            if key in self._pc_faces:
                choices.append((key, words))
            elif key == chosen:  # this PC isn't the only one that opens the office
                choices.append((key, _ABSENT.format(name=words)))
        return choices

    # ---- saving ----------------------------------------------------------------------------------------

    def _save(self) -> None:
        from hazard_desk.services.offices import change_office

        if not self.save_button.isEnabled() or any(field.composing for field in self.fields.values()):
            return
        name: Any = self.fields["name"]
        problems = [field for field in self.fields.values() if field.problem()]
        for field in problems:
            field.show_error(field.problem())
        if not name.text():
            name.show_error("请写出印章上的单位全称。")
            name.setFocus()
        elif not problems and self._row is not None:
            row = dataclasses.replace(self._row, **{key: field.value() for key, field in self.fields.items()})
            self.save_button.setEnabled(False)
            self._background.write(change_office, row, done=self._saved, failed=self._refused, owner=self)

    def _saved(self, _changes: Changes) -> None:
        self._drafts.forget(_DRAFT_KEY)
        self.accept()
        self._messages.say_done("已保存单位设置。")

    def _refused(self, error: Exception) -> None:
        self.save_button.setEnabled(True)
        name = self.fields["name"]
        name.show_error(str(error))

    # ---- what was typed and not saved --------------------------------------------------------------------

    def _raw(self) -> dict[str, Any]:
        return {name: field.raw() for name, field in self.fields.items()}

    def _offer_draft(self) -> None:
        draft = self._drafts.get(_DRAFT_KEY)
        if not isinstance(draft, dict) or draft == self._clean:
            return
        self._put_raw(draft)
        self.strip.show_message(
            Message(
                "已恢复上次没有保存的内容。", "还没有写入台账。", "核对后按“保存”，或放弃草稿。", Kind.WARNING
            ),
            "放弃草稿",
            self._drop_draft,
        )

    def _put_raw(self, raw: dict[str, Any]) -> None:
        for name, field in self.fields.items():
            if name in raw:
                field.set_raw(raw[name])

    def _drop_draft(self) -> None:
        self._put_raw(self._clean)
        self._drafts.forget(_DRAFT_KEY)
        self.fields["name"].setFocus()

    def reject(self) -> None:
        """Close; what was typed and not saved stays as a draft, and the window says so."""
        changed = self._row is not None and self._raw() != self._clean
        super().reject()
        if changed:
            self._drafts.keep(_DRAFT_KEY, self._raw())
            self._messages.say(
                Message(
                    "单位设置里有没有保存的内容，已留作草稿。", "还没有写入台账。", "再次打开时可以接着填。"
                )
            )
        else:
            self._drafts.forget(_DRAFT_KEY)


def _faces_of_pc() -> tuple[str, ...]:
    """Return the keys of the faces to choose from that this PC has."""
    from hazard_desk.forms.faces import PC_FACES, pc_faces

    there = {face.name for face in pc_faces()}
    return tuple(key for key, (_words, name, _files) in PC_FACES.items() if name in there)
