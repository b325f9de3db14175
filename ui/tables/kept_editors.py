"""Editors of cells live as long as Qt wants them.

An editor that createEditor makes hangs in Python on a short-lived stand-in for the view's inner widget; when
garbage is collected, that goes, and the editor would end with it under the clerk's hands.
"""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtWidgets import QWidget

_Editor = TypeVar("_Editor", bound=QWidget)

_kept: set[QWidget] = set()


def keep_editor(editor: _Editor) -> _Editor:
    """Hold this editor until Qt has deleted it, and return it."""
    _kept.add(editor)
    editor.destroyed.connect(lambda: _kept.discard(editor))
    return editor
