"""What the first tab says of its facts: the lines of what is to do, the rows of the pictures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ui.theme import Meaning

if TYPE_CHECKING:
    from datetime import datetime

    from hazard_desk.rules.working_days import DayTable
    from hazard_desk.services.filing.standing import ReportStand
    from hazard_desk.services.quotas import EnterpriseQuota, OwnQuota, QuotaRow
    from hazard_desk.services.reporting import Coverage
    from hazard_desk.services.workbench import TaskLine, WeekCount


@dataclass(frozen=True, slots=True)
class TaskWords:
    """A line of what is to do: what, how many, and what to know of it."""

    title: str
    count: str
    detail: str
    meaning: Meaning = Meaning.PLAIN

    @property
    def whole(self) -> str:
        """Return it as one sentence."""
        return "，".join(filter(None, (f"{self.title} {self.count}", self.detail)))


_TITLES = {
    "overdue": ("逾期未整改", "条"),
    "due_today": ("今天到期", "条"),
    "due_soon": ("3 天内到期", "条"),
    "to_recheck": ("待回查", "条"),
    "to_answer": ("移送、上报待答复", "条"),
    "progress": ("挂牌督办该报进展", "条"),
    "major_gaps": ("重大隐患缺资料，不能报", "条"),
    "cross": ("交叉检查待移交、待反馈", "组"),
    "tip_off": ("举报线索待办", "条"),
    "key_task": ("重点任务逾期、7 天内到期", "项"),
    "collection": ("收表到期没有收齐", "张"),
    "not_inspected": ("未检查的企业", "家"),
    "incomplete": ("资料不全的企业", "家"),
    "not_self_checked": ("本月未自查的企业", "家"),
}


def task_words(line: TaskLine, reporting_weekday: int, now: datetime, days: DayTable) -> TaskWords:
    """Return what a line says; the report's counts down from `now`, and knows the days off."""
    if line.report is not None:
        return _report(line.report, reporting_weekday, now, days)
    title, unit = _TITLES[line.task]
    late = line.late
    detail, meaning = {
        "overdue": (f"最长的已逾期 {line.days} 天", Meaning.OVERDUE),
        "due_today": ("明天起算逾期", Meaning.DUE_SOON),
        "due_soon": (f"含今天到期 {late} 条" if late else "今天没有到期的", Meaning.DUE_SOON),
        "to_recheck": (_beyond(late, "已过回查期限"), Meaning.IN_PROGRESS),
        "to_answer": (_beyond(late, "已过答复期限"), Meaning.IN_PROGRESS),
        "progress": ("登记“整改进展”后从清单里消失", Meaning.DUE_SOON),
        "major_gaps": ("双报告、五落实、挂牌单位等", Meaning.MAJOR),
        "cross": (
            f"其中 {late} 组逾期未反馈，最长 {line.days} 天"
            if late
            else "移交问题隐患清单，登记受检方的反馈",
            Meaning.IN_PROGRESS,
        ),
        "tip_off": (
            f"其中 {late} 条逾期，最长 {line.days} 天" if late else "受理、交办、核查、反馈、领导审核",
            Meaning.IN_PROGRESS,
        ),
        "key_task": (
            f"其中 {late} 项逾期，最长 {line.days} 天" if late else "登记推进情况、完成情况和佐证材料",
            Meaning.DUE_SOON,
        ),
        "collection": (f"共 {late} 个单位未交，最长逾期 {line.days} 天", Meaning.OVERDUE),
        "not_inspected": ("在营而没有检查记录", Meaning.PLAIN),
        "incomplete": ("登记表上还有空着的项目", Meaning.PLAIN),
        "not_self_checked": ("在营而本月没有登记自查", Meaning.PLAIN),
    }[line.task]
    if late and line.task in ("to_recheck", "to_answer", "cross", "tip_off", "key_task"):
        meaning = Meaning.OVERDUE
    return TaskWords(title, f"{line.count} {unit}", detail, meaning)


def _beyond(late: int, words: str) -> str:
    return f"其中 {late} 条{words}" if late else "都在期限内"


def _report(stand: ReportStand, weekday: int, now: datetime, days: DayTable) -> TaskWords:
    """Say how far the week's papers are; of the present one the time left, of a past one how late it is."""
    from ui.widgets.due_time import countdown_words, holiday_words

    count, due = _standing(stand), stand.due_at
    if stand.present and not stand.waiting:
        return TaskWords("本周报表", count, f"{stand.reported} 张都已报送", Meaning.CLOSED)
    words, soon = countdown_words(now, due) if due is not None else ("", False)
    late = due is not None and due.date() < now.date()
    meaning = Meaning.OVERDUE if late else Meaning.DUE_SOON
    if not stand.present:
        detail = words if late else "还没有报送完"
        return TaskWords(f"{stand.week_end:%m-%d} 那一周报表", count, detail, meaning)
    off = "" if late else holiday_words(now, weekday, days, proposing=False)
    detail = "，".join(filter(None, (words, off)))
    return TaskWords("本周报表", count, detail, meaning if soon or off else Meaning.PLAIN)


