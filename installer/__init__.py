"""Makes what an office gets: the Windows installer and the Debian package. Never shipped itself."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "build" / "windows"

# The time that everything built bears: 2026-01-01. The minute of a build would make each another.
EPOCH = 1767225600
