"""What an office may set itself: every setting with its words, its shipped value and that value's source."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from hazard_desk.rules.document_numbers import pattern_problem
from hazard_desk.rules.names import split_words
from hazard_desk.rules.ranking import PARTS, WEIGHT_GROUPS, weight_name
from hazard_desk.rules.unreadable import Unreadable
from hazard_desk.terms import Authority, DocumentKind, DurationUnit


@dataclass(frozen=True, slots=True)
class Duration:
    """So many days or months, counted as the rule says (domain §6)."""

    count: int
    unit: DurationUnit

    @property
    def words(self) -> str:
        """How a form says it: 10个工作日, 30日, 3个月."""
        if self.unit is DurationUnit.CALENDAR_DAYS:
            return f"{self.count}日"
        return f"{self.count}个{self.unit.label}"


def _none_wrong(_text: str) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class SettingSpec:
    """One setting. `default` is an int, a text or a Duration; `source` says whose rule the default is.

    `problem` says in Chinese what is wrong with a text, "" for a sound one; an empty one is sound only where
    it may be left out. `is_pattern` marks the pattern of a number.
    """

    name: str
    group: str
    label: str
    default: int | str | Duration
    source: str = ""
    most: int = 3660  # days, months, times: more is a slip of the finger
    problem: Callable[[str], str] = _none_wrong
    may_be_empty: bool = False
    is_pattern: bool = False
    hint: str = ""  # how a text is written, where no example shows it


MOST_VISITS = 365
"""Nobody visits an enterprise more often in a year."""

MOST_WEIGHT = 1000
"""A part of a score (打分排队) is never weighed with more."""

INDUSTRY_VISITS = "plan.industries"
_ONE_INDUSTRY = re.compile(r"(.+?)[\s:：=]*(\d{1,3})\s*次?")


def industry_visits(text: str) -> dict[str, int]:
    """Return 次/年 by industry as an office wrote it: 危险化学品 12、冶金工贸 4; else Unreadable."""
    found: dict[str, int] = {}
    for part in filter(None, (part.strip() for part in re.split(r"[、，,;；\n]", text))):
        read = _ONE_INDUSTRY.fullmatch(part)
        if read is None:
            raise Unreadable(f"“{part}”看不出行业和次数", "请写成：危险化学品 12、冶金工贸 4。")
        visits = int(read[2])
        if visits > MOST_VISITS:
            raise Unreadable(f"“{part}”的次数太多", f"请填 0 到 {MOST_VISITS} 之间的数。")
        found[read[1].strip()] = visits
    return found


def industry_visits_problem(text: str) -> str:
    """Return what can't be read of such a text, "" for a sound one."""
    try:
        industry_visits(text)
    except Unreadable as error:
        return f"{error.message}。{error.remedy}"
    return ""


MOST_KINDS = 8
"""So many kinds of enterprises a round of 交叉检查 can weigh: S003 names four."""


def kinds_problem(text: str) -> str:
    """Return what is wrong with a list of kinds, "" for a sound one."""
    many = len(split_words(text))
    return f"写了 {many} 种，最多 {MOST_KINDS} 种。请只留要重点抽检的。" if many > MOST_KINDS else ""


_QUOTAS = "每月检查指标"
_DEADLINES = "期限"
_PLAN = "年度计划检查次数"
_CROSS = "交叉检查"
_S001 = "城发改字〔2023〕15号"
_S003 = "忻应急发〔2024〕216号 三（三）"
_OWN = "本单位自定"
_TWO = "行政处罚法 第四十二条、第五十五条"
_CALENDAR, _WORKING, _MONTHS = DurationUnit.CALENDAR_DAYS, DurationUnit.WORKING_DAYS, DurationUnit.MONTHS

NUMBER_PATTERNS: dict[DocumentKind, str] = {
    DocumentKind.ON_SITE_RECORD: "（{简称}）安监现记〔{年}〕{号}号",
    DocumentKind.RECTIFICATION_NOTICE: "（{简称}）安监整改〔{年}〕{号}号",
    DocumentKind.RECHECK_OPINION: "（{简称}）安监复查〔{年}〕{号}号",
    DocumentKind.REFERRAL_LETTER: "（{简称}）安监移送〔{年}〕{号}号",
    DocumentKind.SUPERVISION_NOTICE: "（{简称}）安监督办〔{年}〕{号}号",
}
"""The shipped patterns of numbers; {简称} {年} {号} are filled in."""

