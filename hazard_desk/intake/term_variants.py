"""Other words that spreadsheets use for the fixed lists of the forms, as data."""

from __future__ import annotations

from hazard_desk.terms import (
    EnterpriseSize,
    HazardLevel,
    InspectionLevel,
    InspectionMode,
    PlaceKind,
    RecheckResult,
    Remedy,
    RiskLevel,
    SizeSector,
    SourceStage,
    SupervisionLevel,
    Term,
)


def _table(words: dict[Term, str]) -> dict[str, Term]:
    return {word: member for member, variants in words.items() for word in variants.split()}


PLACE_KINDS = _table(
    {PlaceKind.ENTERPRISE: "生产经营单位 个体 个体户 个体工商户 公司 合作社", PlaceKind.PLACE: "非企业"}
)
SIZES = _table(
    {
        EnterpriseSize.LARGE: "大 大型企业",
        EnterpriseSize.MEDIUM: "中 中型企业",
        EnterpriseSize.SMALL: "小 小型企业",
        EnterpriseSize.MICRO: "微 微型企业",
    }
)
SIZE_SECTORS = _table(
    {
        SizeSector.AGRICULTURE: "农业 林业 牧业 渔业 农、林、牧、渔业",
        SizeSector.CONSTRUCTION: "建筑",
        SizeSector.WHOLESALE: "批发",
        SizeSector.RETAIL: "零售",
        SizeSector.TRANSPORT: "交通运输 运输业",
        SizeSector.STORAGE: "仓储",
        SizeSector.LODGING_CATERING: "住宿业 餐饮业 住宿餐饮业 住宿和餐饮业",
        SizeSector.PROPERTY: "物业",
        SizeSector.LEASING_BUSINESS: "租赁业 商务服务业",
        SizeSector.OTHER: "其他 其它",
    }
)
RISK_LEVELS = _table(
    {
        RiskLevel.RED: "红色 重大风险 重大 重大(红) 红(重大)",
        RiskLevel.ORANGE: "橙色 较大风险 较大 较大(橙) 橙(较大)",
        RiskLevel.YELLOW: "黄色 一般风险 一般 一般(黄) 黄(一般)",
        RiskLevel.BLUE: "蓝色 低风险 低 低(蓝) 蓝(低) 较低风险",
    }
)
HAZARD_LEVELS = _table(
    {
        HazardLevel.GENERAL: "一般隐患 一般事故隐患 一般问题 一般安全隐患",
        HazardLevel.MAJOR: "重大隐患 重大事故隐患 重大安全隐患",
    }
)
REMEDIES = _table(
    {
        Remedy.ON_SITE: "立即整改 当场整改 立行立改 现场 立即 当场 现场立即整改 现场改正 立整立改",
        Remedy.BY_DEADLINE: "责令限期整改 限期 限期改正 责令限期改正",
        Remedy.SUPERVISED: "挂牌 督办",
    }
)
RECHECK_RESULTS = _table(
    {
        RecheckResult.PASSED: "整改合格 通过 已合格 复查合格 回查合格 验收合格 √ 已整改到位 整改到位",
        RecheckResult.FAILED: "整改不合格 未通过 复查不合格 回查不合格 不通过 验收不合格 × 未整改到位",
    }
)
INSPECTION_LEVELS = _table(
    {
        InspectionLevel.DISTRICT_LEADER: "区级领导 区领导带头查 县级领导带头查 县领导带头查 县级领导 区级",
        InspectionLevel.DEPARTMENT: "监管部门 部门重点查 部门 行业部门重点查 部门检查",
        InspectionLevel.TOWNSHIP: (
            "镇(街道) 镇定期查 乡镇定期查 乡(镇)定期查 街道定期查 乡镇(街道)定期查 镇街定期查 乡镇 镇 镇级 "
            "乡镇级 镇街 街道 乡镇检查"
        ),
        InspectionLevel.VILLAGE: "村(社区) 村巡回查 社区巡回查 村级 村 社区 村级巡回查",
        InspectionLevel.ENTERPRISE: "企业 企业自查 企业全面自查 全面查 自查",
    }
)
INSPECTION_MODES = _table(
    {
        InspectionMode.ON_SITE: "现场 实地检查 实地 现场督查",
        InspectionMode.UNANNOUNCED: "“四不两直” 暗访 明察暗访 四不两直检查",
        InspectionMode.JOINT: "联合 联合执法 多部门联合检查",
        InspectionMode.REMOTE: "远程 视频 电话 视频调度 远程检查 线上",
        InspectionMode.CROSS: "交叉 交叉互查",
        InspectionMode.SUPERVISION: "督导 督导检查 督办检查",
    }
)
SOURCE_STAGES = _table(
    {
        SourceStage.SELF_CHECK: "自查 企业自查自改 企业全面查",
        SourceStage.CITY_COUNTY: "市县联合检查 县级检查 市级检查 县检查 市检查 市县",
        SourceStage.CROSS: "县级交叉检查 交叉 交叉互查",
        SourceStage.CITY_SUPERVISION: "督查 市级督导 市督查",
        SourceStage.TIP_OFF: "举报 群众举报投诉 举报投诉",
    }
)
SUPERVISION_LEVELS = _table(
    {
        SupervisionLevel.DISTRICT: "县级 区 县 区(县)级 县(区)级 县(市、区)级",
        SupervisionLevel.DEPARTMENT: "部门级 县级部门 区级部门",
        SupervisionLevel.TOWNSHIP: "镇 镇级 乡镇级 乡镇 镇街 街道 镇(街道)级 乡级 乡(镇)级",
    }
)
