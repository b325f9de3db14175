"""问题报告: what the clerk can hand to whoever maintains the program, and sees whole before it is saved."""

from ui.dialogs.problem_report.dialog import ProblemReportDialog

__all__ = ["ProblemReportDialog"]
