"""八个一批: the office's own labels, and what counts in each."""

from ui.dialogs.batches.dialog import BatchesDialog

__all__ = ["BatchesDialog"]
