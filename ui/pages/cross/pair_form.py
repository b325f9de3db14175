"""One pair of a round, page-wide: its facts and checks above, the enterprises that it visits below."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from ui import theme
from ui.pages.cross.check_column import CheckColumn
from ui.pages.cross.pair_fields import PairFields, shown_facts
from ui.pages.cross.sample_area import SampleArea
from ui.widgets.drafts import Drafts
from ui.widgets.field import Field
from ui.widgets.record_form import RecordForm

if TYPE_CHECKING:
    from hazard_desk.services.cross_inspecting.following import PairFacts, PairView

_KEYS = (
    "Ctrl+S 保存 · Ctrl+Enter 保存并到下一组 · F6 移交和反馈 · F7 抽检名单 · Alt+A 加企业 · Alt+L 录入检查"
    " · Alt+↑↓ 换顺序 · Ctrl+D 同上一组 · Esc 返回"
)
_TOP, _CHECKS, _LEAST_CHECKS = 220, 540, 240
_MOST_TOP, _REST = 0.28, 420  # of the height, or what the list below can spare
_FACTS = 680  # the width at which three dates beside each other are seen in full
_SIZES = "cross/pair-sizes"


class PairForm(RecordForm):
    """The pair that is followed; what stands in its fields is saved by hand, the list below at once."""

    def __init__(self, drafts: Drafts | None, settings: Any, today: Callable[[], date] = date.today) -> None:
        """Build it empty; `settings` remembers how the room is parted."""
        super().__init__(drafts)
        self._settings = settings
        self._stored: dict[str, object] = {}
        self._sent_values: dict[str, object] = {}
        self._last: dict[str, object] = {}  # of the pair saved last: what Ctrl+D copies
        self.pair = PairFields(today)
        self.add_widget(self.pair)
        self.fields.update(self.pair.fields)
        self.checks = CheckColumn()
        self.samples = SampleArea(settings)
        self.pair.finished.connect(self.save_button.setFocus)
        self.pair.reached.connect(self._bring_into_sight)
        self._part_the_room()
        for keys, act in (
            ("F6", self.focus_facts),
            ("F7", self.samples.take_focus),
            # Not by the buttons' own letters: those act a tenth of a second late, when one types already.
            ("Alt+A", self.samples.add_button.click),
            ("Alt+L", self.samples.enter_button.click),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def _part_the_room(self) -> None:
        layout = self.layout()
        assert isinstance(layout, QVBoxLayout)
        self.top = QSplitter(Qt.Orientation.Horizontal)
        self.whole = QSplitter(Qt.Orientation.Vertical)
        layout.replaceWidget(self.scroll_area, self.whole)
        layout.setStretchFactor(self.whole, 1)
        self.top.addWidget(self.scroll_area)
        self.top.addWidget(self.checks)
        self.top.setStretchFactor(0, 1)
        self.top.setChildrenCollapsible(False)
        self.checks.setMinimumWidth(_LEAST_CHECKS)
        self.whole.addWidget(self.top)
        self.whole.addWidget(self.samples)
        self.whole.setStretchFactor(1, 1)
        self.whole.setCollapsible(1, False)
        self.whole.splitterMoved.connect(
            lambda _at, _index: self._settings.setValue(_SIZES, self.whole.sizes()[0])
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Part the room as the user did, else so that the list below has most of it."""
        super().resizeEvent(event)
        kept = self._settings.value(_SIZES)
        usual = min(_TOP, max(int(self.height() * _MOST_TOP), self.height() - _REST))
        self.whole.setSizes([kept if isinstance(kept, int) and kept >= 0 else usual, 10_000])
        checks = max(_LEAST_CHECKS, min(_CHECKS, self.width() - _FACTS))
        self.top.setSizes([self.width() - checks, checks])

    def _make_bar(self) -> QWidget:
        bar = super()._make_bar()
        self.save_next_button.setText("保存并到下一组")
        self.cancel_button.setText("返回")
        self.keys_label.setText(_KEYS)
        return bar

    # ---- the pair --------------------------------------------------------------------------------------

    def show_pair(self, view: PairView) -> None:
        """Begin with this pair; a draft of it is put back."""
        self._stored = shown_facts(view.facts)
        self.begin(
            _title(view),
            self._stored,
            key=f"cross_pair/{view.line.pair_id}",
            previous=self._last,
            subtitle=_about(view),
        )
        self._show_live(view)
        self.samples.begin()
        self.focus_first()

    def renew(self, view: PairView) -> None:
        """Show what has changed elsewhere; what is being typed here stays."""
        stored = shown_facts(view.facts)
        for name, value in stored.items():
            if value != self._stored[name]:
                self._take(self.fields[name], value)
        self._stored = stored
        self.title.setText(_title(view))
        self.subtitle.setText(_about(view))
        self._show_live(view)

    def _take(self, field: Field, value: object) -> None:
        """Take another stored value for a field; what is being typed into it stays, with its error."""
        typed, error = field.raw(), field.error
        touched = typed != self._clean[field.name] or field.composing
        field.set_value(value)
        self._clean[field.name] = field.raw()
        if touched:
            field.set_raw(typed)
            field.show_error(error)

    def _show_live(self, view: PairView) -> None:
        self.checks.show_checks(view.checks)
        self.samples.show_view(view)

    def facts(self) -> PairFacts:
        """Return what stands in the fields."""
        return self.pair.facts()

    def set_busy(self, busy: bool) -> None:
        """Take no second save while one is under way; what is being saved is what Ctrl+D copies next."""
        super().set_busy(busy)
        if busy:
            self._sent_values = self.pair.values()

    def saved(self, *, stays: bool = True) -> None:
        """Forget the draft; the pair stays in sight, so what is typed since and next is kept again."""
        super().saved(stays=stays)
        self._last = self._sent_values
        self._draft_timer.start()

    # ---- going about -----------------------------------------------------------------------------------

    def focus_first(self) -> None:
        """Put the keyboard on the list of enterprises: there the work begins."""
        if not self.samples.take_focus():
            self.focus_facts()

    def go_to(self, field: Field) -> None:
        """Put the cursor into this field, opening the upper half where it was closed."""
        if not self.whole.sizes()[0]:
            self.whole.setSizes([_TOP, self.height() - _TOP])
        super().go_to(field)

    def focus_facts(self) -> None:
        """Put the cursor into the first fact that is still empty."""
        fields = list(self.pair.fields.values())
        self.go_to(next((field for field in fields if field.is_empty()), fields[0]))

    def _bring_into_sight(self, field: Field) -> None:
        self.scroll_area.ensureWidgetVisible(field, 0, theme.WIDE_GAP)


def _title(view: PairView) -> str:
    return f"{view.round_name} · {view.line.inspector} → {view.line.inspected}"


def _about(view: PairView) -> str:
    team = "、".join(view.members)
    return f"{view.line.state.label} · 组员：{team}" if team else f"{view.line.state.label} · 还没有组员"
