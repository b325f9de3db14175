"""What can't be printed is named before it is printed."""

from __future__ import annotations

from dataclasses import replace

from hazard_desk.forms.faces import FontSet
from hazard_desk.forms.preflight import unprintable
from tests.forms.samples import long_list, week


def test_a_printable_form_has_nothing_to_say(fonts: FontSet) -> None:
    assert unprintable(week("泽州县䶮㛃𠅤𬱖乡人民政府"), fonts) == []
    assert unprintable(long_list(30), fonts) == []


def test_place_and_character_are_named(fonts: FontSet) -> None:
    sheet = replace(
        long_list(2, "𠮷田厂"),
        title="统计表\U0002ebf5",
        notes=("注：无", "说明：\x01"),
        running_head="\U0003134a",
    )
    found = [(item.where, item.character) for item in unprintable(sheet, fonts)]
    assert found == [
        ("标题", "\U0002ebf5"),
        ("表格第 3 行第 2 列", "𠮷"),
        ("表格第 4 行第 2 列", "𠮷"),
        ("表下第 2 条说明", "\x01"),
        ("页眉", "\U0003134a"),
    ]
    assert [(i.where, i.character) for i in unprintable(week("𠮷乡"), fonts)] == [("填报单位", "𠮷")]
