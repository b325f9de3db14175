"""The columns of an enterprise, as F1 names them; every noun that belongs to an enterprise has them too."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import exists, func, select

from hazard_desk.intake.header_words import ENTERPRISE_WORDS, INSPECTION_WORDS
from hazard_desk.model import (
    Enterprise,
    Industry,
    Inspection,
    Penalty,
    SelfCheck,
    Village,
    enterprise_industry,
)
from hazard_desk.rules.facts import EnterpriseFacts, labels
from hazard_desk.rules.table_question import ColumnKind
from hazard_desk.services.supervisory import SUPERVISORY
from hazard_desk.services.vocabulary.column import Column, Group, Members, Noun, counted, noun
from hazard_desk.services.vocabulary.tallies import hazard_tallies, visit_tallies

_HEADINGS = {
    "staff_total": "人员",
    "safety_body": "安全管理机构",
    "risk_level": "基本信息",
}
"""Where a new heading of the picker begins, in the order of F1."""

_INDUSTRIES = Members(
    enterprise_industry.join(Industry.__table__), enterprise_industry.c.enterprise_id, Industry.name
)


def fields_of(
    entity: Any, *, prefix: str = "", heading: str = "", needs: Sequence[str] = (), called: str = ""
) -> Iterator[Column]:
    """Yield the fields of F1 and 经营状态 of an enterprise: the noun's own, or of one that is joined.

    `heading` puts them all under one, `called` stands before every label (标杆企业：), so that two
    enterprises of one record can be told apart.
    """
    joined = bool(prefix)
    own_heading = "基本信息"
    for name, label in labels(EnterpriseFacts).items():
        own_heading = _HEADINGS.get(name, own_heading)
        group = Group(heading or own_heading, needs, prefix)
        words: Sequence[str] = () if called else ENTERPRISE_WORDS[name]
        if joined and not called:
            words = _words_beside_others(name)
            label = "企业备注" if name == "note" else label
        if called:
            label = f"{called}{label}"
        if name == "village":
            sql = (
                select(Village.name)
                .where(Village.id == entity.village_id)
                .correlate(entity)
                .scalar_subquery()
            )
            order = entity.village_id  # villages stand in the order of the roster, as in every list
            yield group.worked_out(name, label, ColumnKind.TEXT, sql, words=words, order=order)
        elif name == "industries":
            yield group.several(
                name, label, entity.id, _INDUSTRIES, position=Industry.position, words=words, within=entity
            )
        else:
            order = entity.name_key if name == "name" else None
            yield group.own(getattr(entity, name), label, words=words, order=order, summable=not joined)
    state = Group(heading or "基本信息", needs, prefix)
    yield state.own(
        entity.state,
        f"{called}经营状态",
        words=() if called else ("状态", "生产经营状态", "企业状态", "生产状态"),
    )


def _words_beside_others(name: str) -> Sequence[str]:
    """Return the headers that mean an enterprise's field in a table of something else."""
    if name == "name":
        return INSPECTION_WORDS["enterprise"]
    # 负责人, 备注, 名称 and the like mean the record itself there.
    return () if name == "note" else ENTERPRISE_WORDS[name]


def unit_columns(group: Group, attribute: Any, label: str, key: str, words: Sequence[str] = ()) -> Column:
    """Return who a record is about: the enterprise of the registry, else the name that was written."""
    sql = func.coalesce(func.nullif(Enterprise.name, ""), attribute)
    order = func.coalesce(Enterprise.name_key, attribute)
    return group.worked_out(key, label, ColumnKind.TEXT, sql, order=order, words=words, needs=("enterprise",))


def enterprise_noun() -> Noun:
    """Return 企业: the registry with what was done there."""
    visits = Inspection.enterprise_id == Enterprise.id
    done = Group("检查")
    found = Group("隐患")
    own = Group("自查与处罚")
    self_checks = (SelfCheck.enterprise_id == Enterprise.id, SelfCheck.deleted_at.is_(None))
    penalties = (Penalty.enterprise_id == Enterprise.id, Penalty.deleted_at.is_(None))
    columns = [
        *fields_of(Enterprise),
        Group("基本信息").own(Enterprise.missing_count, "缺项数", words=("资料缺项",), summable=False),
        done.worked_out(
            "inspected",
            "是否检查过",
            ColumnKind.FLAG,
            exists().where(visits, SUPERVISORY).correlate(Enterprise),
            words=("是否已检查", "是否检查"),
        ),
        *visit_tallies(done, Enterprise, visits),
        done.worked_out(
            "last_inspected_on",
            "最近检查日期",
            ColumnKind.DATE,
            select(func.max(Inspection.inspected_on))
            .where(visits, SUPERVISORY)
            .correlate(Enterprise)
            .scalar_subquery(),
            words=("最近一次检查日期", "最后检查日期", "上次检查日期"),
        ),
        *hazard_tallies(found, Enterprise, visits),
        own.count(
            "self_checks",
            "自查次数（次）",
            counted(Enterprise, SelfCheck.id, self_checks, of_table=SelfCheck),
            ("自查次数",),
        ),
        own.worked_out(
            "last_self_checked_on",
            "最近自查日期",
            ColumnKind.DATE,
            select(func.max(SelfCheck.checked_on))
            .where(*self_checks)
            .correlate(Enterprise)
            .scalar_subquery(),
        ),
        own.count(
            "penalties",
            "行政处罚（起）",
            counted(Enterprise, Penalty.id, penalties, of_table=Penalty),
            ("处罚次数", "行政处罚次数"),
        ),
        own.worked_out(
            "fines_fen",
            "罚款（万元）",
            ColumnKind.MONEY,
            select(func.coalesce(func.sum(Penalty.amount_fen), 0))
            .where(*penalties)
            .correlate(Enterprise)
            .scalar_subquery(),
            words=("罚款金额", "罚款金额（万元）"),
            summable=True,
        ),
    ]
    return noun(
        "enterprise",
        "企业",
        "家",
        columns,
        default=("name", "code", "village", "address", "principal", "principal_phone", "industries"),
        table=Enterprise,
        newest_first=Enterprise.name_key,
    )
