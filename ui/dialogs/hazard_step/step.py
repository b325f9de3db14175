"""The dialog of one step: for whom, the fields it needs, and one button that makes it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import partial
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from ui import theme
from ui.dialogs.form_dialog import FormDialog
from ui.dialogs.hazard_step.form import StepForm
from ui.messages import Messages
from ui.pages.hazards.wording import deadline_words, short_name

if TYPE_CHECKING:
    from hazard_desk.services.following_up.starting import StepStart
    from hazard_desk.store.changes import Changes
    from ui.background import Background

_WIDTH = 820
_NAMED = 6
_KEY_IDS = 20


class StepDialog(FormDialog):
    """Makes a step for those of the selection that may take it; the others are named with the reason."""

    form: StepForm
    done_with = Signal(object)  # Changes

    def __init__(
        self, background: Background, messages: Messages, start: StepStart, parent: QWidget | None = None
    ) -> None:
        """Show what was found for the selection; `start.offer` allows at least one."""
        super().__init__(background, messages, parent)
        self._start = start
        self._ids = list(start.offer.allowed)
        kind = start.offer.kind
        self.setWindowTitle(kind.label)
        self.form = self.hold(StepForm(kind, start.offers, self.preferences.drafts))
        self.form.about.setTextFormat(Qt.TextFormat.RichText)
        self.form.about.setText(self._about() + self._others())
        if len(self._ids) > 1:
            self.form.save_button.setText(f"登记这 {len(self._ids)} 条(&S)")
        self.form.save_wanted.connect(lambda _then_new: self._save())
        begin = partial(self.form.show_step, kind.label, start.step, key=self._draft_key())
        self.show_form(_WIDTH, partial(begin, person=self._person()))

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

        step, kind = self.form.step(), self.form.kind

        def done(changes: Changes) -> None:
            self.preferences.setValue(f"hazard-step/person/{kind.value}", step.person)
            self.done_with.emit(changes)

        files = self.form.files.value()
        self.write(make_move, self._ids, step, files, done=done, what=f"正在登记{kind.label}")


def _named(lines: Sequence[str]) -> str:
    more = len(lines) - _NAMED
    shown = [f"· {escape(line)}" for line in lines[:_NAMED]]
    return "".join(f"<br>{line}" for line in [*shown, *([f"……另有 {more} 条"] if more > 0 else [])])


def _quiet(words: str) -> str:
    return f"<span style='color:{theme.SECONDARY}'>{words}</span>"
