"""What an enterprise's entry must, should and could hold (F1, S001 附件1).

Refused is only what can't be kept honestly; doubts are warnings; what is empty is listed, so that a
half-filled form can be saved and finished later.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from hazard_desk.rules.credit_codes import read_code
from hazard_desk.rules.dates import parse_partial_date
from hazard_desk.rules.enterprise_size import size_bounds
from hazard_desk.rules.facts import EnterpriseFacts, labels
from hazard_desk.rules.names import has_private_character, split_persons
from hazard_desk.rules.phones import read_phone
from hazard_desk.rules.refusal import Refusal
from hazard_desk.rules.unreadable import Unreadable
from hazard_desk.terms import PlaceKind

_LABELS = labels(EnterpriseFacts)
_COUNTS = (
    "staff_total",
    "staff_regular",
    "staff_temporary",
    "staff_trained",
    "staff_insured",
    "safety_officer_count",
    "safety_body_count",
)
_MONEY = ("registered_capital_fen", "assets_fen")
_PHONES = (
    "office_phone",
    "principal_phone",
    "safety_head_phone",
    "safety_body_phone",
    "duty_phone",
    "safety_body_head_phone",
)
# What F1 asks of every enterprise; licences and the safety body depend on the trade and are not asked of all.
_WANTED = (
    "name",
    "code",
    "village",
    "registered_capital_fen",
    "established",
    "township",
    "address",
    "principal",
    "principal_phone",
    "safety_head",
    "safety_head_phone",
    "industries",
    "regulator",
    "economic_type",
    "size",
    "assets_fen",
    "has_major_hazard_source",
    "products",
    "illegal_conduct",
    "staff_total",
    "staff_regular",
    "staff_temporary",
    "staff_trained",
    "staff_insured",
    "safety_officer_count",
)
_WANTED_OF_PLACE = ("name", "village", "address", "principal", "principal_phone")


def check_enterprise(facts: EnterpriseFacts, today: date) -> list[Refusal]:
    """Return every reason why the entry may not be stored; empty when it may.

    The name is required; a code, where given, must be right; 成立时间 not after `today`; counts and money
    not negative. A missing code is not refused but listed by `missing_fields` (partial saving).
    """
    refused: list[Refusal] = []
    if not facts.name:
        refused.append(Refusal("name", "没有填写单位名称。", "请填写营业执照上的全称。"))
    if facts.code:
        _read(refused, "code", read_code, facts.code)
    if facts.established:
        known = _read(refused, "established", parse_partial_date, facts.established)
        if known and str(known) > today.isoformat()[: len(str(known))]:
            refused.append(Refusal("established", "成立时间在今天之后。", "请核对年份。"))
    for field in _COUNTS:
        count = getattr(facts, field)
        if count is not None and count < 0:
            refused.append(Refusal(field, f"{_LABELS[field]}不能是负数。", "请核对。"))
    for field in _MONEY:
        amount = getattr(facts, field)
        if amount is not None and amount < 0:
            refused.append(Refusal(field, f"{_LABELS[field]}不能是负数。", "请核对。"))
    return refused


def warn_enterprise(facts: EnterpriseFacts) -> list[Refusal]:
    """Return what looks wrong but may be stored: F1's cross-checks, doubtful phones and names.

    The same shape as a refusal (field, message, remedy); never stops anything.
    """
    doubts: list[Refusal] = []
    _warn_counts(facts, doubts)
    for field in _PHONES:
        text = getattr(facts, field)
        if text:
            try:
                warning = read_phone(text).warning
            except Unreadable as unreadable:
                warning = unreadable.message
            if warning:
                doubts.append(Refusal(field, warning))
    if facts.code:
        try:
            warning = read_code(facts.code).warning
        except Unreadable as unreadable:
            warning = unreadable.message
        if warning:
            doubts.append(Refusal("code", warning))
    for field in ("name", "principal", "safety_head", "safety_body_head"):
        if has_private_character(getattr(facts, field)):
            doubts.append(
                Refusal(
                    field, f"{_LABELS[field]}里有自造字，换一台电脑就显示不出来。", "请用标准汉字重新输入。"
                )
            )
    bounds = size_bounds(facts.size_sector, facts.staff_total)
    if facts.size is not None and facts.size not in bounds.possible:
        possible = "、".join(size.label for size in bounds.possible)
        doubts.append(Refusal("size", f"按从业人数，单位规模只可能是{possible}。", "请核对规模或职工人数。"))
    return doubts


def missing_fields(facts: EnterpriseFacts) -> list[str]:
    """Return the labels of what F1 asks and the entry doesn't hold yet, in F1's order.

    A code may be missing for a written reason; of a place (场所) only what it can have is asked.
    """
    wanted = _WANTED if facts.kind is PlaceKind.ENTERPRISE else _WANTED_OF_PLACE
    missing = []
    for field in wanted:
        value = getattr(facts, field)
        if value in (None, "", ()) and not (field == "code" and facts.no_code_reason):
            missing.append(_LABELS[field])
    return missing


def _warn_counts(facts: EnterpriseFacts, doubts: list[Refusal]) -> None:
    total = facts.staff_total
    if total is not None:
        regular, temporary = facts.staff_regular, facts.staff_temporary
        if regular is not None and temporary is not None and regular + temporary != total:
            doubts.append(
                Refusal(
                    "staff_total", f"正式{regular}人加临时{temporary}人不等于职工人数{total}人。", "请核对。"
                )
            )
        elif max(regular or 0, temporary or 0) > total:
            doubts.append(Refusal("staff_total", "正式或临时用工人数多于职工人数。", "请核对。"))
        for field in ("staff_trained", "staff_insured", "safety_officer_count"):
            count = getattr(facts, field)
            if count is not None and count > total:
                doubts.append(Refusal(field, f"{_LABELS[field]}多于职工人数{total}人。", "请核对。"))
    named = len(split_persons(facts.safety_officers))
    if named and facts.safety_officer_count is not None and named != facts.safety_officer_count:
        doubts.append(
            Refusal(
                "safety_officer_count",
                f"安全管理人员填了{facts.safety_officer_count}人，名单里有{named}人。",
                "请核对人数和名单。",
            )
        )


def _read(refused: list[Refusal], field: str, reader: Callable[[str], object], text: str) -> object:
    try:
        return reader(text)
    except Unreadable as unreadable:
        refused.append(unreadable.refusal(field))
        return None
