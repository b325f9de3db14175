"""What a 台账包 says of itself, and what of that is believed."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from hazard_desk.notes import demand_few_values, demand_sound
from hazard_desk.store.attachments import FOLDER as ATTACHMENTS
from hazard_desk.store.attachments import KINDS, LARGEST
from hazard_desk.store.safekeeping.backups.copies import Told
from hazard_desk.store.safekeeping.packages.container import MOST_ENTRIES
from hazard_desk.store.safekeeping.packages.encryption import Lock

NAME = "manifest.json"
DATABASE = "office.db"
READ_ME = "说明.txt"
CONTENT = "content.age"
TOLD = "told.age"
LARGEST_MANIFEST = 48 * 2**20
"""A line of a hundred bytes for each of the most attachments."""
LARGEST_TOLD = 65536
TEMPLATES = "templates"
"""The folder of the Word templates of documents that the office has changed."""
LARGEST_TEMPLATE = 10 * 2**20

_FORMAT = "hazard-desk-archive"
_LOCKED_FORMAT = "hazard-desk-locked-archive"
_VERSION = 1
_MOST_EXTRAS = 50
_LARGEST_EXTRA = 100 * 2**20
MOST_TEMPLATES = 50
"""There are as many as kinds of documents."""
_EXTRA = re.compile(r"[^\W_][\w\-—·（）()《》 ]{0,80}\.(?:pdf|xlsx|docx|txt)")
_TEMPLATE = re.compile(rf"{TEMPLATES}/(?P<stem>[^\W_][\w\-—·（）()《》 ]{{0,80}})\.docx")
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com\w|lpt\w)", re.IGNORECASE)  # what Windows takes for no file
_IDENTITY = re.compile(r"[0-9a-f]{8}|")
_MOST_SAID = 100  # of what is lost, where there is little room
_DIGEST = re.compile(r"[0-9a-f]{64}")
_KEPT_NAME = re.compile(r"([0-9a-f]{64})(\.[a-z0-9]{1,5})")


class NewerManifest(Exception):
    """The package was made by a program that knows more."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An attachment in or beside a package."""

    sha256: str
    suffix: str
    size: int

    @property
    def name(self) -> str:
        """Its name in the office folder and in a package."""
        return f"{ATTACHMENTS}/{self.sha256[:2]}/{self.sha256}{self.suffix}"

    def locked_name(self, tag: str) -> str:
        """Its name beside a package, when it is locked with the key of that tag."""
        return f"{self.name}.{tag}.age"


@dataclass(frozen=True, slots=True)
class Manifest:
    """Everything in a package: `files` by name with size and SHA-256, attachments with size and SHA-256.

    `whole`: the attachments are in it; else they lie beside it. `lost`: what belongs to the office, but was
    not to be had when the package was made, by the names that people know. `identity`: of the office folder
    that keeps its second copies where the package lies.
    """

    made_at: datetime
    program: str
    schema: int
    told: Told
    whole: bool
    files: Mapping[str, tuple[int, str]]
    attachments: tuple[Kept, ...] = ()
    lost: tuple[str, ...] = ()
    identity: str = ""

    def to_json(self) -> bytes:
        """Write it."""
        said = {
            "format": _FORMAT,
            "version": _VERSION,
            "made_at": self.made_at.isoformat(),
            "program": self.program,
            "schema": self.schema,
            "whole": self.whole,
            "told": _told_to_json(self.told),
            "files": {name: list(one) for name, one in self.files.items()},
            "attachments": [[one.sha256 + one.suffix, one.size] for one in self.attachments],
            "lost": list(self.lost),
            "identity": self.identity,
        }
        return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


@dataclass(frozen=True, slots=True)
class LockedManifest:
    """What is said without the password; `secret` is what the small locked entry adds."""

    made_at: datetime
    program: str
    schema: int
    office: str
    whole: bool
    attachments: int
    attachment_bytes: int
    lock: Lock
    files: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    identity: str = ""

    def to_json(self) -> bytes:
        """Write it."""
        said = {
            "format": _LOCKED_FORMAT,
            "version": _VERSION,
            "made_at": self.made_at.isoformat(),
            "program": self.program,
            "schema": self.schema,
            "office": self.office,
            "whole": self.whole,
            "attachments": self.attachments,
            "attachment_bytes": self.attachment_bytes,
            "salt": self.lock.salt,
            "recipient": self.lock.recipient,
            "identity": self.identity,
            "files": {name: list(one) for name, one in self.files.items()},
        }
        return json.dumps(said, ensure_ascii=False, indent=1).encode()


def read_manifest(data: bytes) -> Manifest | LockedManifest | None:
    """Return what a manifest says, None where it is none of ours; ValueError where it can't be true."""
    try:
        demand_few_values(data)
        said = json.loads(data)
        if not isinstance(said, dict) or said.get("format") not in (_FORMAT, _LOCKED_FORMAT):
            return None
        demand_sound(said)
        if _count(said["version"]) > _VERSION:
            raise NewerManifest
        return _plain(said) if said["format"] == _FORMAT else _locked(said)
    except (KeyError, TypeError, AttributeError, RecursionError, OverflowError) as error:
        raise ValueError("not as it is written") from error


