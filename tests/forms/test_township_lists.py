"""结对帮扶, 四牌一卡两栏 and 八个一批: whatever is typed in stands on the page and in the workbook."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from hazard_desk.forms.labelled_batches import CountedBatch, CountedItem, labelled_batches
from hazard_desk.forms.layout import lay_out
from hazard_desk.forms.signs_and_cards import SignedEnterprise, signs_and_cards
from hazard_desk.forms.support_pairs import HelpedFound, PrintedPair, support_pairs
from hazard_desk.terms import SignState
from tests.forms.test_any_values import DAY, FONTS, NAME, PERHAPS, SHORT, TEXT, check, examples
from tests.forms.township_lists import BATCHES, PAIRS, SIGNED, SIGNS, counts, signed

FIGURE = st.integers(min_value=0, max_value=99_999)
FOUND = st.builds(HelpedFound, FIGURE, FIGURE, FIGURE, FIGURE)
PAIR = st.builds(PrintedPair, TEXT, SHORT, SHORT, SHORT, DAY, PERHAPS, TEXT, PERHAPS, TEXT, FOUND)
STATES = st.tuples(*[st.one_of(st.none(), st.sampled_from(SignState))] * SIGNS)
ENTERPRISE = TEXT.map(lambda text: text[:200])  # as long as the registry takes
BATCH = st.builds(
    CountedBatch,
    TEXT,
    FIGURE,
    FIGURE,
    SHORT,
    st.lists(st.builds(CountedItem, DAY, SHORT, TEXT), max_size=6).map(tuple),
)


@examples(8)
@given(NAME, st.lists(PAIR, max_size=12), FOUND)
def test_support_pairs_take_any_values(unit: str, pairs: list[PrintedPair], total: HelpedFound) -> None:
    check([support_pairs(PAIRS, unit_name=unit, campaign=unit, pairs=pairs, total=total)])


@examples(8)
@given(NAME, st.lists(st.builds(SignedEnterprise, ENTERPRISE, SHORT, STATES), max_size=30))
def test_signs_take_any_values(unit: str, enterprises: list[SignedEnterprise]) -> None:
    counted = counts(enterprises)
    check([signs_and_cards(SIGNED, unit_name=unit, enterprises=enterprises, counts=counted)])


@examples(8)
@given(NAME, st.lists(BATCH, max_size=9))
def test_batches_take_any_values(unit: str, counted: list[CountedBatch]) -> None:
    check(labelled_batches(BATCHES, unit_name=unit, counted=counted))


def test_the_counts_never_stand_alone_on_the_last_page() -> None:
    many = [signed(number) for number in range(1, 401)]
    sheet = signs_and_cards(
        SIGNED, unit_name="某乡", filled_on=date(2025, 3, 7), enterprises=many, counts=counts(many)
    )
    layout = lay_out(sheet, FONTS)
    assert len(layout.pages) > 15
    assert [cell.text for cell in sheet.cells if cell.row == len(sheet.rows) - 1][1] == "共400家"
    last = {placed.cell.row for placed in layout.pages[-1].cells}
    assert {len(sheet.rows) - 2, len(sheet.rows) - 1} <= last
