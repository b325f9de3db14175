"""Step 4 领导和检查人员: a table that takes rows of a spreadsheet, and who leads the office."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel

from hazard_desk.rules.names import split_words
from hazard_desk.rules.people_list import is_phone, post_of, read_people
from hazard_desk.rules.search_text import comparable
from hazard_desk.terms import LeaderPost
from ui import theme
from ui.dialogs.cross_round.text_lines import LinesTable, pasted_rows
from ui.first_minute.step_page import StepPage
from ui.widgets.fields import TextField
from ui.widgets.push_button import push_button

if TYPE_CHECKING:
    from hazard_desk.services.offices import FirstPerson

_TITLES = ("姓名", "职务", "电话", "分管、包联", "执法证号")
_NAME, _TITLE, _PHONE, _ANSWERS_FOR, _CERTIFICATE = range(5)
_SHARES = (3, 5, 4, 5, 4)
_EVERYTHING = frozenset({"全面", "全面工作", "全盘", "全镇", "全乡"})
"""What the first of an office answers for: neither a village nor an industry, and no mistake."""
_ROWS = 6
_TITLES_OFFERED = (
    "党委书记",
    "乡长",
    "镇长",
    "党委副书记",
    "副乡长",
    "副镇长",
    "人大主席",
    "纪委书记",
    "武装部长",
    "安监站站长",
    "检查人员",
)
_HEADS = (LeaderPost.HEAD, LeaderPost.SECRETARY)


class PeopleTable(LinesTable):
    """Rows that are pasted are put under the right titles, whatever the order of their columns."""

    def __init__(self) -> None:
        """Make it empty."""
        super().__init__(_TITLES, (), _ROWS)
        self.setAccessibleName("领导和检查人员")
        self.suggest(_TITLE, _TITLES_OFFERED)

    def paste(self) -> None:
        """Fill rows from the clipboard; a single cell, and what has no names, goes where the keyboard is."""
        rows = pasted_rows(QGuiApplication.clipboard().text(), ())
        people = read_people(rows) if len(rows) > 1 or any(len(row) > 1 for row in rows) else []
        if not people or self.currentColumn() > _NAME:
            super().paste()
            return
        top = max(self.currentRow(), 0)
        before = [self.row_texts(row) for row in range(top)]
        after = [row for at in range(top, self.rowCount()) if any(row := self.row_texts(at))]
        self.show_rows([*before, *(person.cells for person in people), *after])
        self.setCurrentCell(top + len(people), _NAME)

    def resizeEvent(self, event: Any) -> None:
        """Give each column the room that its words want."""
        super().resizeEvent(event)
        header = self.horizontalHeader()
        header.setSectionResizeMode(header.ResizeMode.Interactive)
        room = self.viewport().width()
        for column, share in enumerate(_SHARES):
            self.setColumnWidth(column, room * share // sum(_SHARES))


class PeoplePage(StepPage):
    """Who is entered here is offered in every form at once; it may be left empty."""

    def __init__(self) -> None:
        """Build it empty."""
        super().__init__(
            "领导和检查人员",
            "主要领导、分管领导、安监站人员和常去检查的人。"
            "从 Excel 复制几行粘贴（Ctrl+V）就行，列的次序不限。"
            "可以先不填。",
        )
        self.table = PeopleTable()
        self.said = QLabel()
        self.said.setWordWrap(True)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        theme.set_role(self.said, "secondary")
        self.doubts = QLabel()
        self.doubts.setWordWrap(True)
        self.doubts.setTextFormat(Qt.TextFormat.PlainText)
        theme.set_role(self.doubts, "error")
        self.principal = TextField("principal", "主要领导", longest=40, placeholder="单位负责人的姓名")
        self.principal.setFixedWidth(220)
        label = QLabel("主要领导(&Z)")
        label.setBuddy(self.principal.editor)
        label.setFixedHeight(theme.FIELD_HEIGHT)
        self._made = ""
        self._known: frozenset[str] = frozenset()
        row = QHBoxLayout()
        row.setSpacing(theme.LABEL_GAP)
        row.addWidget(label, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.principal, 0, Qt.AlignmentFlag.AlignTop)
        row.addStretch()
        for button in (
            push_button("粘贴(&P)", "从 Excel 复制后粘贴（Ctrl+V）", self._paste),
            push_button("去掉所选的行(&D)", "Ctrl+Delete", self.table.remove_rows),
        ):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        self.column.addSpacing(theme.SMALL_GAP)
        self.column.addWidget(self.table)
        self.column.addLayout(row)
        self.column.addWidget(self.said)
        self.column.addWidget(self.doubts)
        self.column.addStretch()
        self.table.changed.connect(self._on_table)
        self.table.passed_end.connect(self.principal.setFocus)
        self.principal.changed.connect(self.changed)
        self.principal.entered.connect(self.passed_end)
        self._on_table()

    # ---- what is read of it ----------------------------------------------------------------------------

    def know(self, villages: Sequence[str]) -> None:
        """Know what one can answer for: these villages, and the industries that are shipped."""
        from hazard_desk.services.offices import shipped_industries

        names = (*villages, *shipped_industries())
        self.table.suggest(_ANSWERS_FOR, names)
        self._known = frozenset(comparable(name) for name in names)
        self._on_table()

    def people(self) -> tuple[FirstPerson, ...]:
        """Return everybody who has a name."""
        from hazard_desk.services.offices import FirstPerson

        return tuple(
            FirstPerson(
                row[_NAME].strip(),
                row[_TITLE],
                post_of(row[_TITLE]),
                row[_PHONE],
                row[_CERTIFICATE],
                split_words(row[_ANSWERS_FOR]),
            )
            for row in self.table.filled_rows()
            if row[_NAME].strip()
        )

    def _on_table(self) -> None:
        rows = self.table.filled_rows()
        people = [(row[_NAME].strip(), post_of(row[_TITLE])) for row in rows if row[_NAME].strip()]
        self.principal.suggest([name for name, _post in people])
        head = next((name for post in _HEADS for name, known in people if known is post), "")
        if self.principal.text() in ("", self._made):
            self.principal.set_value(head)
        self._made = head
        self.said.setText(_counted(people))
        doubts = _doubts(rows, self._known)
        self.doubts.setText("\n".join(doubts))
        self.doubts.setVisible(bool(doubts))
        self.changed.emit()

    def _paste(self) -> None:
        self.table.paste()
        self.table.setFocus()

    # ---- the wizard ------------------------------------------------------------------------------------

    def raw(self) -> Any:
        """Return the rows and who leads."""
        return {"rows": self.table.filled_rows(), "principal": self.principal.raw()}

    def set_raw(self, raw: Any) -> None:
        """Put them back."""
        if not isinstance(raw, dict):
            return
        rows = raw.get("rows")
        if isinstance(rows, list):
            self.table.show_rows([[str(text) for text in row] for row in rows if isinstance(row, list)])
        self.principal.set_raw(raw.get("principal", ""))

    def refuse(self) -> bool:
        """Say who has no name: such a row would be lost."""
        for at in range(self.table.rowCount()):
            texts = self.table.row_texts(at)
            if any(text.strip() for text in texts) and not texts[_NAME].strip():
                self.doubts.setText(f"第 {at + 1} 行没有姓名，请补上，或去掉这一行。")
                self.doubts.show()
                self.table.go_to(at, _NAME)
                return True
        return False

    def enter(self) -> None:
        """Begin at the first empty row."""
        self.table.setFocus()
        self.table.setCurrentCell(len(self.table.filled_rows()), _NAME)


def _counted(people: Sequence[tuple[str, LeaderPost | None]]) -> str:
    if not people:
        return "还没有填。"
    by_post = [
        f"{post.label} {'、'.join(names)}"
        for post in LeaderPost
        if (names := [name for name, known in people if known is post])
    ]
    led = f"；按职务，每月有检查次数要求的：{'；'.join(by_post)}（以后可在名册里改）" if by_post else ""
    return f"共 {len(people)} 人{led}。"


def _doubts(rows: Sequence[Sequence[str]], known: frozenset[str]) -> list[str]:
    """Name what may be wrong, row by row; nothing of it stops the way on."""
    doubts = []
    names = [row[_NAME].strip() for row in rows]
    twice = list(dict.fromkeys(name for name in names if name and names.count(name) > 1))
    if twice:
        doubts.append(f"名单里有重名的：{'、'.join(twice)}。确实是两个人的不用改。")
    phones = [f"{row[_NAME]} {row[_PHONE]}" for row in rows if row[_PHONE] and not is_phone(row[_PHONE])]
    if phones:
        doubts.append(f"不像电话号码，请核对：{'；'.join(phones)}。")
    strange = [
        word
        for row in rows
        for word in split_words(row[_ANSWERS_FOR])
        if comparable(word) not in known and word not in _EVERYTHING
    ]
    if strange and known:
        doubts.append(f"分管、包联里不是村名也不是行业的，记在备注里：{'、'.join(dict.fromkeys(strange))}。")
    return doubts
