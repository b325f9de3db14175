"""应查未查等清单 (负面清单): the lists at the left with their counts, the one chosen at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QWidget,
)

from hazard_desk.terms import NegativeKind
from ui import theme
from ui.dialogs.lookup_dialog import LookupDialog
from ui.dialogs.rosters.desk_dialog import preferences_of
from ui.messages import Messages
from ui.tables.columns import Align
from ui.tables.short_list import Line, ShortList
from ui.widgets.check_list import FilterButton, Option
from ui.widgets.push_button import push_button
from ui.widgets.search_box import SearchBox
from ui.widgets.suggestions import found_by

if TYPE_CHECKING:
    from hazard_desk.services.negative_lists import NegativeLists, NegativeRow
    from ui.background import Background

_KINDS = tuple(NegativeKind)
_SIZE = (1300, 660)
_LEFT = 216
_CAMPAIGN_WIDTH = 220
_ALL_RECORDS = "全部记录"
_COLUMNS = [
    ("村（社区）", 110, Align.LEFT),
    ("单位（报表）", 230, Align.LEFT),
    ("事项", 336, Align.LEFT),
    ("日期（期限）", 96, Align.LEFT),
    ("负责人", 84, Align.LEFT),
    ("联系电话（报送对象）", 150, Align.LEFT),
]
_NOTHING = {
    NegativeKind.NOT_INSPECTED: "在营的企业都检查过了。",
    NegativeKind.NOT_SELF_CHECKED: "本月的自查都登记了。",
    NegativeKind.OVERDUE: "没有逾期未整改的隐患。",
    NegativeKind.DUE_WITHIN_3: "3 天内没有到期的隐患。",
    NegativeKind.DUE_WITHIN_7: "7 天内没有到期的隐患。",
    NegativeKind.NOT_RECHECKED: "整改完成的隐患都回查过了。",
    NegativeKind.MAJOR_GAPS: "重大隐患的双报告、五落实、督办单位都填齐了。",
    NegativeKind.INCOMPLETE: "企业资料都填齐了。",
    NegativeKind.NOT_REPORTED: "到期的报表都已报送。",
    NegativeKind.NOT_STAMPED: "定稿的报表都已放回盖章的扫描件。",
}


class NegativeListsDialog(LookupDialog):
    """Lists to look at, to print, and to send to the villages; a double click shows the record."""

    record_wanted = Signal(str, int)
    report_wanted = Signal(object)  # a `Wanted`
    # What the lists are made of; whatever changes there is read again.
    concerned_by: ClassVar[frozenset[str]] = frozenset(
        {
            "campaign",
            "campaign_industry",
            "campaign_village",
            "enterprise",
            "enterprise_industry",
            "enterprise_status",
            "filed_paper",
            "filing",
            "hazard",
            "inspection",
            "inspection_campaign",
            "office",
            "recheck",
            "report_obligation",
            "self_check",
            "setting",
            "village",
        }
    )

    def __init__(self, background: Background, messages: Messages, parent: QWidget | None = None) -> None:
        """Build it empty; it reads when shown."""
        super().__init__(background, messages, parent, "应查未查等清单", _SIZE)
        self._lists: NegativeLists | None = None
        self._shown: list[NegativeRow] = []
        self.kinds = QListWidget()
        self.kinds.setAccessibleName("清单")
        self.kinds.setFixedWidth(_LEFT)
        self.kinds.addItems([kind.label for kind in _KINDS])
        self.kinds.setCurrentRow(0)
        self.kinds.currentRowChanged.connect(lambda _row: self._show())
        self.campaign = QComboBox()
        self.campaign.setAccessibleName("专项行动")
        self.campaign.setFixedWidth(_CAMPAIGN_WIDTH)
        self.campaign.addItem(_ALL_RECORDS)
        self.campaign.activated.connect(lambda _at: self.reload())
        self.villages = FilterButton("村", self._village_options)
        self.villages.changed.connect(self._show)
        self.search = SearchBox("查找清单", "名称、事项、负责人，或拼音首字母")
        self.search.textChanged.connect(lambda _text: self._show())
        self.table = ShortList(_COLUMNS, "negative/rows", preferences_of(parent))
        self.table.setAccessibleName("清单里的各条")
        self.table.opened.connect(self._open)
        self.search.left_downwards.connect(self.table.setFocus)
        self.words = QLabel()
        theme.set_role(self.words, "secondary")
        self.open_button = push_button("看原记录", "回车或双击", self._open_current, "open")
        self.print_button = push_button(
            "打印、导出这张清单(&P)", "到报表导出里打印，或另存为 PDF、Excel  Ctrl+P", self.show_list, "print"
        )
        self.notice_button = push_button(
            "各村提醒单(&V)", "每个村（社区）一张，写明有关企业要办的事", self.show_notices, "document"
        )
        self.close_button = push_button("关闭", "Esc", self.reject)
        self.table.selection_changed.connect(lambda _ids: self._show_buttons())
        self._lay_out()
        for keys, act in (("Ctrl+F", self._find), ("Ctrl+P", self.show_list)):
            QShortcut(QKeySequence(keys), self).activated.connect(act)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.LABEL_GAP)
        head.addWidget(self.search, 1)
        head.addWidget(self.villages)
        head.addWidget(self.campaign)
        head.addStretch()
        body = QHBoxLayout()
        body.setSpacing(theme.LABEL_GAP)
        body.addWidget(self.kinds)
        body.addWidget(self.table, 1)
        bar = QHBoxLayout()
        bar.setSpacing(theme.LABEL_GAP)
        bar.addWidget(self.open_button)
        bar.addWidget(self.print_button)
        bar.addWidget(self.notice_button)
        bar.addWidget(self.words, 1)
        bar.addWidget(self.close_button)
        self.lay_out(head, body, bar)

    # ---- reading -------------------------------------------------------------------------------------

    def focus_first(self) -> None:
        """Begin at the list."""
        self.kinds.setFocus()

    @property
    def kind(self) -> NegativeKind:
        """Return which list is in sight."""
        return _KINDS[self.kinds.currentRow()]

    @property
    def _campaign_name(self) -> str | None:
        return self.campaign.currentText() if self.campaign.currentIndex() > 0 else None

    def reload(self) -> None:
        """Read all lists."""
        from hazard_desk.services.negative_lists import negative_lists

        self.background.read(
            negative_lists,
            self._campaign_name,
            done=self._on_lists,
            failed=self._on_failed,
            key="negative/lists",
            owner=self,
        )

    def _on_failed(self, error: Exception) -> None:
        self.messages.show_error(error)
        if self._campaign_name is not None:  # gone meanwhile
            self.campaign.setCurrentIndex(0)
            self.reload()

    def _on_lists(self, lists: NegativeLists) -> None:
        self._lists = lists
        chosen = self._campaign_name
        self.campaign.clear()
        self.campaign.addItems([_ALL_RECORDS, *lists.campaigns])
        self.campaign.setCurrentIndex(lists.campaigns.index(chosen) + 1 if chosen in lists.campaigns else 0)
        self.campaign.setVisible(bool(lists.campaigns))
        for at, kind in enumerate(_KINDS):
            self.kinds.item(at).setText(f"{kind.label}　{len(lists.rows[kind])}")
        self._show()

    def _village_options(self) -> list[Option]:
        rows = self._lists.rows[self.kind] if self._lists is not None else []
        counts: dict[str, int] = {}
        for row in rows:
            if row.village:
                counts[row.village] = counts.get(row.village, 0) + 1
        return [Option(village, village, count) for village, count in counts.items()]

    # ---- the list in sight ---------------------------------------------------------------------------

    def _show(self) -> None:
        if self._lists is None:
            return
        rows = self._lists.rows[self.kind]
        villages, typed = self.villages.chosen(), self.search.text()
        self._shown = [
            row
            for row in rows
            if (not villages or row.village in villages)
            and (found_by(row.enterprise, typed) or found_by(row.person, typed) or typed in row.text)
        ]
        narrowed = len(self._shown) < len(rows)
        self.table.set_empty_text("没有找到，请改一改查找的字或村。" if narrowed else _NOTHING[self.kind])
        self.table.clearSelection()
        self.table.show_lines(
            [
                Line(
                    at,
                    (
                        row.village,
                        row.enterprise,
                        " ".join(row.text.split()),
                        row.day.isoformat() if row.day else "",
                        row.person,
                        row.phone,
                    ),
                    (row.noun, row.id),
                )
                for at, row in enumerate(self._shown)
            ]
        )
        many = f"{len(self._shown)} 条，共 {len(rows)} 条" if narrowed else f"{len(rows)} 条"
        self.words.setText(many)
        self._show_buttons()

    def _show_buttons(self) -> None:
        self.open_button.setEnabled(self.table.current_id is not None and bool(self._shown))

    def _find(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def _open_current(self) -> None:
        if self.table.current_id is not None:
            self._open(self.table.current_id)

    def _open(self, at: int) -> None:
        """Show the record where it belongs; a paper on 报表导出."""
        if not 0 <= at < len(self._shown):
            return
        row = self._shown[at]
        if row.paper is not None:
            from hazard_desk.services.report_reading import wanted_of

            self._leave_for(wanted_of(row.paper))
            return
        self.accept()
        self.record_wanted.emit(row.noun, row.id)

    # ---- on paper ------------------------------------------------------------------------------------

    def show_list(self) -> None:
        """Show the list in sight as it prints, of the villages chosen."""
        from hazard_desk.forms.contents import contents_of
        from hazard_desk.services.report_reading import Wanted

        self._leave_for(
            Wanted(
                "negative-list",
                contents_of("negative-list")[0],
                campaign=self._campaign_name,
                lists=(self.kind,),
                villages=tuple(str(village) for village in self.villages.chosen()),
            )
        )

    def show_notices(self) -> None:
        """Show the notice to each village, or to those chosen."""
        from hazard_desk.forms.contents import contents_of
        from hazard_desk.services.report_reading import Wanted

        self._leave_for(
            Wanted(
                "village-notice",
                contents_of("village-notice")[0],
                campaign=self._campaign_name,
                villages=tuple(str(village) for village in self.villages.chosen()),
            )
        )

    def _leave_for(self, wanted: object) -> None:
        self.accept()
        self.report_wanted.emit(wanted)
