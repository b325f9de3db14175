"""What every tab is to the window: a page that loads when shown and refreshes from `Changes`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from hazard_desk.store.changes import Changes
    from ui.background import Background
    from ui.messages import Messages


class Page(QWidget):
    """One tab. Pages know the office only through `background`, and each other not at all."""

    title: ClassVar[str]
    # Tables (by name) whose change makes this page's rows stale.
    concerned_by: ClassVar[frozenset[str]]

    # Asks the window to show a record on the page that owns it: table name, id.
    record_wanted = Signal(str, int)
    # Asks the window to show a list of the page that owns it: table name, name of a saved view.
    list_wanted = Signal(str, str)
    # Asks the window to show a form of a visit, or of a pair of 交叉检查, as it will print: form id, its id.
    form_wanted = Signal(str, int)
    # Asks the window to show a form of a round of 交叉检查: form id, id of the round.
    round_form_wanted = Signal(str, int)
    # Asks the window to begin a visit that is known in part: its `InspectionFacts`.
    visit_wanted = Signal(object)
    # Asks the window to open a dialog of its menus: its words, and at which part of it ("" the first).
    dialog_wanted = Signal(str, str)
    # Says what stands in the status bar's left corner for this page.
    status_changed = Signal(str)

    def __init__(
        self, background: Background, messages: Messages, settings: Any, parent: QWidget | None = None
    ) -> None:
        """Build the page empty; nothing is read before `activate`."""
        super().__init__(parent)
        self.background = background
        self.messages = messages
        self.settings = settings
        self._stale = True
        background.changed.connect(self._on_changed)

    @property
    def has_records(self) -> bool:
        """Whether a new record can be begun here (Ctrl+N)."""
        return type(self).new_record is not Page.new_record

    def activate(self) -> None:
        """Load what the page shows, if it has not been loaded since it last changed."""
        if self._stale:
            self._stale = False
            self.reload()

    def reload(self) -> None:
        """Read what the page shows; each page says how."""
        raise NotImplementedError

    def focus_search(self) -> None:
        """Put the cursor into the search box (Ctrl+F), where the page has one."""

    def new_record(self) -> None:
        """Begin a new record (Ctrl+N), where the page has records."""

    def show_record(self, record_id: int) -> None:
        """Open the record with this id, where the page has records."""

    def show_view(self, view_name: str) -> None:
        """Show the list of this saved view and nothing else; a page without views shows its list."""

    def may_close(self) -> bool:
        """Whether the window may close: pages keep typed text as a draft, so mostly yes."""
        return True

    def _on_changed(self, changes: Changes) -> None:
        if self.concerned_by & changes.nouns:
            self._stale = True
            if self.isVisible():
                self.activate()
