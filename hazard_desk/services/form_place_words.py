"""Where the texts of 一企一档, 一行业一台账 and 专项行动工作总结 stand, and their slots, in words."""

from __future__ import annotations

_SECTIONS = {
    "states": "经营状态变更情况",
    "hazards": "问题隐患办理情况",
    "enforcement": "处罚等执法情况",
    "signs": "四牌一卡两栏设置情况",
    "pairs": "结对帮扶情况",
    "attachments": "附件清单",
}
_TABLES = {
    "weeks": "各周排查整改情况表",
    "villages": "各村（社区）隐患情况表",
    "industries": "各行业隐患情况表",
    "sectors": "企业自查自改和各级检查情况表",
    "cross": "交叉检查情况表",
    "leaders": "领导带队检查情况表",
}

PLACE_WORDS = {
    # 一企一档
    "cover.outline": "封面：书签",
    "cover.*": "封面：栏目",
    "contents.title": "目录：标题",
    "contents.columns.*": "目录：列表头",
    "contents.none": "目录：没有登记时",
    "contents.counted": "目录：一章有几份时",
    "contents.notes.#": "目录：表下说明",
    "chapters.*": "目录：一章的名称",
    **{
        f"sections.{section}.{place}": f"{name}：{words}"
        for section, name in _SECTIONS.items()
        for place, words in {
            "title": "标题",
            "columns.#.label": "第 {0} 列表头",
            "notes.#": "表下说明",
        }.items()
    },
    "words.pictures": "附件：照片一节的标题",
    "words.scan": "附件：扫描件的标题",
    "words.page_of": "附件：扫描件的页码",
    "words.picture": "附件：照片的编号",
    "words.not_shown": "附件清单：没有附上的",
    "words.life": "办理经过：每一步",
    "words.person": "办理经过：经办人",
    "words.overdue": "问题隐患状态：逾期的",
    "words.no_level": "隐患类型：没有定时",
    "words.day_unknown": "办理经过：没有日期时",
    # 一行业一台账
    "overview": "汇总页的名称",
    "industry_title": "各行业页的标题",
    "no_industry": "没有行业的企业的页名",
    "summary.columns.#.label": "汇总页：第 {0} 列表头",
    "several": "表下说明：有企业属于几个行业时",
    "unplaced": "汇总页表下说明：有不分企业的隐患时",
    # 专项行动工作总结
    "open.experience.label": "留给本单位撰写：做法和经验",
    "open.problems.label": "留给本单位撰写：存在的问题",
    "open.next.label": "留给本单位撰写：下一步打算",
    "words.in_campaign": "正文开头：有专项行动时",
    "words.alone": "正文开头：没有专项行动时",
    "words.opening": "有期初数时的说明",
    "words.coverage": "检查覆盖情况",
    "words.no_deployment": "动员部署：没有填写时",
    "words.recent_weeks": "各周情况：周数太多时",
    "words.no_weeks": "各周情况：没有记录时",
    "words.no_villages": "各村情况：没有隐患时",
    "words.no_industries": "各行业情况：没有隐患时",
    "words.enforcement": "执法和问责情况",
    "words.sectors": "企业自查自改和各级检查：说明",
    "words.no_cross": "交叉检查：没有登记时",
    "words.tip_offs": "群众举报办理情况",
    "words.no_tip_offs": "群众举报：没有登记时",
    "words.leaders": "领导带队检查：有几个月时",
    "words.leaders_month": "领导带队检查：只有一个月时",
    "words.no_leaders": "领导带队检查：没有登记时",
    "words.publicity": "宣传曝光：每一周",
    "words.no_publicity": "宣传曝光：没有填写时",
    "words.month": "领导带队检查：年月",
    "words.no_village": "村：没有填时",
    "words.opening_row": "各村情况表：期初数一行",
    "words.no_rate": "检查覆盖率：没有企业时",
    "words.signed_by": "落款",
    "tables.sectors.rows.*": "企业自查自改和各级检查情况表：类别",
    **{
        f"tables.{table}.{place}": f"{name}{words}"
        for table, name in _TABLES.items()
        for place, words in {"caption": "：表名", "columns.#.label": "第 {0} 列表头"}.items()
    },
}
"""Where each text stands; numbers in a place are # here, from 1 in the words, a * is any one name."""

SLOT_WORDS = {
    "title": "章名",
    "page": "第几页",
    "page_count": "页数",
    "megabytes": "兆数",
    "why": "原因",
    "what": "办理步骤",
    "who": "经办人",
    "industry": "行业",
    "as_of": "期初截止日期",
    "teams": "检查组个数",
    "in_operation": "在营家数",
    "inspected_count": "已检查家数",
    "not_inspected": "未检查家数",
    "rate": "覆盖率",
    "illegal_found": "非法违法排查项数",
    "illegal_handled": "非法违法查处项数",
    "enterprises_ordered": "责令限期整改家数",
    "fines_wan": "罚款万元数",
    "licences_revoked": "暂扣吊销证照个数",
    "disciplined": "党纪政纪处分人数",
    "prosecuted": "刑事责任人数",
    "admonished": "约谈通报家数",
    "exposed": "公开曝光家数",
    "sanctioned": "联合惩戒家数",
    "typical_cases": "典型案例个数",
    "received": "收到件数",
    "accepted": "受理件数",
    "refused": "不予受理件数",
    "verified": "核查件数",
    "true": "属实件数",
    "partly": "部分属实件数",
    "untrue": "不属实件数",
    "answered": "反馈件数",
    "closed_tips": "办结件数",
    "first_month": "最早月份",
    "last_month": "最晚月份",
    "written": "填写的内容",
}
"""What the slots of these texts are called."""
