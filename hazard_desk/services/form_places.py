"""表格文字, place by place: where each text of a form stands, in words, and its slots in words.

The texts know their places by the keys of their JSON file and hold slots ({recipient}) that the program
fills in; an office that words a form for itself sees neither, but 表下说明 and {报送对象}.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hazard_desk.forms.shipped import load_texts
from hazard_desk.services.form_place_words import PLACE_WORDS, SLOT_WORDS
from hazard_desk.services.wording import form_setting, form_title, text_places, wordings
from hazard_desk.store.unit_of_work import Reading
from hazard_desk.terms import Authority

# Numbers in a place stand here as #, from 1 in the words; a * stands for any one name.
_WORDS = {
    "annex": "附件号",
    "title": "标题",
    "campaign": "没有选专项行动时的名称",
    "unit_label": "表头左边",
    "date_label": "表头的日期",
    "date_blank": "日期没有填时留的空",
    "note": "表下说明",
    "notes.#": "表下说明第 {0} 条",
    "recipient": "没有设报送对象时写的",
    "signatures.#": "签字栏第 {0} 项",
    "footer.#": "表下签字第 {0} 项",
    "bands.*": "分栏标题",
    "labels.*": "栏目名称",
    "columns.#": "第 {0} 列表头",
    "columns.#.label": "第 {0} 列表头",
    "columns.#.unit": "第 {0} 列单位",
    "last_row": "最后一行的序号",
    "yes": "回答“是”时写的",
    "no": "回答“否”时写的",
    "groups.#.name": "第 {0} 组名称",
    "rows.#.category": "第 {0} 行类别",
    "rows.#.text": "第 {0} 行要点",
    "rows.#.note": "第 {0} 行备注",
    "rows.#.prompts.*": "第 {0} 行填写提示",
    "subject": "本级的称呼",
    "blank": "没有数字时留的空",
    "scope.week.head": "本周表：表头中间",
    "scope.week.note": "本周表：说明里的数据范围",
    "scope.cumulative.head": "累计表：表头中间",
    "scope.cumulative.note": "累计表：说明里的数据范围",
    "none_found": "存在问题：没有隐患时",
    "overflow": "存在问题：写不下时",
    "deadline": "整改期限",
    "deadline_range": "限期整改时间：有几个期限时",
    "recheck_blank": "回查日期没有填时留的空",
    "commitments.responsible": "整改措施：责任",
    "commitments.measures": "整改措施：措施",
    "commitments.funds": "整改措施：资金",
    "commitments.time_limit": "整改措施：时限",
    "commitments.contingency_plan": "整改措施：预案",
    "funds_unit": "整改措施：资金的单位",
    "rectified": "整改完成情况：已整改",
    "rectifying": "整改完成情况：整改中",
    "same_penalty": "行政处罚情况：处罚与前面同一次检查的",
    "continuation": "作为附页时的附件号",
    "no_inspectors": "上次检查：没有检查人员时",
    "all_rectified": "整改完成情况：全部整改",
    "partly_rectified": "整改完成情况：部分整改",
    "when_blank": "没有定时间时留的空",
    "tables.rows.caption": "没有办完的事项：表名",
    "blanks.today": "空白表：移交日期留的空",
    "blanks.since": "空白表：起始日期留的空",
    "blanks.office": "空白表：单位留的空",
    "blanks.handler": "空白表：经办人留的空",
    "blanks.operations": "空白表：次数留的空",
    "blanks.lists": "空白表：清单名称留的空",
    "drawn_note": "抽签排定时的说明",
    "village_title": "标题：村（社区）之间交叉检查时",
    "village_notes.#": "表下说明：村（社区）之间交叉检查时",
    "changed_note": "抽签后有人工调整时的说明",
    "period": "检查时间：有几天时",
    "lists": "问题隐患清单：份数和页数",
    "total_enterprises": "合计：企业家数",
    "feedback_due": "表下说明：有反馈时限时",
    "cut": "裁开处",
    "receipt.title": "回执：标题",
    "receipt.text": "回执：正文",
    "receipt.unit": "回执：接收单位",
    "receipt.receiver": "回执：接收人",
    "receipt.received_on": "回执：接收日期",
    "blank_name": "没有名称时留的空",
    "count": "分栏标题后的条数",
    "last_visit": "上次检查：有记录时",
    "never_visited": "上次检查：没有记录时",
    "open_hazards.none": "未销号隐患：没有时",
    "open_hazards.columns.#": "未销号隐患第 {0} 列表头",
    "lines.#": "现场记录第 {0} 列表头",
    "grid_worker": "所属村：网格员",
    "week": "走访周",
    "village": "村标题行",
    "village_blank": "村标题行：空白表",
    "no_village": "村标题行：没有所属村时",
    "no_grid_worker": "村标题行：没有网格员时",
    "risk": "企业名称：有风险等级时",
    "none_due": "没有要走访的企业时",
    "photos.title": "现场照片：标题",
    "photos.before": "现场照片：左栏标题",
    "photos.after": "现场照片：右栏标题",
    "photos.number": "现场照片：照片的编号",
    "photos.deadline": "现场照片：整改期限",
    "photos.rectified": "现场照片：已整改",
    "photos.lost": "现场照片：文件不见了或已损坏时",
    "year_label": "表头中间：计划年度",
    "span": "表头中间：起止日期",
    "until": "表头中间：只有截止日期时",
    "none_open": "问题隐患：没有未销号的时",
    "overdue": "整改情况：逾期的",
    "illegal_act": "类别：非法违法行为",
    "handled": "处理、处罚：查处日期",
    "certificates": "处理、处罚：暂扣吊销证照的个数",
    "principal": "处理、处罚：罚款对象",
    "person": "单位（人员）：被追责人",
    "late": "补录的一行",
    "units.*": "处理、处罚：期初数的单位",
    "total": "合计行",
    "about": "正文开头：涉及企业",
    "open.summary.label": "留给人撰写：案情",
    "open.handling.label": "留给人撰写：处理结果",
    "open.lesson.label": "留给人撰写：教训与启示",
    "none": "没有登记典型案例时",
    "nothing": "清单里没有内容时",
    "of_kind": "标题后：清单名称",
    "month": "表头中间：月份",
    "month_blank": "表头中间：空白表的月份",
    "township.columns.#": "镇（街道）本级：第 {0} 列表头",
    "township.rows.*": "镇（街道）本级：事项",
    "enterprises.columns.#": "生产经营单位：第 {0} 列表头",
    "enterprises.rows.*": "生产经营单位：事项",
    "no_leaders": "领导带队检查：名册里没有领导时",
}
# Of 结对帮扶, 四牌一卡两栏 and 八个一批.
_LIST_WORDS = {
    "pair_period": "结对起止：有结束日期时",
    "pair_running": "结对起止：没有结束日期时",
    "counts": "合计行：每一项的家数",
    "items.title": "清单：标题",
    "items.columns.#.label": "清单：第 {0} 列表头",
}
# Of the reports (专题报告), part by part.
_REPORT_WORDS = {
    "addressee": "抬头",
    "headings.basics": "标题：基本情况",
    "headings.*": "正文的标题",
    "open.supervision.label": "留给检查组撰写：监管层面",
    "open.management.label": "留给检查组撰写：企业安全管理层面",
    "open.proposals.label": "留给检查组撰写：工作建议",
    "words.subtitle_of_pair": "副标题：一组的报告",
    "words.subtitle_of_round": "副标题：整轮的报告",
    "words.pair_in_campaign": "正文开头：一组，有专项行动时",
    "words.pair_alone": "正文开头：一组，没有专项行动时",
    "words.plan_in_campaign": "正文开头：一组，没有检查记录，有专项行动时",
    "words.plan_alone": "正文开头：一组，没有检查记录，没有专项行动时",
    "words.round_in_campaign": "正文开头：整轮，有专项行动时",
    "words.round_alone": "正文开头：整轮，没有专项行动时",
    "words.document": "正文开头：文号",
    "words.days": "检查日期：有几天时",
    "words.one_day": "检查日期：只有一天时",
    "words.day_count": "检查日期：天数",
    "words.team": "检查组成员",
    "words.no_team": "检查组成员：没有登记时",
    "words.foreign": "受检方的企业不在台账里时",
    "words.foreign_some": "有些受检方的企业不在台账里时",
    "words.no_pairs": "没有分组时",
    "words.no_gaps": "检查要求：都落实时",
    "words.not_visited": "检查要求：没有检查记录时",
    "words.no_enterprises": "抽检企业：没有时",
    "words.no_requirements": "检查要求：没有登记时",
    "words.nothing_found": "问题隐患：没有发现时",
    "words.nothing_entered": "问题隐患：没有登记时",
    "words.found": "问题隐患：总数",
    "words.general": "一般隐患的名称",
    "words.major": "重大隐患的名称",
    "words.series_found": "图：发现",
    "words.series_rectified": "图：已整改",
    "words.no_industry": "行业：没有填时",
    "words.several_industries": "行业：分别计数的说明",
    "words.no_basis": "判定依据：都没有填时",
    "words.without_basis": "判定依据：没有填的条数",
    "words.no_major": "重大事故隐患：没有时",
    "words.no_chart": "图：都是 0 时",
    "words.not_entered": "移交和反馈：没有登记时",
    "words.rectified": "移交和反馈：整改条数",
    "words.total": "合计行",
    "words.signed_by_team": "落款：检查方",
    "words.signed_by_office": "落款：填报单位",
    "tables.feedback.rows.*": "移交和反馈情况表的事项",
    "charts.*": "图的名称",
    **{
        f"tables.{table}.{place}": f"{name}{words}"
        for table, name in {
            "enterprises": "抽检企业情况表",
            "requirements": "检查要求落实情况表",
            "pairs": "各组检查情况表",
            "loads": "各检查方工作量表",
            "gaps": "未落实的检查要求表",
            "levels": "问题隐患类型和状态表",
            "by_industry": "各行业问题隐患情况表",
            "by_basis": "判定依据情况表",
            "major": "重大事故隐患情况表",
            "feedback": "移交和反馈情况表",
            "all_feedback": "各组移交和反馈情况表",
        }.items()
        for place, words in {"caption": "：表名", "columns.#.label": "第 {0} 列表头"}.items()
    },
}
# Of the lists of 举报线索.
_TIP_OFF_WORDS = {
    "tip.anonymous": "举报人：匿名时",
    "tip.informant": "举报人的姓名、电话换成",
    "tip.received": "收到时间和举报方式",
    "tip.accepted": "受理时",
    "tip.refused": "不予受理时",
    "tip.assigned": "交办时",
    "tip.due": "办理期限",
    "tip.verified": "核查情况",
    "tip.verified_by": "核查情况：有核查人员时",
    "tip.visit": "处理情况：有核查的检查时",
    "tip.answered": "反馈时",
    "tip.approved": "领导审核签字时",
    "tip.closed": "办理结果：已办结",
    "tip.in_hand": "办理结果：没有办结时",
}
# Of the documents (文书); a family's own text stands under the family's name.
_DOCUMENT_WORDS = {
    "heading": "标题上面一行",
    "title": "标题",
    "time": "检查时间",
    "moment": "检查时间：年月日时分",
    "findings": "检查情况的标题",
    "found": "列出问题之前",
    "item": "每一项问题",
    "signature": "检查人员签名处",
    "certificate": "证号的名称",
    "principal_signature": "单位负责人签名处",
    "refused": "拒签时写的",
    "pages_blank": "空白文书的页数",
    "addressee": "抬头",
    "opening": "正文开头",
    "deadline_all": "整改期限：各项相同时",
    "deadline_some": "整改期限：各项不同时",
    "blank_deadline": "整改期限：空白文书",
    "major": "重大隐患的说明",
    "demand": "整改要求",
    "meanwhile": "整改期间的要求",
    "remedies": "复议和诉讼",
    "at_once": "立即整改的",
    "until": "限期整改的",
    "recheck": "复查时间",
    "result": "每一项的复查意见",
    "passed": "复查意见：合格",
    "failed": "复查意见：不合格",
    "failed_until": "复查意见：不合格，有新期限",
    "reported": "移送（上报）的正文开头",
    "about_deadline": "每一项问题：整改期限",
    "about_overdue": "每一项问题：逾期",
    "place": "单位地址",
    "reason": "移送（上报）事由",
    "basis": "移送（上报）依据",
    "ask": "移送（上报）的请求",
    "reply": "回复时限",
    "enclosed": "附件材料",
    "contact": "联系人",
    "decision": "挂牌督办的决定",
    "progress": "报告整改进展",
    "accept": "申请验收",
}
_WORDS = {
    **{place: words for place, words in _DOCUMENT_WORDS.items() if place not in _WORDS},
    **{
        f"families.{family.value}.{place}": f"{family.label}文书：{words}"
        for family in Authority
        for place, words in {**_DOCUMENT_WORDS, "notes.#": "表下说明第 {0} 条"}.items()
    },
    "blanks.*": "没有内容时留的空",
    **PLACE_WORDS,
    **_REPORT_WORDS,
    **_TIP_OFF_WORDS,
    **_LIST_WORDS,
    **_WORDS,
}
_ITEM = re.compile(r"groups\.(\d+)\.items\.(\d+)")
_LABEL = re.compile(r"columns\.(\d+)\.labels\.(\d+)")

_SECTORS = {"self": "自查", "helped": "帮扶", "city": "市本级", "county": "县级", "cross": "交叉检查"}
_SLOTS = {
    **SLOT_WORDS,
    "campaign": "专项行动名称",
    "recipient": "报送对象",
    "scope": "数据范围",
    "subject": "本级",
    "when": "开展时间",
    "seed": "种子",
    "date": "日期",
    "first": "最早日期",
    "last": "最晚日期",
    "inspectors": "检查人员",
    "number": "序号",
    "file": "文件名",
    "count": "条数",
    "office": "本单位名称",
    "today": "移交当天",
    "since": "起始日期",
    "handler": "移交经办人",
    "operations": "操作次数",
    "left": "另有条数",
    "shown": "列出条数",
    "total": "隐患条数",
    "major": "重大隐患条数",
    "found": "发现条数",
    "done": "已整改条数",
    "open": "未整改条数",
    "scheme": "实施方案情况",
    "mobilisation": "动员部署情况",
    "features": "特色措施",
    "scheduling": "调度通报情况",
    "publicity": "宣传曝光情况",
    "problems": "存在问题",
    "suggestions": "意见建议",
    "self_plans": "制定方案家数",
    "model_enterprises": "标杆企业家数",
    "helped_enterprises": "帮扶企业家数",
    "city_enterprises": "市本级检查家数",
    "county_enterprises": "县级检查家数",
    "cross_counties": "检查了哪个县",
    "cross_of": "受检县",
    "cross_enterprises": "交叉检查家数",
    "fined_enterprises": "处罚企业家数",
    "fined_enterprises_wan": "处罚企业金额",
    "fined_principals": "处罚负责人人数",
    "fined_principals_wan": "处罚负责人金额",
    "ordered": "限期整改家数",
    "suspended": "停产整改家数",
    "closed": "取缔关闭家数",
    "village": "村",
    "shops": "家数",
    "grid": "网格员和电话",
    "risk": "风险等级",
    "year": "年度",
    "agency": "检查机关",
    "certificates": "证件号码",
    "commissioned_by": "委托机关",
    "reports_to": "上报机关",
    "review_government": "复议机关（人民政府）",
    "review_authority": "复议机关（主管部门）",
    "court": "人民法院",
    "enterprise": "企业名称",
    "description": "隐患描述",
    "start": "开始时间",
    "end": "结束时间",
    "hour": "时",
    "minute": "分",
    "numbers": "项次",
    "deadlines": "整改期限",
    "note": "拒签情况",
    "parent_date": "原文书日期",
    "parent_number": "原文书编号",
    "item": "问题",
    "result": "复查结果",
    "about": "类型和期限",
    "address": "单位地址",
    "reason": "移送事由",
    "basis": "移送依据",
    "reply": "回复时限",
    "enclosed": "附件材料",
    "contact": "联系人",
    "contact_phone": "联系电话",
    "level": "督办级别",
    "unit": "督办单位",
    "progress": "报告间隔",
    "inspector": "检查方",
    "round": "轮次",
    "pairs": "组数",
    "day_count": "天数",
    "days": "检查日期",
    "document": "加括号的文号",
    "document_number": "文号",
    "general": "一般隐患条数",
    "inspected": "受检方",
    "enterprises": "企业家数",
    "present": "已设置家数",
    "faulty": "不规范家数",
    "missing": "未设置家数",
    "lists": "清单份数",
    "pages": "清单页数",
    "evidence": "印证资料件数",
    "kind": "类别",
    "target": "罚款对象",
    "person": "被追责人",
    "state": "状态",
    "month": "月份",
    "channel": "举报方式",
    "assigned_to": "承办单位（人）",
    "verified_by": "核查人员",
    "verdict": "核查结果",
    "finding": "核查情况",
    "refusal": "不予受理的理由",
    "answer": "反馈内容",
    "leader": "签字领导",
} | {
    f"{sector}_{level}_{event}": f"{who}{how_bad}{what}"
    for sector, who in _SECTORS.items()
    for level, how_bad in (("general", "一般"), ("major", "重大"))
    for event, what in (("found", "发现"), ("rectified", "整改"))
}
_SLOTS_BY_WORDS = {words: slot for slot, words in _SLOTS.items()}
_SLOT = re.compile(r"\{([a-z_]+)\}")
_BRACED = re.compile(r"[{｛]\s*([^{}｛｝\n]+?)\s*[}｝]")


@dataclass(frozen=True, slots=True)
class Line:
    """A text of a form: where it stands, as shipped, and as the office words it; slots in words.

    One text that stretches over several columns has a place in each; they are worded together.
    """

    places: tuple[str, ...]
    where: str
    shipped: str
    own: str


@dataclass(frozen=True, slots=True)
class FormLines:
    """All texts of a form in their order, and the optional 签字 line: its labels and whether it's printed."""

    title: str
    lines: tuple[Line, ...]
    signature_labels: tuple[str, ...]
    signatures: bool


