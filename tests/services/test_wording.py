"""表格文字: laid over the shipped ones place by place, taken back, never more than the form has."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hazard_desk.errors import HazardDeskError, UsageError
from hazard_desk.forms.shipped import load_texts
from hazard_desk.model import FormWording
from hazard_desk.services import wording
from hazard_desk.services.journal import undo_last
from hazard_desk.services.wording import (
    form_setting,
    form_texts,
    form_title,
    save_wordings,
    set_signatures,
    text_places,
    wordings,
)
from hazard_desk.store.changes import Changes
from hazard_desk.store.office_file import OfficeFile
from hazard_desk.store.unit_of_work import UnitOfWork

F4 = "weekly-statistics"


def test_a_form_stands_as_shipped_until_the_office_words_it(office: OfficeFile) -> None:
    assert office.ask(form_texts, F4) == load_texts(F4)
    assert office.ask(wordings, F4) == {}


def test_own_words_stand_in_their_places_and_nowhere_else(office: OfficeFile) -> None:
    own: dict[str, str | None] = {
        "title": "大整治统计表",
        "columns.7.unit": "（家）",
        "columns.1.labels.2": "查",
    }
    assert office.run(save_wordings, F4, own).nouns == {"form_wording"}
    expected = load_texts(F4)
    expected["title"] = "大整治统计表"
    expected["columns"][7]["unit"] = "（家）"
    expected["columns"][1]["labels"][2] = "查"
    assert office.ask(form_texts, F4) == expected
    assert office.ask(wordings, F4) == own
    assert office.ask(form_texts, F4)["columns"][7]["key"] == "enterprises_ordered"


def test_a_text_may_be_left_empty(office: OfficeFile) -> None:
    office.run(save_wordings, F4, {"annex": ""})
    assert office.ask(form_texts, F4)["annex"] == ""


@pytest.mark.parametrize("back", [None, "附件 4"])
def test_the_shipped_text_takes_a_wording_back(office: OfficeFile, back: str | None) -> None:
    office.run(save_wordings, F4, {"annex": "附件4-1", "title": "统计表"})
    office.run(save_wordings, F4, {"annex": back})
    assert office.ask(wordings, F4) == {"title": "统计表"}
    office.run(undo_last)
    assert office.ask(wordings, F4) == {"annex": "附件4-1", "title": "统计表"}
    office.run(undo_last)
    assert office.ask(form_texts, F4) == load_texts(F4)


def test_a_wording_is_changed_and_the_change_taken_back(office: OfficeFile) -> None:
    office.run(save_wordings, F4, {"title": "第一稿"})
    office.run(save_wordings, F4, {"title": "第二稿"})
    assert office.ask(wordings, F4) == {"title": "第二稿"}
    office.run(undo_last)
    assert office.ask(wordings, F4) == {"title": "第一稿"}


def test_what_changes_nothing_is_no_entry_of_the_journal(office: OfficeFile) -> None:
    office.run(save_wordings, F4, {"title": "第一稿"})
    same = office.run(save_wordings, F4, {"title": "第一稿", "annex": "附件 4", "note": None})
    assert (same.entry_id, same.counts) == (None, {"wordings": 0})


@pytest.mark.parametrize(
    "place", ["columns.99.unit", "id", "columns.0.key", "columns.0.width_mm", "columns", ""]
)
def test_a_place_the_form_does_not_have_is_refused(office: OfficeFile, place: str) -> None:
    with pytest.raises(HazardDeskError, match="没有这处文字") as refused:
        office.run(save_wordings, F4, {"title": "统计表", place: "别的"})
    assert refused.value.meaning
    assert refused.value.remedy
    assert office.ask(wordings, F4) == {}


def test_a_form_that_does_not_exist_is_refused(office: OfficeFile) -> None:
    for operation, argument in ((save_wordings, {}), (set_signatures, True)):
        with pytest.raises(UsageError, match="没有编号为「f99」的表"):
            office.run(operation, "f99", argument)  # type: ignore[arg-type]
    with pytest.raises(UsageError):
        office.ask(form_texts, "f99")


def test_a_wording_whose_place_is_gone_is_passed_over_and_may_be_taken_back(office: OfficeFile) -> None:
    def leave_behind(work: UnitOfWork) -> Changes:
        for place in ("columns.99.unit", "columns", "columns.0.key"):
            work.session.add(FormWording(form_id=F4, place=place, text="旧", entered_at=work.now))
        return Changes("旧版表格的文字")

    office.run(leave_behind)
    assert office.ask(form_texts, F4) == load_texts(F4)
    office.run(save_wordings, F4, {"columns.99.unit": None})
    assert set(office.ask(wordings, F4)) == {"columns", "columns.0.key"}


def test_forms_do_not_share_their_wordings(
    office: OfficeFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "another.json").write_text(
        '{"id": "another", "title": "题", "short": "另一张表"}', encoding="utf-8"
    )
    monkeypatch.setattr(
        wording,
        "load_texts",
        lambda form_id: load_texts(form_id, tmp_path) if form_id == "another" else load_texts(form_id),
    )
    changes = office.run(save_wordings, "another", {"title": "改了"})
    assert changes.summary == "修改《另一张表》的文字 1 处"
    assert form_title("another") == "另一张表"
    assert office.ask(form_texts, F4) == load_texts(F4)
    assert office.ask(form_texts, "another") == {"id": "another", "title": "改了", "short": "另一张表"}


def test_every_text_is_offered_in_the_order_of_the_form_but_not_what_names_its_parts() -> None:
    texts = json.loads(
        '{"id": "x", "form": "y", "title": "题", "width_mm": "3", "widths_mm": ["1"], "signatures": false,'
        ' "rows": [{"key": "a", "text": "甲", "slots": {"n": "数"}}, {"lines": ["乙", ["丙"]], "height": 3}],'
        ' "note": "", "slots": ["丁"]}'
    )
    assert text_places(texts) == [
        ("title", "题"),
        ("rows.0.text", "甲"),
        ("rows.1.lines.0", "乙"),
        ("rows.1.lines.1.0", "丙"),
        ("note", ""),
    ]


def test_every_place_of_a_shipped_form_can_be_worded(office: OfficeFile) -> None:
    places = text_places(load_texts(F4))
    assert len(dict(places)) == len(places) > 50
    office.run(save_wordings, F4, {place: f"〔{text}〕" for place, text in places})
    assert text_places(office.ask(form_texts, F4)) == [(place, f"〔{text}〕") for place, text in places]


def test_the_line_of_signatures_is_put_there_taken_off_and_brought_back(office: OfficeFile) -> None:
    assert office.ask(form_setting, F4) is False
    assert office.run(set_signatures, F4, False).entry_id is None
    office.run(set_signatures, F4, True)
    assert office.ask(form_setting, F4) is True
    assert office.run(set_signatures, F4, True).entry_id is None
    off = office.run(set_signatures, F4, False)
    assert (office.ask(form_setting, F4), off.nouns) == (False, {"form_setting"})
    office.run(undo_last)
    assert office.ask(form_setting, F4) is True
    office.run(undo_last)
    assert office.ask(form_setting, F4) is False
