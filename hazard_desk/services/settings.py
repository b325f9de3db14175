"""设置: read what the office has set, or what is shipped; set it otherwise."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from hazard_desk.model import Office, Setting
from hazard_desk.rules.ranking import PARTS, weight_name, weight_prefix, weights_problem
from hazard_desk.rules.refusal import Refusal
from hazard_desk.rules.search_text import comparable
from hazard_desk.rules.settings import (
    INDUSTRY_VISITS,
    SETTINGS,
    Duration,
    SettingSpec,
    industry_visits,
)
from hazard_desk.services.offices import industry_ids
from hazard_desk.services.refusing import refuse_if_any
from hazard_desk.store.changes import Changes
from hazard_desk.store.unit_of_work import Reading, UnitOfWork
from hazard_desk.terms import DurationUnit

Value = int | str | Duration


@dataclass(frozen=True, slots=True)
class AllSettings:
    """Every setting as it stands, and what goes into a number of a document."""

    values: dict[str, Value]
    short_name: str
    year: int


def all_settings(reading: Reading) -> AllSettings:
    """Return what the settings window shows."""
    office = reading.session.get_one(Office, 1)
    return AllSettings(settings(reading), office.short_name, reading.today.year)


def number_setting(reading: Reading, name: str) -> int:
    """Return a setting that is a number."""
    value = settings(reading, name)[name]
    assert isinstance(value, int)
    return value


def text_setting(reading: Reading, name: str) -> str:
    """Return a setting that is a text."""
    value = settings(reading, name)[name]
    assert isinstance(value, str)
    return value


def duration_setting(reading: Reading, name: str) -> Duration:
    """Return a setting that is a duration."""
    value = settings(reading, name)[name]
    assert isinstance(value, Duration)
    return value


def settings(reading: Reading, prefix: str = "") -> dict[str, Value]:
    """Return the settings whose names begin with `prefix`, as set or else as shipped."""
    query = select(Setting).where(Setting.name.startswith(prefix))
    kept = {row.name: row.value for row in reading.session.scalars(query)}
    return {
        name: _read(spec, kept[name]) if name in kept else spec.default
        for name, spec in SETTINGS.items()
        if name.startswith(prefix)
    }


def save_settings(work: UnitOfWork, values: Mapping[str, Value]) -> Changes:
    """Set these; one that equals the shipped value is no longer the office's own.

    Refused: a number below 0 or beyond reason, a text that is empty or that its rule can't read, an industry
    that nobody knows, weights of a score (打分排队) that are all 0.
    """
    refuse_if_any([refusal for name, value in values.items() for refusal in _refusals(work, name, value)])
    refuse_if_any(_refused_weights(work, values))
    changed = []
    for name, value in values.items():
        spec, row = SETTINGS[name], work.session.get(Setting, name)
        stored = _written(value)
        if value == spec.default:
            if row is not None:
                work.session.delete(row)
                changed.append(spec)
        elif row is None:
            work.session.add(Setting(name=name, value=stored))
            changed.append(spec)
        elif row.value != stored:
            row.value = stored
            changed.append(spec)
    return Changes(f"修改设置 {len(changed)} 项", counts={"settings": len(changed)})


def _refusals(reading: Reading, name: str, value: Value) -> list[Refusal]:
    label, most = SETTINGS[name].label, SETTINGS[name].most
    number = value.count if isinstance(value, Duration) else value
    if isinstance(number, str):
        if not number.strip() and not SETTINGS[name].may_be_empty:
            return [Refusal(name, f"“{label}”没有填写", "请填写，或恢复原来的设置。")]
        problem = SETTINGS[name].problem(number)
        return [Refusal(name, problem)] if problem else _unknown_industries(reading, name, number)
    if 0 <= number <= most:
        return []
    return [Refusal(name, f"“{label}”不能是 {number}", f"请填 0 到 {most} 之间的数。")]


def _refused_weights(reading: Reading, values: Mapping[str, Value]) -> list[Refusal]:
    found = []
    for of, parts in PARTS.items():
        if any(name.startswith(weight_prefix(of)) for name in values):
            names = [weight_name(of, part.key) for part in parts]
            stood = settings(reading, weight_prefix(of)) | dict(values)
            weights = {name: value for name in names if isinstance(value := stood[name], int)}
            problem = weights_problem(weights)
            if problem:
                found.append(Refusal(names[0], problem, "请至少给一项大于 0 的权重。"))
    return found


def _unknown_industries(reading: Reading, name: str, text: str) -> list[Refusal]:
    if name != INDUSTRY_VISITS:
        return []
    known = industry_ids(reading)
    unknown = [industry for industry in industry_visits(text) if comparable(industry) not in known]
    if not unknown:
        return []
    return [Refusal(name, f"没有叫“{'、'.join(unknown)}”的行业", "请照企业档案里行业分类的写法。")]


def _read(spec: SettingSpec, stored: str) -> Value:
    value: Any = json.loads(stored)
    if isinstance(spec.default, Duration):
        return Duration(int(value["count"]), DurationUnit(value["unit"]))
    return value if isinstance(value, type(spec.default)) else spec.default


def _written(value: Value) -> str:
    plain: Any = {"count": value.count, "unit": value.unit.value} if isinstance(value, Duration) else value
    return json.dumps(plain, ensure_ascii=False)
