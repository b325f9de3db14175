"""活动台账: whatever is typed in stands on the page and in the workbook; the sums are those of the rows."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hazard_desk.forms.activity_ledger import PrintedActivity, activity_ledger
from hazard_desk.terms import ActivityKind
from tests.forms.activities import LEDGER
from tests.forms.test_any_values import DAY, NAME, SHORT, TEXT, check, examples

FIGURE = st.none() | st.integers(min_value=0, max_value=99_999)
ACTIVITY = st.builds(
    PrintedActivity,
    st.sampled_from(ActivityKind),
    DAY,
    TEXT,
    SHORT,
    SHORT,
    FIGURE,
    FIGURE,
    FIGURE,
    FIGURE,
    TEXT,
    st.lists(SHORT, max_size=4).map(tuple),
    st.integers(0, 40),
)


@examples(8)
@given(NAME, st.lists(ACTIVITY, max_size=12))
def test_it_takes_any_values(unit: str, activities: list[PrintedActivity]) -> None:
    sheet = activity_ledger(LEDGER, unit_name=unit, campaign=unit, activities=activities)
    check([sheet])
    total = [cell for cell in sheet.cells if cell.row == len(activities) + 1]
    if activities:
        keys = [str(column["key"]) for column in LEDGER["columns"]]
        assert total[keys.index("participants")].content == sum(one.participants or 0 for one in activities)
        assert f"共{len(activities)}项" in sheet.notes[0]
