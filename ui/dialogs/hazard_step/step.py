"""The dialog of one step: for whom, the fields it needs, and one button that makes it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from ui import theme
from ui.dialogs.hazard_step.form import StepForm
from ui.dialogs.rosters.desk_dialog import preferences_of, press_focused_button
from ui.messages import Messages
from ui.pages.hazards.wording import deadline_words, short_name

if TYPE_CHECKING:
    from hazard_desk.services.following_up.starting import StepStart
    from hazard_desk.store.changes import Changes
    from ui.background import Background

_WIDTH = 820
_NAMED = 6
_KEY_IDS = 20


class StepDialog(QDialog):
    """Makes a step for those of the selection that may take it; the others are named with the reason."""

    done_with = Signal(object)  # Changes

    def __init__(
        self, background: Background, messages: Messages, start: StepStart, parent: QWidget | None = None
    ) -> None:
        """Show what was found for the selection; `start.offer` allows at least one."""
        super().__init__(parent)
        self.background = background
        self.messages = messages
        self.preferences = preferences_of(parent)
        self._start = start
        self._ids = list(start.offer.allowed)
        kind = start.offer.kind
        self.setWindowTitle(kind.label)
        self.form = StepForm(kind, start.offers, self.preferences.drafts)
        self.form.about.setTextFormat(Qt.TextFormat.RichText)
        self.form.about.setText(self._about() + self._others())
        if len(self._ids) > 1:
            self.form.save_button.setText(f"登记这 {len(self._ids)} 条(&S)")
        self.form.save_wanted.connect(lambda _then_new: self._save())
        self.form.cancelled.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.form)
        room = self.screen().availableGeometry()
        self.resize(min(_WIDTH, room.width() - 24), 0)
        layout.activate()
        self.form.show_step(kind.label, start.step, key=self._draft_key(), person=self._person())
        self.resize(self.width(), min(self.form.wanted_height(), room.height() - 48))
        self.finished.connect(self.deleteLater)

    # ---- for whom --------------------------------------------------------------------------------------

    def _about(self) -> str:
        rows = {row.id: row for row in self._start.rows}
        allowed = [rows[hazard_id] for hazard_id in self._ids if hazard_id in rows]
        if len(rows) == 1:
            row = allowed[0]
            due = deadline_words(row, self._start.today)
            state = f"{row.state.label} · 限期 {due}" if due else row.state.label
            return f"{escape(short_name(row, 60))}<br>{_quiet(state)}"
        some = f"其中 {len(allowed)} 条可以办理" if self._start.offer.reasons else "都可以办理"
        return f"选中 {len(rows)} 条，{some}：{_quiet(_named([short_name(row) for row in allowed]))}"

    def _others(self) -> str:
        reasons = self._start.offer.reasons
        if not reasons:
            return ""
        rows = {row.id: row for row in self._start.rows}
        lines = [f"{short_name(rows[one], 16)}：{reason}" for one, reason in reasons if one in rows]
        if len(lines) > _NAMED:
            counted = Counter(reason for _one, reason in reasons)
            lines = [f"{count} 条：{reason}" for reason, count in counted.most_common()]
        ink = theme.Meaning.DUE_SOON.value.ink
        return f"<p style='margin:4px 0 0 0;color:{ink}'>{len(reasons)} 条不能，这次不动：{_named(lines)}</p>"

    def _draft_key(self) -> str:
        ids = "-".join(map(str, self._ids[:_KEY_IDS]))
        return f"hazard-step/{self.form.kind.value}/{ids}/{len(self._ids)}"

    def _person(self) -> str:
        """Return who made such a step last, else the office's 经办人."""
        kept = self.preferences.value(f"hazard-step/person/{self.form.kind.value}")
        return kept if isinstance(kept, str) else self._start.offers.handler

    # ---- saving ----------------------------------------------------------------------------------------

    def _save(self) -> None:
        from hazard_desk.services.following_up.moving import make_move

        self.form.set_busy(True)
        self.background.write(
            make_move,
            self._ids,
            self.form.step(),
            self.form.files.value(),
            done=self._saved,
            failed=lambda error: self.form.show_refusal(error, self.messages),
            owner=self,
            what=f"正在登记{self.form.kind.label}",
        )

    def _saved(self, changes: Changes) -> None:
        self.form.set_busy(False)
        person = self.form.step().person
        self.preferences.setValue(f"hazard-step/person/{self.form.kind.value}", person)
        self.form.saved()
        self.accept()
        self.done_with.emit(changes)

    # ---- keys ------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter press the button it is on, and nothing else."""
        if not press_focused_button(event):
            super().keyPressEvent(event)

    def reject(self) -> None:
        """Close; what was typed and not made stays as a draft."""
        self.form.keep_draft()
        super().reject()


def _named(lines: Sequence[str]) -> str:
    more = len(lines) - _NAMED
    shown = [f"· {escape(line)}" for line in lines[:_NAMED]]
    return "".join(f"<br>{line}" for line in [*shown, *([f"……另有 {more} 条"] if more > 0 else [])])


def _quiet(words: str) -> str:
    return f"<span style='color:{theme.SECONDARY}'>{words}</span>"
