"""The tabs, one module or package each."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ui.pages.page import Page


def pages() -> list[type[Page]]:
    """Return the tabs in their order; a tab appears when it works."""
    from ui.pages.inspections import InspectionsPage
    from ui.pages.registry import RegistryPage
    from ui.pages.reports import ReportsPage

    return [RegistryPage, InspectionsPage, ReportsPage]
