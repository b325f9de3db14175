"""What is typed of a campaign line by line: its phases (阶段), and what is to be handed in (报送要求)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QHeaderView

from hazard_desk.rules.clock_times import read_clock_time
from hazard_desk.rules.dates import parse_typed_date
from hazard_desk.rules.report_days import WEEKDAYS, read_report_day, report_day_words
from hazard_desk.rules.unreadable import Unreadable
from hazard_desk.terms import ReportScope
from ui.dialogs.cross_round.text_lines import LineTableField
from ui.widgets.suggestions import found_by

if TYPE_CHECKING:
    from hazard_desk.services.campaigning import ObligationFacts, PhaseFacts

_PHASE_TITLES = ("阶段", "开始日期", "结束日期", "主要内容")
_REPORT_TITLES = ("报表", "数据", "什么时候报", "几点前", "报送对象", "签字人", "备注")
_SIGNERS = ("主要负责人",)
Show = Callable[[str], str]
"""Returns the one form of what a cell means; Unreadable where it means nothing."""


class ReadLines(LineTableField):
    """Lines whose cells stand for values: each is shown in its one form once the keyboard has left it."""

    titles: tuple[str, ...]
    widths: tuple[int, ...]  # 0 takes the room left over

    def __init__(self, name: str, label: str, *, what: str, shown_rows: int) -> None:
        """Make the field empty."""
        super().__init__(name, label, self.titles, self.titles, what=what, shown_rows=shown_rows)
        self.reads: dict[int, Show] = {}
        self.editor.setAccessibleName(f"{label}：{'、'.join(self.titles)}")
        header = self.editor.horizontalHeader()
        for column, width in enumerate(self.widths):
            if width:
                header.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
                self.editor.setColumnWidth(column, width)
        self.editor.currentCellChanged.connect(
            lambda _row, _column, row, column: self._show_read(row, column)
        )

    def _show_read(self, row: int, column: int) -> None:
        item = self.editor.item(row, column)
        if item is None or column not in self.reads or not item.text().strip():
            return
        try:
            shown = self.reads[column](item.text())
        except Unreadable:
            return
        if shown != item.text():
            item.setText(shown)

    def tidy(self) -> None:
        """Close up the rows and show each cell in its one form: what is saved is what is seen."""
        super().tidy()
        for row in range(self.editor.rowCount()):
            for column in self.reads:
                self._show_read(row, column)

    def problem(self) -> str:
        """Say which cell can't be read, and why."""
        for number, texts in enumerate(self.editor.filled_rows(), start=1):
            for column, read in self.reads.items():
                try:
                    read(texts[column])
                except Unreadable as unreadable:
                    return f"第 {number} 行“{self.titles[column]}”：{unreadable.message}{unreadable.remedy}"
        return ""

    def lines(self) -> list[list[str]]:
        """Return the texts of the lines in which anything stands."""
        return [[text.strip() for text in texts] for texts in self.editor.filled_rows()]


class PhasesField(ReadLines):
    """阶段: a name, its days, what it asks for."""

    titles = _PHASE_TITLES
    widths = (150, 92, 92, 0)

    def __init__(self, *, today: Callable[[], date] = date.today) -> None:
        """Make the field empty; `today` is what short forms of days are read from."""
        super().__init__("phases", "阶段", what="行", shown_rows=5)
        self._today = today
        self.reads = {1: self._show_day, 2: self._show_day}

    def value(self) -> tuple[PhaseFacts, ...]:
        """Return the phases; a day that can't be read counts as none."""
        from hazard_desk.services.campaigning import PhaseFacts

        return tuple(
            PhaseFacts(name, self._day(starts), self._day(ends), content)
            for name, starts, ends, content in self.lines()
        )

    def set_value(self, value: Any) -> None:
        """Show these phases."""
        self.editor.show_rows(
            [(one.name, _iso(one.starts_on), _iso(one.ends_on), one.content) for one in value or ()]
        )

    def _show_day(self, text: str) -> str:
        return _iso(parse_typed_date(text, self._today()))

    def _day(self, text: str) -> date | None:
        try:
            return parse_typed_date(text, self._today())
        except Unreadable:
            return None


