"""All that can be asked for: each noun and column named once, every one of them answered."""

from __future__ import annotations

from collections import Counter

import pytest

from hazard_desk.errors import RecordMissing
from hazard_desk.intake.headers import header_key
from hazard_desk.issued_tables.layout import HeadColumn
from hazard_desk.rules.facts import EnterpriseFacts, labels
from hazard_desk.rules.table_question import (
    STEPS,
    ColumnKind,
    ColumnSpec,
    Condition,
    NounSpec,
    Question,
    Reckoned,
    SortBy,
    Test,
    fitting_tests,
    measures_for,
    problems,
    values_wanted,
    words_of,
)
from hazard_desk.services.ad_hoc_tables import answer
from hazard_desk.services.county_templates.matching import match
from hazard_desk.services.vocabulary import noun_spec, nouns
from hazard_desk.store.office_file import OfficeFile

KEYS = (
    "enterprise", "inspection", "hazard", "self_check", "recheck", "illegal_act", "penalty", "admonition",
    "accountability", "typical_case", "document", "tip_off", "support_pair", "cross_pair", "person",
    "village", "industry", "campaign", "task", "activity",
)  # fmt: skip
VALUES = {
    ColumnKind.TEXT: "村",
    ColumnKind.NUMBER: "1",
    ColumnKind.MONEY: "0.5",
    ColumnKind.DATE: "2026-10-01",
    ColumnKind.FLAG: "是",
}


def test_all_nouns_are_there_with_columns_told_apart() -> None:
    assert sorted(noun.key for noun in nouns()) == sorted(KEYS)
    for noun in nouns():
        for many in (Counter(c.key for c in noun.columns), Counter(c.label for c in noun.columns)):
            assert max(many.values()) == 1, (noun.key, many.most_common(1))
        assert noun.default_columns
        assert all(noun.column(key) for key in noun.default_columns), noun.key
        assert all(c.label and c.group for c in noun.columns)
        assert all(c.choices for c in noun.columns if c.kind is ColumnKind.TERM)
    with pytest.raises(RecordMissing, match="planet"):
        noun_spec("planet")


def test_what_belongs_to_an_enterprise_has_its_fields_in_the_words_of_the_form() -> None:
    own = {column.key: column.label for column in noun_spec("enterprise").columns}
    assert own | labels(EnterpriseFacts) == own
    for key in (
        "inspection",
        "hazard",
        "self_check",
        "recheck",
        "penalty",
        "illegal_act",
        "tip_off",
        "document",
    ):
        columns = {column.key for column in noun_spec(key).columns}
        assert {f"enterprise.{name}" for name in (*labels(EnterpriseFacts), "state")} <= columns


@pytest.mark.parametrize(
    ("noun", "header", "key"),
    [
        ("enterprise", "企业名称", "name"),
        ("enterprise", "法人电话", "principal_phone"),
        ("hazard", "存在问题", "description"),
        ("hazard", "整改时限", "deadline"),
        ("hazard", "企业名称", "enterprise.name"),
        ("hazard", "检查时间", "inspection.inspected_on"),
        ("inspection", "检查人员", "inspectors"),
        ("village", "村名", "name"),
        ("activity", "参加人数（人）", "participants"),
    ],
)
def test_headers_as_people_write_them_mean_a_column(noun: str, header: str, key: str) -> None:
    wanted = header_key(header)
    meant = [
        column.key
        for column in noun_spec(noun).columns
        if wanted in {header_key(word) for word in (column.label, *column.words)}
    ]
    assert meant[0] == key


def test_who_reported_a_tip_can_not_be_asked_for() -> None:
    # Not even by a template of the county that has a column for it.
    head = ("编号", "举报人", "举报人电话", "举报人联系方式", "举报内容")
    columns = [HeadColumn(at, (label,), label, "") for at, label in enumerate(head)]
    for noun in nouns():
        assert not any("举报人" in word for column in noun.columns for word in (column.label, *column.words))
        assert not any("informant" in column.key for column in noun.columns)
        assert set(match(columns, noun).columns.values()) <= {"number", "content", "inspection.number"}


def asked_of(noun: NounSpec, column: ColumnSpec) -> list[Question]:
    value = VALUES.get(column.kind) or column.choices[0]
    conditions = tuple(
        Condition(column.key, test, ("本月",) if test is Test.SPAN else (value,) * values_wanted(test).start)
        for test in fitting_tests(column.kind)
    )
    asked = [
        Question(noun.key, (column.key,), conditions, True, sort=(SortBy(column.key, False),), total=True),
        Question(
            noun.key,
            groups=(column.key,),
            reckoned=tuple(Reckoned(measure, column.key) for measure in measures_for(column)),
            total=True,
        ),
    ]
    if column.kind is ColumnKind.DATE:
        asked += [Question(noun.key, groups=(f"{column.key}@{step}",)) for step in STEPS]
    return asked


@pytest.mark.parametrize("key", KEYS)
def test_every_column_can_be_shown_tested_sorted_grouped_and_reckoned(office: OfficeFile, key: str) -> None:
    noun = noun_spec(key)
    everything = office.ask(answer, Question(key, tuple(column.key for column in noun.columns)))
    assert len(everything.columns) == len(noun.columns)
    # The fields of an enterprise are made by one function; a few of each kind of joining are enough.
    joined = [column for column in noun.columns if column.key.startswith(("enterprise.", "help"))]
    few = ("name", "village", "industries", "assets_fen", "state")
    repeated = {column.key for column in joined if column.key.partition(".")[2] not in few}
    for column in (column for column in noun.columns if column.key not in repeated):
        for question in asked_of(noun, column):
            assert problems(question, noun) == []
            assert words_of(question, noun).endswith("。")
            office.ask(answer, question)