_DELEGATED = {
    DocumentKind.ON_SITE_RECORD: "（{简称}）应急检记〔{年}〕{号}号",
    DocumentKind.RECTIFICATION_NOTICE: "（{简称}）应急责改〔{年}〕{号}号",
    DocumentKind.RECHECK_OPINION: "（{简称}）应急复查〔{年}〕{号}号",
}


def number_pattern_name(kind: DocumentKind, family: Authority) -> str:
    """Return the name of the setting that holds the pattern of a kind of document in a family."""
    return f"documents.{kind.value}.{family.value}"


def _weights() -> list[SettingSpec]:
    return [
        SettingSpec(
            weight_name(of, part.key), WEIGHT_GROUPS[of], part.label, part.weight, _OWN, most=MOST_WEIGHT
        )
        for of, parts in PARTS.items()
        for part in parts
    ]


def _patterns() -> list[SettingSpec]:
    return [
        SettingSpec(
            number_pattern_name(kind, family),
            f"文书编号（{family.label}）",
            kind.label,
            _DELEGATED.get(kind, pattern) if family is Authority.DELEGATED else pattern,
            problem=pattern_problem,
            is_pattern=True,
        )
        for family in Authority
        for kind, pattern in NUMBER_PATTERNS.items()
    ]


SETTINGS: dict[str, SettingSpec] = {
    spec.name: spec
    for spec in (
        SettingSpec("quota.secretary", _QUOTAS, "党（工）委书记带队检查（次）", 2, _S001),
        SettingSpec("quota.head", _QUOTAS, "镇长（主任）带队检查（次）", 4, _S001),
        SettingSpec("quota.team_member", _QUOTAS, "班子成员对包联片区和行业检查（次）", 8, _S001),
        SettingSpec("quota.principal", _QUOTAS, "企业主要负责人检查（次）", 4, _S001),
        SettingSpec("quota.safety_head", _QUOTAS, "企业分管负责人检查（次）", 8, _S001),
        SettingSpec("quota.self_checks", _QUOTAS, "企业全面自查（次）", 1, _S001),
        SettingSpec("quota.major_hazards", _QUOTAS, "本镇（街道）发现和解决重大隐患（条）", 1, _S001),
        SettingSpec("quota.typical_cases", _QUOTAS, "本镇（街道）报送典型案例（个）", 1, _S001),
        SettingSpec("quota.expert_checks", _QUOTAS, "本镇（街道）组织专家“体检”（次）", 1, _S001),
        SettingSpec("deadline.recheck", _DEADLINES, "整改完成后回查", Duration(10, _CALENDAR)),
        SettingSpec("deadline.reply", _DEADLINES, "移送、上报后的答复", Duration(10, _WORKING)),
        SettingSpec("deadline.progress", _DEADLINES, "挂牌督办报告整改进展", Duration(3, _MONTHS)),
        SettingSpec("plan.red", _PLAN, "红色风险（次/年）", 12, most=MOST_VISITS),
        SettingSpec("plan.orange", _PLAN, "橙色风险（次/年）", 4, most=MOST_VISITS),
        SettingSpec("plan.yellow", _PLAN, "黄色风险（次/年）", 2, most=MOST_VISITS),
        SettingSpec("plan.blue", _PLAN, "蓝色风险（次/年）", 1, most=MOST_VISITS),
        SettingSpec("plan.unknown", _PLAN, "未定风险等级（次/年）", 1, most=MOST_VISITS),
        SettingSpec(
            INDUSTRY_VISITS,
            _PLAN,
            "按行业另定（次/年）",
            "",
            problem=industry_visits_problem,
            may_be_empty=True,
            hint="如：危险化学品 12、冶金工贸 4；和风险等级比，取次数多的",
        ),
        SettingSpec("cross.members", _CROSS, "检查组不少于（人）", 2, _TWO, most=50),
        SettingSpec("cross.days", _CROSS, "每组检查不少于（天）", 3, _S003, most=60),
        SettingSpec("cross.enterprises", _CROSS, "每组抽检企业不少于（家）", 5, _S003, most=200),
        SettingSpec("cross.small_share", _CROSS, "其中中小企业不低于（%）", 60, _S003, most=100),
        SettingSpec(
            "cross.kinds",
            _CROSS,
            "要涵盖的重点企业",
            "钢铁、铝加工（深井铸造）、粉尘涉爆、有限空间",
            _S003,
            problem=kinds_problem,
            may_be_empty=True,
            hint="写行业分类的名称，用“、”分开；辖区里没有的不算缺",
        ),
        SettingSpec("cross.memory", _CROSS, "排组时避开前几轮排过的组（轮）", 3, most=50),
        *_weights(),
        *_patterns(),
    )
}
"""Every setting there is, in the order of the settings window."""
