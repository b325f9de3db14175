"""Why a 台账包 is not taken."""

from __future__ import annotations

from hazard_desk.errors import HazardDeskError


class ArchiveRefused(HazardDeskError):
    """A file that is no 台账包 of ours, of a newer program, or out of reach."""


class DamagedArchive(ArchiveRefused):
    """A 台账包 that is cut, or whose bytes are not those written."""


class PasswordNeeded(HazardDeskError):
    """A 台账包 with a password, and none was given."""


class PasswordWrong(HazardDeskError):
    """The password given is not the one of the 台账包."""
