"""Backing up, restoring and leaving in the window: when, by which thread, and how it is told."""
