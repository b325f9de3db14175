"""打印表格: forms of many enterprises or visits printed or saved in one go."""

from ui.dialogs.form_batch.offer import FormBatchOffer

__all__ = ["FormBatchOffer"]
