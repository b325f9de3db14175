"""The tabs, one module or package each."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ui.pages.page import Page

_TABS = (
    ("ui.pages.registry", "RegistryPage"),
    ("ui.pages.inspections", "InspectionsPage"),
    ("ui.pages.reports", "ReportsPage"),
)


def pages() -> list[type[Page]]:
    """Return the tabs in their order; a tab appears when it works."""
    found: list[type[Page]] = []
    for module, name in _TABS:
        if find_spec(module) is not None and hasattr(import_module(module), name):
            found.append(getattr(import_module(module), name))
    return found
