"""Links, where the system makes any that lead somewhere."""

from __future__ import annotations

from pathlib import Path

import pytest


def link(place: Path, target: Path) -> None:
    """Make a link at `place`, or skip the test: Windows gives few users the right, Wine's lead nowhere."""
    try:
        place.symlink_to(target, target_is_directory=(place.parent / target).is_dir())
    except OSError:
        pytest.skip("no links here")
    if not place.exists():
        pytest.skip("links lead nowhere here")
