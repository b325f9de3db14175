"""What the program noted for itself is read back, or taken for unreadable: whatever became of its bytes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hazard_desk.notes import NoteUnreadable, demand_note, read_note

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(codec="utf-8")), inner),
)


@given(said=st.dictionaries(st.text(st.characters(codec="utf-8")), JSON))
def test_what_was_noted_is_read_back(tmp_path_factory: pytest.TempPathFactory, said: object) -> None:
    path = tmp_path_factory.mktemp("notes") / "note.json"
    path.write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
    assert read_note(path) == said


@pytest.mark.parametrize(
    "data",
    [
        b"", b"{", b"[]", b"null", b"\xff{}", b"[" * 100_000, b'{"a":' * 100_000, b'{"a": "\\ud800"}',
        b'{"\\udfff": 1}', b'{"a": NaN}', b'{"a": 1e999}', b'{"a": ' + b"9" * 5000 + b"}",
        b'{"a": [' + b"0," * 2_000_001 + b"0]}", b'{"a": 9007199254740993}',
        b'{"a": ' + b"[" * 80 + b"]" * 80 + b"}",
        b'{"a": [1, [2], {"b": [3, NaN]}]}',
    ],
)  # fmt: skip
def test_what_is_no_note_is_unreadable_and_nothing_worse(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "note.json"
    path.write_bytes(data)
    assert read_note(path) is None
    with pytest.raises(NoteUnreadable):
        demand_note(path)


def test_none_is_told_from_one_that_is_too_long(tmp_path: Path) -> None:
    path = tmp_path / "note.json"
    assert read_note(path) is None
    with pytest.raises(FileNotFoundError):
        demand_note(path)
    path.write_bytes(b"{}" + b" " * 100)
    assert demand_note(path) == {}
    with pytest.raises(NoteUnreadable):
        demand_note(path, most=50)
