"""The shipped faces: what they have and how wide it is."""

from __future__ import annotations

import io
import os
import struct
from pathlib import Path

import pypdf
import pytest
from reportlab.pdfbase.ttfonts import TTFontFile

from hazard_desk.forms import pdf
from hazard_desk.forms.faces import (
    SANS,
    SANS_BOLD,
    SERIF,
    Face,
    FontSet,
    Typeface,
    font_set,
    pc_faces,
)
from hazard_desk.forms.sheet import Cell, Role, Sheet
from hazard_desk.forms.shipped import FONTS

RARE = "䶮㛃喆犇堃𠅤𬱖"


@pytest.mark.parametrize("face", [SERIF, SANS, SANS_BOLD], ids=lambda face: face.name)
def test_our_reader_of_faces_agrees_with_another(face: Face) -> None:
    other = TTFontFile(str(face.path))
    wrong = {
        code: (width, face.advance(chr(code)))
        for code, width in other.charWidths.items()
        if other.charToGlyph.get(code) and abs((face.advance(chr(code)) or 0) * 1000 - width) > 0.5
    }
    assert len(other.charToGlyph) > 10_000
    assert not wrong


@pytest.mark.parametrize("face", [SERIF, SANS, SANS_BOLD], ids=lambda face: face.name)
def test_faces_have_the_characters_of_names_and_forms(face: Face) -> None:
    level_one_and_two = [
        bytes((row, cell)).decode("gb2312", "ignore")
        for row in range(0xB0, 0xF8)
        for cell in range(0xA1, 0xFF)
    ]
    wanted = [character for character in level_one_and_two if character]
    assert len(wanted) == 6763
    missing = [c for c in [*wanted, *RARE, *"（）：、，。“”·—…√○×□〓0123456789%℃"] if face.advance(c) is None]
    assert not missing


def test_licences_lie_beside_the_faces() -> None:
    for name in ("NotoSerifSC-OFL.txt", "NotoSansSC-OFL.txt"):
        words = " ".join((FONTS / name).read_text(encoding="utf-8").split())
        assert "licensed under the SIL Open Font License, Version 1.1" in words


def test_a_character_the_face_lacks_comes_from_the_next(fonts: FontSet) -> None:
    missing = next(chr(code) for code in range(0x3400, 0x4DC0) if not SANS_BOLD.advance(chr(code)))
    runs = [(face.name, text) for face, text, _ in fonts.heading.runs(f"甲{missing}乙")]
    assert runs == [(SANS_BOLD.name, "甲"), (SERIF.name, missing), (SANS_BOLD.name, "乙")]


def test_what_no_face_has_is_replaced_and_named(fonts: FontSet) -> None:
    assert fonts.text.settable("𠮷田\x07\ud800") == "〓田〓〓"
    assert fonts.text.missing("𠮷田\x07𠮷") == ["𠮷", "\x07"]


def test_characters_without_shape_vanish(fonts: FontSet) -> None:
    text = "\ufeff张\u200b三\ufe00\r\n李\t四\u00a0"
    assert fonts.text.settable(text) == "张三\n李 四" + fonts.text.settable("\u00a0")
    assert fonts.text.missing(text) == []


def test_control_characters_are_damage_even_where_a_face_maps_them() -> None:
    class Eager(Face):
        """A face that claims to have everything."""

        def advance(self, character: str) -> float | None:
            return 0.5

    face = Typeface((Eager("eager", SERIF.path),))
    assert face.missing("甲\x01乙") == ["\x01"]
    assert face.settable("甲\x01乙") == "甲〓乙"


def test_a_dash_takes_one_em_and_two_take_two(fonts: FontSet) -> None:
    for typeface in (fonts.text, fonts.heading):
        em = typeface.width_mm("一", 12)
        assert typeface.width_mm("—", 12) == pytest.approx(em)
        assert typeface.width_mm("——", 12) == pytest.approx(2 * em)
        assert [text for _, text, _ in typeface.runs("甲——乙")] == ["甲", "——", "乙"]


