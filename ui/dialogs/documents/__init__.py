"""文书: the register of documents, each beside its form; issued, printed, saved as Word."""

from ui.dialogs.documents.dialog import DocumentsDialog

__all__ = ["DocumentsDialog"]
