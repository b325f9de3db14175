"""The words of the trade: every fixed list of the forms, with its Chinese label.

Imports nothing of ours; every other room uses it. A member's *value* is what the office file
stores and never changes; its *label* is what the forms print and may follow the county's wording.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Term(StrEnum):
    """A word with a stored value and a printed label."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        """Make a member from what is stored and what is printed."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    @classmethod
    def from_label(cls, text: str) -> Self | None:
        """Return the member that is printed as `text`, or None where there is none."""
        return next((member for member in cls if member.label == text), None)


class InspectionLevel(Term):
    """五级联查: who carries the inspection (S001 四(一))."""

    DISTRICT_LEADER = "district_leader", "区级领导带头查"
    DEPARTMENT = "department", "监管部门重点查"
    TOWNSHIP = "township", "镇（街道）定期查"
    VILLAGE = "village", "村（社区）巡回查"
    ENTERPRISE = "enterprise", "企业全面查"


class InspectionMode(Term):
    """检查方式 of one visit."""

    ON_SITE = "on_site", "现场检查"
    UNANNOUNCED = "unannounced", "四不两直"
    JOINT = "joint", "联合检查"
    REMOTE = "remote", "远程调度"
    CROSS = "cross", "交叉检查"
    SUPERVISION = "supervision", "督查"


class SourceStage(Term):
    """检查环节: at which stage a hazard came to light (S003 附件2 说明)."""

    SELF_CHECK = "self_check", "企业自查"
    CITY_COUNTY = "city_county", "市县检查"
    CROSS = "cross", "交叉检查"
    CITY_SUPERVISION = "city_supervision", "市级督查"
    TIP_OFF = "tip_off", "群众举报"


class HazardLevel(Term):
    """隐患类型: the person decides, the program only proposes (DESIGN §5)."""

    GENERAL = "general", "一般"
    MAJOR = "major", "重大"


class Remedy(Term):
    """整改方式: the three kinds of rectification (S001 四(二))."""

    ON_SITE = "on_site", "现场整改"
    BY_DEADLINE = "by_deadline", "限期整改"
    SUPERVISED = "supervised", "挂牌督办"


class HazardState(Term):
    """The life of a hazard (DESIGN §5); derived from its facts, never typed in."""

    REGISTERED = "registered", "登记"
    RECTIFYING = "rectifying", "整改中"
    AWAITING_RECHECK = "awaiting_recheck", "待复查"
    CLOSED = "closed", "已销号"
    REFERRED = "referred", "已移送"
    VOID = "void", "已作废"


class Move(Term):
    """A step in the life of a hazard (DESIGN §5); `rules/hazard_life.py` says when it may be made."""

    RECTIFY = "rectify", "整改完成"
    CONFIRM_ON_SITE = "confirm_on_site", "现场整改到位"
    PASS = "pass", "回查合格"
    FAIL = "fail", "回查不合格"
    EXTEND = "extend", "延期"
    REFER = "refer", "移送"
    REPORT = "report", "上报"
    REPLY = "reply", "收到答复"
    SUPERVISE = "supervise", "挂牌督办"
    PROGRESS = "progress", "整改进展"
    SUSPEND = "suspend", "停产整改"
    RESUME = "resume", "恢复生产"
    ACCEPT = "accept", "验收"
    LIFT = "lift", "摘牌"
    VOID = "void", "作废"
    RESTORE = "restore", "撤销作废"


class RecheckResult(Term):
    """回查结果."""

    PASSED = "passed", "合格"
    FAILED = "failed", "不合格"


class CheckMark(Term):
    """自查结果、检查结果 of an item of 自查表 (S001 附件2 备注); 无该项 has no member, it stays blank."""

    COMPLIES = "complies", "符合要求"
    RECTIFYING = "rectifying", "正在整改"
    FAILS = "fails", "不符合"


class SupervisionLevel(Term):
    """挂牌督办级别: 区级、部门、镇（街道）分级分类 (S001 四(二)3)."""

    DISTRICT = "district", "区级"
    DEPARTMENT = "department", "部门"
    TOWNSHIP = "township", "镇（街道）"


class EnterpriseState(Term):
    """Whether the enterprise works; only enterprises in operation count for coverage."""

    IN_OPERATION = "in_operation", "正常经营"
    SUSPENDED = "suspended", "停业"
    OUT_OF_BUSINESS = "out_of_business", "注销关闭"


class PlaceKind(Term):
    """The registry also holds places that aren't enterprises (DESIGN §5)."""

    ENTERPRISE = "enterprise", "企业"
    PLACE = "place", "场所"


