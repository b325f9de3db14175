"""Speed as a ratio to a named floor measured in the same run; `dev.py bench` prints the table."""
