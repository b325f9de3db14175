"""Rules that SQL itself can't tell, lent to the connection: how texts compare, how far a record has come."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import String, func, type_coerce

from hazard_desk.model import TipOff
from hazard_desk.model.base import term
from hazard_desk.rules.search_text import comparable
from hazard_desk.rules.task_states import task_state
from hazard_desk.rules.tip_offs import TipOffFacts, tip_state
from hazard_desk.store.unit_of_work import Reading
from hazard_desk.terms import TaskState, TipChannel, TipState

_TIP_DAYS = ("refused_on", "accepted_on", "assigned_on", "verified_on", "answered_on", "approved_on")


def lend_functions(reading: Reading) -> None:
    """Make the functions known to the connection that `reading` looks through; twice does no harm."""
    connection: Any = reading.session.connection().connection.driver_connection
    connection.create_function("asked_comparable", 1, _comparable, deterministic=True)
    connection.create_function("asked_tip_state", len(_TIP_DAYS) + 3, _tip_state, deterministic=True)
    connection.create_function("asked_task_state", 3, _task_state, deterministic=True)


def as_compared(text: Any) -> Any:
    """Return the expression of a text as it is compared: width, capitals and blanks don't count."""
    return type_coerce(func.asked_comparable(text), String())


def state_of_tip_off() -> Any:
    """Return the expression that says how far a 举报线索 has come."""
    days = [getattr(TipOff, name) for name in _TIP_DAYS]
    said = func.asked_tip_state(*days, TipOff.informant, TipOff.informant_phone, TipOff.channel)
    return type_coerce(said, term(TipState))


def state_of_task(not_ours: Any, done_on: Any, begun: Any) -> Any:
    """Return the expression that says where a 重点任务 stands."""
    return type_coerce(func.asked_task_state(not_ours, done_on, begun), term(TaskState))


def _comparable(text: object) -> str:
    return comparable(text) if isinstance(text, str) else ""


def _tip_state(*values: Any) -> str:
    *days, informant, phone, channel = values
    known = {
        name: date.fromisoformat(day) if day else None for name, day in zip(_TIP_DAYS, days, strict=True)
    }
    facts = TipOffFacts(
        informant=informant,
        informant_phone=phone,
        channel=TipChannel(channel),
        **known,  # type: ignore[arg-type]
    )
    return tip_state(facts).value


def _task_state(not_ours: int, done_on: str | None, begun: int) -> str:
    done = date.fromisoformat(done_on) if done_on else None
    return task_state(not_ours=bool(not_ours), done_on=done, begun=bool(begun)).value
