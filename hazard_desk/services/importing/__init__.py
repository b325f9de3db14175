"""Spreadsheets into the office file: a dry run, then one transaction and one step to undo."""
