"""更正: a new version of a filed week as the records now stand, and the later weeks that it changes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from html import escape
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QLabel, QVBoxLayout, QWidget

from ui import theme
from ui.dialogs.form_dialog import DialogForm, FormDialog
from ui.messages import Messages
from ui.widgets.drafts import Drafts
from ui.widgets.fields import TextField

if TYPE_CHECKING:
    from hazard_desk.services.filing.differences import Difference, LaterWeek
    from hazard_desk.services.report_reading import Week
    from ui.background import Background

_WIDTH = 680
_NAMED = 12
_NAMED_LATER = 6


class CorrectionForm(DialogForm):
    """The reason; below it what changes, and the later weeks with a tick each."""

    def __init__(self, drafts: Drafts) -> None:
        """Build the fields."""
        super().__init__(drafts, "更正")
        self.reason = self.add_field(TextField("reason", "更正原因", required=True, wide=True, longest=500))
        self.changes = QLabel()
        self.changes.setWordWrap(True)
        self.changes.setTextFormat(Qt.TextFormat.RichText)
        self.later_heading = QLabel("以后各周的累计数也跟着变，一起更正：")
        theme.set_role(self.later_heading, "heading")
        self.ticks: dict[date, QCheckBox] = {}
        body = QWidget()
        self._column = QVBoxLayout(body)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.LABEL_GAP)
        self._column.addWidget(self.changes)
        self._column.addWidget(self.later_heading)
        self.add_widget(body)

    def show_changes(self, found: Sequence[Difference], later: Sequence[LaterWeek]) -> None:
        """Say what the new version changes here and in later weeks; those are ticked."""
        lines = [f"· {escape(_words(one))}" for one in found[:_NAMED]]
        if len(found) > _NAMED:
            lines.append(f"……另有 {len(found) - _NAMED} 处")
        head = (
            f"<b>这一周有 {len(found)} 处要改：</b>" if found else "现在的记录和定稿的一样，更正后数字不变。"
        )
        self.changes.setText("<br>".join([head, *lines]))
        self.later_heading.setVisible(bool(later))
        for week in later:
            tick = QCheckBox(f"{week.week_end} 那一周")
            tick.setChecked(True)
            self.ticks[week.week_end] = tick
            said = list(week.changes[:_NAMED_LATER])
            if len(week.changes) > _NAMED_LATER:
                said.append(f"……另有 {len(week.changes) - _NAMED_LATER} 项")
            words = QLabel("　" + "；".join(said))
            words.setWordWrap(True)
            theme.set_role(words, "secondary")
            self._column.addWidget(tick)
            self._column.addWidget(words)

    def wanted_height(self) -> int:
        """Return the height at which nothing is scrolled: words that wrap ask for too much by themselves."""
        body = self._body.layout()
        assert body is not None
        spare = self._body.sizeHint().height() - body.heightForWidth(self.width())
        return super().wanted_height() - max(spare, 0)

    @property
    def also(self) -> tuple[date, ...]:
        """Return the later weeks that are to be corrected with this one."""
        return tuple(end for end, tick in self.ticks.items() if tick.isChecked())


class CorrectionDialog(FormDialog):
    """Files the week again; all versions stay."""

    form: CorrectionForm
    done_with = Signal(object)  # Changes

    def __init__(self, background: Background, messages: Messages, parent: QWidget | None = None) -> None:
        """Build it for no week."""
        super().__init__(background, messages, parent)
        self._week_end: date | None = None
        self.setWindowTitle("更正")
        self.form = self.hold(CorrectionForm(self.preferences.drafts))
        self.form.save_wanted.connect(lambda _then_new: self._save())

    def open_for(self, week: Week) -> None:
        """Read which later weeks are concerned, then ask for the reason."""
        from hazard_desk.services.filing.differences import later_filed

        self._week_end = week.week_end
        self.background.read(
            later_filed,
            week.week_end,
            done=lambda later: self._show(week, later),
            failed=self._failed,
            owner=self,
        )

    def _failed(self, error: Exception) -> None:
        self.messages.show_error(error)
        self.deleteLater()

    def _show(self, week: Week, later: Sequence[LaterWeek]) -> None:
        version = week.state.version + 1
        self.form.about.setText(
            f"按现在的记录重新定稿，成为第 {version} 版。原来的版本和扫描件都留着；"
            "新的一版要重新打印、盖章、报送。"
        )
        self.form.show_changes(week.differences, later)
        values: dict[str, Any] = {"reason": ""}
        title = f"更正 {week.week_end} 那一周"
        begin = partial(self.form.begin, title, values, key=f"filings/correction/{week.week_end}")
        self.show_form(_WIDTH, begin)
        self.open()

    def _save(self) -> None:
        from hazard_desk.services.filing.filing import correct_week

        self.write(
            correct_week,
            self._week_end,
            self.form.reason.text(),
            self.form.also,
            done=self.done_with.emit,
            what="正在更正",
        )


def _words(one: Difference) -> str:
    day = f"{one.on} " if one.on is not None else ""
    return f"{day}{one.enterprise} {one.figure_words}：定稿时 {one.filed}，现在 {one.now}"
