"""Hostile notes: the small JSON files that lie about the office folder and the user's own settings."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

from hazard_desk.services.offices import office_row, set_up_office
from hazard_desk.store.lock import OfficeLock
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.store.safekeeping.backups.copies import copies, is_behind
from hazard_desk.store.safekeeping.backups.second_place import is_old
from hazard_desk.store.safekeeping.backups.settings import read_safekeeping
from tests.faults.hostile.mutating import EDGES, spoilt_bytes

NOW = datetime(2026, 11, 22, 9, 0)
_VALUES: tuple[Any, ...] = (
    None, True, 0, -1, 2**63, 10**400, 1e308, float("nan"), [], {}, [[]], "../..", "/", "C:\\", ".",
    "../../canary.txt", "backups/../../x", "office.db", "\0", "\ud800", *EDGES[:40],
)  # fmt: skip
_WHOLE = (
    b"", b"null", b"[]", b"0", b'""', b"{", b"\xff\xfe{}", b"\xef\xbb\xbf{}",
    b"9" * 100_000, b"NaN", b"\0" * 5000, b'{"sha256": ' + b"1" * 5000 + b"}", b"{}" + b" " * 3_000_000,
    b"[" * 100_000, b'{"a":' * 100_000,
)  # fmt: skip


def spoilt_json(random: Random, data: bytes) -> bytes:
    """Give values of a JSON file others, of any kind; take keys away, put some in, tell them twice."""
    if random.random() < 0.2:
        return random.choice(_WHOLE)
    if random.random() < 0.2:
        return spoilt_bytes(random, data)
    said = json.loads(data)
    for _ in range(random.choice((1, 1, 2, 4))):
        at: Any = said
        while isinstance(at, dict) and at:
            key = random.choice(list(at))
            if isinstance(at[key], dict | list) and at[key] and random.random() < 0.7:
                at = at[key][0] if isinstance(at[key], list) else at[key]
                continue
            if random.random() < 0.2:
                del at[key]
            else:
                at[random.choice((key, key, key, "mehr"))] = random.choice(_VALUES)
            break
    return json.dumps(said).encode()


class Notes:
    """An office with every note that it may have, and the ways to spoil one."""

    def __init__(self, given: Path) -> None:
        """Make the office in `given`."""
        self._office = given / "台账"
        OfficeFile.create(self._office, set_up_office, "文水县西槽头乡人民政府", ["西槽头村"])
        with OfficeFile.open(self._office, clock=lambda: NOW) as office:
            office.back_up("手动")
        self._clean = (self._office / "office.closed.json").read_bytes()
        self._database = (self._office / "office.db").read_bytes()
        self._prepared = self._office / ".r-0a1b" / "office.db"
        lock = {"salt": "00" * 16, "recipient": "age1" + "q" * 58}
        self._notes = {
            "office.closed.json": self._clean,
            "office.owner.json": b'{"pid": 99999, "host": "PC", "user": "x", "since": "2026-11-22T09:00:00"}',
            "office.restoring.json": json.dumps(
                {"new": ".r-0a1b/office.db", "aside": "backups/恢复前_2026-11-22_090000"}
            ).encode(),
            "safekeeping.json": json.dumps({"second_place": str(given / "stick"), "lock": lock}).encode(),
            "second-place.json": json.dumps(
                {"place": str(given / "stick"), "last_good": "2026-11-20T08:00:00", "last_problem": "拔了"}
            ).encode(),
            "drafts.json": '{"enterprise/new": {"name": "甲厂", "village": 3}, "table": 4}'.encode(),
            "window.json": b'{"geometry": "AAAA", "columns": {"hazards": [1, 2, 3]}, "zoom": 1.0}',
        }
        for path in (self._office / "backups").glob("*.json"):
            self._notes.setdefault(path.name, path.read_bytes())

    def spoilt(self, random: Random) -> tuple[str, bytes]:
        """Return one of the notes, spoilt."""
        name = random.choice(list(self._notes))
        return name, spoilt_json(random, self._notes[name])

    def known(self) -> list[tuple[str, bytes]]:
        """Return every note in every whole that is none."""
        return [(name, whole) for name in self._notes for whole in _WHOLE]

    def deeds(self, random: Random) -> tuple[Callable[[Path], object], ...]:
        """Open the office beside such a note, read what it keeps safe, and the user's habits."""
        return (self._opened, self._kept_safe, self._habits)

    def _beside(self, path: Path) -> None:
        """Lay the office out anew, with the note at its place."""
        for left in (*self._office.glob("*.json"), *(self._office / "backups").glob("*.json")):
            left.unlink()
        (self._office / "office.closed.json").write_bytes(self._clean)
        if path.name == "office.restoring.json":
            self._prepared.parent.mkdir(exist_ok=True)
            self._prepared.write_bytes(self._database)
            shutil.rmtree(self._office / "backups" / "恢复前_2026-11-22_090000", ignore_errors=True)
        home = self._office / "backups" if not path.name.startswith("office.") else self._office
        shutil.copyfile(path, home / path.name)

    def _opened(self, path: Path) -> object:
        self._beside(path)
        try:
            with OfficeFile.open(self._office, clock=lambda: NOW) as office:
                name = office.ask(office_row).name
                assert name == "文水县西槽头乡人民政府"
                return name, office.notices
        finally:
            if not (
                self._office / "office.db"
            ).exists():  # a note may say that it is to be put aside, never lost
                assert any(
                    hashlib.sha256(one.read_bytes()).digest() == hashlib.sha256(self._database).digest()
                    for one in self._office.rglob("*.db")
                )
            (self._office / "office.db").write_bytes(self._database)

    def _kept_safe(self, path: Path) -> object:
        self._beside(path)
        found = copies(self._office / "backups")
        assert found
        kept = read_safekeeping(self._office)
        behind = is_behind(self._office / "office.db", self._office / "backups")
        return kept, is_old(kept, NOW), behind, OfficeLock(self._office).owner()

    def _habits(self, path: Path) -> object:
        if path.name == "drafts.json":
            from ui.widgets.drafts import Drafts

            drafts = Drafts(path.parent)
            drafts.keep("enterprise/2", {"name": "乙厂"})
            return drafts.forms, Drafts(path.parent).get("enterprise/2")["name"]
        if path.name != "window.json":
            return ""
        from ui.preferences import Preferences

        kept = Preferences(path)
        kept.setValue("window/tab", "台账")
        kept.write()
        return kept.value("columns"), kept.number("zoom", 1), Preferences(path).value("window/tab")
