"""收表汇总: who has returned it, what contradicts, what stands; one window."""

from ui.dialogs.collections.dialog import CollectionsDialog

__all__ = ["CollectionsDialog"]
