"""An office with photos, and what its packages are compared with."""

from __future__ import annotations

import functools
import hashlib
import io
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from hazard_desk.model import Attachment
from hazard_desk.services.offices import set_up_office
from hazard_desk.store.attachments import keep
from hazard_desk.store.changes import Changes
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.store.safekeeping.packages import encryption
from hazard_desk.store.unit_of_work import UnitOfWork


def picture(number: int, pixels: int = 32) -> bytes:
    """A JPEG of its own."""
    made = io.BytesIO()
    Image.effect_noise((pixels, pixels), 50 + number).save(made, "JPEG")
    return made.getvalue()


def attach(work: UnitOfWork, data: bytes) -> Changes:
    """Keep a file and name it."""
    kept = keep(work.folder, data)
    work.session.add(Attachment(sha256=kept.sha256, suffix=kept.suffix, size=kept.size, entered_at=work.now))
    work.session.flush()
    return Changes("加了附件")


@pytest.fixture(autouse=True)
def remembered_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Derive a key once: what makes it slow is the same each time."""
    monkeypatch.setattr(encryption.hashlib, "scrypt", _scrypt)


_scrypt = functools.cache(hashlib.scrypt)


@pytest.fixture
def folder(tmp_path: Path, office_with_photos: Path) -> Path:
    """A closed office folder with three photos, its path with Chinese and a blank in it."""
    return Path(shutil.copytree(office_with_photos, tmp_path / "隐患 台账"))


@pytest.fixture(scope="session")
def office_with_photos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The office that each test gets its own copy of."""
    folder = tmp_path_factory.mktemp("office") / "台账"
    OfficeFile.create(folder, set_up_office, "文水县西槽头乡人民政府", ["西槽头村"])
    with OfficeFile.open(folder) as office:
        for number in range(3):
            office.run(attach, picture(number))
    return folder


@pytest.fixture
def office(folder: Path) -> Iterator[OfficeFile]:
    """The same office, open for writing."""
    with OfficeFile.open(folder) as office:
        yield office


def attached(folder: Path) -> dict[str, str]:
    """Return the attachments of an office or a package, each with the SHA-256 of its bytes."""
    own = folder / "attachments"
    home = own if own.exists() else folder
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in home.rglob("*") if path.is_file()
    }
