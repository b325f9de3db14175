"""The shipped check lists are whole, and an enterprise gets those of its industries."""

from __future__ import annotations

import pytest

from hazard_desk.resources import RESOURCES, load_json
from hazard_desk.services.checklists import FILES, check_lists, prompts_for


def shipped(name: str) -> dict[str, object]:
    document: dict[str, object] = load_json(f"checklists/{name}.json")
    return document


def test_every_shipped_file_is_read() -> None:
    assert sorted(FILES) == sorted(path.stem for path in (RESOURCES / "checklists").iterdir())


@pytest.mark.parametrize("name", FILES)
def test_file_is_well_formed(name: str) -> None:
    document = shipped(name)
    assert list(document) == ["id", "source", "lists"]
    assert document["id"] == name
    assert isinstance(document["lists"], list)
    assert document["lists"]
    for entry in document["lists"]:
        assert list(entry) == ["industry", "title", "items"]


def test_texts_are_clean_and_not_empty() -> None:
    for checklist in check_lists():
        assert checklist.items, checklist.title
        for text in (checklist.source, checklist.title, *checklist.items):
            assert text
            assert not any(character.isspace() for character in text), text  # Chinese knows no word spaces
            assert not set(text) & set(",;:?()"), text  # what a scan makes of ，；：？（）
            assert not text.endswith(("。", "；", "，", "、", "：")), text
            assert not text.startswith(("一是", "二是", "三是", "四是", "五是", "六是", "七是", "八是")), text


def test_industries_are_those_the_office_knows() -> None:
    known = {industry["name"] for industry in load_json("industries.json")}
    assert {checklist.industry for checklist in check_lists()} - {""} <= known


def test_all_key_industries_have_one_list_in_their_order() -> None:
    expected = {entry["name"] for entry in load_json("industries.json") if entry["group"] == "行业领域"}
    lists = load_json("checklists/key-industries.json")["lists"]
    names = [entry["industry"] for entry in lists]
    assert len(expected) == 18
    assert len(names) == 18
    assert set(names) == expected
    assert [entry["title"] for entry in lists] == names


def test_nothing_is_there_twice() -> None:
    heads = [(checklist.source, checklist.industry, checklist.title) for checklist in check_lists()]
    assert len(set(heads)) == len(heads)
    for checklist in check_lists():
        assert len(set(checklist.items)) == len(checklist.items), checklist.title


@pytest.mark.parametrize(
    ("industry", "item"),
    [
        ("燃气", "餐饮行业燃气报警器安装及运行情况"),
        ("建筑施工", "疫情隔离场所、方舱医院建设过程中施工安全情况"),
        ("民航", "运行环境方面，重点检查机场FOD防治、不停航施工管理、净空障碍物管理、防跑道侵入管理等情况"),
        ("煤矿", "聚焦顶板管理，制定落实遇特殊地质单元、过地质构造带等环节各项安全措施情况"),
        ("粉尘涉爆", "是否存在湿式除尘干式运行"),
        ("铝加工（深井铸造）", "设置的报警联锁参数值是否符合现场实际，联锁动作是否长时间延迟"),
        ("有限空间", "是否在有限空间作业场所设置明显安全警示标志"),
        ("人员密集场所", "房屋承重构件存在明显损伤、裂缝或变形，可能造成坍塌事故的风险隐患"),
    ],
)
def test_items_stand_as_in_the_document(industry: str, item: str) -> None:
    assert item in [text for checklist in prompts_for([industry]) for text in checklist.items]


def test_signs_and_cards_are_seven_and_for_every_enterprise() -> None:
    (signs,) = (checklist for checklist in check_lists() if checklist.title == "四牌一卡两栏")
    assert signs.industry == ""
    assert signs.items == (
        "安全生产监督管理责任牌",
        "企业安全生产责任牌",
        "员工岗位责任牌",
        "安全风险分级管控告知牌",
        "岗位风险告知卡",
        "安全生产举报栏",
        "安全生产监督栏",
    )


def test_prompts_come_in_the_order_of_the_files_whatever_is_asked_first() -> None:
    prompts = prompts_for(["混合生产经营场所", "钢铁", "燃气", "燃气"])
    assert [(checklist.industry, checklist.title) for checklist in prompts] == [
        ("燃气", "燃气"),
        ("钢铁", "钢铁企业"),
        ("混合生产经营场所", "开展安全隐患大排查"),
        ("燃气", "开展安全隐患大排查"),
    ]
    assert prompts == prompts_for(iter(["燃气", "钢铁", "混合生产经营场所"]))


def test_unknown_industry_and_lists_for_every_enterprise_give_nothing() -> None:
    assert prompts_for([]) == ()
    assert prompts_for(["养殖"]) == ()
    assert prompts_for([""]) == ()
    assert any(checklist.industry == "" for checklist in check_lists())
