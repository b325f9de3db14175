"""Tables asked in SQL written by hand: what the program answers has to be the same.

It knows the file's tables and the rules of the figures, and nothing of how the program asks.
"""

from __future__ import annotations

import sqlite3
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from hazard_desk.rules.table_question import Condition, Measure, Question, Reckoned, Test

TODAY = date(2026, 11, 26)
WEEK = (date(2026, 11, 21), date(2026, 11, 27))  # the reporting day is Friday


@dataclass(frozen=True)
class Raw:
    """A column as SQL; `many` is a list of its single values, `labels` what is stored → what is printed."""

    kind: str  # text, number, money, day, term, flag
    sql: str
    labels: dict[str, str] = field(default_factory=dict)
    many: str = ""
    order: str = ""


def plain(text: object) -> str:
    if not isinstance(text, str):
        return ""
    return "".join(unicodedata.normalize("NFKC", text).lower().split())


LEVELS = {
    "district_leader": "区级领导带头查",
    "department": "监管部门重点查",
    "township": "镇（街道）定期查",
    "village": "村（社区）巡回查",
    "enterprise": "企业全面查",
}
STAGES = {
    "self_check": "企业自查",
    "city_county": "市县检查",
    "cross": "交叉检查",
    "city_supervision": "市级督查",
    "tip_off": "群众举报",
}
HAZARD_LEVELS = {"general": "一般", "major": "重大"}
REMEDIES = {"on_site": "现场整改", "by_deadline": "限期整改", "supervised": "挂牌督办"}
STATES = {
    "registered": "登记",
    "rectifying": "整改中",
    "awaiting_recheck": "待复查",
    "closed": "已销号",
    "referred": "已移送",
    "void": "已作废",
}
RISKS = {"red": "红", "orange": "橙", "yellow": "黄", "blue": "蓝"}
SIZES = {"large": "大型", "medium": "中型", "small": "小型", "micro": "微型"}
WORKS = {"in_operation": "正常经营", "suspended": "停业", "out_of_business": "注销关闭"}
FINES = {"fine": "行政罚款", "suspension": "停产整顿", "licence": "暂扣吊销证照", "closure": "关闭取缔"}
POSTS = {"secretary": "党（工）委书记", "head": "镇长（主任）", "team_member": "领导班子成员"}

VISIT = "(i.level IS NULL OR i.level <> 'enterprise') AND i.stage <> 'self_check' AND i.deleted_at IS NULL"
STANDS = "h.deleted_at IS NULL AND h.voided_on IS NULL AND i.deleted_at IS NULL"
OPEN = "h.state IN ('registered', 'rectifying')"
LATE = f"{OPEN} AND h.deadline < '{TODAY}'"


def hazards(tied: str, more: str = "1") -> str:
    return (
        "(SELECT count(*) FROM hazard h JOIN inspection i ON i.id = h.inspection_id"
        f" WHERE {tied} AND {STANDS} AND {more})"
    )


def found(tied: str, more: str = "1") -> str:
    return hazards(tied, f"{VISIT} AND {more}")


def visits(tied: str, more: str = "1") -> str:
    return f"(SELECT count(*) FROM inspection i WHERE {tied} AND {VISIT} AND {more})"


def of_enterprise(prefix: str = "") -> dict[str, Raw]:
    industries = (
        "SELECT n.name AS v, n.position AS p FROM enterprise_industry k"
        " JOIN industry n ON n.id = k.industry_id WHERE k.enterprise_id = e.id"
    )
    found = {
        "name": Raw("text", "e.name", order="e.name_key"),
        "code": Raw("text", "e.code"),
        "village": Raw(
            "text", "(SELECT w.name FROM village w WHERE w.id = e.village_id)", order="e.village_id"
        ),
        "address": Raw("text", "e.address"),
        "principal": Raw("text", "e.principal"),
        "principal_phone": Raw("text", "e.principal_phone"),
        "registered_capital_fen": Raw("money", "e.registered_capital_fen"),
        "staff_total": Raw("number", "e.staff_total"),
        "risk_level": Raw("term", "e.risk_level", RISKS),
        "size": Raw("term", "e.size", SIZES),
        "has_major_hazard_source": Raw("flag", "e.has_major_hazard_source"),
        "state": Raw("term", "e.state", WORKS),
        "note": Raw("text", "e.note"),
        "industries": Raw(
            "text", f"(SELECT group_concat(v, '、') FROM (SELECT v FROM ({industries}) ORDER BY p, v))",
            many=f"SELECT v FROM ({industries})",
        ),
    }  # fmt: skip
    return {prefix + key: column for key, column in found.items()}


