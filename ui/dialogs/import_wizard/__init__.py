"""导入: a spreadsheet into the office file in four steps, checked and mended before anything is written."""

from ui.dialogs.import_wizard.wizard import ImportWizard

__all__ = ["ImportWizard"]
