"""What the documents (文书) say in each family, and how the page is made of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hazard_desk.forms.documents import document_name, document_sheet, document_wording
from hazard_desk.forms.documents.contents import Problem, Signer
from hazard_desk.forms.documents.wording import by_deadline, deadlines, family_texts
from hazard_desk.forms.faces import FontSet
from hazard_desk.forms.layout import lay_out
from hazard_desk.forms.sheet import Cell, Frame, Role, Sheet
from hazard_desk.forms.shipped import load_texts
from hazard_desk.terms import Authority, DocumentKind
from tests.forms.documents import DOCUMENTS, PROBLEMS, blank_wording, contents, wording
from tests.forms.page_checks import faults

RECORD, NOTICE, RECHECK, LETTER, SUPERVISION = DocumentKind
TOWNSHIP, COMMISSIONED, DELEGATED = Authority
SOME_DAYS = [date(2025, 3, 20), date(2025, 4, 30), date(2025, 5, 1)]


def said(kind: DocumentKind, family: Authority, **facts: object) -> str:
    words = wording(kind, family, **facts)
    return "\n".join([*words.title, words.addressee, *words.paragraphs, *words.closing, *words.notes])


def test_only_the_delegated_family_orders_and_tells_of_remedies() -> None:
    for family in Authority:
        words = said(NOTICE, family)
        delegated = family is DELEGATED
        assert ("责令" in words) == delegated
        assert ("行政复议" in words) == delegated
        assert ("行政处罚" in words) == delegated
        assert ("诉讼" in words) == delegated
    for kind in set(DocumentKind) - {NOTICE}:
        assert "复议" not in "".join(said(kind, family) for family in Authority)


def test_the_township_family_is_headed_and_reports_upwards() -> None:
    words = said(NOTICE, TOWNSHIP)
    assert words.startswith("安全生产监督检查文书\n限期整改意见书\n泽州县䶮盛铸造有限公司：")
    assert "逾期不整改或达不到要求的，将依法上报泽州县应急管理局进行查处；" in words
    assert "一份由乡镇（街道）安监部门备案，一份交被检查单位。" in words


@pytest.mark.parametrize(
    ("family", "name"),
    [(TOWNSHIP, "限期整改意见书"), (COMMISSIONED, "隐患整改意见书"), (DELEGATED, "责令限期整改指令书")],
)
def test_a_notice_has_the_name_of_its_family(family: Authority, name: str) -> None:
    assert document_name(NOTICE, family) == name
    assert wording(NOTICE, family).title[-1] == name
    others = set(DocumentKind) - {NOTICE}
    assert all(document_name(kind, family) == kind.label for kind in others)


def test_who_signs_is_called_by_the_family() -> None:
    labels = [wording(NOTICE, family).signatures[0].label for family in Authority]
    assert labels == ["安全生产检查人员（签名）：", "检查人员（签名）：", "执法人员（签名）："]


def test_a_place_to_sign_for_each_and_two_at_least() -> None:
    four = tuple(Signer(name, name) for name in "甲乙丙丁")
    assert [one.certificate for one in wording(NOTICE, TOWNSHIP, signers=four).signatures] == [
        *"甲乙丙丁",
        None,
    ]
    assert [one.certificate for one in wording(NOTICE, TOWNSHIP, signers=()).signatures] == ["", "", None]


@given(st.lists(st.sampled_from([None, *SOME_DAYS]), min_size=1, max_size=9))
def test_every_problem_is_named_once_with_its_deadline(days: list[date | None]) -> None:
    problems = [Problem("甲", deadline=day) for day in days]
    grouped = by_deadline(problems)
    assert sorted(number for numbers in grouped.values() for number in numbers) == [*range(1, len(days) + 1)]
    assert all(days[number - 1] == until for until, numbers in grouped.items() for number in numbers)
    known = [until for until in grouped if until is not None]
    assert known == sorted(known)
    words = deadlines(family_texts(load_texts(NOTICE.value), TOWNSHIP), problems)
    assert words.count("前") == len(grouped)
    assert ("第" in words) == (len(grouped) > 1)
    assert ("＿＿＿＿年＿＿月＿＿日前" in words) == (None in days)


def test_a_refusal_stands_where_the_signature_would_be(fonts: FontSet) -> None:
    refused = wording(NOTICE, TOWNSHIP, refused=True, refusal_note="已报告县局")
    assert refused.signatures[-1].said == "拒绝签名。已报告县局。"
    assert wording(NOTICE, TOWNSHIP, refused=True).signatures[-1].said == "拒绝签名。"
    sheet = document_sheet(refused)
    (row,) = {cell.row for cell in sheet.cells if cell.text.startswith("被检查单位负责人")}
    texts = [cell.text for cell in sheet.cells if cell.row == row]
    assert texts == ["被检查单位负责人（签名）：", "拒绝签名。已报告县局。"]
    assert faults(lay_out(sheet, fonts), fonts) == []


def test_unknown_facts_leave_room_to_write() -> None:
    words = said(NOTICE, DELEGATED, review_government="", court="")
    assert "向＿＿＿＿＿＿人民政府或者＿＿＿＿＿＿＿＿＿申请行政复议" in words
    assert "依法向＿＿＿＿＿＿人民法院提起" in words
    record = wording(RECORD, TOWNSHIP, said={})
    assert record.entries[-1][0].text == "2025年3月7日　　时　　分至2025年3月7日　　时　　分"
    assert "未发现问题隐患。" in wording(RECORD, TOWNSHIP, said={}, problems=()).paragraphs


def test_findings_of_several_lines_are_several_paragraphs() -> None:
    record = wording(RECORD, TOWNSHIP, said={"findings": "查了消防\n\n查了用电。"}, problems=PROBLEMS[:1])
    assert record.paragraphs[1:] == (
        "检查情况：",
        "查了消防。",
        "查了用电。",
        "发现下列问题：",
        "1. 1号配电箱未张贴安全警示标识，箱门未跨接接地。",
    )


def test_an_office_may_word_labels_at_length_and_leave_sentences_out(fonts: FontSet) -> None:
    texts = load_texts(NOTICE.value)
    texts["certificate"] = "行政执法证件号码（或者工作证件号码）："
    own = texts["families"]["delegated"]
    own["signature"] = "负责本次检查的两名以上行政执法人员（本人亲笔签名并按手印）："
    own["meanwhile"] = ""
    words = document_wording(NOTICE, texts, contents(NOTICE, DELEGATED))
    sheet = document_sheet(words)
    assert faults(lay_out(sheet, fonts), fonts) == []
    paragraphs = [cell.text for cell in sheet.cells if cell.text.startswith("　　")]
    assert len(paragraphs) == len(words.paragraphs) + len(words.closing) - 1


@pytest.mark.parametrize("kind", DocumentKind)
@pytest.mark.parametrize("family", Authority)
def test_no_slot_is_left_open(kind: DocumentKind, family: Authority) -> None:
    for words in (wording(kind, family), blank_wording(kind, family)):
        everything = "".join(
            str(part) for part in (words.paragraphs, words.closing, words.entries, words.notes)
        )
        assert "{" not in everything
        assert "None" not in everything


@pytest.mark.parametrize("name", DOCUMENTS)
def test_running_text_has_no_lines_and_rooms_to_write_one_below(name: str, fonts: FontSet) -> None:
    (sheet,) = DOCUMENTS[name]
    assert {cell.frame for cell in sheet.cells} <= {Frame.NONE, Frame.BELOW}
    signing = [cell for cell in sheet.cells if cell.role is Role.SIGNATURE]
    assert all(cell.frame is Frame.BELOW for cell in signing)
    layout = lay_out(sheet, fonts)
    below = sum(placed.cell.frame is Frame.BELOW for page in layout.pages for placed in page.cells)
    assert sum(len(page.rules) for page in layout.pages) == below


def test_a_table_among_running_text_keeps_its_frame(fonts: FontSet) -> None:
    cells = (
        Cell(0, 0, "正文", Role.VALUE, colspan=2, frame=Frame.NONE),
        Cell(1, 0, "甲"),
        Cell(1, 1, "乙"),
        Cell(2, 0, "签名：", frame=Frame.NONE),
        Cell(2, 1, None, Role.SIGNATURE, frame=Frame.BELOW),
    )
    sheet = Sheet("x", "表", (40.0, 40.0), (10.0, 10.0, 10.0), cells)
    (page,) = lay_out(sheet, fonts).pages
    table = [placed.box for placed in page.cells if placed.cell.frame is Frame.BOX]
    thick = [rule for rule in page.rules if rule.weight_pt > 1]
    assert {rule.y1 for rule in thick} | {rule.y2 for rule in thick} == {table[0].y, table[0].bottom}
    assert len(page.rules) == 4 + 1 + 1, "the frame, the line between the two, the line to sign on"


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(list(DocumentKind)),
    st.sampled_from(list(Authority)),
    st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=120), max_size=9),
    st.text(max_size=60),
)
def test_any_problem_can_be_set(
    kind: DocumentKind, family: Authority, descriptions: list[str], other: str
) -> None:
    from hazard_desk.forms.faces import font_set

    fonts = font_set()
    facts = contents(kind, family, problems=tuple(Problem(text) for text in descriptions))
    facts = replace(facts, agency=other, said={"findings": other, "reason": other, "recipient": other})
    sheet = document_sheet(document_wording(kind, load_texts(kind.value), facts))
    assert faults(lay_out(sheet, fonts), fonts) == []
