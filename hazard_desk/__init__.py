"""Hazard Desk (隐患台): everything that needs no window. Never imports Qt."""

import os

# openpyxl takes lxml where it is installed (docxtpl needs it); lxml tells of a full disk in its own way,
# not as an OSError.
os.environ.setdefault("OPENPYXL_LXML", "False")

__version__ = "0.8.0"
