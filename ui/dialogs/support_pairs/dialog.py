"""结对帮扶: the pairs in a list, the form of the chosen one beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hazard_desk.terms import NO_VILLAGE_LABEL
from ui.dialogs.rosters.desk_dialog import DeskDialog
from ui.dialogs.rosters.entry_form import EntryForm
from ui.dialogs.rosters.list_beside_form import ListBesideForm
from ui.dialogs.support_pairs.form import SupportPairForm
from ui.messages import Messages
from ui.preferences import Preferences
from ui.tables.columns import Align, Column
from ui.theme import Meaning
from ui.widgets.push_button import push_button

if TYPE_CHECKING:
    from hazard_desk.services.inspecting.offering import EnterpriseGlance
    from hazard_desk.services.offices import Choice
    from hazard_desk.services.registry import EnterpriseRow
    from hazard_desk.services.support_pairs import Found, SupportPairRecord, SupportPairRow
    from ui.background import Background

_FORM_ID = "support-pairs"
_KEY = "support_pair"


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the list."""

    id: int
    helper: str
    helped: str
    village: str
    starts_on: date
    ends_on: date | None
    found: Found

    @property
    def running(self) -> bool:
        """Tell whether the help hasn't ended."""
        return self.ends_on is None or self.ends_on >= date.today()


def _found(line: _Line) -> str:
    found = line.found
    return f"{found.general + found.major} / {found.general_rectified + found.major_rectified}"


_COLUMNS = (
    Column("helper", "标杆企业", width=150),
    Column("helped", "帮扶企业", width=150),
    Column("village", "所属村", width=80, text=lambda line: line.village or NO_VILLAGE_LABEL, hidden=True),
    Column("starts_on", "结对日期", width=90),
    Column(
        "running",
        "帮扶",
        width=66,
        text=lambda line: "在帮扶" if line.running else "已结束",
        meaning=lambda line: Meaning.IN_PROGRESS if line.running else Meaning.VOID,
        tooltip=lambda line: f"结束日期 {line.ends_on}" if line.ends_on else "没有填结束日期",
    ),
    Column(
        "found",
        "发现/整改",
        width=80,
        align=Align.RIGHT,
        text=_found,
        tooltip=lambda _line: "结对以来帮扶企业自查发现的隐患，和其中已整改的",
        sortable=False,
    ),
)


class SupportPairsDesk(ListBesideForm):
    """The pairs, and the form of one."""

    what, noun, counted = "结对", "support_pairs", "对"
    concerned_by = frozenset(
        {
            "support_pair",
            "support_pair_campaign",
            "enterprise",
            "hazard",
            "inspection",
            "campaign",
            "village",
            "filing",
        }
    )
    stretched = "helped"
    searched = ("helper", "helped", "village")
    search_hint = "查找企业、村：名称或拼音首字母"

    def __init__(self, background: Background, preferences: Preferences) -> None:
        """Build it empty."""
        self._campaigns: tuple[str, ...] = ()  # what a new pair begins with
        self._previous: dict[str, Any] = {}
        super().__init__(background, _COLUMNS, preferences)
        self.entry = SupportPairForm(preferences.drafts, self._find_enterprises)
        self.entry.enterprise_wanted.connect(self._pick_again)
        self.add_form(self.entry)

    # ---- reading ---------------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read the campaigns, then the pairs."""
        from hazard_desk.services.offices import campaigns
        from hazard_desk.services.support_pairs import support_pairs

        read = self.background.read
        failed = self.messages.show_error
        read(campaigns, done=self._offer, failed=failed, key="support-pairs/campaigns", owner=self)
        read(support_pairs, done=self._on_rows, failed=failed, key="support-pairs/list", owner=self)

    def _offer(self, choices: Sequence[Choice]) -> None:
        self.entry.campaigns.set_choices([choice.name for choice in choices])

    def _on_rows(self, rows: Sequence[SupportPairRow]) -> None:
        self.show_rows(
            [
                _Line(row.id, row.helper, row.helped, row.village, row.starts_on, row.ends_on, row.found)
                for row in rows
            ]
        )

    def go_to_pair(self, pair_id: int) -> None:
        """Show this pair as soon as the list has been read."""
        self._wanted = pair_id
        self.reload()

    def name_of(self, row: Any) -> str:
        """Return who helps whom."""
        return f"{row.helper} 帮扶 {row.helped}"

    def count_words(self, rows: Sequence[Any]) -> str:
        """Return how many pairs there are, and how many enterprises stand on each side."""
        helpers, helped = {row.helper for row in rows}, {row.helped for row in rows}
        counted = f" · 标杆企业 {len(helpers)} 家，帮扶企业 {len(helped)} 家" if rows else ""
        return super().count_words(rows) + counted

    # ---- the form --------------------------------------------------------------------------------------

    def show_record(self, row: Any) -> None:
        """Read one pair and show it."""
        from hazard_desk.services.support_pairs import support_pair_record

        def show(record: SupportPairRecord) -> None:
            self.entry.show_pair(record, row.found, key=f"{_KEY}/{row.id}")
            self.show_form(self.entry)

        self.read_record(row, show, support_pair_record, row.id)

    def begin_new(self) -> None:
        """Begin an empty pair, of the campaigns of the one entered last."""
        self.show_form(self.entry)
        self.entry.begin_pair(self._campaigns, self._previous, key=f"{_KEY}/new")

    def saving(self, form: EntryForm, row: Any) -> tuple[Any, ...]:
        """Save the pair."""
        from hazard_desk.services.support_pairs import SupportPairFacts, save_support_pair

        self._previous = form.values()
        facts = SupportPairFacts(**self._previous)
        self._campaigns = facts.campaigns
        return save_support_pair, facts, row.id if row is not None else None

    def removing(self, row: Any) -> tuple[Any, ...]:
        """Remove the pair."""
        from hazard_desk.services.support_pairs import remove_support_pair

        return remove_support_pair, row.id

    # ---- enterprises -----------------------------------------------------------------------------------

    def _find_enterprises(self, text: str, done: Callable[[Sequence[EnterpriseRow]], None]) -> object:
        from hazard_desk.services.inspecting.offering import enterprises_to_pick

        return self.background.read(
            enterprises_to_pick, text, done=done, key="support-pairs/enterprises", owner=self
        )

    def _pick_again(self, name: str, enterprise_id: int) -> None:
        from hazard_desk.services.inspecting.offering import enterprise_glance

        def got(glance: EnterpriseGlance) -> None:
            self.entry.pickers[name].choose(glance.enterprise)

        self.background.read(
            enterprise_glance, enterprise_id, done=got, failed=self.messages.show_error, owner=self
        )


class SupportPairsDialog(DeskDialog):
    """结对帮扶."""

    report_wanted = Signal(object)  # report_reading.Wanted

    def __init__(self, background: Background, messages: Messages, parent: QWidget | None = None) -> None:
        """Build it empty; it reads when shown."""
        super().__init__(background, messages, parent)
        self.setWindowTitle("结对帮扶")
        self.pairs = SupportPairsDesk(background, self.preferences)
        self.report_button = push_button("情况表", "到报表导出里看、打印这张表", self._show_report, "report")
        self.pairs.head.addWidget(self.report_button)
        self.add_desk(self.pairs)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.pairs)

    def show_record(self, _noun: str, record_id: int) -> None:
        """Show one pair."""
        self.pairs.go_to_pair(record_id)

    def _show_report(self) -> None:
        from hazard_desk.forms.contents import Content
        from hazard_desk.services.report_reading import Wanted

        self.close()
        self.report_wanted.emit(Wanted(_FORM_ID, Content.FILLED))
