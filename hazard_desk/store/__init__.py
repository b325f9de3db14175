"""The office file (DESIGN §7): open, lock, check, migrate, write in real transactions, journal."""
