"""Where the shipped fonts and form texts lie, and how a form's texts are read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from hazard_desk.resources import RESOURCES

FONTS = RESOURCES / "fonts"
FORM_TEXTS = RESOURCES / "forms"


def load_texts(form_id: str, folder: Path = FORM_TEXTS) -> dict[str, Any]:
    """Return the texts of a form as the JSON file `<form_id>.json` in `folder` gives them.

    The file may be edited by the office, so a broken one is refused with ValueError naming file and place.
    """
    path = folder / f"{form_id}.json"
    try:
        texts = json.loads(path.read_text(encoding="utf-8-sig"))
    except json.JSONDecodeError as error:
        raise ValueError(f"{path.name} 第 {error.lineno} 行不是有效的 JSON：{error.msg}") from error
    if not isinstance(texts, dict) or texts.get("id") != form_id:
        raise ValueError(f"{path.name} 不是表格 {form_id} 的文字")
    return texts
