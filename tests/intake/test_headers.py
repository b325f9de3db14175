"""Which column holds what, under the headers that people really write."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hazard_desk.intake.header_words import ENTERPRISE_WORDS, INSPECTION_WORDS
from hazard_desk.intake.headers import (
    ENTERPRISE_HEADERS,
    INSPECTION_HEADERS,
    find_columns,
    header_key,
    looks_like,
)
from hazard_desk.intake.reading import Grid
from hazard_desk.rules.facts import EnterpriseFacts, labels


def columns(*rows, merges=(), words=ENTERPRISE_HEADERS):
    found = find_columns(Grid("一", [list(row) for row in rows], list(merges)), words)
    return found and [found.columns.get(i, "") for i in range(len(rows[0]))]


@pytest.mark.parametrize(
    "label", ["企业名称", "单位名称", "企业全称", "名称", "企 业\n名 称", "*企业名称：", "企业名称（全称）"]
)
def test_names_of_the_name(label):
    assert columns([label, "统一社会信用代码"]) == ["name", "code"]


@pytest.mark.parametrize(
    "label",
    [
        "统一社会信用代码",
        "工商注册号",
        "信用代码",
        "社会信用代码",
        "统一社会信用代码（工商注册号）",
        "统一社会信用代码(必填)",
    ],
)
def test_names_of_the_code(label):
    assert columns(["名称", label]) == ["name", "code"]


@pytest.mark.parametrize(
    "label",
    [
        "主要负责人手机号码",
        "手机号码(主要负责人)",
        "手机号码（主要负责人）",
        "手机号码【主要负责人】",
        "主要负责人（手机号码）",
        "主要负责人 联系电话",
        "法定代表人电话",
    ],
)
def test_a_qualifier_before_or_in_brackets_behind(label):
    assert columns(["名称", label]) == ["name", "principal_phone"]


def test_every_label_of_f1_is_understood_with_any_brackets_and_alike_words():
    for field, label in labels(EnterpriseFacts).items():
        for spelt in (
            label,
            label.replace("（", "(").replace("）", ")"),
            label.replace("时间", "日期"),
            f" {label}\n",
        ):
            assert ENTERPRISE_HEADERS.keys[header_key(spelt)][0] == field
        assert ENTERPRISE_HEADERS.keys[header_key(label.replace("分类", "类别"))][0] == field


def test_every_label_of_the_inspection_sheet_is_understood():
    for field, words in INSPECTION_WORDS.items():
        assert INSPECTION_HEADERS.keys[header_key(words[0])] == (field, 0)


def test_no_word_means_two_fields():
    for table, known in ((ENTERPRISE_WORDS, ENTERPRISE_HEADERS), (INSPECTION_WORDS, INSPECTION_HEADERS)):
        for field, words in table.items():
            strangers = [w for w in words if known.keys[header_key(w)][0] != field]
            assert strangers == [], field


def test_titles_above_the_header_dont_matter():
    assert columns(
        ["某某乡企业台账", ""], ["填报单位：", "2026年1月"], ["名称", "信用代码"], ["甲", "1"]
    ) == ["name", "code"]


def test_two_levels_with_merged_cells():
    rows = (
        ["企业名称", "主要负责人", "", "分管安全负责人", "", "安全管理机构", "", "车间主任", ""],
        ["", "姓名", "手机号码", "姓名", "联系电话", "名称", "办公电话", "姓名", "手机号码"],
        ["甲", "张三", "13800138000", "", "", "", "", "", ""],
    )
    merges = [((0, 0), (1, 0)), *(((0, c), (0, c + 1)) for c in (1, 3, 5, 7))]
    assert columns(*rows, merges=merges) == [
        "name", "principal", "principal_phone", "safety_head", "safety_head_phone", "safety_body",
        "safety_body_phone", "", "",
    ]  # fmt: skip


def test_the_first_row_of_data_is_never_taken_for_a_second_header_row():
    found = find_columns(Grid("一", [["名称", "属性", "信用代码"], ["甲", "社区", "1"]]), ENTERPRISE_HEADERS)
    assert found.header_rows == 1
    assert [found.labels[c] for c in found.unknown] == ["属性"]


def test_bands_above_the_header_are_no_qualifiers():
    rows = (
        ["一、企业基本信息", "", "", "二、从业人员统计信息"],
        ["名称", "信用代码", "手机号码", "职工人数"],
    )
    assert columns(*rows, merges=[((0, 0), (0, 2))]) == ["name", "code", "principal_phone", "staff_total"]


def test_a_bare_phone_belongs_to_the_person_before_it():
    row = ["名称", "主要负责人", "手机号码", "安全负责人", "手机号码", "机构负责人", "电话"]
    assert columns(row)[2::2] == ["principal_phone", "safety_head_phone", "safety_body_head_phone"]
    assert columns(["名称", "手机号码（车间主任）"]) is None


def test_the_labels_that_f1_prints_twice():
    row = ["单位名称", "办公电话", "机构名称", "机构人数", "办公电话", "值班电话"]
    assert columns(row) == [
        "name",
        "office_phone",
        "safety_body",
        "safety_body_count",
        "safety_body_phone",
        "duty_phone",
    ]


def test_units_in_the_header():
    found = find_columns(
        Grid("一", [["名称", "注册资本（元）", "资产总额（万元）", "职工人数（人）"]]), ENTERPRISE_HEADERS
    )
    assert [found.units[c] for c in (1, 2)] == ["元", "万元"]
    assert found.columns[3] == "staff_total"


def test_unknown_and_ambiguous_columns_are_named():
    found = find_columns(
        Grid("一", [["序号", "名称", "信用代码", "吉祥物", "备注", "备注"]]), ENTERPRISE_HEADERS
    )
    assert [found.labels[c] for c in found.unknown] == ["吉祥物"]
    assert found.ambiguous == {"note": [4, 5]}


def test_the_forms_own_word_wins():
    found = find_columns(Grid("一", [["名称", "法定代表人", "主要负责人"]]), ENTERPRISE_HEADERS)
    assert found.columns == {0: "name", 2: "principal"}
    assert found.unknown == [1]


def test_inspections_need_an_enterprise_and_a_day():
    assert columns(["被检查单位", "检查时间", "存在问题", "整改期限", "复查日期"],
        words=INSPECTION_HEADERS) == [
        "enterprise", "inspected_on", "hazard.description", "hazard.deadline", "hazard.rechecked_on",
    ]  # fmt: skip
    assert columns(["企业名称", "隐患描述"], words=INSPECTION_HEADERS) is None
    assert columns(["信用代码", "检查日期"], words=INSPECTION_HEADERS) == ["code", "inspected_on"]


def test_data_is_no_header():
    assert not looks_like(Grid("一", [["甲厂", "乙厂"], ["1", "2"]]), ENTERPRISE_HEADERS)


@given(st.lists(st.sampled_from(sorted(labels(EnterpriseFacts))), min_size=2, unique=True))
def test_any_choice_of_columns_in_any_order(chosen):
    if "name" not in chosen:
        chosen = ["name", *chosen]
    all_labels = labels(EnterpriseFacts)
    assert columns([all_labels[field] for field in chosen]) == chosen
