"""How the texts of a returned row are kept: by the position of their column, and what has no column."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

_EXTRAS = "extras"


def kept_texts(texts: Mapping[int, str], extras: Sequence[tuple[str, str]] = ()) -> str:
    """Return the texts of a row as they are kept."""
    kept: dict[str, object] = {str(position): text for position, text in texts.items()}
    if extras:
        kept[_EXTRAS] = [list(extra) for extra in extras]
    return json.dumps(kept, ensure_ascii=False)


def texts_of(kept: str) -> tuple[dict[int, str], tuple[tuple[str, str], ...]]:
    """Return the texts by position, and those of columns that the table hasn't, with their headers."""
    found = json.loads(kept)
    extras = tuple((str(label), str(text)) for label, text in found.pop(_EXTRAS, ()))
    return {int(position): text for position, text in found.items()}, extras
