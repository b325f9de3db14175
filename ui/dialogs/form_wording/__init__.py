"""表格文字: the texts of one official form as this office words them."""

from ui.dialogs.form_wording.dialog import FormWordingDialog

__all__ = ["FormWordingDialog"]
