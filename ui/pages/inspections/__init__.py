"""检查记录: the list of visits and the entry of one visit with its hazards."""

from ui.pages.inspections.page import InspectionsPage

__all__ = ["InspectionsPage"]
