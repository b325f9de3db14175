"""隐患台账: every hazard, its deadline, and the steps that take it to 销号."""

from ui.pages.hazards.page import HazardsPage

__all__ = ["HazardsPage"]
