"""文书: guards, numbers, what a document goes on saying, and the ways back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from hazard_desk.errors import HazardDeskError, InputRefused, RecordMissing
from hazard_desk.model import Setting
from hazard_desk.rules.settings import number_pattern_name
from hazard_desk.services.documents import (
    change_document,
    document_lines,
    document_record,
    document_rows,
    find_documents,
    issue_document,
    offered_kinds,
    proposed_numbers,
    record_refusal,
    remove_document,
    renew_document,
)
from hazard_desk.services.journal import undo_last
from hazard_desk.services.settings import save_settings
from hazard_desk.store.changes import Changes
from hazard_desk.store.unit_of_work import UnitOfWork
from hazard_desk.terms import Authority, DocumentKind, RecheckResult, Remedy
from tests.services.document_desk import (
    FIRST_DEADLINE,
    LAST_DEADLINE,
    LETTER,
    NOTICE,
    RECHECK,
    RECORD,
    SUPERVISION,
    VISIT,
    Desk,
    make_desk,
)
from tests.services.form_desk import change_hazard, enterprise, general, one, visited, void, words

TODAY = date(2026, 11, 22)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = make_desk(tmp_path)
    yield made
    made.office.close()


def refused(desk: Desk, operation: Any, *arguments: Any) -> dict[str, str]:
    """Return what is refused, by field."""
    with pytest.raises(InputRefused) as error:
        desk.office.run(operation, *arguments)
    said: dict[str, str] = {}
    for problem in error.value.problems:
        said[problem.field] = said.get(problem.field, "") + problem.message
    return said


def text(desk: Desk, document_id: int) -> str:
    """Return all that the printed document says."""
    kind = desk.facts(document_id).kind.value
    sheet = one(desk.office, kind, documents=(document_id,))
    head = "".join(field.text for field in sheet.head.fields)
    return "\n".join([sheet.title, head, *words(sheet), *sheet.notes])


# ---- drafts --------------------------------------------------------------------------------------------


def test_a_record_is_drafted_from_its_visit(desk: Desk) -> None:
    draft = desk.draft(RECORD)
    facts = draft.facts
    assert (facts.number, facts.issued_on) == ("（西槽头）安监现记〔2026〕1号", VISIT)
    assert (facts.inspection_id, facts.enterprise_id) == (desk.visit, desk.enterprise)
    assert facts.hazard_ids == tuple(desk.hazards)
    assert facts.signers == "张三、李四"
    assert facts.said == {
        "address": "东街12号",
        "principal": "赵六",
        "phone": "138",
        "place": "东街12号",
        "findings": "查消防",
    }
    printed = text(desk, desk.issue(RECORD, said={**facts.said, "started_at": "9:30", "ended_at": "11:05"}))
    assert "2026年11月10日9时30分至2026年11月10日11时05分" in printed
    assert "检查人员张三、李四，证件号码为14110001，" in printed, "of those whose certificate is known"


def test_a_notice_ticks_what_it_may_name_and_says_why_not(desk: Desk) -> None:
    draft = desk.draft(NOTICE)
    assert draft.facts.hazard_ids == (desk.hazards[0], desk.hazards[2])
    assert [bool(choice.why_not) for choice in draft.hazards] == [False, True, False]
    assert "限期整改" in draft.hazards[1].why_not
    assert desk.draft(SUPERVISION).facts.hazard_ids == (desk.hazards[2],)
    assert desk.draft(SUPERVISION).facts.said == {"supervision_unit": "县应急局"}


def test_a_letter_is_drafted_to_whom_the_office_reports(desk: Desk) -> None:
    facts = desk.draft(LETTER, hazard_ids=[desk.hazards[0]]).facts
    assert facts.hazard_ids == (desk.hazards[0],)
    assert (facts.said["recipient"], facts.said["contact"]) == ("文水县应急管理局", "王建国")


def test_of_an_enterprise_open_hazards_and_the_latest_visit_are_offered(desk: Desk) -> None:
    desk.recheck()
    later = visited(desk.office, desk.enterprise, date(2026, 11, 20))
    by_enterprise = {"enterprise_id": desk.enterprise}
    assert [choice.description for choice in desk.draft(NOTICE, **by_enterprise).hazards] == ["乙", "丙"]
    record = desk.draft(RECORD, **by_enterprise)
    assert (record.facts.inspection_id, record.hazards) == (later, ())


def test_closed_hazards_are_offered_of_a_visit_but_not_ticked(desk: Desk) -> None:
    desk.recheck()
    draft = desk.draft(NOTICE)
    assert [choice.description for choice in draft.hazards if not choice.why_not] == ["甲", "丙"]
    assert draft.facts.hazard_ids == (desk.hazards[2],)


def test_every_kind_that_is_not_possible_says_why(desk: Desk) -> None:
    offers = desk.office.ask(offered_kinds, desk.visit)
    assert [kind for kind, why in offers.items() if not why] == [RECORD, NOTICE, LETTER, SUPERVISION]
    assert offers[RECHECK] == "还没有开具限期整改意见书"
    desk.issue(NOTICE)
    assert desk.office.ask(offered_kinds, desk.visit)[RECHECK] == "还没有回查结果"
    desk.recheck()
    assert desk.office.ask(offered_kinds, desk.visit)[RECHECK] == ""
    assert set(desk.office.ask(offered_kinds).values()) == {
        "请从检查记录、隐患台账或企业档案里打开文书来开具"
    }
    other = enterprise(desk.office, "别的厂")
    visited(desk.office, other, VISIT, general("丁", remedy=Remedy.ON_SITE))
    assert desk.office.ask(offered_kinds, None, (), other) == {
        RECORD: "",
        NOTICE: "整改方式不是限期整改或挂牌督办，也没有整改期限",
        RECHECK: "还没有开具限期整改意见书",
        LETTER: "",
        SUPERVISION: "整改方式不是挂牌督办，也不是重大隐患",
    }


# ---- guards --------------------------------------------------------------------------------------------


def test_a_notice_for_hazards_of_two_enterprises_or_without_deadline_is_refused(desk: Desk) -> None:
    facts = desk.draft(NOTICE).facts
    other = visited(desk.office, enterprise(desk.office, "别的厂"), VISIT, general("丁"))
    foreign = desk.office.ask(document_choices, other)
    assert "不是同一家企业" in refused(desk, issue_document, replace(facts, hazard_ids=foreign))["hazard_ids"]
    at_once = replace(facts, hazard_ids=(desk.hazards[1],))
    assert "「乙」不能写进这份文书" in refused(desk, issue_document, at_once)["hazard_ids"]
    assert refused(desk, issue_document, replace(facts, hazard_ids=()))["hazard_ids"] == "没有选隐患。"
    with pytest.raises(RecordMissing):
        desk.draft(NOTICE, hazard_ids=[desk.hazards[0], *foreign])


def document_choices(reading: Any, visit_id: int) -> tuple[int, ...]:
    from hazard_desk.services.inspecting.record import inspection_record

    return tuple(hazard.id or 0 for hazard in inspection_record(reading, visit_id).facts.hazards)


def test_a_void_or_removed_hazard_is_not_named(desk: Desk) -> None:
    facts = desk.draft(NOTICE).facts
    void(desk.office, desk.hazards[0])
    assert "已作废" in refused(desk, issue_document, facts)["hazard_ids"]
    assert desk.draft(NOTICE).facts.hazard_ids == (desk.hazards[2],)


def test_the_day_lies_between_the_visit_and_today(desk: Desk) -> None:
    facts = desk.draft(NOTICE).facts
    late = replace(facts, issued_on=date(2026, 11, 23))
    early = replace(facts, issued_on=date(2026, 11, 9))
    assert "晚于今天" in refused(desk, issue_document, late)["issued_on"]
    assert "早于检查日期 2026-11-10" in refused(desk, issue_document, early)["issued_on"]
    assert "没有填" in refused(desk, issue_document, replace(facts, issued_on=None))["issued_on"]
    desk.issue(NOTICE, issued_on=VISIT)


def test_a_recheck_needs_its_notice_and_rechecked_hazards_of_it(desk: Desk) -> None:
    desk.recheck()
    facts = desk.draft(RECHECK).facts
    assert (facts.parent_id, facts.hazard_ids) == (None, ())
    facts.hazard_ids = (desk.hazards[0],)
    assert "没有选定所复查的限期整改意见书" in refused(desk, issue_document, facts)["parent_id"]
    notice = desk.issue(NOTICE, hazard_ids=(desk.hazards[0],), issued_on=VISIT)
    facts = desk.draft(RECHECK).facts
    assert (facts.parent_id, facts.hazard_ids, facts.signers) == (notice, (desk.hazards[0],), "李四")
    both = replace(facts, hazard_ids=(desk.hazards[0], desk.hazards[2]))
    assert "不在所复查的文书里" in refused(desk, issue_document, both)["hazard_ids"]
    early = replace(facts, issued_on=date(2026, 11, 15))
    assert "早于回查日期 2026-11-16" in refused(desk, issue_document, early)["issued_on"]
    printed = text(desk, desk.issue(RECHECK))
    assert "我单位于2026年11月10日对你单位提出了限期整改的意见[（西槽头）安监整改〔2026〕1号]" in printed
    assert "1. 甲：已整改合格。" in printed


def test_a_failed_recheck_names_the_new_deadline(desk: Desk) -> None:
    desk.issue(NOTICE, issued_on=VISIT)
    desk.recheck(recheck_result=RecheckResult.FAILED)
    assert "1. 甲：未整改合格。" in text(desk, desk.issue(RECHECK))


def test_a_letter_needs_a_recipient_and_warns_of_trifles(desk: Desk) -> None:
    facts = desk.draft(LETTER, hazard_ids=[desk.hazards[1]]).facts
    nobody = replace(facts, said={})
    assert "哪个单位" in refused(desk, issue_document, nobody)["recipient"]
    (notice,) = desk.office.run(issue_document, facts).notices
    assert "没有逾期的" in notice
    overdue = desk.draft(LETTER, hazard_ids=[desk.hazards[0]]).facts
    changes = desk.office.run(issue_document, overdue)
    assert changes.notices == []
    assert "甲（一般，整改期限2026年11月15日，逾期未整改）" in text(desk, changes.record_id or 0)


def test_times_that_cannot_be_read_are_refused_at_their_field(desk: Desk) -> None:
    facts = desk.draft(RECORD).facts
    facts.said |= {"started_at": "上午", "ended_at": "25:00"}
    assert set(refused(desk, issue_document, facts)) == {"started_at", "ended_at"}


def test_a_record_without_a_visit_is_refused(desk: Desk) -> None:
    facts = replace(desk.draft(RECORD).facts, inspection_id=None)
    assert "inspection_id" in refused(desk, issue_document, facts)


# ---- numbers -------------------------------------------------------------------------------------------


def test_numbers_run_on_for_each_kind_and_a_duplicate_names_the_other(desk: Desk) -> None:
    first, second = desk.issue(NOTICE), desk.issue(NOTICE)
    assert [desk.number(one) for one in (first, second)] == [
        "（西槽头）安监整改〔2026〕1号",
        "（西槽头）安监整改〔2026〕2号",
    ]
    assert desk.number(desk.issue(LETTER)) == "（西槽头）安监移送〔2026〕1号"
    twice = replace(desk.draft(NOTICE).facts, number=" (西槽头)安监整改〔2026〕1号")
    said = refused(desk, issue_document, twice)["number"]
    assert "已经用过，是 2026-11-22 的限期整改意见书" in said


def test_gaps_and_numbers_by_hand(desk: Desk) -> None:
    desk.issue(NOTICE, number="（西槽头）安监整改〔2026〕7号")
    desk.issue(NOTICE, number="应急临字1号")
    assert desk.draft(NOTICE).facts.number == "（西槽头）安监整改〔2026〕8号"
    gap = desk.issue(NOTICE, number="（西槽头）安监整改〔2026〕3号")
    assert desk.draft(NOTICE).facts.number == "（西槽头）安监整改〔2026〕8号"
    desk.office.run(remove_document, gap)
    desk.issue(NOTICE, number="（西槽头）安监整改〔2026〕3号")


def test_an_empty_number_is_given_and_another_year_begins_at_one(desk: Desk) -> None:
    before = visited(
        desk.office, desk.enterprise, date(2025, 12, 1), general("戊", deadline=date(2025, 12, 20))
    )
    desk.issue(NOTICE)
    old = desk.draft(NOTICE, inspection_id=before).facts
    changes = desk.office.run(issue_document, replace(old, number="", issued_on=date(2025, 12, 2)))
    assert desk.number(changes.record_id or 0) == "（西槽头）安监整改〔2025〕1号"
    assert desk.office.ask(proposed_numbers, NOTICE, 2026) == ("（西槽头）安监整改〔2026〕2号",)
    assert desk.office.ask(proposed_numbers, NOTICE, 2027) == ("（西槽头）安监整改〔2027〕1号",)


def test_a_recheck_takes_the_serial_of_its_notice_while_that_is_free(desk: Desk) -> None:
    desk.recheck()
    for _ in range(3):
        parent = desk.issue(NOTICE, hazard_ids=(desk.hazards[0],), issued_on=VISIT)
    same, following = "（西槽头）安监复查〔2026〕3号", "（西槽头）安监复查〔2026〕1号"
    assert desk.draft(RECHECK).numbers == (same, following)
    assert desk.draft(RECHECK).facts.number == same
    by_program = replace(desk.draft(RECHECK).facts, number="", same_serial=True)
    changes = desk.office.run(issue_document, by_program)
    assert desk.number(changes.record_id or 0) == same
    assert desk.draft(RECHECK).numbers == ("（西槽头）安监复查〔2026〕4号",), "taken: the next one alone"
    assert desk.facts(changes.record_id or 0).parent_id == parent


def test_a_pattern_of_the_office_is_used_and_a_useless_one_asks_for_a_number(desk: Desk) -> None:
    name = number_pattern_name(NOTICE, Authority.SUPERVISION)
    desk.office.run(save_settings, {name: "{简称}改{年}-{号}"})
    assert desk.draft(NOTICE).facts.number == "西槽头改2026-1"
    with pytest.raises(InputRefused):  # the settings window refuses one without a place for the serial
        desk.office.run(save_settings, {name: "限期整改意见书"})

    def left_by_hand(work: UnitOfWork) -> Changes:
        work.session.get_one(Setting, name).value = '"限期整改意见书"'
        return Changes("")

    desk.office.run(left_by_hand)
    draft = desk.draft(NOTICE)
    assert (draft.facts.number, draft.numbers) == ("", ())
    assert "没有文书编号" in refused(desk, issue_document, draft.facts)["number"]
    desk.issue(NOTICE, number="手写1号")


def test_the_serial_is_known_after_the_short_name_changed(desk: Desk) -> None:
    notice = desk.issue(NOTICE, issued_on=VISIT)
    desk.recheck()
    desk.set_office(short_name="西槽")
    desk.office.run(change_document, notice, replace(desk.facts(notice), signers="张三"))
    assert desk.draft(RECHECK).numbers[0] == "（西槽）安监复查〔2026〕1号"
    assert desk.draft(NOTICE).facts.number == "（西槽）安监整改〔2026〕2号"


def test_without_a_short_name_the_draft_says_so(desk: Desk) -> None:
    desk.set_office(short_name="")
    assert "简称" in desk.draft(NOTICE).notices[0]


# ---- families ------------------------------------------------------------------------------------------


def test_a_document_keeps_the_family_of_its_day(desk: Desk) -> None:
    mine = desk.issue(NOTICE)
    desk.set_office(authority=Authority.DELEGATED, court="文水县人民法院", review_government="文水县人民政府")
    theirs = desk.issue(NOTICE)
    names = [row.name for row in desk.office.ask(document_rows, [mine, theirs])]
    assert names == ["限期整改意见书", "责令限期整改指令书"]
    old, new = text(desk, mine), text(desk, theirs)
    assert "限期整改意见书" in old
    assert "行政复议" not in old
    assert "文水县人民法院" not in old
    assert "（西槽头）应急责改〔2026〕2号" in new
    assert "向文水县人民政府或者＿＿＿＿＿＿＿＿＿申请行政复议" in new
    assert "依法向文水县人民法院提起行政诉讼" in new
    desk.office.run(change_document, mine, desk.facts(mine))
    desk.office.run(renew_document, mine)
    assert text(desk, mine) == old


def test_the_commissioned_family_concludes_by_day(desk: Desk) -> None:
    desk.set_office(authority=Authority.COMMISSIONED, commissioned_by="文水县应急管理局")
    printed = text(desk, desk.issue(NOTICE, said={"recheck_on": "2026-12-02"}))
    for sentence in (
        "隐患整改意见书",
        "我们受文水县应急管理局委托",
        "一、第1项问题，于2026年11月15日前整改完毕。",
        "二、第2项问题，于2026年12月1日前整改完毕。",
        "三、第2项属于重大隐患。",
        "四、我们将于2026年12月2日复查。",
        "一式三份",
    ):
        assert sentence in printed
    assert "立即整改" not in printed


# ---- what a document goes on saying ----------------------------------------------------------------------


def test_deadlines_are_named_one_by_one_where_they_differ(desk: Desk) -> None:
    printed = text(desk, desk.issue(NOTICE))
    assert "上述第1项问题于2026年11月15日前；第2项问题于2026年12月1日前整改完毕" in printed
    alone = text(desk, desk.issue(NOTICE, hazard_ids=(desk.hazards[0],)))
    assert "上述问题于2026年11月15日前整改完毕" in alone
    assert "重大隐患" not in alone


def test_an_issued_document_does_not_follow_the_records(desk: Desk) -> None:
    notice = desk.issue(NOTICE)
    before = text(desk, notice)
    change_hazard(desk.office, desk.visit, description="甲改", deadline=date(2026, 11, 30))
    desk.set_office(reports_to="别的局", agency="别的机关")
    assert text(desk, notice) == before
    facts = desk.facts(notice)
    desk.office.run(change_document, notice, replace(facts, signers="王五"))
    assert "甲改" not in text(desk, notice)
    assert "上报文水县应急管理局进行查处" in text(desk, notice)
    desk.office.run(renew_document, notice)
    renewed = text(desk, notice)
    assert "甲改。" in renewed
    assert "2026年11月30日前" in renewed
    assert "别的局" in renewed
    assert "别的机关" in renewed


def test_a_hazard_added_later_stands_last_and_one_taken_out_is_gone(desk: Desk) -> None:
    notice = desk.issue(NOTICE, hazard_ids=(desk.hazards[2],))
    facts = desk.facts(notice)
    desk.office.run(change_document, notice, replace(facts, hazard_ids=(desk.hazards[0], desk.hazards[2])))
    printed = text(desk, notice)
    assert printed.index("1. 丙。") < printed.index("2. 甲。")
    desk.office.run(change_document, notice, replace(facts, hazard_ids=(desk.hazards[0],)))
    assert "丙" not in text(desk, notice)
    assert desk.facts(notice).hazard_ids == (desk.hazards[0],)


def test_an_old_document_can_be_changed_when_its_hazard_fits_no_more(desk: Desk) -> None:
    notice = desk.issue(NOTICE, hazard_ids=(desk.hazards[0],))
    void(desk.office, desk.hazards[0])
    desk.office.run(change_document, notice, replace(desk.facts(notice), signers="张三"))
    assert "1. 甲。" in text(desk, notice)
    assert "已作废" in refused(desk, renew_document, notice)["hazard_ids"]


def test_what_a_kind_does_not_say_is_not_kept(desk: Desk) -> None:
    notice = desk.issue(NOTICE, said={"recipient": "某局", "recheck_on": "2026-12-02"})
    assert desk.facts(notice).said == {}


# ---- refusal, removal, register ----------------------------------------------------------------------------


def test_a_refusal_to_sign_is_recorded_printed_and_taken_back(desk: Desk) -> None:
    notice = desk.issue(NOTICE)
    desk.office.run(record_refusal, notice, True, " 已向文水县应急管理局报告 ")
    record = desk.office.ask(document_record, notice)
    assert (record.refused, record.refusal_note) == (True, "已向文水县应急管理局报告")
    assert "拒绝签名。已向文水县应急管理局报告。" in text(desk, notice)
    (row,) = desk.office.ask(document_lines)
    assert row.state == "拒签"
    desk.office.run(change_document, notice, desk.facts(notice))
    assert desk.office.ask(document_record, notice).refused, "a change of the document keeps it"
    desk.office.run(record_refusal, notice, False, "随便")
    assert "拒绝签名" not in text(desk, notice)
    assert desk.office.ask(document_record, notice).refusal_note == ""


def test_nobody_refuses_to_sign_a_letter(desk: Desk) -> None:
    letter = desk.issue(LETTER)
    with pytest.raises(HazardDeskError, match="不用被检查单位签名"):
        desk.office.run(record_refusal, letter, True)


def test_removed_and_brought_back_its_hazards_too(desk: Desk) -> None:
    notice = desk.issue(NOTICE)
    before = text(desk, notice)
    desk.office.run(remove_document, notice)
    assert desk.office.ask(document_lines) == []
    with pytest.raises(RecordMissing):
        desk.office.ask(document_record, notice)
    desk.office.run(undo_last)
    assert text(desk, notice) == before
    assert desk.facts(notice).hazard_ids == (desk.hazards[0], desk.hazards[2])
    desk.office.run(change_document, notice, replace(desk.facts(notice), hazard_ids=(desk.hazards[2],)))
    desk.office.run(undo_last)
    assert text(desk, notice) == before
    desk.office.run(undo_last)  # the issuing itself
    assert desk.office.ask(document_lines) == []


def test_a_notice_that_was_rechecked_is_kept(desk: Desk) -> None:
    notice = desk.issue(NOTICE, issued_on=VISIT)
    desk.recheck()
    desk.issue(RECHECK)
    with pytest.raises(HazardDeskError, match="整改复查意见书 （西槽头）安监复查〔2026〕1号"):
        desk.office.run(remove_document, notice)


def test_documents_are_found_by_what_they_are(desk: Desk) -> None:
    record, notice, letter = (
        desk.issue(RECORD),
        desk.issue(NOTICE, hazard_ids=(desk.hazards[0],)),
        desk.issue(LETTER, hazard_ids=(desk.hazards[2],), inspection_id=None),
    )

    def found(*wanted: Any, **by: Any) -> list[int]:
        return list(desk.office.ask(find_documents, *wanted, **by))

    assert found() == [letter, notice, record], "the newest first"
    assert found("安监整改") == [notice]
    assert found("ＸＬ 安监移送") == [letter], "the enterprise by its initials, width not counted"
    assert found("没有") == []
    assert found(kind=RECORD) == [record]
    assert found(year=2026) == [letter, notice, record]
    assert found(year=2025) == []
    assert found(inspection_id=desk.visit) == [notice, record]
    assert found(hazard_ids=[desk.hazards[2]]) == [letter, record]
    assert found(enterprise_id=desk.enterprise) == [letter, notice, record]
    assert found(enterprise_id=desk.enterprise + 1) == []
    rows = desk.office.ask(document_rows, [record, 99, notice])
    assert [(row.id, row.hazards, row.enterprise) for row in rows] == [
        (record, 3, "兴隆铸造厂"),
        (notice, 1, "兴隆铸造厂"),
    ]


def test_the_deadline_words_are_those_of_the_settings(desk: Desk) -> None:
    assert "请在10个工作日内回复。" in text(desk, desk.issue(LETTER))
    assert "至少每3个月报告一次整改进展" in text(desk, desk.issue(SUPERVISION))
    assert LAST_DEADLINE > FIRST_DEADLINE


@pytest.mark.parametrize("kind", DocumentKind)
def test_a_blank_one_needs_no_record_and_leaves_the_number_open(desk: Desk, kind: DocumentKind) -> None:
    for family in Authority:
        desk.set_office(authority=family)
        sheet = one(desk.office, kind.value, blank=True)
        (number,) = sheet.head.fields
        assert number.text.startswith("（西槽头）")
        assert "〔　　　　〕" in number.text
        assert "兴隆铸造厂" not in "".join(words(sheet))
