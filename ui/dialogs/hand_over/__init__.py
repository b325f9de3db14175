"""换人交接: what is open, printed and signed; the whole office in one file; the new handler."""

from ui.dialogs.hand_over.dialog import HandOverDialog

__all__ = ["HandOverDialog"]
