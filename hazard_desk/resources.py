"""Where the shipped data lies: fonts, form texts, lists, theme."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

RESOURCES = Path(__file__).resolve().parent.parent / "resources"


@cache
def load_json(name: str) -> Any:
    """Return the shipped JSON file `name`, read once; callers must not change it."""
    return json.loads((RESOURCES / name).read_text(encoding="utf-8"))
