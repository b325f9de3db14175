"""Reads and writes what the form of one pair shows; each change is one operation, with a way back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hazard_desk.errors import InputRefused, RecordMissing
from ui.pages.cross.follow_words import proposed_words, told
from ui.pages.cross.pair_form import PairForm
from ui.pages.cross.pair_papers import PairPapers
from ui.pages.cross.paper_menu import BLANK, VISIT_SHEET
from ui.undoing import say_undoable

if TYPE_CHECKING:
    from hazard_desk.services.cross_inspecting.following import PairView, SampleRow
    from hazard_desk.store.changes import Changes
    from ui.background import Background
    from ui.messages import Messages

_REPORT = "cross-report"
_NAMED = 3


class PairDesk(QWidget):
    """One pair being worked on. `closed` ends it; `next_wanted` asks for the pair after it."""

    closed = Signal()
    shown = Signal(object)  # the `PairView`, whenever it has been read
    next_wanted = Signal()
    record_wanted = Signal(str, int)
    form_wanted = Signal(str, int)
    visit_wanted = Signal(object)

    def __init__(
        self,
        background: Background,
        messages: Messages,
        preferences: Any,
        today: Callable[[], date] = date.today,
    ) -> None:
        """Build it for no pair; `show_pair` gives it one."""
        super().__init__()
        self._background = background
        self._messages = messages
        self._settings = preferences
        self.view: PairView | None = None
        self._opening = False  # a pair is being read to begin with: the one in sight is no longer wanted
        self._writing = 0  # operations under way: what is read between two of them would be old
        self.form = PairForm(preferences.drafts, preferences, today)
        self.papers = PairPapers(background, messages, preferences, self, today)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.form)
        self._connect()

    def _connect(self) -> None:
        form, samples = self.form, self.form.samples
        form.save_wanted.connect(self._save)
        form.cancelled.connect(self._leave)
        samples.proposal_wanted.connect(self._propose)
        samples.choice_wanted.connect(self._offer)
        samples.removal_wanted.connect(self._remove)
        samples.order_wanted.connect(self._reorder)
        samples.entry_wanted.connect(self._begin_visit)
        samples.record_wanted.connect(lambda visit_id: self.record_wanted.emit("inspection", visit_id))
        samples.tie_wanted.connect(self._tie)
        samples.untie_wanted.connect(self._untie)
        samples.papers.wanted.connect(self._print)
        samples.papers.form_wanted.connect(self._show_form)
        samples.report_wanted.connect(self._report)
        samples.attachments_wanted.connect(self._open_attachments)

    # ---- reading ---------------------------------------------------------------------------------------

    @property
    def pair_id(self) -> int | None:
        """Return the pair in sight."""
        return self.view.line.pair_id if self.view is not None else None

    def show_pair(self, pair_id: int) -> None:
        """Read this pair and begin with it; what was typed for another one stays as a draft."""
        if self.view is not None:
            self.form.keep_draft()
        self._opening = True
        self._read(pair_id, self._begin)

    def reload(self) -> None:
        """Read the pair in sight again."""
        if self.view is not None and not self._writing and not self._opening:
            self._read(self.view.line.pair_id, self._renew)

    def _read(self, pair_id: int, then: Callable[[PairView], bool]) -> None:
        from hazard_desk.services.attaching import attachment_counts
        from hazard_desk.services.cross_inspecting.following import read_pair

        def read(reading: Any) -> tuple[PairView, int]:
            counts = attachment_counts(reading, "cross_pair", [pair_id])
            return read_pair(reading, pair_id), counts.get(pair_id, 0)

        def show(found: tuple[PairView, int]) -> None:
            view, attachments = found
            if then(view):
                self.form.samples.show_attachment_count(attachments)
                self.shown.emit(view)

        self._background.read(
            read, done=show, failed=self._not_read, key=f"cross/pair/{id(self)}", owner=self
        )

    def _begin(self, view: PairView) -> bool:
        self._opening = False
        self.view = view
        self.form.show_pair(view)
        return True

    def _renew(self, view: PairView) -> bool:
        if self.view is None or self.view.line.pair_id != view.line.pair_id:
            return False  # left meanwhile
        self.view = view
        self.form.renew(view)
        return True

    def _not_read(self, error: Exception) -> None:
        self._opening = False
        # The pair was taken away meanwhile: drawn anew, or its round put into the recycle bin.
        if isinstance(error, RecordMissing):
            self.view = None
            self.closed.emit()
        self._messages.show_error(error)

    def may_close(self) -> bool:
        """Keep what is typed as a draft; nothing stands against closing."""
        if self.view is not None:
            self.form.keep_draft()
        return True

    def _leave(self) -> None:
        self.view = None
        self.closed.emit()

    # ---- the facts -------------------------------------------------------------------------------------

    def _save(self, then_next: bool) -> None:
        from hazard_desk.services.cross_inspecting.following import save_pair

        assert self.view is not None
        pair_id = self.view.line.pair_id
        self.form.set_busy(True)
        self._write(
            save_pair,
            pair_id,
            self.form.facts(),
            done=lambda changes: self._saved(pair_id, changes, then_next),
            failed=lambda error: self._refused(pair_id, error),
        )

    def _saved(self, pair_id: int, changes: Changes, then_next: bool) -> None:
        self.form.set_busy(False)
        self.form.saved()
        self._messages.say_done(f"{changes.summary}。" if changes.nouns else "没有改动，不用保存。")
        if pair_id == self.pair_id:  # else she has gone to another one meanwhile
            self.form.strip.dismiss()
            if then_next:
                self.next_wanted.emit()

    def _refused(self, pair_id: int, error: Exception) -> None:
        self.form.set_busy(False)
        if isinstance(error, InputRefused) and pair_id == self.pair_id:
            homeless = self.form.show_problems(error.problems)
            if not homeless:
                return
            error = InputRefused(homeless, error.what)
        self._messages.show_error(error)

    # ---- the sample ------------------------------------------------------------------------------------

    def _propose(self) -> None:
        from hazard_desk.services.cross_inspecting.sampling import propose_samples

        assert self.view is not None
        self._write(
            propose_samples,
            self.view.round_id,
            [self.view.line.pair_id],
            done=lambda changes: self._say(proposed_words(changes), changes),
        )

    def _offer(self) -> None:
        from hazard_desk.services.cross_inspecting.sampling import offered_enterprises

        view = self.view
        if view is None or not view.own:
            return

        def show(offered: Sequence[SampleRow]) -> None:
            from ui.pages.cross.sample_picker import SamplePicker

            if self.view is None or self.view.line.pair_id != view.line.pair_id:
                return
            listed = set(self.form.samples.sampled())
            rest = [row for row in offered if row.enterprise_id not in listed]
            names = {row.enterprise_id: row.name for row in rest}
            title = f"加抽检企业：{view.line.inspected}"
            picker = SamplePicker(title, rest, self._settings, self.window())
            picker.chosen.connect(lambda ids: self._add(ids, [names[one] for one in ids]))
            picker.finished.connect(self.form.samples.table.setFocus)
            picker.open()

        self._background.read(
            offered_enterprises,
            view.line.pair_id,
            done=show,
            failed=self._messages.show_error,
            key="cross/offered",
            owner=self,
        )

    def _add(self, ids: Sequence[int], names: Sequence[str]) -> None:
        wanted = [*self.form.samples.sampled(), *ids]
        self._change(wanted, f"已把{_some(names)}加进抽检名单。")

    def _remove(self, ids: Sequence[int]) -> None:
        assert self.view is not None
        names = [row.name for row in self.view.samples if row.enterprise_id in ids]
        wanted = [known for known in self.form.samples.sampled() if known not in ids]
        self._change(wanted, f"已从抽检名单去掉{_some(names)}。")

    def _reorder(self, wanted: Sequence[int]) -> None:
        self._change(wanted, "")

    def _change(self, wanted: Sequence[int], said: str) -> None:
        from hazard_desk.services.cross_inspecting.sampling import change_samples

        assert self.view is not None

        def done(changes: Changes) -> None:
            if said:
                self._say(said, changes)

        self._write(change_samples, self.view.line.pair_id, list(wanted), done=done)

    # ---- visits ----------------------------------------------------------------------------------------

    def _begin_visit(self, enterprise_id: int) -> None:
        from hazard_desk.services.cross_inspecting.following import visit_start

        assert self.view is not None
        self._background.read(
            visit_start,
            self.view.line.pair_id,
            enterprise_id,
            done=self.visit_wanted.emit,
            failed=self._messages.show_error,
            key="cross/visit",
            owner=self,
        )

    def _tie(self) -> None:
        from hazard_desk.services.cross_inspecting.following import tie_visits

        assert self.view is not None
        visits = [visit.inspection_id for visit in self.view.loose]
        self._write(tie_visits, self.view.line.pair_id, visits, done=self._say_changes)

    def _untie(self, visits: Sequence[int]) -> None:
        from hazard_desk.services.cross_inspecting.following import untie_visits

        self._write(untie_visits, list(visits), done=self._say_changes)

    # ---- writing ---------------------------------------------------------------------------------------

    def _write(
        self,
        operation: Callable[..., Any],
        *arguments: Any,
        done: Callable[[Changes], object],
        failed: Callable[[Exception], object] | None = None,
    ) -> None:
        self._writing += 1

        def came(changes: Changes) -> None:
            self._writing -= 1
            done(changes)
            if not changes.nouns:  # nobody else will say that there is something to read again
                self.reload()

        def refused(error: Exception) -> None:
            self._writing -= 1
            (failed or self._messages.show_error)(error)
            self.reload()  # the list was shown as wanted before it was written

        self._background.write(operation, *arguments, done=came, failed=refused, owner=self)

    def _say_changes(self, changes: Changes) -> None:
        self._say("", changes)

    def _say(self, said: str, changes: Changes) -> None:
        say_undoable(self._background, self._messages, self, changes, said, notices=told(changes.notices))

    # ---- on paper --------------------------------------------------------------------------------------

    def _print(self, paper: str, selected: bool) -> None:
        samples = self.form.samples
        rows = samples.selected() if selected else samples.rows()
        if paper == BLANK:
            self.papers.print_blank(rows)
        elif paper == VISIT_SHEET:
            self.papers.print_visit_sheets(rows)
        else:
            self.papers.print_filled(rows)

    def _show_form(self, form_id: str) -> None:
        assert self.view is not None
        self.form_wanted.emit(form_id, self.view.line.pair_id)

    def _report(self, how: str) -> None:
        assert self.view is not None
        line = self.view.line
        if how == "look":
            self._show_form(_REPORT)
            return
        self.papers.save_word(self.view.round_id, line.pair_id)

    def _open_attachments(self) -> None:
        from hazard_desk.services.attaching import Owner
        from ui.dialogs.attachments import AttachmentsDialog

        assert self.view is not None
        line = self.view.line
        title = f"{self.view.round_name} {line.inspector} → {line.inspected}"
        owners = [(Owner("cross_pair", line.pair_id), title)]
        AttachmentsDialog(self._background, self._messages, self.window(), owners).open()


def _some(names: Sequence[str]) -> str:
    """Return 「甲厂」「乙厂」等 5 家."""
    named = "".join(f"「{name}」" for name in names[:_NAMED])
    return named + (f"等 {len(names)} 家" if len(names) > _NAMED else "")
