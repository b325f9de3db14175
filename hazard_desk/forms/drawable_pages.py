"""Whether a page of a PDF from anywhere can be drawn in a moment, told before PDFium is let in.

PDFium can be stopped between the things that lie on a page (forms/pictures.py does), never within one: a form
(/XObject), a pattern, a mask, a glyph that is drawn. So looked at is how much there is to be drawn in those:
what they unpack to, which draws which, how often. pypdf is loaded at first use.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator
from typing import Any

MOST_BYTES = 24 * 2**20
"""Of all that is drawn, what is drawn again counted again; a map of a whole town has less."""
MOST_IMAGE_BYTES = 512 * 2**20
"""Of a picture that PDFium unpacks whole: four bytes a sample for JPEG 2000, a bit a pixel for JBIG2."""

# Measured: what takes as long as one byte of plain drawing.
_IMAGE_BYTES = 64  # unpacked, of JPEG 2000 and JBIG2
_RECKONED = 8000  # of a function for which every point of the page is reckoned: a byte of it weighs as much
_TILES = 4  # of a pattern
_MASK = 100_000  # a mask laid over a thing, where PDFium can't be stopped before the next
_TRIANGLES, _PATCHES = 200, 500  # of a mesh of colours

_DEEPEST = 20
_MOST_ANNOTATIONS = 2000
_NAME = rb"/([^\s/<>\[\](){}%]+)"
_GAP = rb"\s+(?:%[^\r\n]*\s+)*"
_DRAWN = re.compile(_NAME + _GAP + rb"Do\b")
_PAINTED = re.compile(_NAME + _GAP + rb"(?:scn|SCN)\b")
_SHADED = re.compile(_NAME + _GAP + rb"sh\b")
_STATE = re.compile(_NAME + _GAP + rb"gs\b")
_FACE = re.compile(_NAME + _GAP + rb"[-+.\d]+" + _GAP + rb"Tf\b")
_TEXT = re.compile(rb"\([^()]*\)|<[0-9A-Fa-f\s]+>")
_PLAIN_GLYPH = re.compile(rb"\bd1\b")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_SIZE_OF_JPX = b"\xff\x4f\xff\x51"


class Undrawable(ValueError):
    """The page asks for more than can be drawn in a moment, or can't be read."""


class TooHeavy(Undrawable):
    """The page asks for more than can be drawn in a moment."""


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
    weighing = _Weighing()
    weight = weighing.content(data, _plain(page.get("/Resources")), 0)
    for appearance in _appearances(page):
        weight = _bounded(weight + weighing.stream(appearance, None, 0))
    return weight


def _plain(thing: Any) -> Any:
    return thing.get_object() if hasattr(thing, "get_object") else thing


def _entry(owner: Any, key: str) -> Any:
    return _plain(owner.get(key)) if hasattr(owner, "get") else None


def _bounded(weight: int) -> int:
    if weight > MOST_BYTES:
        raise TooHeavy(f"{weight} bytes to be drawn")
    return weight


def _appearances(page: Any) -> Iterator[Any]:
    """Yield how each annotation looks: seals and signatures are such."""
    annotations = _plain(page.get("/Annots"))
    for annotation in annotations[:_MOST_ANNOTATIONS] if isinstance(annotations, list) else ():
        looks = _entry(_entry(_plain(annotation), "/AP"), "/N")
        if hasattr(looks, "get_data"):
            yield looks
        elif hasattr(looks, "values"):
            yield from (look for look in map(_plain, looks.values()) if hasattr(look, "get_data"))


