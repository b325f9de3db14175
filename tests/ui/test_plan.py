"""年度检查计划 and 本周走访: made, changed and taken along by keys and mouse."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pypdf
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from hazard_desk.rules.facts import EnterpriseFacts
from hazard_desk.rules.working_days import working_days_within
from hazard_desk.services.holidays import day_table
from hazard_desk.services.planning import PlanRow, make_plan, plan_rows
from hazard_desk.services.registry import save_enterprise
from hazard_desk.services.reporting import current_week_end
from hazard_desk.services.rosters import PersonFacts, save_roster_entry
from tests.ui.dialog_desk import DialogDesk, is_open
from tests.ui.keyboard import CTRL, KEY
from tests.ui.real_office import fill
from ui.background import Background
from ui.dialogs.form_batch.files import FileChooser
from ui.dialogs.plan import PlanDialog
from ui.dialogs.plan.dialog import Start
from ui.dialogs.plan.week_route import WeekRoute
from ui.dialogs.plan.year_plan import YearPlan
from ui.printing.paper import Job
from ui.printing.printing import Printing

YEAR = date.today().year


class Hands(DialogDesk):
    """Opens the plan of an office with four enterprises."""

    dialog: PlanDialog

    def __init__(self, background: Background, qtbot: QtBot) -> None:
        super().__init__(background, qtbot)
        self.ids = fill(background)

    def open(self, start: Start = "year") -> PlanDialog:
        dialog = PlanDialog(self.background, self.messages, self.window, start)
        dialog.open()
        return self.take_over(dialog)

    @property
    def year(self) -> YearPlan:
        return self.dialog.year

    @property
    def week(self) -> WeekRoute:
        return self.dialog.week

    def rows(self) -> dict[str, PlanRow]:
        return {row.enterprise: row for row in self.ask(plan_rows, YEAR)}

    def listed(self) -> list[str]:
        rows = {row.id: row for row in (self.year.plan.rows if self.year.plan else ())}
        return sorted(rows[known].enterprise for known in self.year.model.ids)

    def go_to(self, name: str) -> None:
        assert self.year.table.go_to(self.rows()[name].id)
        self.settle()

    def select(self, *names: str) -> None:
        self.year.table.select_ids([self.rows()[name].id for name in names])
        self.settle()

    def strip_text(self) -> str:
        return self.dialog.desk.strip._text.text()

    def on_route(self) -> list[str]:
        return [item.text(0) for item in self.week._items()]


@pytest.fixture
def hands(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Hands]:
    with Hands.in_office(tmp_path / "office", qtbot) as hands:
        yield hands


@pytest.fixture
def planned(hands: Hands) -> Hands:
    hands.do(make_plan, YEAR)
    return hands


def test_a_plan_is_made_by_one_button_and_taken_back(hands: Hands) -> None:
    dialog = hands.open()
    assert hands.listed() == []
    assert "4 家在营企业" in hands.year.make_button.toolTip()
    assert not hands.year.export_button.isEnabled()
    hands.year.make_button.click()
    hands.settle()
    assert hands.listed() == sorted(hands.ids)
    assert not hands.year.make_button.isEnabled()
    assert hands.year.count.text().startswith("共 4 家，应查 15 次，已查 ")
    hands.press(KEY.Key_Z, with_=CTRL)
    assert hands.listed() == []
    assert is_open(dialog)


def test_without_enterprises_the_next_step_is_named(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> None:
    with DialogDesk.in_office(tmp_path / "empty", qtbot) as desk:
        dialog = desk.take_over(opened(PlanDialog(desk.background, desk.messages, desk.window)))
        assert dialog.year.table._empty_text.endswith("先在“企业档案”里建档，再来编制。")


def opened(dialog: PlanDialog) -> PlanDialog:
    dialog.open()
    return dialog


def test_an_entry_is_changed_by_keys(planned: Hands) -> None:
    hands = planned
    hands.do(save_roster_entry, PersonFacts("张建军"))
    hands.open()
    hands.go_to("宏达铸造厂")
    hands.year.table.setFocus()
    hands.press(KEY.Key_Return)
    assert QApplication.focusWidget() is hands.year.entry.responsible.editor
    hands.type("zjj")
    hands.press(KEY.Key_Return, KEY.Key_Return)
    assert QApplication.focusWidget() is hands.year.entry.visits.editor
    hands.press(KEY.Key_A, with_=CTRL)
    hands.type("3")
    hands.press(KEY.Key_S, with_=CTRL)
    row = hands.rows()["宏达铸造厂"]
    assert (row.responsible, row.visits) == ("张建军", 3)


def test_an_enterprise_is_added_to_the_plan(hands: Hands) -> None:
    hands.open()
    hands.press(KEY.Key_N, with_=CTRL)
    assert QApplication.focusWidget() is hands.year.entry.enterprise.editor
    hands.type("bszc")
    hands.press(KEY.Key_Return)
    assert hands.year.entry.enterprise.value() == hands.ids["北山砖厂"]
    hands.press(KEY.Key_S, with_=CTRL)
    assert hands.listed() == ["北山砖厂"]
    hands.press(KEY.Key_N, with_=CTRL)
    hands.press(KEY.Key_S, with_=CTRL)
    assert "没有选定企业" in hands.year.entry.enterprise.error
    assert hands.listed() == ["北山砖厂"]


def test_what_was_typed_is_kept_as_a_draft(planned: Hands) -> None:
    hands = planned
    hands.open()
    hands.go_to("宏达铸造厂")
    hands.year.entry.fields["note"].set_value("写到一半")
    hands.year.entry.focus_first()
    hands.press(KEY.Key_Escape)
    assert is_open(hands.dialog)
    hands.select("宏达铸造厂", "北山砖厂")
    hands.year.bulk.responsible.set_value("李四")
    hands.press(KEY.Key_Escape)
    assert not is_open(hands.dialog)
    hands.open()
    hands.go_to("宏达铸造厂")
    assert hands.year.entry.fields["note"].value() == "写到一半"
    hands.select("宏达铸造厂", "北山砖厂")
    assert hands.year.bulk.responsible.joined() == "李四"


def test_several_are_changed_at_once_and_taken_back(planned: Hands) -> None:
    hands = planned
    hands.open()
    hands.select("宏达铸造厂", "北山砖厂", "利民加油站")
    assert hands.year.forms.currentWidget() is hands.year.bulk
    assert hands.year.bulk.title.text() == "已选 3 家"
    hands.year.bulk.apply_button.click()
    assert hands.year.bulk.responsible.error == "请至少填一项。"
    hands.year.bulk.responsible.set_value("李四")
    hands.year.bulk.apply_button.click()
    hands.settle()
    assert [row.responsible for row in hands.rows().values()].count("李四") == 3
    assert hands.rows()["长兴木业有限公司"].responsible == ""
    hands.press(KEY.Key_Z, with_=CTRL)
    assert [row.responsible for row in hands.rows().values()].count("李四") == 0
    hands.year.table.setFocus()
    hands.press(KEY.Key_Delete)
    assert list(hands.rows()) == ["长兴木业有限公司"]
    hands.press(KEY.Key_Z, with_=CTRL)
    assert len(hands.rows()) == 4


def test_one_is_taken_out_and_put_back(planned: Hands) -> None:
    hands = planned
    hands.open()
    hands.go_to("北山砖厂")
    hands.year.entry.remove_button.click()
    hands.settle()
    assert "已移出计划：北山砖厂" in hands.strip_text()
    assert "北山砖厂" not in hands.listed()
    hands.press(KEY.Key_Z, with_=CTRL)
    assert "北山砖厂" in hands.listed()


def test_the_list_is_searched_and_filtered(planned: Hands) -> None:
    hands = planned
    hands.open()
    hands.year.search.setText("hdz")
    assert hands.listed() == ["宏达铸造厂"]
    hands.year.search.clear()
    hands.year.filters["village"].set_chosen(["东街村"])
    assert hands.listed() == ["利民加油站", "长兴木业有限公司"]
    hands.year.filters["risk"].set_chosen(["未定"])
    assert hands.listed() == ["利民加油站"]
    for button in hands.year.filters.values():
        button.set_chosen([])
    hands.year.views.button("never").click()
    assert hands.listed() == ["利民加油站", "北山砖厂", "长兴木业有限公司"]
    hands.year.views.button("overdue").click()
    if date.today() > date(YEAR, 1, 31):
        assert "长兴木业有限公司" in hands.listed()  # red, twelve times a year


def test_a_whole_industry_gets_another_number_of_visits(hands: Hands) -> None:
    for name in ("包装一厂", "包装二厂"):
        hands.do(save_enterprise, EnterpriseFacts(name=name, industries=("建筑施工", "消防")), None)
    hands.do(make_plan, YEAR)
    hands.open()
    hands.year.filters["industry"].set_chosen(["消防"])
    assert hands.listed() == ["包装一厂", "包装二厂"]
    hands.year.table.setFocus()
    hands.press(KEY.Key_A, with_=CTRL)
    hands.settle()
    hands.year.bulk.visits.set_value(3)
    hands.year.bulk.apply_button.click()
    hands.settle()
    visits = {row.enterprise: row.visits for row in hands.ask(plan_rows, YEAR)}
    assert [visits.pop(name) for name in ("包装一厂", "包装二厂")] == [3, 3]
    assert 3 not in visits.values()
    hands.year.filters["industry"].set_chosen(["危险化学品"])
    assert hands.listed() == ["利民加油站"]


def test_another_year_has_its_own_plan(planned: Hands) -> None:
    hands = planned
    hands.open()
    at = hands.year.year.findData(YEAR + 1)
    hands.year.year.setCurrentIndex(at)
    hands.year.year.activated.emit(at)
    hands.settle()
    assert hands.listed() == []
    hands.year.make_button.click()
    hands.settle()
    assert len(hands.ask(plan_rows, YEAR + 1)) == 4
    assert len(hands.rows()) == 4


@pytest.mark.parametrize("ending", [".xlsx", ".pdf"])
def test_the_plan_is_exported(planned: Hands, tmp_path: Path, ending: str) -> None:
    hands = planned
    hands.open()
    path = tmp_path / f"计划{ending}"
    hands.year.export(path)
    hands.settle()
    assert "已写出" in hands.strip_text()
    if ending == ".pdf":
        text = pypdf.PdfReader(path).pages[0].extract_text()
    else:
        page = openpyxl.load_workbook(path).active
        assert page is not None
        text = "".join(str(cell.value) for row in page.iter_rows() for cell in row)
    assert "长兴木业有限公司" in text
    assert f"计划年度：{YEAR}年" in text


# ---- this week -------------------------------------------------------------------------------------


def days_left(hands: Hands) -> int:
    return working_days_within(date.today(), hands.ask(current_week_end), hands.ask(day_table))


def test_the_week_is_proposed_ticked_and_taken_along(
    hands: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "路线.pdf"
    monkeypatch.setattr(FileChooser, "ask_file", lambda _self, _stem, chosen: chosen(path))
    hands.open("week")
    if not days_left(hands):
        assert hands.on_route() == []
        assert "没有剩下的工作日" in hands.week.said.text()
        for name in ("长兴木业有限公司", "利民加油站", "北山砖厂"):
            add(hands, name)
    assert hands.on_route()[0] == "长兴木业有限公司"  # the red one
    assert {"利民加油站", "北山砖厂"} <= set(hands.on_route())
    assert QApplication.focusWidget() is hands.week.tree
    hands.press(KEY.Key_Space)
    assert hands.ids["长兴木业有限公司"] not in hands.week.ticked()
    hands.do(save_enterprise, EnterpriseFacts(name="别处新增的厂"))
    assert hands.ids["长兴木业有限公司"] not in hands.week.ticked(), "what was taken off stays off"
    hands.press(KEY.Key_Space)
    ticked = hands.week.ticked()
    assert hands.ids["长兴木业有限公司"] in ticked
    hands.week.save_button.click()
    hands.settle()
    pages = [page.extract_text() for page in pypdf.PdfReader(path).pages]
    assert "巡查路线单" in pages[0]
    assert sum("检查前提示单" in page for page in pages) >= len(ticked)
    assert "已保存「路线.pdf」" in hands.strip_text()


def add(hands: Hands, name: str) -> None:
    """Put an enterprise on the route by its name."""
    hands.press(KEY.Key_N, with_=CTRL)
    hands.type(name)
    hands.settle()
    hands.press(KEY.Key_Return)
    hands.week.tree.setFocus()


def test_an_enterprise_is_added_to_the_route(hands: Hands) -> None:
    hands.open("week")
    before = set(hands.on_route())
    add(hands, "宏达铸造厂")
    assert set(hands.on_route()) == before | {"宏达铸造厂"}
    assert hands.ids["宏达铸造厂"] in hands.week.ticked()
    hands.do(save_roster_entry, PersonFacts("新人"))
    hands.week.reload()
    hands.settle()
    assert "宏达铸造厂" in hands.on_route()


def test_without_a_tick_there_is_nothing_to_print(hands: Hands) -> None:
    hands.open("week")
    add(hands, "北山砖厂")
    assert hands.week.print_button.isEnabled()
    for item in hands.week._items():
        item.setCheckState(0, Qt.CheckState.Unchecked)
    assert not hands.week.print_button.isEnabled()
    assert not hands.week.save_button.isEnabled()


def test_the_route_and_the_sheets_are_one_print_job(hands: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    jobs: list[Job] = []
    monkeypatch.setattr(Printing, "start", lambda _self, job, _instead: jobs.append(job))
    hands.open("week")
    add(hands, "北山砖厂")
    hands.press(KEY.Key_P, with_=CTRL)
    (job,) = jobs
    assert len(job.pages) >= 1 + len(hands.week.ticked())
    assert job.title.startswith("巡查路线单和检查前提示单")


def test_fewer_a_day_make_a_shorter_route(hands: Hands) -> None:
    hands.open("week")
    days = days_left(hands)
    hands.week.most.setFocus()
    hands.press(KEY.Key_A, with_=CTRL)
    hands.type("1")
    hands.press(KEY.Key_Return)
    assert len(hands.on_route()) == min(days, 3)
    assert hands.dialog.preferences.number("plan/most-per-day", 0) == 1


def test_enter_presses_no_button_of_the_dialog(hands: Hands) -> None:
    dialog = hands.open("week")
    hands.week.tree.setFocus()
    hands.press(KEY.Key_Return)
    assert is_open(dialog)
    assert not [button for button in dialog.findChildren(QPushButton) if button.autoDefault()]
