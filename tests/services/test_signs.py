"""四牌一卡两栏: the newest of what was typed and what a visit found stands; the matrix and its filters."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from hazard_desk.errors import InputRefused
from hazard_desk.model import Enterprise, Inspection, InspectionCheck, SignStatus, campaign_village
from hazard_desk.rules.facts import CheckPoint, EnterpriseFacts, InspectionFacts
from hazard_desk.services.form_filling import FormRequest, form_sheets
from hazard_desk.services.inspecting.saving import remove_inspection, save_inspection
from hazard_desk.services.journal import undo_last
from hazard_desk.services.offices import add_campaign, set_up_office
from hazard_desk.services.registry import (
    change_state,
    enterprise_columns,
    remove_enterprise,
    save_enterprise,
)
from hazard_desk.services.signs import (
    LIST_TITLE,
    SignQuery,
    SignSeen,
    clear_signs,
    count_states,
    set_signs,
    sign_board,
    sign_items,
    sign_rows,
    signs_of_scope,
)
from hazard_desk.store.changes import Changes
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.store.unit_of_work import UnitOfWork
from hazard_desk.terms import CheckMark, EnterpriseState, SignState, SourceStage

NOW = datetime(2026, 3, 6, 10, 0)
TODAY = NOW.date()
FIRST = "安全生产监督管理责任牌"
BOARD = "安全生产举报栏"
PRESENT, FAULTY, MISSING = SignState


@pytest.fixture
def office(tmp_path: Path) -> Iterator[OfficeFile]:
    """An office at a fixed moment with four enterprises (ids 1–4) in two villages and none."""
    OfficeFile.create(tmp_path / "台账", set_up_office, "文水县西槽头乡人民政府", ["东街村", "西街村"])
    with OfficeFile.open(tmp_path / "台账", clock=lambda: NOW) as office:
        for name, village in (
            ("晋源厂", "西街村"),
            ("恒泰厂", "东街村"),
            ("宏达厂", "东街村"),
            ("北山厂", ""),
        ):
            office.run(save_enterprise, EnterpriseFacts(name=name, village=village))
        yield office


def visited(
    work: UnitOfWork, enterprise: int, day: date, marks: dict[str, CheckMark | None], title: str = LIST_TITLE
) -> Changes:
    checks = [CheckPoint(text, title, "方案", mark) for text, mark in marks.items()]
    return save_inspection(
        work,
        InspectionFacts(
            enterprise_id=enterprise,
            inspected_on=day,
            inspectors=("王五",),
            stage=SourceStage.CITY_COUNTY,
            checks=checks,
        ),
    )


def seen(office: OfficeFile, enterprise: int = 1, item: str = FIRST) -> SignSeen | None:
    (row,) = office.ask(sign_rows, [enterprise])
    found: SignSeen | None = row.seen[sign_items().index(item)]
    return found


def test_there_are_seven_in_the_words_of_the_document() -> None:
    assert len(sign_items()) == 7
    assert (sign_items()[0], sign_items()[-2]) == (FIRST, BOARD)


def test_what_is_typed_stands_until_it_is_cleared_or_taken_back(office: OfficeFile) -> None:
    assert seen(office) is None
    said = office.run(set_signs, [(1, FIRST)], MISSING, TODAY)
    assert (said.summary, said.nouns) == (f"四牌一卡两栏：「晋源厂」{FIRST}未设置", {"sign_status"})
    assert seen(office) == SignSeen(MISSING, TODAY)
    office.run(set_signs, [(1, FIRST), (2, FIRST), (2, BOARD)], PRESENT, TODAY - timedelta(days=1))
    assert seen(office) == SignSeen(PRESENT, TODAY - timedelta(days=1))
    assert seen(office, 2, BOARD) == SignSeen(PRESENT, TODAY - timedelta(days=1))
    office.run(undo_last)
    assert (seen(office), seen(office, 2)) == (SignSeen(MISSING, TODAY), None)
    office.run(clear_signs, [(1, FIRST)])
    assert seen(office) is None
    office.run(undo_last)
    assert seen(office) == SignSeen(MISSING, TODAY)


@pytest.mark.parametrize("mark", CheckMark)
def test_a_mark_on_a_visit_counts_without_being_typed_again(office: OfficeFile, mark: CheckMark) -> None:
    visit = office.run(visited, 1, date(2026, 3, 2), {FIRST: mark, BOARD: None}).record_id
    found = seen(office)
    assert found is not None
    states = {CheckMark.COMPLIES: PRESENT, CheckMark.RECTIFYING: FAULTY, CheckMark.FAILS: MISSING}
    assert (found.state, found.seen_on, found.inspection_id) == (states[mark], date(2026, 3, 2), visit)
    assert found.number
    assert seen(office, 1, BOARD) is None
    office.run(remove_inspection, visit)
    assert seen(office) is None


def test_the_newest_stands_and_on_one_day_what_was_typed(office: OfficeFile) -> None:
    office.run(set_signs, [(1, FIRST)], PRESENT, date(2026, 3, 1))
    office.run(visited, 1, date(2026, 3, 2), {FIRST: CheckMark.FAILS})
    office.run(visited, 1, date(2026, 2, 2), {FIRST: CheckMark.RECTIFYING})
    found = seen(office)
    assert found is not None
    assert (found.state, found.seen_on) == (MISSING, date(2026, 3, 2))
    said = office.run(set_signs, [(1, FIRST), (2, FIRST)], FAULTY, date(2026, 3, 1))
    assert said.notices == ["其中 1 项在 2026-03-01 以后的检查里又有结果，仍以检查为准。"]
    assert seen(office) == found
    said = office.run(set_signs, [(1, FIRST)], FAULTY, date(2026, 3, 2))
    assert (said.notices, seen(office)) == ([], SignSeen(FAULTY, date(2026, 3, 2)))
    # Cleared, the visit is the word again; what the visit found isn't cleared here.
    office.run(clear_signs, [(1, FIRST)])
    assert seen(office) == found
    said = office.run(clear_signs, [(1, FIRST)])
    assert said.nouns == frozenset()
    assert said.summary == "没有可以清除的登记"
    assert "要到检查记录里改" in said.notices[0]


def test_only_the_points_of_that_list_are_signs(office: OfficeFile) -> None:
    office.run(visited, 1, TODAY, {FIRST: CheckMark.FAILS}, "别的表")
    office.run(visited, 1, TODAY, {"别的一项": CheckMark.FAILS})
    assert office.ask(sign_rows, [1])[0].seen == (None,) * 7


def test_what_is_no_sign_is_refused(office: OfficeFile) -> None:
    for cells, day, words in (
        ([(1, "别的牌")], TODAY, "没有“别的牌”这一项"),
        ([(99, FIRST), (1, FIRST)], TODAY, "有 1 家已不在企业档案里"),
        ([(1, FIRST)], TODAY + timedelta(days=1), "晚于今天"),
    ):
        with pytest.raises(InputRefused, match=words):
            office.run(set_signs, cells, PRESENT, day)
    assert seen(office) is None


def test_the_matrix_is_filtered_by_village_text_and_what_is_lacking(office: OfficeFile) -> None:
    office.run(set_signs, [(2, item) for item in sign_items()], PRESENT, TODAY)
    office.run(set_signs, [(3, item) for item in sign_items()[:6]], PRESENT, TODAY)
    office.run(set_signs, [(3, BOARD)], FAULTY, TODAY)
    office.run(visited, 1, TODAY, {FIRST: CheckMark.FAILS})
    board = office.ask(sign_board, SignQuery())
    # By village, those of no village last.
    assert list(board.ids) == [2, 3, 1, 4]
    assert board.counts == {"all": 4, "missing": 1, "faulty": 1, "incomplete": 3, "unknown": 1}
    assert board.villages == ((1, "东街村", 2), (2, "西街村", 1), (0, "未分村", 1))
    shown = {view: list(office.ask(sign_board, SignQuery(view=view)).ids) for view in board.counts}
    assert shown == {
        "all": [2, 3, 1, 4],
        "missing": [1],
        "faulty": [3],
        "incomplete": [3, 1, 4],
        "unknown": [4],
    }
    assert list(office.ask(sign_board, SignQuery(villages=(1,))).ids) == [2, 3]
    assert list(office.ask(sign_board, SignQuery(villages=(0, 2))).ids) == [1, 4]
    narrowed = office.ask(sign_board, SignQuery(text="jyc", view="missing"))
    assert (list(narrowed.ids), narrowed.counts["all"]) == ([1], 1)
    rows = office.ask(sign_rows, [3, 1])
    assert [(row.name, row.village, row.present) for row in rows] == [
        ("宏达厂", "东街村", 5),
        ("晋源厂", "西街村", 0),
    ]


def test_of_a_scope_are_enterprises_in_operation_on_the_day(office: OfficeFile) -> None:
    office.run(remove_enterprise, 4)
    office.run(change_state, 3, EnterpriseState.SUSPENDED, date(2026, 3, 3))
    office.run(set_signs, [(2, FIRST)], PRESENT, date(2026, 3, 4))
    office.run(visited, 2, date(2026, 3, 1), {FIRST: CheckMark.FAILS})
    assert [row.name for row in office.ask(signs_of_scope)] == ["恒泰厂", "晋源厂"]
    then = office.ask(signs_of_scope, None, date(2026, 3, 2))
    assert [row.name for row in then] == ["恒泰厂", "宏达厂", "晋源厂"]
    # As known on that day: what was typed later doesn't count yet.
    assert [state[MISSING] for state in count_states(then)] == [1, 0, 0, 0, 0, 0, 0]
    assert [state[PRESENT] for state in count_states(office.ask(signs_of_scope))] == [1, 0, 0, 0, 0, 0, 0]


def test_the_form_has_a_row_an_enterprise_of_the_scope_and_the_counts_last(office: OfficeFile) -> None:
    def enter(work: UnitOfWork) -> Changes:
        campaign = add_campaign(work, "冬季行动")
        work.session.execute(campaign_village.insert().values(campaign_id=campaign, village_id=1))
        return Changes("行动")

    office.run(enter)
    office.run(set_signs, [(1, FIRST), (2, FIRST)], PRESENT, date(2026, 3, 4))
    office.run(set_signs, [(3, FIRST)], FAULTY, date(2026, 3, 4))
    office.run(set_signs, [(2, BOARD)], MISSING, date(2026, 3, 4))

    def rows(request: FormRequest) -> list[list[str]]:
        (sheet,) = office.ask(form_sheets, request)
        lines = range(1, len(sheet.rows))
        return [[cell.text for cell in sheet.cells if cell.row == row] for row in lines]

    nothing = "√ 0\n○ 0\n× 0"
    assert rows(FormRequest("signs-and-cards", week_end=TODAY, campaign="冬季行动")) == [
        ["1", "恒泰厂", "东街村", "√", "", "", "", "", "×", ""],
        ["2", "宏达厂", "东街村", "○", "", "", "", "", "", ""],
        ["合计", "共2家", "", "√ 1\n○ 1\n× 0", *[nothing] * 4, "√ 0\n○ 0\n× 1", nothing],
    ]
    of_all = rows(FormRequest("signs-and-cards", week_end=TODAY))
    assert (len(of_all), of_all[-1][1], of_all[-1][3]) == (5, "共4家", "√ 2\n○ 1\n× 0")
    # A week earlier nobody had looked yet.
    assert rows(FormRequest("signs-and-cards", week_end=date(2026, 2, 27)))[0][3] == ""
    blank = rows(FormRequest("signs-and-cards", blank=True))
    assert {text for row in blank for text in row[1:]} == {""}


def test_the_newest_of_random_entries_stands(office: OfficeFile) -> None:
    random = Random(7)
    expected: dict[tuple[int, str], tuple[date, int, SignState]] = {}
    marks = {CheckMark.COMPLIES: PRESENT, CheckMark.RECTIFYING: FAULTY, CheckMark.FAILS: MISSING}
    typed: dict[tuple[int, str], tuple[date, SignState]] = {}
    for at in range(60):
        cell = (random.randint(1, 4), random.choice(sign_items()))
        day = TODAY - timedelta(days=random.randint(0, 12))
        if random.random() < 0.5:
            state = random.choice(list(SignState))
            office.run(set_signs, [cell], state, day)
            typed[cell] = (day, state)
        else:
            mark = random.choice(list(CheckMark))
            office.run(visited, cell[0], day, {cell[1]: mark})
            if cell not in expected or (day, at) > expected[cell][:2]:
                expected[cell] = (day, at, marks[mark])
    for cell, (day, state) in typed.items():
        if cell not in expected or day >= expected[cell][0]:
            expected[cell] = (day, 0, state)
    for enterprise in range(1, 5):
        for item in sign_items():
            found = seen(office, enterprise, item)
            told = None if found is None else (found.seen_on, found.state)
            known = expected.get((enterprise, item))
            assert told == (None if known is None else (known[0], known[2]))


def test_two_thousand_enterprises_are_read_whole(office: OfficeFile) -> None:
    def enter(work: UnitOfWork) -> Changes:
        enterprises = work.add_many(
            Enterprise,
            [
                {**enterprise_columns(EnterpriseFacts(name=f"第{at}厂")), "entered_at": work.now}
                for at in range(2000)
            ],
        )
        work.add_many(
            SignStatus,
            [
                {"enterprise_id": one, "item": item, "state": PRESENT, "seen_on": TODAY}
                for one in enterprises
                for item in sign_items()[:5]
            ],
        )
        visits = work.add_many(
            Inspection,
            [
                {
                    "number": f"N{one}",
                    "enterprise_id": one,
                    "inspected_on": TODAY,
                    "stage": SourceStage.CITY_COUNTY,
                    "entered_at": work.now,
                }
                for one in enterprises
            ],
        )
        work.add_many(
            InspectionCheck,
            [
                {
                    "inspection_id": visit,
                    "position": place,
                    "title": LIST_TITLE,
                    "text": item,
                    "mark": CheckMark.FAILS,
                }
                for visit in visits
                for place, item in enumerate(sign_items())
            ],
        )
        return Changes("many")

    office.run(enter)
    board = office.ask(sign_board, SignQuery(view="missing"))
    assert len(board.ids) == 2000
    rows = office.ask(sign_rows, list(board.ids))
    assert [row.present for row in rows] == [5] * 2000
