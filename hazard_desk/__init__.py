"""Hazard Desk (隐患台): everything that needs no window. Never imports Qt."""

__version__ = "0.2.0"
