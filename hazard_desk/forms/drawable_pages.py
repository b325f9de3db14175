"""Whether a page of a PDF from anywhere can be drawn in a moment: PDFium, once begun, can't be stopped.

Looked at is how much there is to be drawn: what its contents unpack to, which forms draw which, how often.
pypdf is loaded at first use.
"""

from __future__ import annotations

import io
import re
import warnings
from typing import Any

MOST_BYTES = 24 * 2**20
"""Of all that is drawn, what is drawn again counted again; a map of a whole town has less."""

_DEEPEST = 20
_DRAWN = re.compile(rb"/([^\s/<>\[\](){}%]+)\s+Do\b")


class Undrawable(ValueError):
    """The page asks for more than can be drawn in a moment, or can't be read."""


def demand_drawable(pdf: bytes, page: int) -> None:
    """Raise Undrawable where drawing the page (counted from 1) of a PDF would take for ever."""
    from pypdf import PdfReader

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            reader = PdfReader(io.BytesIO(pdf))
            if reader.is_encrypted:
                reader.decrypt("")
            weigh(reader.pages[page - 1])
    except Undrawable:
        raise
    except Exception as error:  # pypdf raises anything over what it can't read
        raise Undrawable(str(error)) from error


def weigh(page: Any) -> int:
    """Return how many bytes it takes to draw a page of pypdf's; Undrawable where they are too many."""
    contents = _plain(page.get("/Contents"))
    pieces = [_plain(one) for one in contents] if isinstance(contents, list) else [contents]
    data = b"\n".join(piece.get_data() for piece in pieces if hasattr(piece, "get_data"))
    return _weigh(data, _plain(page.get("/Resources")), {}, 0)


def _plain(thing: Any) -> Any:
    return thing.get_object() if hasattr(thing, "get_object") else thing


def _weigh(data: bytes, resources: Any, known: dict[int, int], deep: int) -> int:
    """Return how many bytes are gone through to draw this, the forms within it included."""
    weight = len(data)
    forms: Any = _plain(resources.get("/XObject")) if hasattr(resources, "get") else None
    if deep > _DEEPEST:
        raise Undrawable("forms within forms without end")
    drawn = _DRAWN.findall(data) if forms else []
    for name in set(drawn):
        form = _plain(forms.get("/" + name.decode("latin-1")))
        if form is None or form.get("/Subtype") != "/Form":
            continue
        key = id(form)
        if known.get(key) == -1:
            raise Undrawable("a form that draws itself")
        if key not in known:
            known[key] = -1
            known[key] = _weigh(form.get_data(), _plain(form.get("/Resources")) or resources, known, deep + 1)
        weight += known[key] * drawn.count(name)
    if weight > MOST_BYTES:
        raise Undrawable(f"{weight} bytes to be drawn")
    return weight
