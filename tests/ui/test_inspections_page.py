"""The list of visits: found, filtered, sorted, looked at beside the list, removed and brought back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from hazard_desk.model import Inspection
from hazard_desk.rules.facts import HazardFacts, InspectionFacts
from hazard_desk.services.documents import draft_document, issue_document
from hazard_desk.services.inspecting.saving import save_inspection
from hazard_desk.terms import (
    DocumentKind,
    HazardLevel,
    HazardState,
    InspectionLevel,
    RecheckResult,
    Remedy,
    SourceStage,
)
from tests.ui.inspection_desk import TODAY, Desk, opened_desk
from tests.ui.keyboard import KEY
from ui.dialogs.attachments import AttachmentsDialog
from ui.dialogs.documents import DocumentsDialog
from ui.pages.inspections.filter_bar import span_of
from ui.pages.inspections.form import InspectionForm
from ui.pages.inspections.wording import hazard_count, state_meaning, state_words
from ui.theme import Meaning

LONG_AGO = TODAY - timedelta(days=400)


@pytest.fixture
def desk(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with opened_desk(tmp_path / "office", qtbot) as desk:
        yield desk


@pytest.fixture
def filled(desk: Desk) -> Desk:
    """Three visits: one of long ago, one with an overdue hazard and a closed one, one of today without."""
    overdue = HazardFacts(
        "配电箱<未上锁>",
        HazardLevel.GENERAL,
        remedy=Remedy.BY_DEADLINE,
        deadline=TODAY - timedelta(days=3),
        responsible="王建国",
    )
    day = TODAY - timedelta(days=10)
    closed = HazardFacts(
        "灭火器被遮挡",
        remedy=Remedy.ON_SITE,
        rectified_on=day,
        rechecked_by="张三",
        rechecked_on=day,
        recheck_result=RecheckResult.PASSED,
    )
    for facts in (
        InspectionFacts(
            enterprise_id=1,
            inspected_on=LONG_AGO,
            level=InspectionLevel.VILLAGE,
            inspectors=("赵六",),
            content="粉尘涉爆",
        ),
        InspectionFacts(
            enterprise_id=1,
            inspected_on=day,
            level=InspectionLevel.TOWNSHIP,
            inspectors=("张三", "李四"),
            hazards=[overdue, closed],
        ),
        InspectionFacts(
            enterprise_id=2,
            inspected_on=TODAY,
            level=InspectionLevel.ENTERPRISE,
            inspectors=("张三",),
        ),
    ):
        desk.run(save_inspection, facts)
    return desk


def shown(desk: Desk, key: str) -> list[str]:
    """Return what a column shows, from top to bottom."""
    desk.settle()
    model = desk.page.model
    place = next(at for at, column in enumerate(model.columns) if column.key == key)
    texts = [model.index(row, place).data() for row in range(model.rowCount())]
    if "…" in texts:
        desk.settle()
        texts = [model.index(row, place).data() for row in range(model.rowCount())]
    return texts


def test_an_empty_office_is_told_what_to_do(desk: Desk) -> None:
    assert desk.page.model.rowCount() == 0
    assert "录入第一次检查" in desk.page.table._empty_text
    assert not desk.page.bar.campaigns.isVisible()  # a list that is empty has no filter
    assert desk.page.bar.villages.isVisible()


def test_visits_stand_newest_first_in_words(filled: Desk) -> None:
    assert shown(filled, "inspected_on") == [
        TODAY.isoformat(),
        (TODAY - timedelta(days=10)).isoformat(),
        LONG_AGO.isoformat(),
    ]
    assert shown(filled, "hazards") == ["无", "2 条（未整改 1）", "无"]
    assert shown(filled, "stage") == ["企业自查", "市县检查", "市县检查"]
    assert shown(filled, "inspectors") == ["张三", "张三、李四", "赵六"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("xlzz", 2),
        ("yhcs", 1),
        ("13835800002", 1),
        ("粉尘", 1),
        ("ls", 1),
        ("李四 兴隆", 1),
        (f"{LONG_AGO.year}-0001", 1),
        ("没有这样的", 0),
    ],
)
def test_search_as_you_type(filled: Desk, typed: str, found: int) -> None:
    filled.page.focus_search()
    filled.type(typed)
    assert len(shown(filled, "number")) == found
    if not found:
        assert "没有符合条件的检查" in filled.page.table._empty_text
    filled.press(KEY.Key_Escape)
    assert len(shown(filled, "number")) == 3


def test_filters_narrow_the_list(filled: Desk) -> None:
    bar = filled.page.bar
    bar.open_only.setChecked(True)
    assert shown(filled, "hazards") == ["2 条（未整改 1）"]
    bar.open_only.setChecked(False)
    bar.levels.set_chosen([InspectionLevel.VILLAGE, InspectionLevel.ENTERPRISE])
    assert len(shown(filled, "number")) == 2
    bar.stages.set_chosen([SourceStage.SELF_CHECK])
    assert shown(filled, "enterprise") == ["永和超市"]
    bar.levels.set_chosen([])
    bar.stages.set_chosen([])
    bar.villages.set_chosen([1])
    assert set(shown(filled, "village")) == {"东街村"}
    bar.villages.set_chosen([])
    bar.period.set_value("week")
    assert shown(filled, "inspected_on") == [TODAY.isoformat()]
    bar.period.set_value("custom")
    assert bar.since.isVisible()
    bar.since.set_value(LONG_AGO)
    bar.until.set_value(LONG_AGO)
    bar.until.entered.emit()
    assert shown(filled, "inspected_on") == [LONG_AGO.isoformat()]


def test_a_campaign_brings_its_filter(filled: Desk) -> None:
    filled.add_people()
    assert filled.page.bar.campaigns.isVisible()
    filled.run(
        save_inspection,
        InspectionFacts(enterprise_id=2, inspected_on=TODAY, campaigns=("大排查大整治",)),
    )
    filled.page.bar.campaigns.set_chosen([1])
    assert len(shown(filled, "number")) == 1


def test_the_order_is_asked_for_and_remembered(filled: Desk) -> None:
    filled.page.table.sort_requested.emit("inspected_on", True)
    assert shown(filled, "inspected_on")[0] == LONG_AGO.isoformat()
    assert filled.preferences.value("inspections/sort") == "inspected_on:asc"
    filled.page.table.sort_requested.emit("hazards", False)
    assert shown(filled, "hazards")[0] == "2 条（未整改 1）"


def test_the_side_panel_tells_of_the_visit_and_of_each_hazard(filled: Desk) -> None:
    filled.press(KEY.Key_Home)
    filled.press(KEY.Key_Down)
    filled.settle()
    text = filled.page.panel.text.text()
    for words in (
        "文水县兴隆铸造有限公司",
        "张三、李四",
        "镇（街道）定期查",
        "隐患 2 条",
        "配电箱&lt;未上锁&gt;",
        "整改中，逾期 3 天",
        "已销号",
    ):
        assert words in text
    assert Meaning.OVERDUE.value.ink in text
    assert Meaning.CLOSED.value.ink in text
    filled.press(KEY.Key_Space)
    assert filled.page.panel.isHidden()
    filled.press(KEY.Key_Space)
    assert not filled.page.panel.isHidden()
    filled.press(KEY.Key_Escape)
    assert filled.page.panel.isHidden()


def test_delete_moves_to_the_recycle_bin_and_undo_brings_back(filled: Desk) -> None:
    filled.press(KEY.Key_Home)
    filled.press(KEY.Key_Down)
    gone = filled.page.table.selected_ids
    filled.press(KEY.Key_Delete)
    filled.settle()
    assert len(filled.visits()) == 2
    assert filled.page.model.row_of(gone[0]) is None
    assert filled.page.table.selected_ids == [filled.visits()[1]]  # the next one moved up
    said = filled.page.messages.last_shown
    assert said is not None
    assert "移入回收站" in said.what
    assert filled.strip._button.text() == "撤销"
    filled.strip._button.click()
    filled.settle()
    assert len(filled.visits()) == 3
    assert shown(filled, "hazards") == ["无", "2 条（未整改 1）", "无"]

    def deleted(reading: object) -> object:
        return reading.session.get(Inspection, gone[0]).deleted_at  # type: ignore[attr-defined]

    assert filled.ask(deleted) is None


def test_several_are_removed_and_brought_back_together(filled: Desk) -> None:
    filled.press(KEY.Key_A, with_=Qt.KeyboardModifier.ControlModifier)
    filled.press(KEY.Key_Delete)
    filled.settle()
    assert filled.visits() == []
    filled.strip._button.click()
    filled.settle()
    assert len(filled.visits()) == 3


def test_what_is_kept_of_several_is_said_beside_what_went(filled: Desk) -> None:
    visit = filled.visits()[0]
    draft = filled.ask(lambda reading: draft_document(reading, DocumentKind.ON_SITE_RECORD, visit))
    filled.run(issue_document, draft.facts)
    filled.settle()
    filled.press(KEY.Key_A, with_=Qt.KeyboardModifier.ControlModifier)
    filled.press(KEY.Key_Delete)
    filled.settle()
    assert filled.visits() == [visit]
    said = filled.strip._text.text()
    assert "已把 2 次检查移入回收站。" in said
    assert "另有 1 次没有移走：这次检查已开具现场检查记录" in said
    filled.strip._button.click()
    filled.settle()
    assert len(filled.visits()) == 3


def test_enter_in_the_search_goes_to_the_list_and_enter_there_opens(filled: Desk) -> None:
    filled.page.focus_search()
    filled.type("yhcs")
    filled.settle()
    filled.press(KEY.Key_Return)
    assert filled.page.table.hasFocus()
    filled.press(KEY.Key_Return)
    filled.settle()
    assert filled.form.visit.enterprise.editor.text() == "永和超市"
    filled.press(KEY.Key_Escape)
    assert filled.page.stack.currentIndex() == 0


def test_the_saved_visit_alone_is_selected_though_ctrl_is_still_held(filled: Desk) -> None:
    filled.press(KEY.Key_Home)
    filled.press(KEY.Key_Down)
    filled.open_form()
    filled.pick("yhcs")
    filled.press(KEY.Key_S, with_=Qt.KeyboardModifier.ControlModifier)
    filled.settle()
    assert filled.page.table.selected_ids == [max(filled.visits())]


def test_the_status_says_how_many(filled: Desk, qtbot: QtBot) -> None:
    with qtbot.waitSignal(filled.page.status_changed) as told:
        filled.press(KEY.Key_Home)
    assert told.args == ["已选 1 次 · 共 3 次检查"]


@pytest.mark.parametrize(
    ("period", "since", "until"),
    [
        ("all", None, None),
        ("week", date(2026, 5, 16), date(2026, 5, 22)),  # a Wednesday's week ends on Friday
        ("month", date(2026, 5, 1), None),
        ("quarter", date(2026, 4, 1), None),
    ],
)
def test_a_period_has_its_days(period: str, since: date | None, until: date | None) -> None:
    assert span_of(period, date(2026, 5, 20)) == (since, until)


def test_a_colour_always_has_its_word() -> None:
    assert state_words(HazardState.RECTIFYING, 3, 1) == "整改中，逾期 3 天，复查不合格 1 次"
    assert state_meaning(HazardState.RECTIFYING, 3) is Meaning.OVERDUE
    assert state_meaning(HazardState.RECTIFYING) is Meaning.IN_PROGRESS
    assert [hazard_count(0, 0), hazard_count(3, 0), hazard_count(3, 1)] == ["无", "3 条", "3 条（未整改 1）"]


def test_the_panel_leads_to_documents_and_to_photos_of_the_visit_and_its_hazards(filled: Desk) -> None:
    visit = filled.page.model.id_at(1)
    filled.page.table.go_to(visit)
    filled.settle()
    filled.page.panel.attachments_button.click()
    filled.settle()
    (photos,) = filled.page.findChildren(AttachmentsDialog)
    titles = [photos.list.item(row).text() for row in range(photos.list.count())]
    assert titles[0].endswith("文水县兴隆铸造有限公司")
    assert titles[1:] == ["隐患 1　配电箱<未上锁>", "隐患 2　灭火器被遮挡"]
    photos.close()
    filled.page.panel.documents_button.click()
    filled.settle()
    (documents,) = filled.page.findChildren(DocumentsDialog)
    assert documents.isVisible()
    documents.close()
    filled.settle()


def test_a_link_to_the_list_leaves_the_form_with_its_draft(filled: Desk) -> None:
    filled.page.new_record()
    filled.settle()
    form = filled.page.stack.currentWidget()
    assert isinstance(form, InspectionForm)
    content = form.visit.fields["content"]
    content.set_value("查看配电箱")
    filled.page.show_view("")
    filled.settle()
    assert filled.page.table.hasFocus()
    filled.page.new_record()
    filled.settle()
    assert content.value() == "查看配电箱"


def test_the_page_has_room_at_150_percent(filled: Desk) -> None:
    filled.add_people()
    assert filled.page.minimumSizeHint().width() <= 886
    filled.page.new_record()
    filled.settle()
    assert filled.page._form is not None
    assert filled.page._form._body.minimumSizeHint().width() <= 898  # beside its scroll bar
