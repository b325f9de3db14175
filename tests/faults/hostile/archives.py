"""Hostile 台账包 and backups, through what looks into, unpacks and restores them."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from random import Random

from hazard_desk.errors import HazardDeskError
from hazard_desk.rules.facts import EnterpriseFacts
from hazard_desk.services.attaching import Given, Owner, attach
from hazard_desk.services.offices import office_row, set_up_office
from hazard_desk.services.registry import save_enterprise
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.store.safekeeping.backups.settings import set_password
from hazard_desk.store.safekeeping.packages.archive import look_into, unpack
from hazard_desk.store.safekeeping.restoring import restore
from hazard_desk.terms import AttachmentKind
from tests.faults.hostile.mutating import members, packed, spoilt_archive, spoilt_bytes
from tests.faults.hostile.notes import spoilt_json
from tests.photo_samples import jpeg

NOW = datetime(2026, 11, 22, 9, 0)
PASSWORD = "西槽头-山高水长-7391"


class Archives:
    """An office, what was packed of it, and the ways to spoil that."""

    def __init__(self, given: Path) -> None:
        """Make the office in `given`, its backup and its archives: whole, with attachments beside, locked."""
        self._given = given
        self._office = given / "台账"
        OfficeFile.create(self._office, set_up_office, "文水县西槽头乡人民政府", ["西槽头村"])
        made = given / "made"
        made.mkdir()
        with OfficeFile.open(self._office, clock=lambda: NOW) as office:
            office.run(save_enterprise, EnterpriseFacts(name="甲厂", village="西槽头村"))
            files = [Given(f"{n}.jpg", jpeg(30 + n, 20)) for n in range(3)]
            office.run(attach, Owner("enterprise", 1), files, AttachmentKind.SCENE)
            backup = office.back_up("手动")
            office.write_archive(made / "包.hazdesk")
            set_password(self._office, PASSWORD)
            office.write_archive(made / "密.hazdesk")
            set_password(self._office, None)
        self._laid = given / "laid"
        shutil.copytree(self._office, self._laid)
        self._whole = (made / "包.hazdesk").read_bytes()
        self._locked = (made / "密.hazdesk").read_bytes()
        self._backup = backup.read_bytes()

    def spoilt(self, random: Random) -> tuple[str, bytes]:
        """Return a spoilt archive or backup; many with a manifest that agrees with what was spoilt."""
        kind = random.random()
        if kind < 0.2:
            return f"备份{random.randrange(10**6)}.db", spoilt_bytes(random, self._backup, [self._whole])
        if kind < 0.3:
            return f"密{random.randrange(10**6)}.hazdesk", spoilt_archive(
                random, self._locked, _spoil(random)
            )
        data = spoilt_archive(random, self._whole, _spoil(random), [self._locked, self._backup])
        if kind < 0.6:
            data = _agreeing(data)
        ending = random.choice(("hazdesk", "hazdesk", "hazdesk", "db", "zip"))
        return f"包{random.randrange(10**6)}.{ending}", data

    def known(self) -> list[tuple[str, bytes]]:
        """Return what once went wrong: nothing so far."""
        return []

    def deeds(self, random: Random) -> tuple[Callable[[Path], object], ...]:
        """Look into it, unpack it, restore it into an office and onto a new PC."""
        password = PASSWORD if random.random() < 0.3 else ""
        return (
            lambda path: look_into(path, password),
            lambda path: self._unpacked(path, password),
            lambda path: self._restored(path, password),
            lambda path: self._on_a_new_pc(path, password),
        )

    def _unpacked(self, path: Path, password: str) -> object:
        into = self._given / "into"
        into.mkdir(exist_ok=True)
        try:
            return str(unpack(path, into, password))
        finally:
            shutil.rmtree(into)

    def _restored(self, path: Path, password: str) -> object:
        shutil.rmtree(self._office)
        shutil.copytree(self._laid, self._office)
        before = _digest(self._office / "office.db")
        try:
            done = restore(self._office, path, NOW, password=password)
        except HazardDeskError:
            assert _digest(self._office / "office.db") == before  # refused: all stands as it did
            raise
        assert any(_digest(one) == before for one in (self._office / "backups").rglob("office.db"))
        return str(done) + self._opens(self._office)

    def _on_a_new_pc(self, path: Path, password: str) -> object:
        new = self._given / "neu"
        try:
            return str(restore(new, path, NOW, password=password)) + self._opens(new)
        finally:
            shutil.rmtree(new, ignore_errors=True)

    def _opens(self, folder: Path) -> str:
        with OfficeFile.open(folder, clock=lambda: NOW) as office:
            office.check()
            return office.ask(office_row).name


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _spoil(random: Random) -> Callable[[str, bytes], bytes]:
    def spoil(name: str, part: bytes) -> bytes:
        return spoilt_json(random, part) if name.endswith(".json") else spoilt_bytes(random, part)

    return spoil


def _agreeing(data: bytes) -> bytes:
    """Let the manifest say of every part what is true of it now, as whoever means harm would."""
    try:
        parts = members(data)
        said = json.loads(parts["manifest.json"])
        for name in said["files"]:
            said["files"][name] = [len(parts[name]), hashlib.sha256(parts[name]).hexdigest()]
    except Exception:  # spoilt too much to be mended
        return data
    parts["manifest.json"] = json.dumps(said).encode()
    return packed(list(parts.items()))