class EnterpriseSize(Term):
    """单位规模 by 统计上大中小微型企业划分办法（2017）; proposed from staff, decided by the person."""

    LARGE = "large", "大型"
    MEDIUM = "medium", "中型"
    SMALL = "small", "小型"
    MICRO = "micro", "微型"


class SizeSector(Term):
    """The rows of the 2017 size rule that a township meets (domain §4.4)."""

    AGRICULTURE = "agriculture", "农林牧渔业"
    INDUSTRY = "industry", "工业"
    CONSTRUCTION = "construction", "建筑业"
    WHOLESALE = "wholesale", "批发业"
    RETAIL = "retail", "零售业"
    TRANSPORT = "transport", "交通运输业"
    STORAGE = "storage", "仓储业"
    LODGING_CATERING = "lodging_catering", "住宿、餐饮业"
    PROPERTY = "property", "物业管理"
    LEASING_BUSINESS = "leasing_business", "租赁和商务服务业"
    OTHER = "other", "其他未列明行业"


class RiskLevel(Term):
    """风险等级 in the four colours of the 四色图 (S004 四(三))."""

    RED = "red", "红"
    ORANGE = "orange", "橙"
    YELLOW = "yellow", "黄"
    BLUE = "blue", "蓝"


class PenaltyKind(Term):
    """行政处罚: the four kinds that F4 counts (S001 附件4)."""

    FINE = "fine", "行政罚款"
    SUSPENSION = "suspension", "停产整顿"
    LICENCE = "licence", "暂扣吊销证照"
    CLOSURE = "closure", "关闭取缔"


class PenaltyTarget(Term):
    """Whom a fine falls on; F6 counts them apart (S003 附件1 row 5)."""

    ENTERPRISE = "enterprise", "企业"
    PRINCIPAL = "principal", "主要负责人"


class AccountabilityKind(Term):
    """追责: the two columns of 追究 in F4."""

    DISCIPLINE = "discipline", "党纪政纪处分"
    PROSECUTION = "prosecution", "刑事责任"


class AdmonitionKind(Term):
    """问责曝光工作不力情况: the three columns of F4."""

    ADMONISHED = "admonished", "约谈通报"
    EXPOSED = "exposed", "公开曝光"
    SANCTIONED = "sanctioned", "联合惩戒"


class ConflictKind(Term):
    """Why a person keeps away from an enterprise (回避)."""

    FORMER_EMPLOYER = "former_employer", "曾任职"
    RELATIVE = "relative", "亲属经营"


class PartySide(Term):
    """What a party does in a round of 交叉检查."""

    BOTH = "both", "互查"
    INSPECTS = "inspects", "检查方"
    INSPECTED = "inspected", "受检方"

    @property
    def inspects(self) -> bool:
        """Whether such a party inspects others."""
        return self is not PartySide.INSPECTED

    @property
    def is_inspected(self) -> bool:
        """Whether such a party is inspected."""
        return self is not PartySide.INSPECTS


class PairState(Term):
    """How far a pair of a 交叉检查 is."""

    UNPLANNED = "unplanned", "未安排"
    PLANNED = "planned", "待检查"
    VISITING = "visiting", "检查中"
    TO_HAND_OVER = "to_hand_over", "待移交"
    AWAITING = "awaiting", "待反馈"
    ANSWERED = "answered", "已反馈"


class CheckState(Term):
    """How a point of what is asked of a pair stands."""

    OK = "ok", "符合"
    OPEN = "open", "进行中"
    WRONG = "wrong", "不符合"
    NONE = "none", "不适用"


class Avoidance(Term):
    """Why one must not inspect another in a round of 交叉检查."""

    AVOIDED = "avoided", "回避"
    TIED = "tied", "包联"


class LeaderPost(Term):
    """Posts with a monthly quota of inspections (S001 四(一)3(3))."""

    SECRETARY = "secretary", "党（工）委书记"
    HEAD = "head", "镇长（主任）"
    TEAM_MEMBER = "team_member", "领导班子成员"


class Authority(Term):
    """In whose name the township signs documents (domain §4.7)."""

    SUPERVISION = "supervision", "监督检查"
    COMMISSIONED = "commissioned", "委托"
    DELEGATED = "delegated", "赋权"


class DocumentKind(Term):
    """文书: the value is the form's id, the label its name in the family 监督检查 (domain §4.7)."""

    ON_SITE_RECORD = "on-site-record", "现场检查记录"
    RECTIFICATION_NOTICE = "rectification-notice", "限期整改意见书"
    RECHECK_OPINION = "recheck-opinion", "整改复查意见书"
    REFERRAL_LETTER = "referral-letter", "移送（上报）函"
    SUPERVISION_NOTICE = "supervision-notice", "挂牌督办通知书"


