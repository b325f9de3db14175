"""Fills an empty office with invented records, for trying the program and for its tests."""

from hazard_desk.services.demonstrating.filling import demo_villages, fill_demo

__all__ = ["demo_villages", "fill_demo"]