def test_a_face_in_a_collection_is_read_and_drawn(tmp_path: Path) -> None:
    """SimSun comes as one of two faces in a .ttc; here one is made of the sans faces."""
    faces = [SANS.path.read_bytes(), SANS_BOLD.path.read_bytes()]
    begin = [20, 20 + len(faces[0])]
    moved = []
    for start, data in zip(begin, faces, strict=True):
        out = bytearray(data)
        (count,) = struct.unpack_from(">H", data, 4)
        for entry in range(12 + 8, 12 + 16 * count, 16):
            struct.pack_into(">I", out, entry, struct.unpack_from(">I", data, entry)[0] + start)
        moved.append(bytes(out))
    path = tmp_path / "two.ttc"
    path.write_bytes(b"ttcf" + struct.pack(">IIII", 0x00010000, 2, *begin) + b"".join(moved))
    first, second = Face("PC-First", path, 0), Face("PC-Second", path, 1)
    assert first.advance("0") == SANS.advance("0")
    assert second.advance("0") == SANS_BOLD.advance("0")
    assert first.advance("0") != second.advance("0")
    typeface = Typeface((second,))
    sheet = Sheet("x", "表", (50.0,), (10.0,), (Cell(0, 0, "王堃芳", Role.VALUE),))
    data = pdf.draw(sheet, fonts=FontSet(typeface, typeface))
    assert "王堃芳" in pypdf.PdfReader(io.BytesIO(data)).pages[0].extract_text()


def test_width_adds_up(fonts: FontSet) -> None:
    assert fonts.text.width_mm("安全", 10) == pytest.approx(2 * 10 * 25.4 / 72)
    whole = fonts.text.width_mm("罚款12.5万", 10.5)
    assert whole == pytest.approx(sum(fonts.text.width_mm(c, 10.5) for c in "罚款12.5万"))


def faces_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *files: str) -> list[str]:
    """Which faces are found on a PC whose only fonts are these."""
    fonts = tmp_path / "Fonts"
    fonts.mkdir(exist_ok=True)
    for file in files:
        (fonts / file).write_bytes(SANS.path.read_bytes())
    monkeypatch.setattr("hazard_desk.forms.faces._font_folders", lambda: [fonts])
    return [face.name for face in pc_faces()]


def test_faces_of_the_pc_are_found_and_come_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert faces_of(tmp_path, monkeypatch) == []
    assert faces_of(tmp_path, monkeypatch, "simsunb.ttf", "SIMFANG.TTF", "other.ttf") == [
        "PC-SimSun-ExtB",
        "PC-FangSong",
    ]
    assert [face.name for face in font_set(pc_faces()).text.faces] == [
        SERIF.name,
        SANS.name,
        "PC-SimSun-ExtB",
        "PC-FangSong",
    ]
    assert Typeface(()).missing("一") == ["一"]


def test_the_offices_choice_leads_where_this_pc_has_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    faces_of(tmp_path, monkeypatch, "simfang.ttf", "simhei.ttf")
    chosen = font_set(pc_faces(), "fangsong", "simhei")
    assert chosen.text.faces[0].name == "PC-FangSong"
    assert chosen.heading.faces[0].name == "PC-SimHei"
    assert SERIF in chosen.text.faces, "what the chosen face lacks comes from the shipped one"
    absent = font_set(pc_faces(), "kaiti", "nonsense")
    assert absent.text.faces[0] is SERIF
    assert absent.heading.faces[0] is SANS_BOLD


@pytest.mark.skipif(os.name != "posix", reason="Windows has its own folders, tried above")
def test_fonts_lie_where_this_system_keeps_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tmp_path / ".local" / "share" / "fonts" / "windows"
    own.mkdir(parents=True)
    (own / "simkai.ttf").write_bytes(SANS.path.read_bytes())
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("WINDIR", raising=False)
    assert own / "simkai.ttf" in [face.path for face in pc_faces()]
