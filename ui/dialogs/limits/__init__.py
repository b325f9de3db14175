"""指标与期限: what the office may set itself, each with its shipped value and source."""

from ui.dialogs.limits.dialog import LimitsDialog

__all__ = ["LimitsDialog"]
