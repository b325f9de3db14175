"""Spreadsheets in: dirty files are read, checked and turned into plain facts; nothing is stored here."""
