"""重大隐患、挂牌督办资料: what is kept of one hazard, what is missing, and its steps."""

from ui.dialogs.hazard_dossier.dialog import DossierDialog

__all__ = ["DossierDialog"]