def is_extra(name: str) -> bool:
    """Say whether a paper of this name may be put into a package."""
    return name != READ_ME and _EXTRA.fullmatch(name) is not None


def is_digest(said: str) -> bool:
    """Say whether this is a SHA-256."""
    return _DIGEST.fullmatch(said) is not None


def is_template(name: str) -> bool:
    """Say whether an entry of this name is a Word template of the office."""
    match = _TEMPLATE.fullmatch(name)
    return match is not None and not _DEVICE.fullmatch(match["stem"].strip())


def _plain(said: dict[str, Any]) -> Manifest:
    files = _files(said["files"])
    templates = {name for name in files if is_template(name)}
    extras = set(files) - {DATABASE, READ_ME} - templates
    if not {DATABASE, READ_ME} <= set(files) or len(extras) > _MOST_EXTRAS:
        raise ValueError("not the files of a package")
    if not all(is_extra(name) and files[name][0] <= _LARGEST_EXTRA for name in extras):
        raise ValueError("a paper that does not belong")
    if len(templates) > MOST_TEMPLATES or len({name.casefold() for name in templates}) != len(templates):
        raise ValueError("templates that one folder can't hold")
    if any(files[name][0] > LARGEST_TEMPLATE for name in templates):
        raise ValueError("a template that is none")
    listed = said["attachments"]
    if not isinstance(listed, list) or len(listed) > MOST_ENTRIES or not isinstance(said["lost"], list):
        raise ValueError("no list of attachments")
    attachments = tuple(_kept(name, size) for name, size in listed)
    if len({one.sha256 for one in attachments}) != len(attachments):
        raise ValueError("an attachment twice")
    return Manifest(
        _moment(said["made_at"]),
        str(said["program"])[:40],
        _count(said["schema"]),
        _told_from_json(said["told"]),
        said["whole"] is True,
        files,
        attachments,
        tuple(str(one)[:255] for one in said["lost"]),
        _identity(said),
    )


def _locked(said: dict[str, Any]) -> LockedManifest:
    files = _files(said["files"])
    if set(files) != {READ_ME, TOLD, CONTENT}:
        raise ValueError("not the files of a locked package")
    if not isinstance(said["salt"], str) or not isinstance(said["recipient"], str):
        raise ValueError("no lock")
    return LockedManifest(
        _moment(said["made_at"]),
        str(said["program"])[:40],
        _count(said["schema"]),
        str(said["office"])[:200],
        said["whole"] is True,
        _count(said["attachments"]),
        _count(said["attachment_bytes"]),
        Lock(said["salt"], said["recipient"]),
        files,
        _identity(said),
    )


def _identity(said: dict[str, Any]) -> str:
    found = said.get("identity", "")
    if not isinstance(found, str) or not _IDENTITY.fullmatch(found):
        raise ValueError("no identity")
    return found


def _files(said: Any) -> dict[str, tuple[int, str]]:
    found = {}
    for name, (size, sha256) in said.items():
        if not is_digest(sha256):
            raise ValueError("no SHA-256")
        found[str(name)] = (_count(size), str(sha256))
    return found


def _kept(name: str, size: int) -> Kept:
    match = _KEPT_NAME.fullmatch(name)
    if match is None or match[2] not in KINDS or _count(size) > LARGEST:
        raise ValueError("no attachment of ours")
    return Kept(match[1], match[2], size)


def _count(said: Any) -> int:
    if type(said) is not int or said < 0:
        raise ValueError("no number")
    return said


def _moment(said: str) -> datetime:
    return datetime.fromisoformat(said).replace(tzinfo=None)


def secret_to_json(told: Told, lost: Sequence[str]) -> bytes:
    """Write what a locked package says to whoever knows its password, before all of it is unlocked."""
    said = {**_told_to_json(told), "lost": [name[:80] for name in lost[:_MOST_SAID]]}
    return json.dumps(said, ensure_ascii=False).encode()


def secret_from_json(said: Any) -> tuple[Told, tuple[str, ...]]:
    """Read what a locked package says to whoever knows its password."""
    demand_sound(said)
    return _told_from_json(said), tuple(str(name)[:80] for name in said["lost"])


def _told_to_json(told: Told) -> dict[str, Any]:
    return {
        **asdict(told),
        "last_entry_at": told.last_entry_at.isoformat() if told.last_entry_at else None,
    }


def _told_from_json(said: Any) -> Told:
    at = said["last_entry_at"]
    return Told(
        str(said["office"])[:200],
        _count(said["schema"]),
        {str(label)[:20]: _count(count) for label, count in said["counts"].items()},
        _count(said["last_entry_id"]),
        _moment(at) if at else None,
        str(said["last_summary"])[:500],
    )
