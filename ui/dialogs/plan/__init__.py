"""年度检查计划 and 本周走访."""

from ui.dialogs.plan.dialog import PlanDialog

__all__ = ["PlanDialog"]
