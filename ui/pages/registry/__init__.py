"""企业档案: the registry of enterprises."""

from ui.pages.registry.page import RegistryPage

__all__ = ["RegistryPage"]
