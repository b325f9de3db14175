"""References after rows were put in, against the plainest model: which cells they mean."""

from __future__ import annotations

import re

from hypothesis import assume, example, given
from hypothesis import strategies as st
from openpyxl.formula.tokenizer import Tokenizer
from openpyxl.formula.translate import Translator

from hazard_desk.intake.defects import column_index, column_letters
from hazard_desk.issued_tables.references import (
    Shift,
    move_formula,
    rows_named,
    shift_area,
    shift_formula,
    shift_places,
)
from hazard_desk.issued_tables.sheet_xml import moved_across

rows = st.integers(1, 60)
columns = st.integers(0, 800)
dollar = st.sampled_from(["", "$"])


@st.composite
def cells(draw: st.DrawFn) -> str:
    return f"{draw(dollar)}{column_letters(draw(columns))}{draw(dollar)}{draw(rows)}"


@st.composite
def areas(draw: st.DrawFn) -> str:
    top, bottom = sorted((draw(rows), draw(rows)))
    left, right = sorted((draw(columns), draw(columns)))
    ends = [f"{draw(dollar)}{column_letters(c)}{draw(dollar)}{r}" for c, r in ((left, top), (right, bottom))]
    return ":".join(ends)


sheets = st.sampled_from(["", "表1!", "'附 件'!", "'It''s'!", "Sheet1!", "[1]Sheet1!"])
operands = st.one_of(
    st.tuples(sheets, st.one_of(cells(), areas())).map("".join),
    st.sampled_from(
        [
            '"A5:B9 说明"',
            "A:A",
            "$3:$9",
            "LOG10(7)",
            "表1[[#This Row],[A5]]",
            "名称A5",
            "TRUE",
            "1.5",
            "挂牌_A5",
        ]
    ),
)
formulas = st.lists(operands, min_size=1, max_size=5).map(lambda parts: "SUM(" + "+".join(parts) + ")")
shifts = st.builds(
    lambda first, length, count: Shift("附 件", first + length, count, first),
    st.integers(2, 30),
    st.integers(0, 20),
    st.integers(1, 300),
)


def places(reference: str) -> tuple[set[int], set[int]]:
    """Return the rows and the columns that an area covers."""
    corners = [re.fullmatch(r"\$?([A-Z]+)\$?(\d+)", each) for each in reference.split(":")]
    found = [(column_index(c[1]), int(c[2])) for c in corners if c]
    return set(range(found[0][1], found[-1][1] + 1)), set(range(found[0][0], found[-1][0] + 1))


@given(areas(), shifts)
@example("A5:A14", Shift("x", 15, 3, 5))
def test_an_area_means_the_same_cells_and_the_rows_put_in(area: str, shift: Shift) -> None:
    before, across = places(area)
    after, still_across = places(shift_area(area, shift))
    moved = {row + shift.count if row >= shift.at else row for row in before}
    put_in = set(range(shift.at, shift.at + shift.count))
    assert still_across == across
    assert moved <= after <= moved | put_in
    grows = max(before) == shift.at - 1 and len(before) > 1 and shift.first < shift.at
    if grows or (min(before) < shift.at <= max(before)):
        assert put_in <= after
    elif len(before) > 1 or len(across) > 1:
        assert after == moved


@given(cells(), shifts)
def test_a_cell_is_the_same_cell(cell: str, shift: Shift) -> None:
    [row], across = places(cell)
    assert places(shift_area(cell, shift)) == ({shift.row(row)}, across)
    assert shift_area(cell, shift).count("$") == cell.count("$")


@given(formulas, shifts)
def test_nothing_but_references_to_the_sheet_changes(formula: str, shift: Shift) -> None:
    on_other = shift_formula(formula, "别的表", shift)
    pieces = [token.value for token in Tokenizer("=" + formula).items]
    now = [token.value for token in Tokenizer("=" + on_other).items]
    assert len(now) == len(pieces)
    for old, new in zip(pieces, now, strict=True):
        assert new == old or old.startswith("'附 件'!")
    assert shift_formula(formula, "别的表", Shift("没有", shift.at, shift.count, shift.first)) == formula


@given(formulas, shifts)
def test_references_without_a_sheet_are_to_the_formulas_own(formula: str, shift: Shift) -> None:
    for old, new in zip(
        Tokenizer("=" + formula).items,
        Tokenizer("=" + shift_formula(formula, "附 件", shift)).items,
        strict=True,
    ):
        if re.fullmatch(r"\$?[A-Z]{1,3}\$?\d+(:\$?[A-Z]{1,3}\$?\d+)?", old.value):
            assert new.value == shift_area(old.value, shift)
        elif "!" in old.value and not old.value.startswith("'附 件'"):
            assert new.value == old.value


@given(formulas, st.integers(0, 40))
def test_copying_down_agrees_with_openpyxl(formula: str, down: int) -> None:
    assume("[1]" not in formula and "表1[" not in formula)  # it moves neither
    theirs = Translator("=" + formula, origin="C70").translate_formula(f"C{70 + down}")
    assert "=" + move_formula(formula, down) == theirs


@given(formulas, st.integers(0, 40))
def test_copying_to_the_right_agrees_with_openpyxl(formula: str, right: int) -> None:
    assume("[1]" not in formula and "表1[" not in formula and ("A:A" not in formula or not right))
    theirs = Translator("=" + formula, origin="A70").translate_formula(f"{column_letters(right)}70")
    assert "=" + moved_across(formula, right) == theirs


def test_a_running_total_stays_its_own_and_a_share_grows() -> None:
    shift = Shift("S", 15, 3, 5)
    assert shift_formula("SUM(C$5:C14)", "S", shift, row=14) == "SUM(C$5:C14)"
    assert shift_formula("C14/SUM(C$5:C$14)", "S", shift, row=14) == "C14/SUM(C$5:C$17)"
    assert shift_formula("SUM(C5:C14)", "S", shift, row=15) == "SUM(C5:C17)"
    assert shift_formula("SUM(B14:H14)", "S", shift, row=14) == "SUM(B14:H14)"


def test_a_table_of_one_row_grows() -> None:
    shift = Shift("S", 6, 3, 5)
    assert shift_formula("SUM(C5:C5)", "S", shift, row=6) == "SUM(C5:C8)"
    assert shift_formula("C5*2", "S", shift, row=6) == "C5*2"
    assert shift_formula("SUM(A5:H5)", "S", shift, row=6) == "SUM(A5:H5)"
    assert shift_places("C5 H5:J5 B2", shift) == "C5:C8 H5:J8 B2"


def test_what_only_looks_like_a_reference_is_left() -> None:
    shift = Shift("S", 1, 100, 1)
    for text in (
        '"A5"',
        "LOG10(2)",
        "ATAN2(1,2)",
        "名A5",
        "A5.x",
        "Table1[A5]",
        "S1:S3!A5",
        "'[书.xlsx]S'!A5",
        "'S'!名",
    ):
        assert shift_formula(text, "S", shift) == text
    assert shift_formula("A5:INDEX(B:B,3)", "S", shift) == "A105:INDEX(B:B,3)"
    assert shift_formula("@A5#", "S", shift) == "@A105#"
    assert shift_formula("s!a5", "S", shift) == "s!a105"


def test_an_area_written_upside_down_is_left() -> None:
    assert shift_area("A14:A5", Shift("S", 15, 3, 5)) == "A14:A5"


def test_rows_named_one_by_one() -> None:
    assert rows_named("C5+C6-其他!C9+SUM(D1:D3)") == {5, 6}
