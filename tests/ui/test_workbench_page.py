"""工作台: what is to be done stands there, opens by keys, and goes when it is done; every number opens."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from hazard_desk.rules.facts import EnterpriseFacts, HazardFacts, InspectionFacts
from hazard_desk.rules.hazard_life import Step
from hazard_desk.rules.working_days import DayTable, SpecialDay
from hazard_desk.services.campaigning import CampaignFacts, save_campaign
from hazard_desk.services.filing.standing import ReportStand
from hazard_desk.services.following_up.finding import HazardQuery, find_hazards
from hazard_desk.services.following_up.moving import make_move
from hazard_desk.services.inspecting.saving import save_inspection
from hazard_desk.services.registry import save_enterprise
from hazard_desk.services.reporting import Coverage
from hazard_desk.services.rosters import PersonFacts, save_roster_entry
from hazard_desk.services.workbench import Task, TaskLine, WeekCount
from hazard_desk.terms import DayKind, HazardLevel, InspectionLevel, LeaderPost, Move, Remedy
from tests.ui.keyboard import KEY, Keyboard
from tests.ui.real_office import open_office, wait_for
from tests.ui.waiting import until_quiet
from ui.background import Background
from ui.messages import Messages, MessageStrip
from ui.pages.workbench import WorkbenchPage
from ui.pages.workbench.words import task_words, week_words
from ui.preferences import Preferences
from ui.theme import Meaning

TODAY = date.today()
WEEK_END = TODAY + timedelta(days=(4 - TODAY.weekday()) % 7)
CAMPAIGN = "冬季行动"
_KEPT: list[object] = []  # as in dialog_desk: what ends with the office must not be collected by chance


class Desk(Keyboard):
    """The page in a window, and what it asked the window for."""

    def __init__(self, background: Background, qtbot: QtBot) -> None:
        self.background, self.qtbot = background, qtbot
        self.preferences = Preferences()
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.messages = Messages(self.window, MessageStrip(self.window))
        self.lists: list[tuple[str, str]] = []
        self.records: list[tuple[str, int]] = []
        self.page = self.open_page()

    def open_page(self) -> WorkbenchPage:
        """Build the page and show it, as the window does."""
        page = WorkbenchPage(self.background, self.messages, self.preferences, self.window)
        page.list_wanted.connect(lambda noun, view: self.lists.append((noun, view)))
        page.record_wanted.connect(lambda noun, known: self.records.append((noun, known)))
        self.window.resize(1342, 640)
        page.resize(1342, 640)
        self.window.show()
        page.show()
        self.qtbot.waitExposed(self.window)
        self.window.activateWindow()
        page.activate()
        self.settle()
        page.focus_search()
        return page

    def settle(self) -> None:
        until_quiet(self.qtbot, self.background, self.window)

    def press(self, *keys: Qt.Key, with_: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        super().press(*keys, with_=with_)
        self.settle()

    def do(self, operation: Callable[..., Any], *args: Any) -> Any:
        changes = wait_for(self.background, self.background.write, operation, *args)
        self.settle()
        return changes

    @property
    def titles(self) -> list[str]:
        return [line.title for line in self.page.tasks.lines]

    def go_to(self, title: str) -> None:
        """Go down to a line by keys."""
        self.page.tasks.setFocus()
        self.press(KEY.Key_Home, *[KEY.Key_Down] * self.titles.index(title))

    @property
    def behind(self) -> list[tuple[str, ...]]:
        return [line.texts for line in self.page.behind.table.lines]


def hazard(days: int, level: HazardLevel = HazardLevel.GENERAL, text: str = "配电箱未上锁") -> HazardFacts:
    return HazardFacts(
        text,
        level,
        remedy=Remedy.BY_DEADLINE,
        responsible="王五",
        deadline=TODAY + timedelta(days=days),
    )


def fill(desk_do: Callable[..., Any]) -> dict[str, int]:
    """Enter two enterprises, a leader, a campaign, and a visit with hazards due at different times."""
    ids = {}
    for name in ("宏达铸造厂", "利民加油站"):
        ids[name] = desk_do(save_enterprise, EnterpriseFacts(name=name, principal="李四")).record_id
    desk_do(save_campaign, CampaignFacts(CAMPAIGN))
    ids["leader"] = desk_do(save_roster_entry, PersonFacts("白建国", post=LeaderPost.HEAD)).record_id
    visit = InspectionFacts(
        enterprise_id=ids["宏达铸造厂"],
        inspected_on=TODAY - timedelta(days=20),
        level=InspectionLevel.TOWNSHIP,
        inspectors=("张三",),
        hazards=[hazard(-5), hazard(-2, text="灭火器过期"), hazard(0, text="通道堵塞"), hazard(30)],
    )
    ids["visit"] = desk_do(save_inspection, visit).record_id
    today = InspectionFacts(
        enterprise_id=ids["宏达铸造厂"],
        inspected_on=TODAY,
        level=InspectionLevel.TOWNSHIP,
        inspectors=("张三", "白建国"),
        campaigns=(CAMPAIGN,),
        hazards=[hazard(30, HazardLevel.MAJOR, "违规动火")],
    )
    ids["today"] = desk_do(save_inspection, today).record_id
    return ids


@contextmanager
def opened(folder: Path, qtbot: QtBot, *, filled: bool) -> Iterator[tuple[Desk, dict[str, int]]]:
    with open_office(folder) as background:
        ids = {}
        if filled:
            ids = fill(lambda operation, *args: wait_for(background, background.write, operation, *args))
        desk = Desk(background, qtbot)
        try:
            yield desk, ids
        finally:
            _KEPT.append(desk)


@pytest.fixture
def office(qapp: object, qtbot: QtBot, tmp_path: Path) -> Iterator[tuple[Desk, dict[str, int]]]:
    with opened(tmp_path / "office", qtbot, filled=True) as found:
        yield found


@pytest.fixture
def desk(office: tuple[Desk, dict[str, int]]) -> Desk:
    return office[0]


@pytest.fixture
def ids(office: tuple[Desk, dict[str, int]]) -> dict[str, int]:
    return office[1]


# ---- what is to do ---------------------------------------------------------------------------------------


def test_an_empty_office_is_told_where_to_begin(qapp: object, qtbot: QtBot, tmp_path: Path) -> None:
    with opened(tmp_path / "office", qtbot, filled=False) as (desk, _):
        assert desk.page.empty.isVisible()
        assert desk.focus is desk.page.begin_button
        desk.press(KEY.Key_Space)
        assert desk.lists == [("enterprise", "all")]
        desk.do(save_enterprise, EnterpriseFacts(name="第一家"))
        assert not desk.page.empty.isVisible()
        assert desk.titles[-1] == "本周报表"


def test_what_is_to_do_stands_in_its_order_with_how_many(desk: Desk) -> None:
    assert [(line.title, line.count) for line in desk.page.tasks.lines[:-1]] == [
        ("逾期未整改", "2 条"),
        ("今天到期", "1 条"),
        ("重大隐患缺资料，不能报", "1 条"),
        ("未检查的企业", "1 家"),
        ("资料不全的企业", "2 家"),
        ("本月未自查的企业", "2 家"),
    ]
    assert desk.page.tasks.lines[0].detail == "最长的已逾期 5 天"
    assert desk.page.tasks.item(0).text() == "逾期未整改 2 条，最长的已逾期 5 天"


@pytest.mark.parametrize(
    ("title", "wanted"),
    [
        ("逾期未整改", ("hazard", "逾期")),
        ("今天到期", ("hazard", "今天到期")),
        ("未检查的企业", ("enterprise", "not_inspected")),
        ("本月未自查的企业", ("enterprise", "not_self_checked")),
        ("本周报表", ("report", WEEK_END.isoformat())),
    ],
)
def test_enter_opens_the_list_of_a_line(desk: Desk, title: str, wanted: tuple[str, str]) -> None:
    desk.go_to(title)
    desk.press(KEY.Key_Return)
    assert desk.lists == [wanted]


def test_a_click_opens_a_line_once(desk: Desk) -> None:
    tasks = desk.page.tasks
    where = tasks.visualItemRect(tasks.item(1)).center()
    QTest.mouseClick(tasks.viewport(), Qt.MouseButton.LeftButton, pos=where)
    assert desk.lists == [("hazard", "今天到期")]


def test_a_line_goes_when_its_work_is_done_and_the_keyboard_stays(desk: Desk) -> None:
    desk.go_to("今天到期")
    due = wait_for(desk.background, desk.background.read, find_hazards, HazardQuery(view="今天到期"))
    desk.do(make_move, list(due), Step(Move.RECTIFY, TODAY, "王五"))
    assert desk.titles[:3] == ["逾期未整改", "待回查", "重大隐患缺资料，不能报"]
    assert desk.page.tasks.currentRow() == 1
    assert desk.focus is desk.page.tasks


def test_rows_without_a_list_of_their_own_open_below_and_lead_to_the_record(
    desk: Desk, ids: dict[str, int]
) -> None:
    desk.go_to("重大隐患缺资料，不能报")
    desk.press(KEY.Key_Return)
    ((day, enterprise, text),) = desk.behind
    assert (day, enterprise) == (TODAY.isoformat(), "宏达铸造厂")
    assert "报告监管部门日期" in text
    assert text.endswith("违规动火")
    assert desk.focus is desk.page.behind.table
    desk.press(KEY.Key_Return)
    assert desk.records[0][0] == "hazard"
    desk.press(KEY.Key_Escape)
    assert not desk.page.behind.isVisible()
    assert desk.focus is desk.page.tasks


def test_the_rows_below_follow_what_happens(desk: Desk) -> None:
    desk.page.quotas.go_to("leader:0")
    desk.page.quotas.setFocus()
    desk.press(KEY.Key_Return)
    assert len(desk.behind) == 1
    found = wait_for(desk.background, desk.background.read, find_hazards, HazardQuery(view="重大"))
    desk.do(make_move, list(found), Step(Move.VOID, TODAY, "张三", note="重复登记"))
    assert len(desk.behind) == 1
    assert "重大隐患缺资料，不能报" not in desk.titles
    assert desk.focus is desk.page.behind.table


# ---- the report ------------------------------------------------------------------------------------------


def report_line(
    week_end: date = date(2026, 11, 27),
    *,
    present: bool = True,
    due: datetime | None = None,
    **counts: int,
) -> TaskLine:
    states = {"drafts": 0, "to_stamp": 0, "to_report": 0, "reported": 0} | counts
    due = due or datetime.combine(week_end, time(15))
    return TaskLine(Task.REPORT, 1, report=ReportStand(week_end, present, **states, due_at=due))


@pytest.mark.parametrize(
    ("line", "title", "count", "detail", "meaning"),
    [
        (
            report_line(to_stamp=1, drafts=2),
            "本周报表",
            "2 张未定稿、1 张待盖章扫描",
            "距周五 15:00 还有 3 天 6 小时",
            Meaning.PLAIN,
        ),
        (report_line(reported=2), "本周报表", "已报送", "2 张都已报送", Meaning.CLOSED),
        (
            report_line(date(2026, 11, 20), present=False, to_report=1),
            "11-20 那一周报表",
            "1 张待报送",
            "应于 11-20 15:00 前报送，逾期 4 天",
            Meaning.OVERDUE,
        ),
    ],
)
def test_the_report_says_how_far_it_is(
    line: TaskLine, title: str, count: str, detail: str, meaning: Meaning
) -> None:
    words = task_words(line, 4, datetime(2026, 11, 24, 9, 0), DayTable())
    assert (words.title, words.count) == (title, count)
    assert (words.detail, words.meaning) == (detail, meaning)


@pytest.mark.parametrize(
    ("now", "detail", "meaning"),
    [
        (datetime(2026, 11, 24, 9, 0), "距周五 15:00 还有 3 天 6 小时", Meaning.PLAIN),
        (datetime(2026, 11, 27, 9, 30), "距周五 15:00 还有 5 小时 30 分", Meaning.DUE_SOON),
        (datetime(2026, 11, 27, 15, 1), "已过周五 15:00", Meaning.DUE_SOON),
    ],
)
def test_the_report_counts_down(now: datetime, detail: str, meaning: Meaning) -> None:
    words = task_words(report_line(drafts=2), 4, now, DayTable())
    assert (words.title, words.count) == ("本周报表", "2 张未定稿")
    assert (words.detail, words.meaning) == (detail, meaning)


def test_the_report_says_when_its_day_is_a_day_off() -> None:
    days = DayTable({date(2026, 11, 27): SpecialDay(DayKind.HOLIDAY, "试放")}, frozenset({2026}))
    moved = report_line(drafts=1, due=datetime(2026, 11, 26, 15))
    words = task_words(moved, 4, datetime(2026, 11, 24, 9, 0), days)
    assert words.detail == "距周四 15:00 还有 2 天 6 小时，本周五放假"
    assert words.meaning is Meaning.DUE_SOON


@pytest.mark.parametrize(
    ("due", "now", "detail", "meaning"),
    [
        (
            datetime(2026, 11, 25, 12),
            datetime(2026, 11, 24, 13),
            "距周三 12:00 还有 23 小时 0 分",
            Meaning.DUE_SOON,
        ),
        (
            datetime(2026, 11, 25, 12),
            datetime(2026, 11, 26, 9),
            "应于 11-25 12:00 前报送，逾期 1 天",
            Meaning.OVERDUE,
        ),
        (datetime(2026, 11, 25, 23, 59), datetime(2026, 11, 23, 9), "距周三 还有 2 天", Meaning.PLAIN),
        (
            datetime(2026, 11, 25, 23, 59),
            datetime(2026, 11, 26, 9),
            "应于 11-25 当天报送，逾期 1 天",
            Meaning.OVERDUE,
        ),
    ],
)
def test_the_report_is_due_when_its_paper_is(
    due: datetime, now: datetime, detail: str, meaning: Meaning
) -> None:
    words = task_words(report_line(drafts=1, due=due), 4, now, DayTable())
    assert (words.detail, words.meaning) == (detail, meaning)


def test_a_page_left_open_overnight_reads_anew(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    reads: list[bool] = []
    monkeypatch.setattr(desk.page, "reload", lambda: reads.append(True))
    desk.page._tick()
    assert reads == []
    monkeypatch.setattr(desk.page, "_now", lambda: datetime.now() + timedelta(days=1))
    desk.page._tick()
    desk.page.activate()
    assert reads == [True, True]


# ---- the pictures ----------------------------------------------------------------------------------------


def test_coverage_says_how_far_and_opens_those_left(desk: Desk) -> None:
    coverage = desk.page.coverage
    assert coverage.words.text() == "在营 2 家 · 已检查 1 家"
    assert coverage.bar.text() == "50.0 %"
    coverage.left_button.click()
    assert desk.lists == [("enterprise", "not_inspected")]


def test_quotas_say_how_much_is_done_and_missing(desk: Desk) -> None:
    rows = {row.label: row for row in desk.page.quotas.rows}
    assert (rows["白建国"].figures, rows["白建国"].verdict) == ("1/4 次 · 1 家次", "还差 3 次")
    assert rows["白建国"].tip == "镇长（主任）"
    assert (rows["发现重大隐患"].figures, rows["发现重大隐患"].verdict) == ("1/1 条", "已完成")
    assert rows["发现重大隐患"].meaning is Meaning.CLOSED
    assert (rows["专家“体检”"].figures, rows["专家“体检”"].verdict) == ("0/1 次", "还差 1 次")
    assert (rows["企业检查全覆盖"].figures, rows["企业检查全覆盖"].verdict) == ("1/2 家", "还差 1 家")
    assert (rows["全面自查"].figures, rows["全面自查"].verdict) == ("0/2 家", "2 家不足")
    assert "个工作日" in desk.page.quotas_heading.text()


@pytest.mark.parametrize(
    ("key", "wanted"),
    [
        ("view:not_self_checked", ("enterprise", "not_self_checked")),
        ("view:principal_short", ("enterprise", "principal_short")),
        ("coverage", ("enterprise", "not_inspected")),
    ],
)
def test_a_quota_of_enterprises_opens_those_short_of_it(
    desk: Desk, key: str, wanted: tuple[str, str]
) -> None:
    desk.page.quotas.setFocus()
    desk.page.quotas.go_to(key)
    desk.press(KEY.Key_Return)
    assert desk.lists == [wanted]


def test_a_leaders_row_opens_the_visits_counted(desk: Desk, ids: dict[str, int]) -> None:
    desk.page.quotas.setFocus()  # stands on the first row by itself, not on its heading
    desk.press(KEY.Key_Return)
    assert desk.behind == [(TODAY.isoformat(), "宏达铸造厂", "张三、白建国")]
    assert desk.page.behind.title.text() == "白建国本月的检查：1 条"
    desk.press(KEY.Key_Return)
    assert desk.records == [("inspection", ids["today"])]


def test_a_number_of_none_opens_and_says_so(desk: Desk) -> None:
    desk.page.quotas.setFocus()
    desk.page.quotas.go_to("own:expert_checks")
    desk.press(KEY.Key_Return)
    assert desk.page.behind.title.text() == "本月专家“体检”：没有"
    assert desk.behind == []


def test_states_open_the_list_of_hazards(desk: Desk) -> None:
    assert [(row.label, row.figures) for row in desk.page.states.rows] == [
        ("未整改", "5 条"),
        ("待回查", "0 条"),
        ("已移送", "0 条"),
        ("已销号", "0 条"),
    ]
    desk.page.states.setFocus()
    desk.press(KEY.Key_Down, KEY.Key_Return)
    assert desk.lists == [("hazard", "待回查")]


def test_weeks_are_told_chosen_and_opened_by_keys(desk: Desk) -> None:
    chart = desk.page.weeks
    assert "发现 1 条，整改 0 条" in chart.accessibleDescription()
    chart.setFocus()
    desk.press(KEY.Key_Return)
    assert desk.behind == [(TODAY.isoformat(), "宏达铸造厂", "发现：违规动火")]
    chart.setFocus()
    desk.press(KEY.Key_Left, KEY.Key_Left, KEY.Key_Left)
    week = chart.current
    assert week is not None
    assert week_words(week) == chart.accessibleDescription()
    assert chart.current is not None
    assert chart.current.end == desk.page.weeks._weeks[-4].end


def test_a_click_on_a_week_opens_it(desk: Desk) -> None:
    chart = desk.page.weeks
    QTest.mouseClick(chart, Qt.MouseButton.LeftButton, pos=chart.week_rect(11).center())
    desk.settle()
    assert len(desk.behind) == 1


def test_bars_are_as_high_as_their_figures(desk: Desk) -> None:
    """Else the picture would say what the figures don't."""
    chart = desk.page.weeks
    ends = [TODAY + timedelta(weeks=number) for number in range(12)]
    heights = []
    for found in (10, 5):
        chart.show_weeks([*(WeekCount(end, 10, 0) for end in ends[:-1]), WeekCount(ends[-1], found, 0)])
        picture = chart.grab().toImage()
        box = chart.week_rect(11)
        ratio = picture.devicePixelRatio()
        x = round((box.center().x() - 4) * ratio)
        ink = Meaning.IN_PROGRESS.ink
        heights.append(sum(picture.pixelColor(x, y) == ink for y in range(picture.height())))
    assert heights[0] > 40
    assert heights[1] == pytest.approx(heights[0] / 2, abs=2)


