"""What an office may set itself: every setting with its words, its shipped value and that value's source."""

from __future__ import annotations

from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class SettingSpec:
    """One setting. `default` is an int, a text or a Duration; `source` says whose rule the default is."""

    name: str
    group: str
    label: str
    default: int | str | Duration
    source: str = ""
    most: int = 3660  # days, months, times: more is a slip of the finger


MOST_VISITS = 365
"""Nobody visits an enterprise more often in a year."""

_QUOTAS = "每月检查指标"
_DEADLINES = "期限"
_PLAN = "年度计划检查次数"
_S001 = "城发改字〔2023〕15号"
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


def _patterns() -> list[SettingSpec]:
    return [
        SettingSpec(
            number_pattern_name(kind, family),
            f"文书编号（{family.label}）",
            kind.label,
            _DELEGATED.get(kind, pattern) if family is Authority.DELEGATED else pattern,
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
        *_patterns(),
    )
}
"""Every setting there is, in the order of the settings window."""
