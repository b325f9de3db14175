"""The attachments beside the packages in a second place: each copied once, then looked at in its turn."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from hazard_desk.store.attachments import is_sound, path_of
from hazard_desk.store.safekeeping.packages.container import Measured, pour
from hazard_desk.store.safekeeping.packages.encryption import Lock, decrypt, encrypt, new_witness
from hazard_desk.store.safekeeping.packages.manifest import Kept
from hazard_desk.store.safekeeping.packages.refused import DamagedArchive
from hazard_desk.whole_files import digest, drop_halves, half_file, make_folder, put, read_anew

_HALF_STEM = "附件"
_MOST_READ = 64 * 2**20
_MOST_WRITTEN = 16 * 2**20  # a stick writes slower than it reads
_DAMAGED = ".damaged"
_SPREAD = 11

Report = Callable[[int, int, str], object]
"""Hears the bytes done, those of the whole, and what is being done."""


class CopiedAttachments:
    """The attachments of an office folder that lie in its `home`, all locked or none."""

    def __init__(self, office_folder: Path, home: Path, lock: Lock | None) -> None:
        """Look at nothing yet."""
        self._office, self._home, self._lock = office_folder, home, lock
        self.mended = 0
        """How many lay there damaged, and were written anew."""

    def has(self, one: Kept) -> bool:
        """Say whether it lies there: it had its name only when it was whole, so its length will do."""
        try:
            size = self._place(one).stat().st_size
        except OSError:
            return False
        return size > one.size if self._lock else size == one.size

    def bring_up_to_date(self, named: Sequence[Kept], today: date, report: Report) -> int:
        """Copy what isn't there yet; where that is little, look at some of the others. Return the bytes."""
        drop_halves(self._home, _HALF_STEM)
        missing: list[Kept] = []
        there: list[Kept] = []
        for one in named:
            (there if self.has(one) else missing).append(one)
        copied = sum(one.size for one in missing)
        most = _MOST_WRITTEN if self._lock else _MOST_READ
        in_turn = turn(there, most, today) if copied < most else []
        total, done = copied + sum(one.size for one in in_turn), 0
        for number, one in enumerate(missing, 1):
            report(done, total, f"正在复制附件 {number}/{len(missing)}")
            done += one.size
            # A damaged one would take the place that the good one may have yet.
            if self._is_sound_here(one):
                self._copy(one)
        for number, one in enumerate(in_turn, 1):
            report(done, total, f"正在核对那里的附件 {number}/{len(in_turn)}")
            done += one.size
            self._look_at(one)
        return total

    def _place(self, one: Kept) -> Path:
        return self._home / (one.locked_name(self._lock.tag) if self._lock else one.name)

    def _is_sound_here(self, one: Kept) -> bool:
        return is_sound(self._office, one.sha256, one.suffix)

    def _look_at(self, one: Kept) -> None:
        """Read one from the disk, and mend it where it is rotten: its length doesn't tell."""
        if self._lock is not None:
            # Without the password nobody can tell if it is good; written anew it is.
            if self._is_sound_here(one):
                self._copy(one)
            return
        place = self._place(one)
        try:
            read_anew(place)
            is_rotten = digest(place) != one.sha256
        except OSError:
            is_rotten = True
        if not is_rotten:
            return
        if self._is_sound_here(one):
            self._copy(one)
            self.mended += 1
        else:  # so that it is missed from now on, and a good one copied if there is one again
            with contextlib.suppress(OSError):
                place.replace(place.with_name(place.name + _DAMAGED))

    def _copy(self, one: Kept) -> None:
        place, lock = self._place(one), self._lock
        make_folder(place.parent)
        witness = new_witness()
        with half_file(self._home, _HALF_STEM) as (file, half):
            with path_of(self._office, one.sha256, one.suffix).open("rb") as source:
                if lock is None:
                    pour(source, file)
                else:
                    encrypt(source, file, lock, witness)
            file.flush()
            os.fsync(file.fileno())
            read_anew(half)
            differs = OSError(errno.EIO, "the bytes read back are not those written")
            found = Measured(None, one.size, differs)
            with half.open("rb") as source:
                try:
                    if lock is None:
                        pour(source, found)
                    else:
                        decrypt(source, found, witness)
                except DamagedArchive as error:
                    raise differs from error
            if found.sha256 != one.sha256:
                raise differs
            put(file, half, place)


def turn(named: Sequence[Kept], most: int, today: date) -> list[Kept]:
    """Return those whose turn it is today: of about `most` bytes, so that each comes in time.

    Days are counted by a prime, not by the number of shares: else whoever copies every Friday, or on two
    sticks by turns, would always look at the same.
    """
    shares: list[list[Kept]] = []
    room = 0
    for one in sorted(named, key=lambda one: one.sha256):
        if not shares or one.size > room:
            shares.append([])
            room = most
        shares[-1].append(one)
        room -= one.size
    if not shares:
        return []
    days = max(len(shares), _SPREAD)
    while any(days % divisor == 0 for divisor in range(2, int(days**0.5) + 1)):
        days += 1
    return shares[today.toordinal() % days % len(shares)]
