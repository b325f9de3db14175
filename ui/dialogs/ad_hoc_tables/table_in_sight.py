"""The table being put together: a saved one or a new one, its name, its draft, and how it is saved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from hazard_desk.errors import InputRefused
from hazard_desk.rules.table_question import Question
from ui.dialogs.ad_hoc_tables.drafts import TableDrafts, Typed
from ui.messages import Kind, Message
from ui.widgets.fields import TextField

if TYPE_CHECKING:
    from hazard_desk.services.ad_hoc_tables import SavedTableRow
    from hazard_desk.store.changes import Changes
    from ui.background import Background
    from ui.dialogs.ad_hoc_tables.question_panel import QuestionPanel

Say = Callable[[Message, str, Callable[[], object] | None], None]
_LONGEST = 60


class TableInSight(QObject):
    """Nothing that was put together is lost: what isn't saved becomes the draft of its table."""

    loaded = Signal()  # another table is in sight
    saved = Signal()
    busy = Signal(bool)

    def __init__(
        self,
        background: Background,
        panel: QuestionPanel,
        drafts: TableDrafts,
        say: Say,
        failed: Callable[[Exception], None],
        parent: QObject,
    ) -> None:
        """Begin with a new table; `say` speaks with one action at most."""
        super().__init__(parent)
        self._background = background
        self._panel = panel
        self._drafts = drafts
        self._say = say
        self._failed = failed
        self._row: SavedTableRow | None = None
        self._baseline: Typed | None = None  # what was last loaded or saved
        self.id: int | None = None
        self.name = TextField("name", "表名", longest=_LONGEST)
        self.note = TextField("note", "谁要的", longest=_LONGEST, placeholder="谁要的、做什么用")
        panel.noun_chosen.connect(self._drop_borrowed_name)

    # ---- what it asks --------------------------------------------------------------------------------

    @property
    def question(self) -> Question | None:
        """Return the question as it can be asked, under its name; None while it can't."""
        return self._titled() if not self._panel.problems() else None

    @property
    def title(self) -> str:
        """Return its name, or what is printed above it without one; "" while nothing is asked."""
        from hazard_desk.services.ad_hoc_tables.sheets import title_of

        question = self._titled()
        return title_of(question) if question is not None else ""

    def _titled(self) -> Question | None:
        question = self._panel.question()
        return replace(question, title=self.name.text()) if question is not None else None

    @property
    def is_changed(self) -> bool:
        """Tell whether something was put together and not saved."""
        return self._panel.noun is not None and self._typed() != self._baseline

    def _drop_borrowed_name(self) -> None:
        # The name of an example doesn't fit other records.
        if self.id is None and self._baseline is not None and self.name.text() == self._baseline.name:
            self.name.set_value("")

    def _typed(self) -> Typed:
        return Typed(self.name.text(), self.note.text(), self._panel.raw())

    # ---- one after another ---------------------------------------------------------------------------

    def load(self, row: SavedTableRow | None) -> None:
        """Show a saved table or a new one, as saved and then as its draft has it."""
        self._row = row
        self.id = row.id if row is not None else None
        self.name.show_error("")
        self.name.set_value(row.name if row else "")
        self.note.set_value(row.note if row else "")
        gone: list[str] = []
        if row is not None and row.question is not None:
            gone = self._panel.show_question(row.question)
        else:
            self._panel.clear()
        self._baseline = self._typed()
        draft = self._drafts.get(self.id)
        if draft is not None:
            self._restore(draft)
        elif row is not None:
            self._say_damage(row, gone)
        self.loaded.emit()

    def begin_with(self, question: Question) -> None:
        """Begin a new table that asks this."""
        self.put_aside()
        self._row = self.id = None
        self.name.show_error("")
        self.name.set_value(question.title)
        self.note.set_value("")
        self._panel.show_question(question)
        self._baseline = self._typed()
        self.loaded.emit()

    def begin_new(self) -> None:
        """Begin a new table."""
        self.put_aside()
        if self.id is None:
            self._drafts.forget(None)
        self.load(None)

    def put_aside(self) -> None:
        """Leave it for another one; there is a way back to what was put together and not saved."""
        if not self.keep():
            return
        row, typed = self._row, self._typed()
        kept = "，内容已留作草稿" if row is not None else ""
        self._say(
            Message(f"「{self.title}」没有保存{kept}。", kind=Kind.INFO),
            "回去",
            lambda: self._go_back(row, typed),
        )

    def keep(self) -> bool:
        """Keep what isn't saved as a draft, and come back to this table; tell whether there is something."""
        self._drafts.remember(self.id)
        if not self.is_changed:
            return False
        self._drafts.keep(self.id, self._typed())
        return True

    def _go_back(self, row: SavedTableRow | None, typed: Typed) -> None:
        self.put_aside()
        self._drafts.keep(row.id if row is not None else None, typed)
        self.load(row)

    def _restore(self, draft: Typed) -> None:
        if self._take(draft):
            self._say(
                Message("上次没有保存的改动已经恢复。", "还没有存。", kind=Kind.INFO),
                "丢弃改动",
                self._discard,
            )

    def _take(self, typed: Typed) -> bool:
        try:
            self._panel.set_raw(typed.question)
        except (KeyError, TypeError, ValueError):  # a draft of another version of the program
            return False
        self.name.set_value(typed.name)
        self.note.set_value(typed.note)
        return True

    def _discard(self) -> None:
        self._drafts.forget(self.id)
        self.load(self._row)

    def _say_damage(self, row: SavedTableRow, gone: list[str]) -> None:
        if row.question is None:
            self._say(Message(f"「{row.name}」：{row.wrong}", kind=Kind.WARNING), "", None)
        elif gone:
            what = f"「{row.name}」用到的 {len(gone)} 个项目现在没有了，已去掉。"
            message = Message(what, "存着的表还没有改。", "请核对后再保存。", Kind.WARNING)
            self._say(message, "", None)

    # ---- saving --------------------------------------------------------------------------------------

    def save(self) -> None:
        """Save it under its name."""
        self._save(self.id)

    def save_as(self) -> None:
        """Save it as another table; under the same name, ask for a new one first."""
        if self._row is not None and self.name.text() == self._row.name:
            self._ask_name(f"{self._row.name}（2）", "另存的表要有另一个名字，改好后再点“另存为”。")
        else:
            self._save(None)

    def _save(self, table_id: int | None) -> None:
        from hazard_desk.services.ad_hoc_tables import save_table

        question = self.question
        if question is None:
            return
        if not self.name.text():
            self._ask_name(self.title, "起好名字，再按一次 Ctrl+S。")
            return
        before = self.id
        self.busy.emit(True)
        self._background.write(
            save_table,
            self.name.text(),
            question,
            self.note.text(),
            table_id,
            done=lambda changes: self._on_saved((before, table_id), changes),
            failed=self._on_refused,
            owner=self,
        )

    def _ask_name(self, name: str, hint: str) -> None:
        self.name.set_value(name)
        self.name.show_error(hint)
        self.name.setFocus()
        self.name.editor.selectAll()

    def _on_saved(self, drafts: tuple[int | None, ...], changes: Changes) -> None:
        self.busy.emit(False)
        self.name.show_error("")
        for table_id in drafts:
            self._drafts.forget(table_id)
        self.id = changes.record_id if changes.record_id is not None else drafts[1]
        self._baseline = self._typed()
        said = f"已保存：{self.name.text()}。" if changes.nouns else "没有改动，不用保存。"
        self._say(Message(said, kind=Kind.SUCCESS), "", None)
        self.saved.emit()

    def know(self, row: SavedTableRow | None) -> None:
        """Learn how the table in sight is saved now."""
        if row is not None and row.id == self.id:
            self._row = row

    def _on_refused(self, error: Exception) -> None:
        self.busy.emit(False)
        if isinstance(error, InputRefused):
            named = [one for one in error.problems if one.field == "name"]
            if named:
                self.name.show_error(f"{named[0].message}{named[0].remedy}")
                self.name.setFocus()
                return
        self._failed(error)
