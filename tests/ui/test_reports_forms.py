"""报表导出 of every form: what it is about, what stands in it, its sheets, pictures of what is in sight."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import openpyxl
import pypdfium2
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtTest import QTest

from hazard_desk.forms.catalogue import FORMS, About, Form
from hazard_desk.forms.contents import Content, contents_of
from hazard_desk.rules.facts import EnterpriseFacts, HazardFacts, InspectionFacts
from hazard_desk.services.attaching import Given, Owner, attach
from hazard_desk.services.cross_inspecting.facts import PairRow, RoundFacts
from hazard_desk.services.cross_inspecting.rounds import save_round
from hazard_desk.services.inspecting.record import inspection_record
from hazard_desk.services.inspecting.saving import save_inspection
from hazard_desk.services.registry import save_enterprise
from hazard_desk.services.report_reading import Wanted
from hazard_desk.services.self_checking import SelfCheckFacts, save_self_check
from hazard_desk.services.wording import save_wordings
from hazard_desk.terms import AttachmentKind, CheckMark, HazardLevel, InspectionLevel, NegativeKind
from tests.photo_samples import jpeg
from tests.ui.keyboard import KEY
from tests.ui.reports_desk import TODAY, WEEK_END, Desk, visit_of_today
from ui.pages.reports.form_list import grouped_forms
from ui.pages.reports.saving import file_stem

TIMBER = "长兴木业有限公司"
_BEHIND = {
    "visit-route": {"visit-sheet"},
    "enterprise-file": {"registration", "supervision", "hazard-list"},
}
"""The forms that lie behind another one's own pages."""

MANY = 40
"""Hazards of one visit: more than F3 has room for."""


@pytest.fixture
def desk(reports_desk: Desk) -> Desk:
    return reports_desk


def many_hazards(count: int = MANY) -> list[HazardFacts]:
    return [
        HazardFacts(f"第 {number} 处临时用电线路没有穿管保护，配电箱门没有跨接接地", HazardLevel.GENERAL)
        for number in range(count)
    ]


def stem(desk: Desk) -> str:
    assert desk.page.report is not None
    return file_stem(desk.page.report)


def forms_offered(desk: Desk) -> list[tuple[str, str]]:
    return [(item.text(0), item.text(1)) for item in desk.page.choices.forms.items]


def visits_offered(desk: Desk) -> list[str]:
    picks = desk.page.choices.visits
    return [picks.item(at).text() for at in range(picks.count())]


def contents_offered(desk: Desk) -> tuple[Content, ...]:
    return tuple(content for content, button in desk.page.choices.contents.items() if button.isVisible())


# ---- every form --------------------------------------------------------------------------------------


def test_every_form_is_offered_below_the_name_of_its_group(desk: Desk) -> None:
    offered = forms_offered(desk)
    ids = {form.id for form in FORMS.values() if form.about is not About.DOCUMENT}
    assert len(offered) == len(ids)
    assert {number for number, _ in offered} == {f"F{n}" for n in range(1, 11)} | {
        ""
    }  # the office's own bear none
    groups = [group for group, _ in grouped_forms()]
    assert groups[:6] == ["周报", "台账", "企业", "检查", "交叉检查", "计划"]
    by_group = {group: [form.short for form in forms] for group, forms in grouped_forms()}
    assert by_group["周报"][0] == offered[0][1]
    assert "摸底登记表" in by_group["企业"]