OWN_VISITS = "i.enterprise_id = e.id"
OF_VILLAGE = "i.enterprise_id IN (SELECT x.id FROM enterprise x WHERE x.village_id = v.id)"
OF_PERSON = (
    "(i.id IN (SELECT s.inspection_id FROM inspector s WHERE s.person_id = p.id)"
    " OR i.id IN (SELECT l.inspection_id FROM inspection_leader l WHERE l.person_id = p.id))"
)
INSPECTORS = "SELECT s.name AS v FROM inspector s WHERE s.inspection_id = {}"
CAMPAIGNS = (
    "SELECT c.name AS v FROM {0}_campaign l JOIN campaign c ON c.id = l.campaign_id"
    " WHERE l.{0}_id = {1} AND c.deleted_at IS NULL"
)


def campaigns(noun: str, record: str) -> Raw:
    many = CAMPAIGNS.format(noun, record)
    return Raw("text", f"(SELECT group_concat(v, '、') FROM (SELECT v FROM ({many}) ORDER BY v))", many=many)


@dataclass(frozen=True)
class RawNoun:
    start: str  # FROM … WHERE …, as far as it always reads
    id: str
    columns: dict[str, Raw]


NOUNS: dict[str, RawNoun] = {
    "enterprise": RawNoun(
        "FROM enterprise e WHERE e.deleted_at IS NULL",
        "e.id",
        of_enterprise()
        | {
            "missing_count": Raw("number", "e.missing_count"),
            "inspected": Raw("flag", f"({visits(OWN_VISITS)} > 0)"),
            "inspections": Raw("number", visits(OWN_VISITS)),
            "inspections_this_year": Raw(
                "number", visits(OWN_VISITS, "i.inspected_on BETWEEN '2026-01-01' AND '2026-12-31'")
            ),
            "last_inspected_on": Raw(
                "day",
                "(SELECT max(i.inspected_on) FROM inspection i WHERE i.enterprise_id = e.id"
                f" AND {VISIT})",
            ),
            "hazards_found": Raw("number", found(OWN_VISITS)),
            "hazards_self_found": Raw("number", hazards(OWN_VISITS, f"NOT ({VISIT})")),
            "hazards_rectified": Raw("number", found(OWN_VISITS, "h.rectified_on IS NOT NULL")),
            "hazards_unclosed": Raw("number", hazards(OWN_VISITS, "h.state NOT IN ('closed', 'void')")),
            "hazards_open": Raw("number", hazards(OWN_VISITS, OPEN)),
            "hazards_overdue": Raw("number", hazards(OWN_VISITS, LATE)),
            "self_checks": Raw(
                "number",
                "(SELECT count(*) FROM self_check s WHERE s.enterprise_id = e.id AND s.deleted_at IS NULL)",
            ),
            "fines_fen": Raw(
                "money",
                "(SELECT coalesce(sum(q.amount_fen), 0) FROM penalty q WHERE q.enterprise_id = e.id"
                " AND q.deleted_at IS NULL)",
            ),
        },
    ),
    "inspection": RawNoun(
        "FROM inspection i JOIN enterprise e ON e.id = i.enterprise_id WHERE i.deleted_at IS NULL",
        "i.id",
        {
            "number": Raw("text", "i.number"),
            "inspected_on": Raw("day", "i.inspected_on"),
            "level": Raw("term", "i.level", LEVELS),
            "stage": Raw("term", "i.stage", STAGES),
            "inspectors": Raw("text", "i.inspectors", many=INSPECTORS.format("i.id")),
            "content": Raw("text", "i.content"),
            "campaigns": campaigns("inspection", "i.id"),
            "supervisory": Raw("flag", f"({VISIT})"),
            "hazards_found": Raw(
                "number",
                "(SELECT count(*) FROM hazard h WHERE h.inspection_id = i.id AND h.deleted_at IS NULL"
                " AND h.voided_on IS NULL)",
            ),
        }
        | of_enterprise("enterprise."),
    ),
    "hazard": RawNoun(
        "FROM hazard h JOIN inspection i ON i.id = h.inspection_id"
        " JOIN enterprise e ON e.id = i.enterprise_id WHERE h.deleted_at IS NULL",
        "h.id",
        {
            "description": Raw("text", "h.description"),
            "level": Raw("term", "h.level", HAZARD_LEVELS),
            "remedy": Raw("term", "h.remedy", REMEDIES),
            "measures": Raw("text", "h.measures"),
            "responsible": Raw("text", "h.responsible"),
            "deadline": Raw("day", "h.deadline"),
            "funds_fen": Raw("money", "h.funds_fen"),
            "rectified_on": Raw("day", "h.rectified_on"),
            "state": Raw("term", "h.state", STATES),
            "open": Raw("flag", f"({OPEN})"),
            "overdue": Raw("flag", f"coalesce({LATE}, 0)"),
            "overdue_days": Raw(
                "number",
                f"CASE WHEN {LATE} THEN"
                f" CAST(julianday('{TODAY}') - julianday(h.deadline) AS INTEGER) ELSE 0 END",
            ),
            "rechecked_by": Raw(
                "text",
                "(SELECT r.rechecked_by FROM recheck r WHERE r.hazard_id = h.id AND r.deleted_at IS NULL"
                " ORDER BY r.rechecked_on DESC, r.id DESC LIMIT 1)",
            ),
            "inspection.number": Raw("text", "i.number"),
            "inspection.inspected_on": Raw("day", "i.inspected_on"),
            "inspection.level": Raw("term", "i.level", LEVELS),
            "inspection.inspectors": Raw("text", "i.inspectors", many=INSPECTORS.format("i.id")),
        }
        | of_enterprise("enterprise."),
    ),
    "self_check": RawNoun(
        "FROM self_check s JOIN enterprise e ON e.id = s.enterprise_id WHERE s.deleted_at IS NULL",
        "s.id",
        {
            "checked_on": Raw("day", "s.checked_on"),
            "checked_by": Raw("text", "s.checked_by"),
            "office_checked_on": Raw("day", "s.office_checked_on"),
            "own_fails": Raw(
                "number",
                "(SELECT count(*) FROM self_check_mark m WHERE m.self_check_id = s.id AND m.own = 'fails')",
            ),
            "own_complies": Raw(
                "number",
                "(SELECT count(*) FROM self_check_mark m WHERE m.self_check_id = s.id"
                " AND m.own = 'complies')",
            ),
        }
        | of_enterprise("enterprise."),
    ),
    "illegal_act": RawNoun(
        "FROM illegal_act a LEFT JOIN enterprise e ON e.id = a.enterprise_id WHERE a.deleted_at IS NULL",
        "a.id",
        {
            "found_on": Raw("day", "a.found_on"),
            "party": Raw("text", "coalesce(e.name, a.party)", order="coalesce(e.name_key, a.party)"),
            "description": Raw("text", "a.description"),
            "handled": Raw("flag", "(a.handled_on IS NOT NULL)"),
            "handled_on": Raw("day", "a.handled_on"),
            "handling": Raw("text", "a.handling"),
            "campaigns": campaigns("illegal_act", "a.id"),
        }
        | of_enterprise("enterprise."),
    ),
    "penalty": RawNoun(
        "FROM penalty q LEFT JOIN enterprise e ON e.id = q.enterprise_id WHERE q.deleted_at IS NULL",
        "q.id",
        {
            "decided_on": Raw("day", "q.decided_on"),
            "kind": Raw("term", "q.kind", FINES),
            "party": Raw("text", "coalesce(e.name, q.party)", order="coalesce(e.name_key, q.party)"),
            "amount_fen": Raw("money", "q.amount_fen"),
            "certificates": Raw("number", "q.certificates"),
            "decided_by": Raw("text", "q.decided_by"),
            "campaigns": campaigns("penalty", "q.id"),
        }
        | of_enterprise("enterprise."),
    ),
    "village": RawNoun(
        "FROM village v WHERE v.deleted_at IS NULL",
        "v.id",
        {
            "name": Raw("text", "v.name", order="v.id"),
            "grid_worker": Raw("text", "v.grid_worker"),
            "grid_phone": Raw("text", "v.grid_phone"),
            "enterprises": Raw(
                "number",
                "(SELECT count(*) FROM enterprise x WHERE x.village_id = v.id AND x.deleted_at IS NULL)",
            ),
            "enterprises_in_operation": Raw(
                "number",
                "(SELECT count(*) FROM enterprise x WHERE x.village_id = v.id AND x.deleted_at IS NULL"
                " AND x.state = 'in_operation')",
            ),
            "enterprises_inspected": Raw(
                "number",
                "(SELECT count(*) FROM enterprise x WHERE x.village_id = v.id AND x.deleted_at IS NULL"
                " AND x.state = 'in_operation' AND x.id IN"
                f" (SELECT i.enterprise_id FROM inspection i WHERE {VISIT}))",
            ),
            "inspections": Raw("number", visits(OF_VILLAGE)),
            "hazards_found": Raw("number", found(OF_VILLAGE)),
            "hazards_open": Raw("number", hazards(OF_VILLAGE, OPEN)),
            "hazards_overdue": Raw("number", hazards(OF_VILLAGE, LATE)),
            "major_open": Raw("number", hazards(OF_VILLAGE, f"h.level = 'major' AND {OPEN}")),
        },
    ),
    "person": RawNoun(
        "FROM person p WHERE p.deleted_at IS NULL",
        "p.id",
        {
            "name": Raw("text", "p.name"),
            "post": Raw("term", "p.post", POSTS),
            "phone": Raw("text", "p.phone"),
            "inspections": Raw("number", visits(OF_PERSON)),
            "hazards_found": Raw("number", found(OF_PERSON)),
            "led": Raw(
                "number",
                visits("i.id IN (SELECT l.inspection_id FROM inspection_leader l WHERE l.person_id = p.id)"),
            ),
        },
    ),
}  # fmt: skip


