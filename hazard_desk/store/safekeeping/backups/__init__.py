"""Verified backups on this disk, thinned, and the second place on another."""
