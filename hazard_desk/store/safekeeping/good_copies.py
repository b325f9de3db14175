"""Which backup is good: its bytes as they were made, whole, every value readable, looked at now."""

from __future__ import annotations

from pathlib import Path

from hazard_desk.errors import HazardDeskError
from hazard_desk.store.checking import demand_readable, full_check
from hazard_desk.store.safekeeping.copies import Copy, copies, is_as_made, look


def is_good(path: Path) -> bool:
    """Say whether a backup checks out in full."""
    try:
        look(path)
        if is_as_made(path) is False:
            return False
        full_check(path, writing=False)
        demand_readable(path)
    except (HazardDeskError, OSError):
        return False
    return True


def newest_good(backups: Path) -> Copy | None:
    """Return the newest backup in the folder `backups` that is good."""
    return next((one for one in copies(backups) if is_good(one.path)), None)
