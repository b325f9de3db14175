"""Fill the official forms from the records: each form's facts gathered, its sheets built."""

from hazard_desk.services.form_filling.filling import form_sheets
from hazard_desk.services.form_filling.request import FormRequest
from hazard_desk.services.form_filling.saving import save_sheets

__all__ = ["FormRequest", "form_sheets", "save_sheets"]
