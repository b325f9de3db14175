"""新一轮, 轮次资料: one round entered or changed, filled from what the office has or from a file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from ui.dialogs.cross_round.form import RoundForm
from ui.dialogs.cross_round.renaming import RenameDialog
from ui.dialogs.form_dialog import FormDialog
from ui.messages import Kind, Message, Messages
from ui.widgets.file_dialog import file_dialog

if TYPE_CHECKING:
    from hazard_desk.services.cross_inspecting.facts import RoundFacts
    from hazard_desk.services.cross_inspecting.loading import OfferedParties
    from hazard_desk.store.changes import Changes
    from ui.background import Background

_SIZE = (960, 700)
_RENAME_HINT = "改名称按“改名…”，排好的组和记录一起改；在表里直接改，算是换了一个单位。"
_FILES = "表格 (*.xlsx *.xls *.ods)"
_FOLDER_KEY = "cross/folder"
EXAMPLE_WORDS = "载入示例：忻州 14 县"
EXAMPLE_SOURCE = "忻应急发〔2024〕216号 附件3"


class RoundDialog(FormDialog):
    """One round. `open_new` begins an empty one or the example, `open_round` shows a stored one."""

    form: RoundForm
    saved = Signal(int, bool)  # the round; whether it is to be drawn at once

    def __init__(
        self,
        background: Background,
        messages: Messages,
        parent: QWidget | None = None,
        *,
        today: Callable[[], date] = date.today,
    ) -> None:
        """Build it empty; `background` and `messages` are the window's."""
        super().__init__(background, messages, parent)
        self._today = today
        self._round_id: int | None = None
        self._offered: OfferedParties | None = None
        self.form = self.hold(RoundForm(self.preferences.drafts))
        self.form.save_wanted.connect(self._save)
        self._add_sources()
        self.take_size(*_SIZE)

    def _add_sources(self) -> None:
        add = self.form.way.add_button
        self.villages_button = add("填入本乡镇的村", "名册里的村（社区）", self._fill_villages)
        self.previous_button = add("照上一轮", "上一轮的参加单位和片区", self._fill_previous)
        self.file_button = add(
            "从文件载入…",
            "单位名单（单位、片区、指定、回避、包联、对象），或已有的工作安排表",
            self._choose_file,
        )
        self.example_button = add(EXAMPLE_WORDS, EXAMPLE_SOURCE, self.load_example)
        self.form.add_pairs_button()
        for field in (self.form.units, self.form.teams, self.form.targets):
            field.rename_wanted.connect(self._rename)

    # ---- opening ---------------------------------------------------------------------------------------

    def open_new(self, *, example: bool = False) -> None:
        """Begin a new round, with the 14 counties where the example is wanted."""
        self.setWindowTitle("新一轮交叉检查")
        self._read(None, example)

    def open_round(self, round_id: int) -> None:
        """Show a stored round."""
        self.setWindowTitle("轮次资料")
        for button in (self.previous_button, self.example_button):  # a round begins with these
            button.hide()
        for field in (self.form.units, self.form.teams, self.form.targets):
            field.rename_button.show()
            field.show_hint(_RENAME_HINT)
        self._round_id = round_id
        self._read(round_id, False)

    def _read(self, round_id: int | None, example: bool) -> None:
        from hazard_desk.services.cross_inspecting.facts import RoundFacts
        from hazard_desk.services.cross_inspecting.loading import offered_parties
        from hazard_desk.services.cross_inspecting.rounds import round_facts
        from hazard_desk.services.offices import campaigns

        # One thread reads, in order: what can be chosen is there before a round is shown.
        read = partial(self.background.read, failed=self.messages.show_error, owner=self)
        read(campaigns, done=self._offer_campaigns)

        def offer(offered: OfferedParties) -> None:
            self._offered = offered
            self.villages_button.setEnabled(bool(offered.villages))
            self.previous_button.setEnabled(bool(offered.previous))
            if round_id is None:
                title = "新一轮交叉检查"
                self.form.begin_round(title, RoundFacts(offered.name), key="cross-round/new", new=True)
                self.open()
                if example:
                    self.load_example()

        read(offered_parties, done=offer)
        if round_id is not None:

            def show(facts: RoundFacts) -> None:
                key = f"cross-round/{round_id}"
                self.form.begin_round(facts.name, facts, key=key, new=False)
                self.open()

            read(round_facts, round_id, done=show)

    def _offer_campaigns(self, found: Any) -> None:
        self.form.campaign.set_choices([(one.id, one.name) for one in found])

    # ---- filling ---------------------------------------------------------------------------------------

    def _fill_villages(self) -> None:
        if self._offered is not None:
            added = self.form.add_parties(self._offered.villages)
            self._say(f"填入 {added} 个村（社区）。" if added else "本乡镇的村都已经在里面。")

    def _fill_previous(self) -> None:
        from hazard_desk.services.cross_inspecting.facts import RoundFacts

        if self._offered is not None:
            self._fill(RoundFacts(parties=self._offered.previous), "上一轮")

    def load_example(self) -> None:
        """Put in the 14 counties with their arrangement."""
        from hazard_desk.services.cross_inspecting.loading import example_round

        self._fill(example_round(), EXAMPLE_SOURCE)

    def _choose_file(self) -> None:
        kept = self.preferences.value(_FOLDER_KEY)
        dialog = file_dialog(
            self, "单位名单或工作安排表", Path(kept) if isinstance(kept, str) else Path.home()
        )
        dialog.setNameFilter(_FILES)
        dialog.fileSelected.connect(lambda chosen: self.load_file(Path(chosen)))
        dialog.open()

    def load_file(self, path: Path) -> None:
        """Put in what stands in this workbook."""
        from hazard_desk.services.cross_inspecting.loading import round_from_file

        self.preferences.setValue(_FOLDER_KEY, str(path.parent))
        self.background.work(
            round_from_file,
            path,
            self._today(),
            done=lambda facts: self._fill(facts, path.name),
            failed=self._show_error,
            owner=self,
            what=f"正在读取 {path.name}",
        )

    def _fill(self, facts: RoundFacts, source: str) -> None:
        before = self.form.raw()
        self.form.fill_from(facts)
        said = f"按“{source}”填入 {len(facts.parties)} 个参加单位"
        said += f"、{len(facts.pairs)} 组安排。" if facts.pairs else "。"
        self._say(said, lambda: self._put_back(before))

    def _put_back(self, raw: dict[str, Any]) -> None:
        self.form.put_back(raw)

    def _say(self, what: str, undo: Callable[[], object] | None = None) -> None:
        message = Message(what, "还没有保存。", kind=Kind.INFO)
        self.form.strip.show_message(message, "恢复原来填的" if undo else "", undo)

    def _show_error(self, error: Exception) -> None:
        from ui.messages import message_of

        self.form.strip.show_message(message_of(error))

    # ---- renaming --------------------------------------------------------------------------------------

    def _rename(self, name: str) -> None:
        from hazard_desk.services.cross_inspecting.board import Board, read_board

        def ask(board: Board) -> None:
            parties = (*board.inspectors, *board.targets)
            party = next((one for one in parties if one.name == name), None)
            if party is None:
                self._say(f"「{name}」还没有保存，在表里直接改就行。")
                return
            dialog = RenameDialog(self.background, self.messages, party.id, name, self)
            dialog.renamed.connect(lambda _changes, new: self._renamed(name, new))
            dialog.open()

        self.background.read(read_board, self._round_id, done=ask, failed=self._show_error, owner=self)

    def _renamed(self, old: str, new: str) -> None:
        self.form.rename(old, new)
        said = Message(
            f"「{old}」已改名为「{new}」。", "已经保存，可以在安排里撤销（Ctrl+Z）。", kind=Kind.SUCCESS
        )
        self.form.strip.show_message(said)

    # ---- saving ----------------------------------------------------------------------------------------

    def _save(self, only_save: bool) -> None:
        from hazard_desk.services.cross_inspecting.rounds import save_round

        draw = self.form.will_draw and not only_save
        if draw and self.form.ask_for_parties():
            return
        facts = self.form.facts()
        done = partial(self._on_saved, draw)
        self.write(save_round, self._round_id, facts, done=done, what="正在保存这一轮")

    def _on_saved(self, draw: bool, changes: Changes) -> None:
        said = f"已保存：{changes.summary}。" if changes.nouns else "没有改动，不用保存。"
        self.messages.say_done(said)
        if changes.record_id is not None:
            self.saved.emit(changes.record_id, draw)

    def reject(self) -> None:
        """Close; what was typed and not saved stays as a draft, and the window says so."""
        changed = self.form.is_changed
        super().reject()
        if changed:
            self.messages.say(
                Message("这一轮没有保存，已填的留作草稿。", "还没有写入台账。", "再次打开时可以接着填。")
            )
