"""Says what was done, with the way back beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ui.messages import Kind, Message

if TYPE_CHECKING:
    from hazard_desk.store.changes import Changes
    from ui.background import Background
    from ui.messages import Messages

UNDO_WORDS = "撤销（Ctrl+Z）"


def say_undoable(
    background: Background,
    messages: Messages,
    owner: QObject,
    changes: Changes,
    said: str = "",
    *,
    notices: Sequence[str] = (),
    first: Callable[[], object] = lambda: None,
) -> None:
    """Say `said`, else the summary of the changes; taking them back does `first` before anything is written.

    Nothing is to be taken back where nothing was changed. `notices` tell what was not done as wanted.
    """
    message = Message(
        said or f"{changes.summary}。",
        kind=Kind.WARNING if notices else Kind.SUCCESS,
        details=tuple(notices),
    )

    def take_back() -> None:
        from hazard_desk.services.journal import undo

        first()
        background.write(
            undo,
            changes.entry_id,
            done=lambda undone: messages.say_done(f"{undone.summary}。"),
            failed=messages.show_error,
            owner=owner,
        )

    if changes.entry_id is None:
        messages.say(message)
    else:
        messages.say(message, UNDO_WORDS, take_back)