def _standing(stand: ReportStand) -> str:
    parts = (
        (stand.drafts, "未定稿"),
        (stand.to_stamp, "待盖章扫描"),
        (stand.to_report, "待报送"),
    )
    return "、".join(f"{count} 张{words}" for count, words in parts if count) or "已报送"


@dataclass(frozen=True, slots=True)
class BarRow:
    """One row of a picture: a label, a bar of so much of the whole, figures, and what they mean.

    A row without a `key` is a heading. `tip` says what doesn't fit.
    """

    label: str
    key: str = ""
    share: float | None = None
    figures: str = ""
    verdict: str = ""
    meaning: Meaning = Meaning.PLAIN
    tip: str = ""

    @property
    def whole(self) -> str:
        """Return it as one sentence."""
        return "，".join(filter(None, (self.label, self.figures, self.verdict, self.tip)))


def _share(done: int, target: int) -> float:
    return min(1.0, done / target) if target else 1.0


def _verdict(shortfall: int, unit: str) -> tuple[str, Meaning]:
    return (f"还差 {shortfall} {unit}", Meaning.DUE_SOON) if shortfall else ("已完成", Meaning.CLOSED)


def leader_rows(leaders: tuple[QuotaRow, ...]) -> list[BarRow]:
    """Return a row for each leader: days out of those asked for, and visits."""
    return [
        BarRow(
            row.person,
            f"leader:{at}",
            _share(row.outings, row.target),
            f"{row.outings}/{row.target} 次 · {row.visits} 家次",
            *_verdict(row.shortfall, "次"),
            tip=row.post.label,
        )
        for at, row in enumerate(leaders)
    ]


_OWN = {
    "major_found": ("发现重大隐患", "条"),
    "major_solved": ("解决重大隐患", "条"),
    "typical_cases": ("报送典型案例", "个"),
    "expert_checks": ("专家“体检”", "次"),
}


def own_rows(own: tuple[OwnQuota, ...], coverage: Coverage) -> list[BarRow]:
    """Return the rows of what is asked of the township itself; each enterprise is to be inspected."""
    rows = []
    for quota in own:
        label, unit = _OWN[quota.key]
        rows.append(
            BarRow(
                label,
                f"own:{quota.key}",
                _share(quota.done, quota.target),
                f"{quota.done}/{quota.target} {unit}",
                *_verdict(quota.shortfall, unit),
            )
        )
    rows.append(
        BarRow(
            "企业检查全覆盖",
            "coverage",
            coverage.rate or 0.0,
            f"{coverage.inspected}/{coverage.in_operation} 家",
            *_verdict(coverage.not_inspected, "家"),
        )
    )
    return rows


_ASKED = {
    "principal_short": ("主要负责人检查", "每家每月 {} 次"),
    "safety_head_short": ("分管负责人检查", "每家每月 {} 次"),
    "not_self_checked": ("全面自查", "每家每月 {} 次"),
}


def enterprise_rows(asked: tuple[EnterpriseQuota, ...]) -> list[BarRow]:
    """Return the rows of what is asked of the enterprises: how many of them met it."""
    rows = []
    for quota in asked:
        label, rule = _ASKED[quota.view]
        short = len(quota.short)
        verdict = (f"{short} 家不足", Meaning.DUE_SOON) if short else ("都已达标", Meaning.CLOSED)
        rows.append(
            BarRow(
                label,
                f"view:{quota.view}",
                _share(quota.met, quota.asked),
                f"{quota.met}/{quota.asked} 家",
                *verdict,
                tip=rule.format(quota.target),
            )
        )
    return rows


_STATES = {
    "未整改": ("未整改", Meaning.DUE_SOON),
    "待回查": ("待回查", Meaning.IN_PROGRESS),
    "已移送": ("已移送", Meaning.VOID),
    "已销号": ("已销号", Meaning.CLOSED),
}


def state_rows(states: dict[str, int]) -> list[BarRow]:
    """Return a row for each state of hazards, its bar being its share of all of them."""
    total = sum(states.values())
    return [
        BarRow(
            _STATES[view][0],
            f"state:{view}",
            count / total if total else 0.0,
            f"{count} 条",
            meaning=_STATES[view][1],
        )
        for view, count in states.items()
    ]


def week_words(week: WeekCount) -> str:
    """Return a week's figures as a sentence."""
    return f"截至 {week.end:%m-%d} 的一周：发现 {week.found} 条，整改 {week.rectified} 条"
