"""台账包: the whole office in one file for another disk or another PC, locked where a password is set.

A package is a plain ZIP of manifest.json, 说明.txt, office.db and the attachments; with a password a ZIP that
holds such a ZIP encrypted. It is whole or isn't there, and nothing is taken from it that isn't as written.
"""

from __future__ import annotations

from datetime import datetime

from hazard_desk.store.safekeeping.packages.archive_words import lost_words
from hazard_desk.store.safekeeping.packages.names import named_after
from hazard_desk.store.safekeeping.packages.packing import Written, write_archive
from hazard_desk.store.safekeeping.packages.refused import (
    ArchiveRefused,
    DamagedArchive,
    PasswordNeeded,
    PasswordWrong,
)
from hazard_desk.store.safekeeping.packages.unpacking import Contents, Unpacked, look_into, unpack

__all__ = [
    "ENDING",
    "ArchiveRefused",
    "Contents",
    "DamagedArchive",
    "PasswordNeeded",
    "PasswordWrong",
    "Unpacked",
    "Written",
    "look_into",
    "lost_words",
    "proposed_name",
    "unpack",
    "write_archive",
]

ENDING = ".hazdesk"


def proposed_name(office: str, now: datetime) -> str:
    """Return what a package of an office is called where nobody calls it otherwise."""
    return f"台账包_{named_after(office)}_{now:%Y-%m-%d_%H%M%S}{ENDING}"