def test_a_form_that_no_group_knows_comes_last(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(FORMS, "something-new", Form("something-new", "", About.WEEK))
    assert grouped_forms()[-1] == ("其他", [FORMS["something-new"]])


@pytest.mark.parametrize("form_id", [form.id for form in FORMS.values() if form.about is not About.DOCUMENT])
def test_every_form_shows_its_pages_filled_and_blank(desk: Desk, ids: dict[str, int], form_id: str) -> None:
    desk.show(form_id, ids[TIMBER])
    assert desk.page.drawn is not None
    forms = [layout.sheet.form_id for layout in desk.page.drawn.layouts]
    assert forms[0] == form_id
    assert set(forms) - {form_id} == _BEHIND.get(form_id, set())
    assert desk.page.preview.view.has_pictures
    assert desk.page.print_button.isEnabled()
    assert contents_offered(desk) == contents_of(form_id)
    for content in contents_of(form_id)[1:]:
        desk.choose(content)
        assert desk.page.report is not None
        assert desk.page.report.wanted.content is content
        assert desk.page.preview.view.has_pictures
    assert desk.page.report is not None
    assert desk.page.report.blank
    assert "（空白）" in stem(desk)


def test_the_keyboard_goes_through_the_forms(desk: Desk) -> None:
    forms = desk.page.choices.forms
    forms.setFocus()
    QTest.keyClick(forms, KEY.Key_Down)
    desk.settle()
    assert "F5" in stem(desk)
    assert desk.page.side.isHidden()
    assert desk.page.choices.overview.isHidden()
    QTest.keyClick(forms, KEY.Key_Up)
    desk.settle()
    assert desk.page.side.isVisible()
    assert desk.page.choices.overview.isVisible()


def test_each_form_comes_back_as_it_was_left(desk: Desk) -> None:
    desk.choose(Content.CUMULATIVE)
    forms = desk.page.choices.forms
    forms.setFocus()
    QTest.keyClick(forms, KEY.Key_Down)
    desk.settle()
    assert desk.page.choices.now.content is Content.WEEK
    QTest.keyClick(forms, KEY.Key_Up)
    desk.settle()
    assert desk.page.choices.now.content is Content.CUMULATIVE


# ---- of an enterprise, of a visit ---------------------------------------------------------------------


def test_an_enterprise_is_picked_by_initials_and_its_form_is_filled(desk: Desk) -> None:
    desk.show("registration")
    choices = desk.page.choices
    assert "没有选企业，先显示空白表" in choices.missing.text()
    assert TIMBER not in desk.page_text()
    assert stem(desk) == "F1 摸底登记表（空白）"
    desk.page.focus_search()
    QTest.keyClicks(choices.enterprise.editor, "cxmy")
    desk.qtbot.waitUntil(lambda: choices.enterprise.list.is_open)
    QTest.keyClick(choices.enterprise.editor, KEY.Key_Return)
    desk.settle()
    assert TIMBER in desk.page_text()
    assert stem(desk) == f"F1 摸底登记表 {TIMBER}"
    assert not choices.missing.isVisible()


def test_typing_another_enterprise_shows_the_blank_form_and_keeps_what_is_typed(
    desk: Desk, ids: dict[str, int]
) -> None:
    desk.show("registration", ids[TIMBER])
    editor = desk.page.choices.enterprise.editor
    assert editor.text() == TIMBER
    desk.page.focus_search()
    QTest.keyClicks(editor, "hdz")
    desk.settle()
    assert editor.text() == "hdz"
    assert TIMBER not in desk.page_text()


def test_a_blank_self_check_keeps_the_head_of_the_enterprise(desk: Desk, ids: dict[str, int]) -> None:
    def marks(value: CheckMark) -> SelfCheckFacts:
        return SelfCheckFacts(enterprise_id=ids[TIMBER], checked_on=TODAY, marks={1: (value, None)})

    desk.run(save_self_check, None, marks(CheckMark.COMPLIES))
    desk.show("self-check", ids[TIMBER])
    assert desk.page.report is not None
    assert any(cell.text == "√" for cell in desk.page.report.sheets[0].cells)
    desk.choose(Content.BLANK)
    assert TIMBER in desk.page_text()
    assert not any(cell.text == "√" for cell in desk.page.report.sheets[0].cells)
    assert stem(desk) == f"F2 自查表（空白） {TIMBER}"


def test_the_newest_visit_is_shown_and_another_can_be_chosen(desk: Desk, ids: dict[str, int]) -> None:
    old = InspectionFacts(
        enterprise_id=ids[TIMBER],
        inspected_on=TODAY - timedelta(days=40),
        level=InspectionLevel.TOWNSHIP,
        inspectors=("吴九",),
        hazards=[HazardFacts("旧叉车没有年检", HazardLevel.GENERAL)],
    )
    desk.run(save_inspection, old)
    desk.show("supervision", ids[TIMBER])
    assert "灭火器过期" in desk.page_text()
    first, second = visits_offered(desk)
    assert TODAY.isoformat() in first
    assert "隐患 2 条 · 孙七、周八" in first
    assert "吴九" in second
    visits = desk.page.choices.visits
    visits.setFocus()
    QTest.keyClick(visits, KEY.Key_Down)
    desk.settle()
    assert "旧叉车没有年检" in desk.page_text()
    assert (TODAY - timedelta(days=40)).isoformat() in stem(desk)


def test_a_self_check_of_the_enterprise_is_named_and_not_shown_first(desk: Desk, ids: dict[str, int]) -> None:
    own = visit_of_today(ids[TIMBER], HazardFacts("自查发现：护栏松动", HazardLevel.GENERAL))
    own.level = InspectionLevel.ENTERPRISE
    desk.run(save_inspection, own)
    desk.show("supervision", ids[TIMBER])
    assert "企业自查" in visits_offered(desk)[0]
    assert "护栏松动" not in desk.page_text()


def test_an_enterprise_without_visits_says_so_and_shows_the_blank_with_its_name(
    desk: Desk, ids: dict[str, int]
) -> None:
    desk.show("hazard-list", ids["北山砖厂"])
    assert "还没有检查记录，先显示空白表" in desk.page.choices.missing.text()
    assert "北山砖厂" in desk.page_text()
    assert not desk.page.choices.visits.isVisible()


def test_photos_stand_behind_the_list_where_they_are_wanted(desk: Desk, ids: dict[str, int]) -> None:
    box = desk.page.choices.photos
    desk.show("registration", ids[TIMBER])
    assert not box.isVisible()
    desk.show("hazard-list", visit=ids["visit"])
    assert (box.isVisible(), box.isEnabled()) == (True, False)
    assert "还没有照片" in box.text()
    hazard = desk.ask(inspection_record, ids["visit"]).facts.hazards[0].id
    photos = [Given("一.jpg", jpeg(40, 30))]
    desk.run(attach, Owner("hazard", hazard), photos, AttachmentKind.PROBLEM)
    desk.show("hazard-list", visit=ids["visit"])
    assert box.text() == "附整改前后照片（1 张）"
    assert desk.page.drawn is not None
    assert len(desk.page.drawn.sizes) == 1
    box.click()
    desk.settle()
    assert "现场照片" in desk.page_text(2)


def test_another_page_asks_for_the_form_of_a_visit(desk: Desk, ids: dict[str, int]) -> None:
    desk.show("hazard-list", visit=ids["visit"])
    assert "配电箱未上锁" in desk.page_text()
    assert desk.page.choices.enterprise.editor.text() == TIMBER
    desk.show("registration", ids["利民加油站"])
    assert "利民加油站" in desk.page_text()
    desk.show("supervision")
    assert "无静电释放装置" in desk.page_text()


def test_what_is_gone_meanwhile_gives_the_blank_form(desk: Desk) -> None:
    desk.show("registration", 4711)
    assert desk.page.report is not None
    assert desk.page.report.enterprise is None
    assert desk.page.report.blank
    desk.show("supervision", visit=4711)
    assert desk.page.report.blank


def test_the_inspection_version_leaves_the_recheck_free(desk: Desk, ids: dict[str, int]) -> None:
    facts = visit_of_today(
        ids[TIMBER],
        HazardFacts(
            "通道堆物", HazardLevel.GENERAL, rectified_on=TODAY, rechecked_on=TODAY, rechecked_by="郑十"
        ),
    )
    desk.run(save_inspection, facts)
    desk.show("supervision", ids[TIMBER])
    assert "郑十" not in desk.page_text()
    desk.choose(Content.CLOSED_LOOP)
    assert "郑十" in desk.page_text()
    assert "（闭环版）" in stem(desk)


# ---- of a round ---------------------------------------------------------------------------------------


def round_of(name: str, *pairs: PairRow) -> RoundFacts:
    return RoundFacts(name, TODAY - timedelta(days=9), TODAY, pairs=pairs)


def test_without_a_round_the_arrangement_is_blank_and_says_why(desk: Desk) -> None:
    desk.show("cross-arrangement")
    assert "还没有交叉检查轮次，先显示空白表" in desk.page.choices.missing.text()
    assert desk.page.report is not None
    assert desk.page.report.blank


def test_the_newest_round_is_shown_and_names_the_file(desk: Desk) -> None:
    desk.run(save_round, None, round_of("第一轮", PairRow("东街村", "西街村")))
    desk.run(save_round, None, round_of("第二轮", PairRow("西街村", "东街村"), PairRow("东街村", "北街村")))
    desk.show("cross-arrangement")
    assert "北街村" in desk.page_text()
    assert stem(desk) == "F8 交叉检查工作安排表 第二轮"
    rounds = desk.page.choices.rounds
    rounds.setFocus()
    QTest.keyClick(rounds, KEY.Key_Down)
    desk.settle()
    assert "北街村" not in desk.page_text()
    assert stem(desk) == "F8 交叉检查工作安排表 第一轮"


def test_the_round_of_the_arrangement_does_not_narrow_the_summary(desk: Desk) -> None:
    desk.run(save_round, None, round_of("第一轮", PairRow("东街村", "西街村")))
    desk.show("cross-arrangement")
    forms = desk.page.choices.forms
    forms.setFocus()
    QTest.keyClick(forms, KEY.Key_Down)
    desk.settle()
    assert desk.page.choices.round.isVisible()
    assert desk.page.choices.round.currentText() == "全部轮次"
    assert stem(desk) == f"F9 交叉检查隐患情况汇总表 {WEEK_END}"


def test_the_list_of_one_village_does_not_narrow_the_next_form(desk: Desk) -> None:
    narrowed = Wanted(
        "negative-list", Content.FILLED, lists=(NegativeKind.NOT_INSPECTED,), villages=("东街村",)
    )
    desk.page.show_wanted(narrowed)
    desk.settle()
    forms = desk.page.choices.forms
    forms.setFocus()
    QTest.keyClick(forms, KEY.Key_Down)
    desk.settle()
    now = desk.page.choices.now
    assert now.form_id != "negative-list"
    assert (now.lists, now.villages) == ((), ())


# ---- several sheets -----------------------------------------------------------------------------------


def test_what_f3_has_no_room_for_follows_as_f10(desk: Desk, ids: dict[str, int], tmp_path: Path) -> None:
    desk.visit(ids["北山砖厂"], *many_hazards())
    desk.show("supervision", ids["北山砖厂"])
    drawn = desk.page.drawn
    assert drawn is not None
    assert [layout.sheet.form_id for layout in drawn.layouts] == ["supervision", "hazard-list"]
    assert "第 39 处" in "".join(desk.page_text(page) for page in range(1, len(drawn.sizes) + 1))
    view = desk.page.preview.view
    assert view.page_count == len(drawn.sizes) > 2
    first, second = view.page_rect(1), view.page_rect(2)
    assert second.top() > first.bottom()
    assert desk.page.area.page_label.text() == f"第 1 页，共 {len(drawn.sizes)} 页"
    path = tmp_path / "F3.xlsx"
    assert desk.page.report is not None
    desk.page.output.save_to(desk.page.report, path)
    desk.settle()
    assert len(openpyxl.load_workbook(path).worksheets) == 2


def test_a_character_without_a_face_is_found_in_the_continuation(desk: Desk, ids: dict[str, int]) -> None:
    hazards = many_hazards()
    hazards[-1].description = "门锁\U000f1234损坏"
    desk.visit(ids["北山砖厂"], *hazards)
    desk.show("supervision", ids["北山砖厂"])
    desk.page.check.click()
    (row,) = desk.rows
    assert row[1].startswith("F10 检查问题隐患清单，北山砖厂，表格第")


def test_another_wording_is_on_the_page_at_once(desk: Desk, ids: dict[str, int]) -> None:
    desk.show("registration", ids[TIMBER])
    desk.run(save_wordings, "registration", {"title": "生产经营单位底册"})
    assert "生产经营单位底册" in desk.page_text()


# ---- pictures of what is in sight ---------------------------------------------------------------------


@pytest.fixture
def ledger(desk: Desk, ids: dict[str, int]) -> Desk:
    """Show F7 with many pages."""
    hazards = many_hazards(60)
    for hazard in hazards:
        hazard.level = HazardLevel.MAJOR
    desk.visit(ids["北山砖厂"], *hazards)
    desk.show("major-hazards")
    assert desk.page.preview.view.page_count > 5
    return desk


def test_only_pages_in_sight_and_their_neighbours_have_pictures(ledger: Desk) -> None:
    preview = ledger.page.preview
    view = preview.view
    assert view.kept_pictures == {1, 2} or view.kept_pictures == {1, 2, 3}
    bar = preview.verticalScrollBar()
    bar.setValue(bar.maximum())
    ledger.settle()
    last = view.page_count
    assert last in view.kept_pictures
    assert 1 not in view.kept_pictures
    assert len(view.kept_pictures) <= 4
    assert ledger.page.area.page_label.text().endswith(f"共 {last} 页")


def test_at_300_per_cent_the_pictures_are_sharp_and_few(ledger: Desk) -> None:
    preview = ledger.page.preview
    preview.set_zoom(3.0)
    ledger.settle()
    view = preview.view
    assert len(view.kept_pictures) <= 3
    for page in view.kept_pictures:
        picture = view.picture_of(page)
        assert picture is not None
        assert abs(picture.width() - view.page_rect(page).width() * view.devicePixelRatioF()) <= 2


def test_a_scroll_past_pages_makes_no_pictures_of_them(ledger: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []
    ledger.page.area.pictures.made.connect(lambda page, _picture, _dpi: made.append(page))
    bar = ledger.page.preview.verticalScrollBar()
    for at in range(0, bar.maximum(), 200):
        bar.setValue(at)
    bar.setValue(bar.maximum())
    ledger.settle()
    view = ledger.page.preview.view
    assert set(made) == view.kept_pictures - {1, 2, 3}
    assert len(made) <= 4


def test_a_page_is_turned_by_the_wheel_and_the_keyboard(ledger: Desk) -> None:
    preview = ledger.page.preview
    preview.view.setFocus()
    QTest.keyClick(preview.view, KEY.Key_PageDown)
    after_key = preview.verticalScrollBar().value()
    assert after_key > 0
    at = QPointF(preview.viewport().rect().center())
    ledger.turn_wheel(at, -240)
    assert preview.verticalScrollBar().value() > after_key
    ledger.settle()


def test_another_form_begins_at_its_top(ledger: Desk, ids: dict[str, int]) -> None:
    bar = ledger.page.preview.verticalScrollBar()
    bar.setValue(bar.maximum())
    ledger.show("registration", ids[TIMBER])
    assert bar.value() == 0


def test_the_pdf_is_saved_with_all_its_pages(ledger: Desk, tmp_path: Path) -> None:
    assert ledger.page.report is not None
    path = tmp_path / "F7.pdf"
    ledger.page.output.save_to(ledger.page.report, path)
    ledger.settle()
    with pypdfium2.PdfDocument(path) as document:
        assert len(document) == ledger.page.preview.view.page_count


def test_a_long_name_makes_a_file_name_that_can_be_written(desk: Desk) -> None:
    facts = EnterpriseFacts("文水县" + "某某" * 90 + "有限公司")
    known = desk.run(save_enterprise, facts).record_id
    desk.show("registration", known)
    assert len(stem(desk)) <= 120


def test_the_rows_of_a_figure_go_without_taking_the_keyboard_along(desk: Desk) -> None:
    desk.click_figure("general_found")
    forms = desk.page.choices.forms
    forms.setFocus()
    QTest.keyClick(forms, KEY.Key_Down)
    desk.settle()
    assert desk.page.details.isHidden()
    assert forms.hasFocus()


def test_the_keyboard_does_not_stay_in_a_panel_that_goes(desk: Desk, ids: dict[str, int]) -> None:
    desk.page.figures.setFocus()
    desk.show("registration", ids[TIMBER])
    assert desk.page.choices.forms.hasFocus()
