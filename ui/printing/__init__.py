"""Printing at true size (打印、打印校准)."""