def test_the_pictures_stand_below_each_other_where_room_is_short(desk: Desk) -> None:
    page = desk.page

    def places() -> tuple[QPoint, QPoint]:
        first = page.coverage.mapTo(page.pictures.widget(), QPoint())
        return first, page.quotas.mapTo(page.pictures.widget(), QPoint())

    coverage, quotas = places()
    assert quotas.x() > coverage.x() + 200
    page.resize(886, 420)
    desk.settle()
    coverage, quotas = places()
    assert quotas.x() == coverage.x()
    assert quotas.y() > page.states.mapTo(page.pictures.widget(), QPoint()).y()
    assert not page.pictures.horizontalScrollBar().isVisible()


# ---- a campaign ------------------------------------------------------------------------------------------


def test_a_campaign_restricts_the_pictures_not_what_is_to_do_and_is_kept(desk: Desk) -> None:
    before = desk.titles
    desk.page.campaign.set_value(CAMPAIGN)
    desk.settle()
    assert desk.page.states.rows[0].figures == "1 条"
    assert sum(week.found for week in desk.page.weeks._weeks) == 1
    assert desk.titles == before
    desk.page.states.setFocus()
    desk.press(KEY.Key_Return)
    assert desk.lists == [], "the page of hazards would show more than was counted"
    assert [row[2] for row in desk.behind] == ["违规动火"]
    desk.page.coverage.left_button.click()
    desk.settle()
    assert [row[1] for row in desk.behind] == ["利民加油站"]
    again = desk.open_page()
    assert again.facts is not None
    assert again.facts.campaign == CAMPAIGN
    assert again.campaign.value() == CAMPAIGN


def test_a_campaign_that_is_gone_leaves_all_records(desk: Desk) -> None:
    desk.preferences.setValue("workbench/campaign", "没有这个行动")
    desk.page.reload()
    desk.settle()
    assert desk.page.facts is not None
    assert desk.page.facts.campaign is None
    assert desk.page.campaign.value() == ""


def test_coverage_of_nobody_is_no_rate(desk: Desk) -> None:
    desk.page.coverage.show_coverage(Coverage(0, 0))
    assert desk.page.coverage.bar.text() == "—"
    assert not desk.page.coverage.left_button.isEnabled()