class RawDesk:
    """Asks the office file itself."""

    def __init__(self, path: Any) -> None:
        self._db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        self._db.create_function("plain", 1, plain, deterministic=True)

    def close(self) -> None:
        self._db.close()

    def values(self, noun: str, key: str) -> list[Any]:
        """Return what stands in a column, as it is shown."""
        raw = NOUNS[noun]
        column = raw.columns[key]
        return [shown(column, value) for (value,) in self._db.execute(f"SELECT {column.sql} {raw.start}")]

    def records(self, question: Question) -> dict[int, tuple[Any, ...]]:
        """Return the records asked for, by id."""
        raw = NOUNS[question.noun]
        columns = [raw.columns[key] for key in question.columns]
        where, given = self._where(question)
        told = ", ".join([raw.id, *(column.sql for column in columns)])
        return {
            row[0]: tuple(shown(column, value) for column, value in zip(columns, row[1:], strict=True))
            for row in self._db.execute(f"SELECT {told} {raw.start}{where}", given)
        }

    def sorted_by(self, question: Question) -> list[tuple[Any, ...]]:
        """Return what the records are sorted by, in the order asked for."""
        raw = NOUNS[question.noun]
        where, given = self._where(question)
        keys = [order_of(raw.columns[sort.column]) for sort in question.sort]
        order = [
            f"(coalesce({key}, '') = ''), {key} {'ASC' if sort.ascending else 'DESC'}"
            for key, sort in zip(keys, question.sort, strict=True)
        ]
        told = ", ".join(f"coalesce({key}, '')" for key in keys)
        return self._db.execute(
            f"SELECT {told} {raw.start}{where} ORDER BY {', '.join(order)}", given
        ).fetchall()

    def sort_keys(self, question: Question, ids: Sequence[int]) -> list[tuple[Any, ...]]:
        """Return what these records are sorted by."""
        raw = NOUNS[question.noun]
        keys = ", ".join(f"coalesce({order_of(raw.columns[sort.column])}, '')" for sort in question.sort)
        found = {row[0]: row[1:] for row in self._db.execute(f"SELECT {raw.id}, {keys} {raw.start}")}
        return [found[row_id] for row_id in ids]

    def groups(self, question: Question) -> dict[tuple[Any, ...], tuple[Any, ...]]:
        """Return the figures of each group, by what is printed of it."""
        raw = NOUNS[question.noun]
        where, given = self._where(question)
        keys = []
        for key in question.groups:
            name, _, step = key.partition("@")
            keys.append(_step(raw.columns[name].sql, step) if step else raw.columns[name].sql)
        ids: dict[tuple[Any, ...], list[int]] = {}
        columns = [raw.columns[key.partition("@")[0]] for key in question.groups]
        told = ", ".join([raw.id, *keys])
        for row in self._db.execute(f"SELECT {told} {raw.start}{where}", given):
            names: list[list[Any]] = [[]]
            for column, key, value in zip(columns, question.groups, row[1:], strict=True):
                several = [shown(column, value)] if "@" not in key else [value or None]
                if column.many:
                    several = self.members(question.noun, key, row[0]) or [None]
                names = [[*before, one] for before in names for one in several]
            for name in names:
                ids.setdefault(tuple(name), []).append(row[0])
        return {
            name: tuple(self._figure(question.noun, figure, of) for figure in question.figures)
            for name, of in ids.items()
        }

    def members(self, noun: str, key: str, record: int) -> list[str]:
        """Return the single values of a column of one record."""
        raw = NOUNS[noun]
        listed = (
            f"SELECT DISTINCT m.v FROM (SELECT {raw.id} AS one {raw.start}) o,"
            f" ({_of_record(raw, key)}) m WHERE o.one = ? AND m.of = ?"
        )
        return [value for (value,) in self._db.execute(listed, (record, record))]

    def _figure(self, noun: str, figure: Reckoned, ids: Sequence[int]) -> Any:
        raw = NOUNS[noun]
        if not figure.column:
            return len(ids)
        column = raw.columns[figure.column]
        wanted = ", ".join(map(str, ids))
        stored = [
            value
            for (value,) in self._db.execute(f"SELECT {column.sql} {raw.start} AND {raw.id} IN ({wanted})")
            if value not in (None, "")
        ]
        if figure.measure is Measure.COUNT:
            return len(stored)
        if figure.measure is Measure.DISTINCT:
            if column.many:
                return len({one for record in ids for one in self.members(noun, figure.column, record)})
            return len(set(stored))
        if not stored:
            return None
        if figure.measure is Measure.AVERAGE:
            average = Decimal(sum(stored)) / len(stored)
            if column.kind == "money":
                average /= 1_000_000
            return average.quantize(Decimal("0.01"), ROUND_HALF_UP)
        reckon = {Measure.SUM: sum, Measure.LEAST: min, Measure.MOST: max}[figure.measure]
        return shown(column, reckon(stored))

    def _where(self, question: Question) -> tuple[str, list[Any]]:
        raw = NOUNS[question.noun]
        said, given = [], []
        for condition in question.conditions:
            text, values = _test(raw.columns[condition.column], condition)
            said.append(f"({text})")
            given += values
        if not said:
            return "", []
        return f" AND ({(' OR ' if question.any_of else ' AND ').join(said)})", given