class AttachmentKind(Term):
    """What an attached photo or file shows."""

    SCENE = "scene", "现场"
    PROBLEM = "problem", "问题"
    RECTIFIED = "rectified", "整改后"
    RECHECK = "recheck", "回查"
    SCAN = "scan", "扫描件"
    FILED = "filed", "定稿"
    OTHER = "other", "其他"


class ReportScope(Term):
    """Which figures a form is handed in with."""

    WEEK = "week", "本周"
    CUMULATIVE = "cumulative", "累计"


class FilingState(Term):
    """How far a paper of a week has come; before the week is filed it is a draft."""

    DRAFT = "draft", "草稿"
    FILED = "filed", "已定稿"
    STAMPED = "stamped", "已盖章"
    REPORTED = "reported", "已报送"


class TipChannel(Term):
    """How a 举报线索 came in."""

    PHONE = "phone", "电话"
    VISIT = "visit", "来访"
    LETTER = "letter", "来信"
    NETWORK = "network", "网络"
    ASSIGNED = "assigned", "上级交办"
    OTHER = "other", "其他"


class TipResult(Term):
    """核查结果."""

    TRUE = "true", "属实"
    PARTLY = "partly", "部分属实"
    UNTRUE = "untrue", "不属实"


class TipState(Term):
    """How far a 举报线索 has come; derived from its dates."""

    RECEIVED = "received", "待受理"
    ACCEPTED = "accepted", "待交办"
    ASSIGNED = "assigned", "待核查"
    VERIFIED = "verified", "待反馈"
    ANSWERED = "answered", "待审核"
    CLOSED = "closed", "已办结"
    REFUSED = "refused", "不予受理"


class SignState(Term):
    """How one of 四牌一卡两栏 was found."""

    PRESENT = "present", "已设置"
    FAULTY = "faulty", "不规范"
    MISSING = "missing", "未设置"


class NegativeKind(Term):
    """A negative list (负面清单): what isn't done, reported or stamped."""

    NOT_INSPECTED = "not_inspected", "未检查"
    NOT_SELF_CHECKED = "not_self_checked", "本月未自查"
    OVERDUE = "overdue", "逾期未整改"
    DUE_WITHIN_3 = "due_within_3", "3天内到期"
    DUE_WITHIN_7 = "due_within_7", "7天内到期"
    NOT_RECHECKED = "not_rechecked", "未回查"
    MAJOR_GAPS = "major_gaps", "重大隐患未双报告或缺项"
    INCOMPLETE = "incomplete", "资料不全"
    NOT_REPORTED = "not_reported", "未报送"
    NOT_STAMPED = "not_stamped", "未盖章"


class PartyKind(Term):
    """Of whom a table is collected (收表)."""

    VILLAGE = "village", "村（社区）"
    ENTERPRISE = "enterprise", "企业"


class TaskState(Term):
    """Where a 重点任务 stands."""

    NOT_STARTED = "not_started", "未开始"
    UNDER_WAY = "under_way", "推进中"
    DONE = "done", "已完成"
    NOT_OURS = "not_ours", "不涉及"


class ActivityKind(Term):
    """活动: what is told of a week beside inspections; each belongs to a row of F6 (S003 附件1)."""

    MEETING = "meeting", "会议"
    STUDY = "study", "学习"
    TRAINING = "training", "培训"
    DRILL = "drill", "演练"
    PUBLICITY = "publicity", "宣传"
    SCHEME = "scheme", "制定方案（通知）"
    SCHEDULING = "scheduling", "调度通报提醒"
    SELF_PLAN = "self_plan", "企业自查自改方案"


class DayKind(Term):
    """What the yearly notice on holidays makes of a day."""

    HOLIDAY = "holiday", "放假"
    WORKDAY = "workday", "上班"


class DurationUnit(Term):
    """In what a deadline is counted (domain §6)."""

    CALENDAR_DAYS = "calendar_days", "自然日"
    WORKING_DAYS = "working_days", "工作日"
    MONTHS = "months", "月"


class ChangeKind(Term):
    """What happened to a row in the journal (操作记录)."""

    ADDED = "added", "新增"
    EDITED = "edited", "修改"
    REMOVED = "removed", "删除"


WEEKDAY_LABELS = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
NO_VILLAGE_LABEL = "未分村"
"""What stands for the village of an enterprise that belongs to none."""
