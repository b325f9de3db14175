"""期初数: what had come about before this file was kept, of a campaign or of all records (None)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import delete, insert, select

from hazard_desk.errors import RecordMissing
from hazard_desk.model import Campaign, OpeningFigure, OpeningStatement
from hazard_desk.rules.fact_log import KEYS
from hazard_desk.rules.opening_checks import doubts
from hazard_desk.rules.refusal import Refusal
from hazard_desk.services.refusing import refuse_if_any
from hazard_desk.store.changes import Changes
from hazard_desk.store.unit_of_work import Reading, UnitOfWork


@dataclass(slots=True)
class OpeningFacts:
    """One statement: figures by their keys, money in 分; a figure that isn't known is left out."""

    campaign_id: int | None = None
    as_of: date | None = None
    source: str = ""
    note: str = ""
    figures: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Opening:
    """A statement as it is kept."""

    id: int
    facts: OpeningFacts


def opening_of(reading: Reading, campaign_id: int | None) -> Opening | None:
    """Return the statement of a campaign, or of all records (None)."""
    statement = _living(reading, campaign_id)
    if statement is None:
        return None
    query = select(OpeningFigure.key, OpeningFigure.amount).where(OpeningFigure.statement_id == statement.id)
    rows: Any = reading.session.execute(query.order_by(OpeningFigure.id))
    return Opening(
        statement.id,
        OpeningFacts(
            campaign_id,
            statement.as_of,
            statement.source,
            statement.note,
            dict(rows.all()),
        ),
    )


def opening_facts(reading: Reading, statement_id: int) -> OpeningFacts:
    """Return a statement by its id."""
    statement = _existing(reading, statement_id)
    found = opening_of(reading, statement.campaign_id)
    assert found is not None
    return found.facts


def save_opening(work: UnitOfWork, facts: OpeningFacts, statement_id: int | None = None) -> Changes:
    """Enter opening figures, or change those with this id; doubts about them are said in the notices.

    Refused: no day or one to come, a negative figure, a figure that no form has, a second statement.
    """
    refuse_if_any(_refusals(work, facts, statement_id))
    if statement_id is None:
        statement = OpeningStatement(campaign_id=facts.campaign_id, entered_at=work.now)
        work.session.add(statement)
    else:
        statement = _existing(work, statement_id)
        statement.campaign_id = facts.campaign_id
    assert facts.as_of is not None
    statement.as_of = facts.as_of
    statement.source, statement.note = facts.source.strip(), facts.note.strip()
    work.session.flush()
    _set_figures(work, statement.id, facts.figures)
    verb = "新增" if statement_id is None else "修改"
    return Changes(
        f"{verb}期初数（{_scope_name(work, facts.campaign_id)}，截至 {facts.as_of}）",
        statement.id,
        list(doubts(facts.figures)),
    )


def _refusals(work: UnitOfWork, facts: OpeningFacts, statement_id: int | None) -> list[Refusal]:
    found = []
    if facts.as_of is None:
        found.append(Refusal("as_of", "没有填截至日期", "请填写这些数字统计到哪一天为止（含当天）。"))
    elif facts.as_of > work.today:
        found.append(Refusal("as_of", "截至日期晚于今天", "请核对日期。"))
    for key, amount in facts.figures.items():
        if key not in KEYS:
            found.append(Refusal(key, f"没有“{key}”这个数字", "请去掉。"))
        elif amount < 0:
            found.append(Refusal(key, "数字不能小于 0", "没有的填 0，不清楚的留空。"))
    if facts.campaign_id is not None:
        campaign = work.session.get(Campaign, facts.campaign_id)
        if campaign is None or campaign.deleted_at is not None:
            raise RecordMissing("这个专项行动已不在台账里。", "没有保存。", "请刷新列表。")
    present = _living(work, facts.campaign_id)
    if present is not None and present.id != statement_id:
        found.append(Refusal("as_of", "这里已经有期初数了", "请直接修改那一份。"))
    return found


def _set_figures(work: UnitOfWork, statement_id: int, figures: dict[str, int]) -> None:
    mine = OpeningFigure.statement_id == statement_id
    rows: Any = work.session.execute(select(OpeningFigure.key, OpeningFigure.amount).where(mine))
    if dict(rows.all()) == figures:
        return
    work.session.execute(delete(OpeningFigure).where(mine))
    if figures:
        work.session.execute(
            insert(OpeningFigure),
            [
                {"statement_id": statement_id, "key": key, "amount": figures[key]}
                for key in KEYS
                if key in figures
            ],
        )


def remove_opening(work: UnitOfWork, statement_id: int) -> Changes:
    """Move opening figures to the recycle bin: from now on only what is entered here counts."""
    statement = _existing(work, statement_id)
    statement.deleted_at = work.now
    return Changes(f"期初数（{_scope_name(work, statement.campaign_id)}）移入回收站", statement_id)


def _scope_name(reading: Reading, campaign_id: int | None) -> str:
    return "全部记录" if campaign_id is None else reading.session.get_one(Campaign, campaign_id).name


def _living(reading: Reading, campaign_id: int | None) -> OpeningStatement | None:
    # `==` of None says IS NULL.
    return reading.session.scalar(
        select(OpeningStatement).where(
            OpeningStatement.campaign_id == campaign_id, OpeningStatement.deleted_at.is_(None)
        )
    )


def _existing(reading: Reading, statement_id: int) -> OpeningStatement:
    statement = reading.session.get(OpeningStatement, statement_id)
    if statement is None or statement.deleted_at is not None:
        raise RecordMissing("这份期初数已不在台账里。", "没有改动任何数据。", "请刷新列表。")
    return statement