def _of_record(raw: RawNoun, key: str) -> str:
    tail = key.rpartition(".")[2]
    record = raw.id
    if tail == "industries":
        return (
            f"SELECT {record} AS of, n.name AS v {raw.start.split(' WHERE ')[0]}"
            " JOIN enterprise_industry k ON k.enterprise_id = e.id JOIN industry n ON n.id = k.industry_id"
        )
    if tail == "inspectors":
        start = raw.start.split(" WHERE ")[0]
        return f"SELECT {record} AS of, t.name AS v {start} JOIN inspector t ON t.inspection_id = i.id"
    noun = {"i.id": "inspection", "a.id": "illegal_act", "q.id": "penalty"}[record]
    return (
        f"SELECT l.{noun}_id AS of, c.name AS v FROM {noun}_campaign l JOIN campaign c"
        " ON c.id = l.campaign_id WHERE c.deleted_at IS NULL"
    )


def order_of(column: Raw) -> str:
    if column.order:
        return column.order
    if column.labels:
        places = " ".join(f"WHEN '{value}' THEN {place + 1}" for place, value in enumerate(column.labels))
        return f"(CASE {column.sql} {places} END)"
    return column.sql


def _step(sql: str, step: str) -> str:
    year, month = f"CAST(substr({sql}, 1, 4) AS INTEGER)", f"CAST(substr({sql}, 6, 2) AS INTEGER)"
    return {
        "year": f"{year} || '年'",
        "month": f"{year} || '年' || {month} || '月'",
        "quarter": f"{year} || '年第' || (({month} + 2) / 3) || '季度'",
    }[step]