class ObligationsField(ReadLines):
    """报送要求: which form, with which figures, by when, to whom, signed by whom."""

    titles = _REPORT_TITLES
    widths = (150, 52, 92, 58, 120, 84, 0)

    def __init__(self, *, today: Callable[[], date] = date.today) -> None:
        """Make the field empty; `today` is what short forms of days are read from."""
        super().__init__("obligations", "报送要求", what="行", shown_rows=5)
        self._today = today
        self._forms: dict[str, str] = {}  # what a form is called, its id
        self.reads = {0: self._show_form, 1: _show_scope, 2: self._show_when, 3: _show_time}
        self.editor.suggest(1, [scope.label for scope in ReportScope])
        self.editor.suggest(2, [f"每周{day}" for day in WEEKDAYS])
        self.editor.suggest(5, _SIGNERS)

    def offer_forms(self, forms: Sequence[tuple[str, str]]) -> None:
        """Offer these forms, each by its id and what it is called."""
        self._forms = {words: form_id for form_id, words in forms}
        self.editor.suggest(0, list(self._forms))

    def value(self) -> tuple[ObligationFacts, ...]:
        """Return the obligations; what can't be read counts as empty."""
        from hazard_desk.services.campaigning import ObligationFacts

        found = []
        for form, scope, when, time, recipient, signer, note in self.lines():
            form_id = self._forms.get(_read_or_same(self._show_form, form), form)
            day = self._when(when)
            found.append(
                ObligationFacts(
                    form_id,
                    ReportScope.from_label(_read_or_same(_show_scope, scope)) or _usual_scope(form_id),
                    recipient,
                    day if isinstance(day, int) else None,
                    time,
                    day if isinstance(day, date) else None,
                    signer,
                    note,
                )
            )
        return tuple(found)

    def set_value(self, value: Any) -> None:
        """Show these obligations."""
        words = {form_id: called for called, form_id in self._forms.items()}
        self.editor.show_rows(
            [
                (
                    words.get(one.form_id, one.form_id),
                    one.scope.label,
                    report_day_words(one.weekday, one.due_on),
                    one.due_time,
                    one.recipient,
                    one.signer,
                    one.note,
                )
                for one in value or ()
            ]
        )

    def _show_form(self, text: str) -> str:
        typed = text.strip()
        found = [words for words in self._forms if typed and found_by(words, typed)]
        exact = [words for words in found if words == typed]
        if not typed or exact:
            return typed
        if len(found) == 1:
            return found[0]
        if found:
            raise Unreadable(f"“{typed}”可能是{'、'.join(found[:4])}。", "请写全，或按 F4 从清单里选。")
        raise Unreadable(f"没有叫“{typed}”的报表。", "请按 F4 从清单里选。")

    def _show_when(self, text: str) -> str:
        day = read_report_day(text, self._today())
        return report_day_words(None, day) if isinstance(day, date) else report_day_words(day, None)

    def _when(self, text: str) -> int | date | None:
        try:
            return read_report_day(text, self._today())
        except Unreadable:
            return None


def _iso(day: date | None) -> str:
    return day.isoformat() if day is not None else ""


def _show_time(text: str) -> str:
    time = read_clock_time(text)
    return f"{time:%H:%M}" if time is not None else ""


def _show_scope(text: str) -> str:
    typed = text.strip()
    if not typed:
        return ""
    found = [scope.label for scope in ReportScope if found_by(scope.label, typed)]
    if len(found) == 1:
        return found[0]
    raise Unreadable(f"“{typed}”读不出来。", "请写“本周”或“累计”。")


def _usual_scope(form_id: str) -> ReportScope:
    """Return the figures that a form is usually handed in with."""
    from hazard_desk.forms.contents import Content, contents_of

    return ReportScope.WEEK if Content.WEEK in contents_of(form_id) else ReportScope.CUMULATIVE


def _read_or_same(read: Show, text: str) -> str:
    try:
        return read(text)
    except Unreadable:
        return text
