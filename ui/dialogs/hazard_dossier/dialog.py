"""The dialog of the dossier: its form, and the steps of a supervised hazard below it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from hazard_desk.terms import Move
from ui.dialogs.form_dialog import FormDialog
from ui.dialogs.hazard_dossier.form import DossierForm
from ui.dialogs.hazard_dossier.steps_box import StepsBox
from ui.messages import Kind, Message, Messages
from ui.pages.hazards.wording import short_name

if TYPE_CHECKING:
    from hazard_desk.services.following_up.dossier import DossierFacts
    from hazard_desk.services.following_up.history import HazardRecord
    from hazard_desk.services.following_up.starting import StepOffers, StepStart
    from hazard_desk.store.changes import Changes
    from ui.background import Background

_SIZE = (960, 660)
_CONCERNS = frozenset({"hazard", "hazard_move", "recheck"})


class DossierDialog(FormDialog):
    """Reads one hazard when it is opened; a step first saves what was typed."""

    form: DossierForm
    done_with = Signal(object)  # Changes, of a saved dossier or of a step

    def __init__(
        self, background: Background, messages: Messages, hazard_id: int, parent: QWidget | None = None
    ) -> None:
        """Build it empty."""
        super().__init__(background, messages, parent)
        self._id = hazard_id
        self._shown = False
        self.setWindowTitle("重大隐患、挂牌督办资料")
        self.form = self.hold(DossierForm(self.preferences.drafts))
        self.steps = StepsBox()
        self.form.add_widget(self.steps)
        self.form.save_wanted.connect(lambda _then_new: self._save(self.accept))
        self.steps.wanted.connect(self._begin)
        background.changed.connect(self._on_changed)
        self.take_size(*_SIZE)
        self._read()

    def _read(self) -> None:
        from hazard_desk.services.following_up.dossier import dossier_of
        from hazard_desk.services.following_up.history import hazard_record
        from hazard_desk.services.following_up.starting import step_offers

        def ask(reading: Any) -> tuple[HazardRecord, DossierFacts, StepOffers]:
            return hazard_record(reading, self._id), dossier_of(reading, self._id), step_offers(reading)

        self.background.read(
            ask, done=lambda found: self._show(*found), failed=self._failed, key="dossier", owner=self
        )

    def _show(self, record: HazardRecord, dossier: DossierFacts, offers: StepOffers) -> None:
        self.steps.show_record(record)
        self.form.suggest(offers.persons, offers.units)
        if self._shown and self.form.is_changed:
            return  # a step made meanwhile must not take away what is being typed
        self._shown = True
        self.form.show_dossier(
            short_name(record.row), record.facts, dossier, key=f"hazard-dossier/{self._id}"
        )

    def _on_changed(self, changes: Changes) -> None:
        if _CONCERNS & changes.nouns and self.isVisible():
            self._read()

    def _failed(self, error: Exception) -> None:
        self.messages.show_error(error)

    # ---- saving ----------------------------------------------------------------------------------------

    def _save(self, then: Callable[[], object]) -> None:
        from hazard_desk.services.following_up.dossier import save_dossier

        self.form.set_busy(True)
        self.background.write(
            save_dossier,
            self._id,
            self.form.facts(),
            done=lambda changes: self._saved(changes, then),
            failed=lambda error: self.form.show_refusal(error, self.messages),
            owner=self,
        )

    def _saved(self, changes: Changes, then: Callable[[], object]) -> None:
        self.form.set_busy(False)
        self.form.saved(stays=True)
        then()
        if changes.nouns:
            self.done_with.emit(changes)

    # ---- steps -----------------------------------------------------------------------------------------

    def _begin(self, move: Move) -> None:
        if not self.form.is_changed:
            self._start(move)
        elif not self.form.show_unreadable():
            self._save(lambda: self._start(move))

    def _start(self, move: Move) -> None:
        from hazard_desk.services.following_up.starting import start_step

        self.background.read(
            start_step, [self._id], move, done=self._open_step, failed=self._failed, owner=self
        )

    def _open_step(self, start: StepStart) -> None:
        from ui.dialogs.hazard_step import StepDialog

        if not start.offer.allowed:
            said = f"现在不能登记{start.offer.kind.label}：{start.offer.reasons[0][1]}"
            self.form.strip.show_message(Message(said, "没有改动任何数据。", "", Kind.WARNING))
            return
        dialog = StepDialog(self.background, self.messages, start, self)
        dialog.done_with.connect(self._stepped)
        dialog.open()

    def _stepped(self, changes: Changes) -> None:
        self.form.strip.show_message(Message(f"{changes.summary}。", kind=Kind.SUCCESS))
        self.done_with.emit(changes)
