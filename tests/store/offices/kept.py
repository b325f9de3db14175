"""One small office of every released schema, as the program of its time left it."""

from __future__ import annotations

import gzip
import hashlib
import json
from pathlib import Path

HERE = Path(__file__).resolve().parent


def kept(schema: int) -> Path:
    """Return where the office of a released schema is kept."""
    return HERE / f"schema-{schema}.db.gz"


def lay_out(schema: int, folder: Path) -> Path:
    """Put the office of that schema into a new folder, cleanly closed, and return its file."""
    folder.mkdir(parents=True)
    data = gzip.decompress(kept(schema).read_bytes())
    database = folder / "office.db"
    database.write_bytes(data)
    closed = {"sha256": hashlib.sha256(data).hexdigest(), "program": f"0.{schema}.0"}
    (folder / "office.closed.json").write_text(json.dumps(closed), encoding="utf-8")
    return database
