"""Names of enterprises and persons."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hazard_desk.rules.names import (
    clean_lines,
    clean_text,
    has_private_character,
    normalise_name,
    restore_rare,
    split_persons,
    split_words,
)


def test_spellings_of_one_name_are_one():
    spellings = [
        "晋城(开发区)Abc铸造有限公司",
        "晋城（开发区）ＡＢＣ铸造有限公司",
        " 晋城 【开发区】abc 铸造有限公司\u200b",
    ]
    assert len(set(map(normalise_name, spellings))) == 1


def test_two_kinds_of_company_stay_two():
    assert normalise_name("甲有限公司") != normalise_name("甲有限责任公司")


@pytest.mark.parametrize(
    ("text", "persons"),
    [
        ("张三、李四", ("张三", "李四")),
        ("张三，李四,王五；赵六;钱七", ("张三", "李四", "王五", "赵六", "钱七")),
        ("张三 李四", ("张三", "李四")),
        ("张 三", ("张三",)),
        ("张　三　李　四", ("张三", "李四")),
        ("张 三、欧阳修 李四", ("张三", "欧阳修", "李四")),
        ("张三\n李四", ("张三", "李四")),
        ("张三、张三", ("张三",)),
        ("無名䶮、㛃𠅤 𬱖", ("無名䶮", "㛃𠅤", "𬱖")),
        ("阿依古丽·买买提", ("阿依古丽·买买提",)),
        ("无", ()),
        ("", ()),
    ],
)
def test_persons_are_split(text, persons):
    assert split_persons(text) == persons


def test_words_are_split():
    assert split_words("危险化学品、冶金工贸 有限空间,有限空间") == ("危险化学品", "冶金工贸", "有限空间")


def test_old_fonts_private_hanzi_become_real():
    assert restore_rare("\ue81e\ue826\ue864\ue815") == "\u9fb4\u9fb5\u9fbb\u2e81"
    assert clean_text("王\ue81e") == "王\u9fb4"
    assert has_private_character("\uf123")
    assert not has_private_character("䶮㛃𠅤𬱖")


def test_stray_blanks_go():
    assert clean_text(" 晋城\u3000铸造\n有限公司 ") == "晋城铸造有限公司"
    assert clean_text("ABC  Ltd") == "ABC Ltd"
    assert clean_text("晋\ud800城\udfff") == "晋城"  # halves of letters, which no file can hold
    assert clean_lines(" 甲 \r\n\n 乙") == "甲\n乙"


@given(st.text(max_size=40))
def test_cleaning_twice_changes_nothing_more(text):
    assert clean_text(clean_text(text)) == clean_text(text)
    assert clean_lines(clean_lines(text)) == clean_lines(text)
    assert normalise_name(normalise_name(text)) == normalise_name(text)


@given(st.lists(st.text("赵钱孙李周吴郑王䶮㛃𠅤𬱖", min_size=2, max_size=4), max_size=6, unique=True))
def test_persons_come_back(names):
    for separator in ("、", "，", ",", "；", " ", "\n"):
        assert split_persons(separator.join(names)) == tuple(names)
