"""第一次使用: from an empty PC to an office with its villages, people and enterprises, and a first form."""

from ui.first_minute.desk import FirstMinuteDesk

__all__ = ["FirstMinuteDesk"]