def form_lines(reading: Reading, form_id: str) -> FormLines:
    """Return what an office may word itself on a form; an unknown one is refused."""
    title = form_title(form_id)
    shipped = load_texts(form_id)
    own = wordings(reading, form_id)
    lines = tuple(
        Line(places, where, in_words(text), in_words(own.get(places[0], text)))
        for places, where, text in placed_texts(shipped)
    )
    labels = tuple(label.replace("（签字）", "").rstrip("：") for label in shipped["signatures"])
    return FormLines(title, lines, labels, form_setting(reading, form_id))


def placed_texts(texts: Mapping[str, Any]) -> list[tuple[tuple[str, ...], str, str]]:
    """Return every text as (its places, where it stands, the text); a header over columns is one text."""
    spans: dict[str, list[str]] = {}
    out = []
    for place, text in text_places(texts):
        found = _LABEL.fullmatch(place)
        if found is None:
            out.append(((place,), where_words(texts, place, text), text))
            continue
        column, layer = int(found[1]), int(found[2])
        before = spans.get(f"columns.{column - 1}.labels.{layer}")
        if before is not None and _same_header(texts, column - 1, column, layer):
            before.append(place)
            spans[place] = before
        else:
            spans[place] = [place]
            out.append(((place,), "", text))
    return [
        (tuple(spans[places[0]]), _header_words(texts, spans[places[0]]), text)
        if places[0] in spans
        else (places, where, text)
        for places, where, text in out
    ]


