"""报送: the scan back, 已报送, 更正, and the record of all that was handed in."""

from ui.dialogs.filings.dialog import FilingsDialog

__all__ = ["FilingsDialog"]
