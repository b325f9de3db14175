"""处罚等执法情况 of one enterprise: illegal acts, penalties, 追责, 约谈曝光惩戒, 典型案例, by their days."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from hazard_desk.forms.sheet import DateStyle, printed
from hazard_desk.model import Accountability, Admonition, IllegalAct, Penalty, TypicalCase
from hazard_desk.rules.money import format_wan
from hazard_desk.store.unit_of_work import Reading
from hazard_desk.terms import PenaltyKind, PenaltyTarget


@dataclass(frozen=True, slots=True)
class EnforcementLine:
    """One record in words."""

    on: date
    kind: str
    content: str
    decided_by: str = ""
    outcome: str = ""


def enforcement_of(reading: Reading, enterprise_id: int) -> list[EnforcementLine]:
    """Return every record that names this enterprise, the oldest first."""
    lines: list[EnforcementLine] = []
    for model, told in (
        (IllegalAct, _act),
        (Penalty, _penalty),
        (Accountability, _accountability),
        (Admonition, _admonition),
        (TypicalCase, _case),
    ):
        query: Any = (
            select(model)
            .where(model.enterprise_id == enterprise_id, model.deleted_at.is_(None))
            .order_by(model.id)
        )
        lines += [told(record) for record in reading.session.scalars(query)]
    return sorted(lines, key=lambda line: line.on)


def _act(act: IllegalAct) -> EnforcementLine:
    handled = f"{printed(act.handled_on, DateStyle.DOTS)} 查处" if act.handled_on else "未查处"
    outcome = _joined((handled, act.handling))
    return EnforcementLine(
        act.found_on, "非法违法行为", _joined((act.description, act.note)), act.verifying_unit, outcome
    )


def _penalty(penalty: Penalty) -> EnforcementLine:
    whom = PenaltyTarget.PRINCIPAL.label if penalty.target is PenaltyTarget.PRINCIPAL else ""
    outcome = {
        PenaltyKind.FINE: f"罚款 {format_wan(penalty.amount_fen)} 万元",
        PenaltyKind.LICENCE: f"暂扣吊销证照 {penalty.certificates} 个",
    }.get(penalty.kind, penalty.kind.label)
    return EnforcementLine(
        penalty.decided_on,
        penalty.kind.label,
        _joined((f"处罚{whom}" if whom else "", penalty.note)),
        _joined((penalty.decided_by, penalty.document_number)),
        outcome,
    )


def _accountability(one: Accountability) -> EnforcementLine:
    who = f"{one.person}（{one.unit}）" if one.unit else one.person
    return EnforcementLine(
        one.decided_on, "追责", _joined((who, one.reason, one.note)), one.decided_by, one.kind.label
    )


def _admonition(one: Admonition) -> EnforcementLine:
    return EnforcementLine(one.decided_on, one.kind.label, _joined((one.reason, one.note)))


def _case(case: TypicalCase) -> EnforcementLine:
    return EnforcementLine(case.reported_on, "典型案例", _joined((case.title, case.note)), "", "已报送")


def _joined(parts: Iterable[str]) -> str:
    return "\n".join(filter(None, (part.strip() for part in parts)))
