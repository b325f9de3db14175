"""重点任务分工表, 推进情况表: all that is typed stands on the page, a chapter once beside its tasks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hazard_desk.forms.layout import lay_out
from hazard_desk.forms.sheet import Cell, Sheet
from hazard_desk.forms.task_plan import PlannedTask, task_plan
from hazard_desk.forms.task_progress import TaskProgress, task_progress
from hazard_desk.rules.task_states import StepFacts
from hazard_desk.terms import TaskState
from tests.forms.tasks import DAY as FILLED_ON
from tests.forms.tasks import FILLED, PLAN, PLANNED, PROGRESS, ROWS
from tests.forms.test_any_values import DAY, FONTS, NAME, PERHAPS, SHORT, TEXT, check, examples

COUNT = st.integers(min_value=0, max_value=366)
HEADING = st.one_of(st.sampled_from(["一、以责任落实年为主线", "（一）隐患", "", "题" * 90]), SHORT)
ANY_TASK = st.builds(PlannedTask, HEADING, HEADING, TEXT, SHORT, SHORT, PERHAPS)
STEP = st.builds(StepFacts, DAY, TEXT, SHORT)
TOLD = st.builds(
    TaskProgress,
    SHORT,
    TEXT,
    SHORT,
    PERHAPS,
    st.lists(STEP, max_size=3).map(tuple),
    COUNT,
    st.one_of(st.none(), COUNT),
    st.sampled_from(TaskState),
    COUNT,
    PERHAPS,
    TEXT,
    COUNT,
)


@examples(12)
@given(NAME, st.lists(ANY_TASK, max_size=14), COUNT)
def test_the_plan_takes_any_values(unit: str, tasks: list[PlannedTask], others: int) -> None:
    check([task_plan(PLAN, unit_name=unit, campaign=unit, tasks=tasks, not_ours=others)])


@examples(8)
@given(NAME, st.lists(TOLD, max_size=9), COUNT)
def test_the_progress_takes_any_values(unit: str, tasks: list[TaskProgress], others: int) -> None:
    check([task_progress(PROGRESS, unit_name=unit, tasks=tasks, not_ours=others)])


def cells_of(sheet: Sheet, column: int) -> list[Cell]:
    return [cell for cell in sheet.cells if cell.column == column and cell.row > 0]


def test_chapters_and_items_stand_once_beside_their_tasks_and_again_on_each_page() -> None:
    sheet = task_plan(PLAN, unit_name="某乡", tasks=PLANNED)
    chapters, items = cells_of(sheet, 0), cells_of(sheet, 1)
    assert [cell.rowspan for cell in chapters] == [8, 7, 10, 7, 5, 4, 4]
    assert len(items) == 32, "（二） is divided by 2.落实部门监管责任"
    assert sum(cell.rowspan for cell in items) == len(ROWS) == 45
    on_pages = [
        sum(placed.cell is chapters[0] and bool(placed.lines) for placed in page.cells)
        for page in lay_out(sheet, FONTS).pages
    ]
    assert on_pages[:2] == [1, 1]
    assert sum(on_pages) >= 2


def test_a_heading_too_long_for_one_row_is_printed_in_each() -> None:
    tasks = [PlannedTask("题" * 90, "（一）隐患", "查", "", "", None)] * 2
    sheet = task_plan(PLAN, unit_name="某乡", tasks=tasks)
    assert [cell.rowspan for cell in cells_of(sheet, 0)] == [1, 1]
    assert [cell.rowspan for cell in cells_of(sheet, 1)] == [2]


def test_the_same_item_under_another_chapter_begins_anew() -> None:
    tasks = [PlannedTask(chapter, "（一）隐患", "查", "", "", None) for chapter in "甲甲乙"]
    sheet = task_plan(PLAN, unit_name="某乡", tasks=tasks)
    assert [cell.rowspan for cell in cells_of(sheet, 1)] == [2, 1]


@pytest.mark.parametrize("number", [2, 10, 40])
def test_long_tasks_are_never_torn_where_a_page_can_hold_them(number: int) -> None:
    tasks = [PlannedTask("甲", "（一）", "某项任务，" * 140, "某局", "某人", FILLED_ON)] * number
    layout = lay_out(task_plan(PLAN, unit_name="某乡", tasks=tasks), FONTS)
    rows = [placed.cell.row for page in layout.pages for placed in page.cells if placed.cell.column == 2]
    body = [row for row in rows if row > 0]
    assert body == sorted(set(body)), "each row stands on one page"


def test_an_office_without_tasks_says_so() -> None:
    for sheet in (
        task_plan(PLAN, unit_name="某乡", tasks=[]),
        task_progress(PROGRESS, unit_name="某乡", tasks=[]),
    ):
        assert "没有登记重点任务。" in [cell.text for cell in sheet.cells]


def test_progress_says_how_often_what_was_done_and_how_late() -> None:
    (sheet,) = FILLED["task-progress"]
    texts = {(cell.row, cell.column): cell.text for cell in sheet.cells}
    assert texts[2, 4].split("\n") == [
        "今年已开展2次，要求4次。",
        "2025.1.9：印发理论学习计划，明确每季度学习的内容（王建国）",
        "2025.3.3：@召开专题学习会，42人参加",
    ]
    assert texts[2, 6] == "6份"
    assert texts[2, 7] == "推进中\n逾期6天"
    assert texts[4, 5] == "2025.2.27完成\n已全部落实，资料已归档"
    assert (texts[4, 7], texts[1, 6]) == ("已完成", "")
    assert sheet.notes == ("注：不涉及本单位的2项没有列入。",)
