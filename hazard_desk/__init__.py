"""Hazard Desk (隐患台): everything that needs no window. Never imports Qt."""

__version__ = "0.1.0"