def where_words(texts: Mapping[str, Any], place: str, text: str) -> str:
    """Return where a place is (第 8 列单位); one without words is named by its own text."""
    if item := _ITEM.fullmatch(place):
        group, number = int(item[1]), int(item[2])
        return f"自查内容第 {sum(len(one['items']) for one in texts['groups'][:group]) + number + 1} 项"
    numbers = [int(part) + 1 for part in place.split(".") if part.isdigit()]
    pattern = ".".join("#" if part.isdigit() else part for part in place.split("."))
    if pattern == "notes.#" and len(texts["notes"]) == 1:
        pattern = "note"
    words = _WORDS.get(pattern) or _WORDS.get(f"{pattern.rpartition('.')[0]}.*")
    if words is None:
        return f"“{in_words(text).splitlines()[0]}”" if text.strip() else "其他文字"
    return words.format(*numbers)


def in_words(text: str) -> str:
    """Return a text with its slots in words: {recipient} as {报送对象}."""
    return _SLOT.sub(lambda slot: f"{{{_SLOTS.get(slot[1], slot[1])}}}", text)


def in_slots(text: str) -> str:
    """Return a text with its slots as the program knows them; full-width braces do, too."""

    def slot(braced: re.Match[str]) -> str:
        known = _SLOTS_BY_WORDS.get(braced[1])
        return f"{{{known}}}" if known else braced[0]

    return _BRACED.sub(slot, text)


def slots_lost(shipped: str, own: str) -> list[str]:
    """Return the slots, in words, that the shipped text has and the office's own has no more."""
    kept = set(_BRACED.findall(own))
    return [words for words in dict.fromkeys(_BRACED.findall(shipped)) if words not in kept]


def slots_unknown(shipped: str, own: str) -> list[str]:
    """Return what stands in braces and is no slot of this text: it would be printed as it stands."""
    known = set(_BRACED.findall(shipped))
    return [words for words in dict.fromkeys(_BRACED.findall(own)) if words not in known]


def _same_header(texts: Mapping[str, Any], left: int, right: int, layer: int) -> bool:
    labels = [texts["columns"][column]["labels"][: layer + 1] for column in (left, right)]
    return bool(labels[0] == labels[1])


def _header_words(texts: Mapping[str, Any], places: list[str]) -> str:
    columns = [int(place.split(".")[1]) + 1 for place in places]
    layers = len(texts["columns"][columns[0] - 1]["labels"])
    over = f"{columns[0]}–{columns[-1]}" if len(columns) > 1 else str(columns[0])
    layer = f"，第 {int(places[0].rpartition('.')[2]) + 1} 层" if layers > 1 else ""
    return f"第 {over} 列表头{layer}"