class _Weighing:
    """Goes through a page's contents and what they draw; what was weighed once is known."""

    def __init__(self) -> None:
        self._known: dict[
            int, tuple[Any, int | None]
        ] = {}  # with the thing itself, so that its id stays its own

    def content(self, data: bytes, resources: Any, deep: int) -> int:
        """Return how many bytes are gone through to draw these contents, all that they draw included."""
        if deep > _DEEPEST:
            raise TooHeavy("drawings within drawings without end")
        weight = len(data)
        for thing, times in _named(data, _DRAWN, _entry(resources, "/XObject")):
            if _entry(thing, "/Subtype") == "/Form":
                weight += self.stream(thing, resources, deep + 1) * times
            else:
                weight += _demand_small(thing) // _IMAGE_BYTES * times
            _bounded(weight)
        for thing, times in _named(data, _SHADED, _entry(resources, "/Shading")):
            weight = _bounded(weight + _shading(thing) * times)
        for thing, times in _named(data, _PAINTED, _entry(resources, "/Pattern")):
            if hasattr(thing, "get_data"):
                own = self.stream(thing, resources, deep + 1) + _tiles(thing)
                weight = _bounded(weight + own * times)
            else:
                weight = _bounded(weight + _shading(_entry(thing, "/Shading")) * times)
        for thing, times in _named(data, _STATE, _entry(resources, "/ExtGState")):
            mask = _entry(_entry(thing, "/SMask"), "/G")
            if hasattr(mask, "get_data"):
                own = self.stream(mask, resources, deep + 1) + (_MASK if deep else 0)
                weight = _bounded(weight + own * times)
        for thing, _ in _named(data, _FACE, _entry(resources, "/Font")):
            if _entry(thing, "/Subtype") == "/Type3":
                weight = _bounded(weight + self._glyphs(thing, resources, _signs(data), deep))
        return _bounded(weight)

    def stream(self, drawing: Any, resources: Any, deep: int) -> int:
        """Return the same for a form, a pattern or a mask; without resources it has its owner's."""
        _, weight = self._known.get(id(drawing), (None, -1))
        if weight is None:
            raise Undrawable("a drawing that draws itself")
        if weight < 0:
            self._known[id(drawing)] = (drawing, None)
            weight = self.content(drawing.get_data(), _entry(drawing, "/Resources") or resources, deep)
            self._known[id(drawing)] = (drawing, weight)
        return weight

    def _glyphs(self, face: Any, resources: Any, signs: int, deep: int) -> int:
        """Return the weight of so many signs in a face whose glyphs are drawings.

        Of one without colours (d1) PDFium keeps a picture; another is drawn anew wherever it stands.
        """
        procedures = _entry(face, "/CharProcs")
        glyphs = [*map(_plain, procedures.values())] if hasattr(procedures, "values") else []
        once = again = 0
        for glyph in glyphs:
            if not hasattr(glyph, "get_data"):
                continue
            own = self.stream(glyph, _entry(face, "/Resources") or resources, deep + 1)
            once = _bounded(once + own)
            if not _PLAIN_GLYPH.search(glyph.get_data()[:200]):
                again += own
        return once + again // max(1, len(glyphs)) * signs


def _signs(data: bytes) -> int:
    return sum(map(len, _TEXT.findall(data)))


def _named(data: bytes, pattern: re.Pattern[bytes], things: Any) -> Iterator[tuple[Any, int]]:
    """Yield each thing that the contents name by this operator, with how often."""
    if not things:
        return
    counted: dict[bytes, int] = {}
    for name in pattern.findall(data):
        counted[name] = counted.get(name, 0) + 1
    for name, times in counted.items():
        plain = _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), name)
        thing = _entry(things, "/" + plain.decode("latin-1"))
        if thing is not None:
            yield thing, times


def _tiles(pattern: Any) -> int:
    """Return the weight of a pattern for how often it lies on the page: as often as its steps are small."""
    steps = [_entry(pattern, key) for key in ("/XStep", "/YStep")]
    matrix = _entry(pattern, "/Matrix")
    numbers = [float(one) for one in matrix] if isinstance(matrix, list) else [1.0, 0.0, 0.0, 1.0]
    scale = max(1e-9, max(map(abs, numbers[:4])))
    tiles = 1.0
    for step in steps:
        width = abs(float(step)) * scale if isinstance(step, int | float) else 0.0
        tiles *= 1000 / max(width, 0.001)
    return int(min(tiles, 10**9) / _TILES)


def _shading(shading: Any) -> int:
    """Return the weight of colours that run into each other, as if they filled the page."""
    weight = 0
    functions = _entry(shading, "/Function")
    for function in functions if isinstance(functions, list) else [functions]:
        plain = _plain(function)
        if _entry(plain, "/FunctionType") == 4 and hasattr(plain, "get_data"):
            weight += len(plain.get_data()) * _RECKONED
    if hasattr(shading, "get_data"):
        weight += len(shading.get_data()) * (
            _PATCHES if _entry(shading, "/ShadingType") in (6, 7) else _TRIANGLES
        )
    return weight


def _demand_small(image: Any) -> int:
    """Return the bytes that a picture and its mask take unpacked; Undrawable where they are too many."""
    weight = 0
    for one in (image, _entry(image, "/SMask"), _entry(image, "/Mask")):
        if not hasattr(one, "get"):
            continue
        filters = _entry(one, "/Filter")
        kinds = [str(_plain(kind)) for kind in filters] if isinstance(filters, list) else [str(filters)]
        pixels = _number(one, "/Width") * _number(one, "/Height")
        if "/JPXDecode" in kinds:
            needed = _jpx_samples(getattr(one, "_data", b""), pixels) * 4
        elif "/JBIG2Decode" in kinds:
            needed = pixels // 8
        else:
            continue  # unpacked line by line
        if needed > MOST_IMAGE_BYTES:
            raise TooHeavy(f"a picture of {needed} bytes")
        weight += needed
    return weight


def _number(owner: Any, key: str) -> int:
    value = _entry(owner, key)
    return int(value) if isinstance(value, int | float) and abs(value) < 2**40 else 2**40


def _jpx_samples(data: bytes, pixels: int) -> int:
    """Return how many samples a JPEG 2000 picture has, by its own header."""
    at = data.find(_SIZE_OF_JPX, 0, 65536)
    head = data[at + 8 : at + 42] if at >= 0 else b""
    if len(head) < 34:
        return pixels * 3
    right, bottom, left, top = (int.from_bytes(head[n : n + 4]) for n in range(0, 16, 4))
    return max(0, right - left) * max(0, bottom - top) * int.from_bytes(head[32:34])
