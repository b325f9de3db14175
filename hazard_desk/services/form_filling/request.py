"""Which form is asked for, of what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from hazard_desk.errors import UsageError
from hazard_desk.forms.catalogue import FORMS, About
from hazard_desk.forms.supervision import Mood
from hazard_desk.forms.weekly_statistics import Scope
from hazard_desk.model import Enterprise, Inspection
from hazard_desk.rules.reporting_week import Period
from hazard_desk.store.unit_of_work import Reading
from hazard_desk.terms import NegativeKind, PartyKind


@dataclass(frozen=True, slots=True)
class FormRequest:
    """Which form, of what: only what the form needs is looked at.

    Without a week, the present one. A form of enterprises or of visits is filled for each that is named, in
    that order; for enterprises alone, a form of visits takes the latest visit to each. A document is filled
    as it was issued, for visits the latest one of its kind of each. A form of pairs is filled for the one
    that is named, else for each of the round (of the newest where none is named) that has visits. `blank` is
    for filling in by hand: then an enterprise or a pair gives no more than what stands in the head.
    """

    form_id: str
    week_end: date | None = None
    campaign: str | None = None
    scope: Scope = Scope.WEEK
    enterprises: tuple[int, ...] = ()
    inspections: tuple[int, ...] = ()
    round_name: str | None = None
    pair_id: int | None = None  # of a round: then the round is that one's
    documents: tuple[int, ...] = ()
    mood: Mood = Mood.CLOSED_LOOP
    blank: bool = False
    photos: bool = False  # 现场照片 behind 检查问题隐患清单
    lists: tuple[NegativeKind, ...] = ()  # of 负面清单; none named: all that have rows
    villages: tuple[str, ...] = ()  # of these lists and of 提醒单, by name; none: all
    filled_on: date | None = None  # 填表日期; today where none is named
    ranked: PartyKind = PartyKind.VILLAGE  # of 打分排队 and its 通报
    span: Period | None = None  # of these, in place of the week

    @property
    def of_a_week(self) -> bool:
        """Whether a paper of a week (报送) answers it: it is filled in, and narrowed to nothing less."""
        narrowed = (
            self.lists
            or self.villages
            or self.enterprises
            or self.inspections
            or self.documents
            or self.round_name
            or self.pair_id is not None
        )
        due = self.form_id in FORMS and FORMS[self.form_id].can_be_due
        return due and not self.blank and not narrowed

    @property
    def of_visits(self) -> bool:
        """Whether the form is filled from the latest visit to each enterprise."""
        about = FORMS[self.form_id].about if self.form_id in FORMS else None
        return about is About.VISIT and not self.blank and not self.inspections


def gone(noun: str) -> UsageError:
    """Return the refusal of records that are no longer there (`noun`: 企业, 检查)."""
    return UsageError(
        f"要填的{noun}已不在台账里（可能已移入回收站）。",
        "没有出表，台账数据没有变化。",
        "请刷新列表，再选一次。",
    )


def enterprise_called(reading: Reading, code_or_name: str) -> int:
    """Return the id of the enterprise with this code or exact name; none, or several, is refused."""
    wanted = code_or_name.strip()
    if not wanted:  # those without a code would answer to it
        raise UsageError("没有写是哪家企业。", "没有导出。", "请写统一社会信用代码，或企业的全称。")
    found = reading.session.scalars(
        select(Enterprise.id)
        .where(Enterprise.deleted_at.is_(None), (Enterprise.code == wanted) | (Enterprise.name == wanted))
        .order_by(Enterprise.id)
    ).all()
    if len(found) == 1:
        return found[0]
    if not found:
        raise UsageError(
            f"企业档案里没有「{wanted}」。", "没有导出。", "请写统一社会信用代码，或企业的全称，一字不差。"
        )
    raise UsageError(
        f"企业档案里有 {len(found)} 家叫「{wanted}」。", "没有导出。", "请改写统一社会信用代码。"
    )


def inspection_numbered(reading: Reading, number: str) -> int:
    """Return the id of the visit with this 检查编号; an unknown one is refused."""
    found = reading.session.scalar(
        select(Inspection.id).where(Inspection.number == number.strip(), Inspection.deleted_at.is_(None))
    )
    if found is None:
        raise UsageError(
            f"没有编号为「{number.strip()}」的检查。",
            "没有导出。",
            "编号见检查记录，或 list inspections 命令。",
        )
    return found
