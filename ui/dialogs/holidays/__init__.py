"""节假日: the days off and the worked weekends of every year."""

from ui.dialogs.holidays.dialog import HolidaysDialog

__all__ = ["HolidaysDialog"]
