"""Where a new office begins in the window: the wizard over it, and what the program answers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from ui.background import Background
from ui.first_minute.done_page import Next
from ui.first_minute.wizard import FirstMinute

if TYPE_CHECKING:
    from ui.main_window import MainWindow
    from ui.messages import Message
    from ui.pages import Tab


class FirstMinuteDesk(QObject):
    """Shows the wizard; to make and open the office is the program's to do, which then tells the desk."""

    create_wanted = Signal(object, str, list, object)  # folder, name, villages, FirstFacts

    def __init__(self, window: MainWindow) -> None:
        """Serve this window."""
        super().__init__(window)
        self._window = window
        self._wizard: FirstMinute | None = None
        self._bench: Background | None = None

    @property
    def wizard(self) -> FirstMinute | None:
        """Return the wizard that is under way."""
        return self._wizard

    def show(self) -> None:
        """Begin a new office, or go on with the one that was begun."""
        from platformdirs import user_documents_path

        from ui.office_door import OfficeDoor

        wished = self._window.welcome.proposed
        if self._wizard is not None:  # it was hidden, and the office that was open is open still
            self._wizard.making = False
            self._wizard.deleteLater()
        self.close()
        self._bench = Background(OfficeDoor(wished), self)
        wizard = self._wizard = FirstMinute(self._window.preferences, self._window)
        wizard.create_wanted.connect(self._create)
        wizard.open_wanted.connect(self._window.open_wanted)
        wizard.next_wanted.connect(self._do_next)
        wizard.finished.connect(lambda _result: self._on_finished(wizard))
        wizard.begin(self._bench, wished, user_documents_path())

    def _create(self, folder: Path, name: str, villages: list[str], first: object) -> None:
        if self._wizard is not None and self._window.background is not None:
            # The office that is open is backed up and left first; what that asks stands in the window.
            self._wizard.hide()
        self.create_wanted.emit(folder, name, villages, first)

    def made(self, folder: Path) -> None:
        """Go on in the wizard, if it was for it that the office of this folder has been opened."""
        background, wizard = self._window.background, self._at_last(folder)
        if wizard is not None and background is not None:
            wizard.show_made(background)

    def refused(self, folder: Path, message: Message) -> bool:
        """Say in the wizard why its office could not be made; tell whether it was its."""
        wizard = self._at_last(folder)
        if wizard is not None:
            wizard.show_refused(message)
        return wizard is not None

    def _at_last(self, folder: Path) -> FirstMinute | None:
        """Return the wizard, shown again, if it waits for this folder; if for another one, put it away.

        The office that was open may never have been left: she stayed to end what she was typing, or the
        backup failed. Then another one is opened in another way, and what she typed stays a draft.
        """
        wizard = self._wizard
        if wizard is None or not wizard.making:
            return None
        if wizard.folder == folder:
            if not wizard.isVisible():
                wizard.open()
            return wizard
        wizard.making = False
        wizard.reject()
        return None

    def _on_finished(self, wizard: FirstMinute) -> None:
        if self._wizard is wizard:
            self._wizard = None
            wizard.deleteLater()
            self.close()
            self._window.show_draft()

    def _do_next(self, step: Next) -> None:
        from hazard_desk.services.report_reading import first_registration
        from ui.help_key import open_manual

        background = self._window.background
        if step is Next.PRINT and background is not None:
            failed = self._window.messages.show_error
            background.read(first_registration, done=self._show_form, failed=failed, owner=self)
        elif step is Next.VISIT:
            self._page(lambda tab: tab.noun == "inspection").new_record()
        else:
            open_manual()

    def _show_form(self, wanted: object) -> None:
        """Show it as it will print; Enter prints."""
        page = self._page(lambda tab: tab.reports)
        page.show_wanted(wanted)
        page.go_to_printing()

    def _page(self, wanted: Callable[[Tab], bool]) -> Any:
        """Go to a tab and return its page, each with its own ways."""
        from ui.pages import TABS

        self._window.show_page(next(at for at, tab in enumerate(TABS) if wanted(tab)))
        return self._window.page

    def close(self) -> None:
        """Look into folders no more."""
        if self._bench is not None:
            self._bench.retire()
            self._bench = None
