"""What a 收表 expects: which table, of whom, until when; its columns as they are kept."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from hazard_desk.rules.facts import EnterpriseFacts, labels
from hazard_desk.rules.refusal import Refusal
from hazard_desk.terms import PartyKind

FIELDS = labels(EnterpriseFacts)
"""What of the registry a column may hold: the field → its label."""

IDENTIFYING = ("code", "name")
"""The fields that say which enterprise a row tells of."""

MONEY = ("registered_capital_fen", "assets_fen")
"""The fields whose column says in which unit it counts."""


@dataclass(frozen=True, slots=True)
class ExpectedColumn:
    """A column of the table that was sent out; its place among the others is its position.

    `field` is the field of `EnterpriseFacts` that it holds, "" where the registry has none. `key` columns say
    whom a row tells of. `counted` is 序号, written anew and never compared.
    """

    path: tuple[str, ...]
    label: str
    field: str = ""
    key: bool = False
    unit: str = ""
    counted: bool = False


@dataclass(frozen=True, slots=True)
class CollectionFacts:
    """收表: `parties` are ids of villages or of enterprises, as `asked` says; `exempt`: 免报 and why."""

    name: str = ""
    asked: PartyKind = PartyKind.VILLAGE
    asked_on: date | None = None
    due_on: date | None = None
    note: str = ""
    parties: tuple[int, ...] = ()
    columns: tuple[ExpectedColumn, ...] = ()
    fingerprint: str = ""
    exempt: tuple[tuple[int, str], ...] = ()

    @property
    def key_labels(self) -> tuple[str, ...]:
        """The headers of what rows are matched by."""
        return tuple(column.label for column in self.columns if column.key)


def check_collection(facts: CollectionFacts) -> list[Refusal]:
    """Return why a 收表 may not be kept as it is; empty where it may."""
    refused = []
    if not facts.name.strip():
        refused.append(Refusal("name", "没有填写表名", "请写出这张表叫什么。"))
    if not any(not column.counted for column in facts.columns):
        refused.append(Refusal("columns", "没有表头", "请选发下去的那张空白表，程序从中读出表头。"))
    if not facts.parties:
        refused.append(Refusal("parties", "没有选应交单位", "请勾选要收哪些村或企业。"))
    if facts.asked_on and facts.due_on and facts.due_on < facts.asked_on:
        refused.append(Refusal("due_on", "截止日期早于发表日期", "请核对两个日期。"))
    for party, reason in facts.exempt:
        if party in facts.parties and not reason.strip():
            refused.append(Refusal("exempt", "免报没有写原因", "请写明为什么不用报。"))
    fields = [column.field for column in facts.columns if column.field]
    for field in sorted({field for field in fields if fields.count(field) > 1 or field not in FIELDS}):
        refused.append(
            Refusal(
                "columns",
                f"“{FIELDS.get(field, field)}”对应了不止一栏",
                "一项台账内容只能对应一栏，请改其中一栏。",
            )
        )
    return refused


def columns_text(columns: Sequence[ExpectedColumn]) -> str:
    """Return the columns as they are kept."""
    return json.dumps([asdict(column) for column in columns], ensure_ascii=False)


def columns_of(text: str) -> tuple[ExpectedColumn, ...]:
    """Return the columns that were kept."""
    kept: list[dict[str, Any]] = json.loads(text)
    return tuple(ExpectedColumn(**{**column, "path": tuple(column["path"])}) for column in kept)
