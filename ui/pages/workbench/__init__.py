"""工作台: the first tab, what is to be done today and how far things are."""

from ui.pages.workbench.page import WorkbenchPage

__all__ = ["WorkbenchPage"]
