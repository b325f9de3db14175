"""The options of the tests that run Windows programs under Wine; these take minutes, and wait to be asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from hazard_desk import __version__

_DIST = Path(__file__).resolve().parents[2] / "dist"


def add_options(parser: pytest.Parser) -> None:
    """Add the options, which pytest has to know before it sees this folder."""
    group = parser.getgroup("windows")
    group.addoption("--windows", action="store_true", help="run the Windows programs, too, under Wine")
    group.addoption(
        "--setup",
        type=Path,
        default=_DIST / f"HazardDesk-{__version__}-setup.exe",
        help="the setup to try (default: of dist/)",
    )
    group.addoption(
        "--previous-setup",
        type=Path,
        default=_DIST / "previous" / "HazardDesk-0.7.9-setup.exe",
        help="the setup of the version before it",
    )
