"""年度检查计划 and 本周走访."""

from ui.dialogs.plan.dialog import PlanDialog, week_visits

__all__ = ["PlanDialog", "week_visits"]