def shown(column: Raw, value: Any) -> Any:
    if value is None or value == "":
        return None
    match column.kind:
        case "term":
            return column.labels[value]
        case "flag":
            return "是" if value else "否"
        case "money":
            return Decimal(value) / 1_000_000
        case "day":
            return date.fromisoformat(value)
    return value


_SIGNS = {Test.IS: "=", Test.LESS: "<", Test.AT_MOST: "<=", Test.MORE: ">", Test.AT_LEAST: ">="}


def _stored(column: Raw, text: str) -> Any:
    match column.kind:
        case "term":
            return next(value for value, label in column.labels.items() if label == text)
        case "flag":
            return int(text == "是")
        case "money":
            return int(Decimal(text) * 1_000_000)
        case "number":
            return float(text)
    return text


def _test(column: Raw, condition: Condition) -> tuple[str, list[Any]]:
    test, sql = condition.test, column.sql
    values = [_stored(column, text) for text in condition.values] if test is not Test.SPAN else []
    if test in (Test.EMPTY, Test.FILLED):
        return f"coalesce({sql}, '') {'=' if test is Test.EMPTY else '<>'} ''", []
    if test is Test.SPAN:
        first, last = SPANS[condition.values[0]]
        return f"{sql} >= ? AND {sql} <= ?", [first.isoformat(), last.isoformat()]
    if column.kind == "text":
        words = [plain(value) for value in values]
        one = {
            Test.IS: "plain({}) = ?",
            Test.IS_NOT: "plain({}) = ?",
            Test.IN: f"plain({{}}) IN ({', '.join('?' * len(words))})",
            Test.CONTAINS: "instr(plain({}), ?) > 0",
            Test.LACKS: "instr(plain({}), ?) > 0",
        }[test]
        no = "NOT " if test in (Test.IS_NOT, Test.LACKS) else ""
        if column.many:
            return f"{no}EXISTS (SELECT 1 FROM ({column.many}) WHERE {one.format('v')})", words
        return f"{no}({one.format(sql)})", words
    if test is Test.IS_NOT:
        return f"{sql} IS NOT ?", values
    if test is Test.IN:
        return f"{sql} IN ({', '.join('?' * len(values))})", values
    if test is Test.BETWEEN:
        return f"{sql} BETWEEN ? AND ?", values
    return f"{sql} {_SIGNS[test]} ?", values


SPANS = {
    "今天": (TODAY, TODAY),
    "本周": WEEK,
    "上周": (date(2026, 11, 14), date(2026, 11, 20)),
    "本月": (date(2026, 11, 1), date(2026, 11, 30)),
    "上月": (date(2026, 10, 1), date(2026, 10, 31)),
    "本季度": (date(2026, 10, 1), date(2026, 12, 31)),
    "上季度": (date(2026, 7, 1), date(2026, 9, 30)),
    "本年": (date(2026, 1, 1), date(2026, 12, 31)),
    "上年": (date(2025, 1, 1), date(2025, 12, 31)),
    "最近7天": (date(2026, 11, 20), TODAY),
    "最近30天": (date(2026, 10, 28), TODAY),
}
