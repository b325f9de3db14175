"""避头尾: where a line may begin and end."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from hazard_desk.forms.wrapping import NOT_FIRST, NOT_LAST, clusters, wrap

MARKS = "，。、；：？！）》」』】”’％（《「『【“‘·…—"
TEXTS = st.text(
    alphabet=st.sampled_from("一二三四安全生产企业隐患" + MARKS * 2 + "aZ09.@- 　\n𠅤"), max_size=60
)


def em(text: str) -> float:
    """Half an em for the Latin letter, one for the rest."""
    return sum(0.5 if character.isascii() else 1.0 for character in text)


def test_closing_mark_goes_down_with_the_word_before_it() -> None:
    assert wrap("配电箱未上锁，无标志", 6, em) == ["配电箱未上", "锁，无标志"]


def test_opening_mark_goes_down_with_the_word_after_it() -> None:
    assert wrap("违反了规定（第三条）", 6, em) == ["违反了规定", "（第三条）"]


def test_figures_addresses_ellipsis_and_dash_are_not_torn() -> None:
    assert wrap("邮箱a.b@c.cn", 5, em) == ["邮箱", "a.b@c.cn"]
    assert wrap("罚款12.50万", 4, em) == ["罚款", "12.50万"]
    assert wrap("等等等……", 4, em) == ["等等等", "……"]
    assert wrap("安全生产——", 5, em) == ["安全生产", "——"]


def test_breaks_in_the_text_are_kept() -> None:
    assert wrap("党纪\n政纪\n处分", 10, em) == ["党纪", "政纪", "处分"]
    assert wrap("一\n\n二", 10, em) == ["一", "", "二"]
    assert wrap("", 10, em) == []


@given(TEXTS, st.integers(min_value=1, max_value=20))
def test_no_line_breaks_the_rules_where_it_is_wide_enough(text: str, width: int) -> None:
    lines = wrap(text, width, em)
    assert "".join("".join(lines).split()) == "".join(text.split()), "nothing lost, nothing added"
    for line in lines:
        assert em(line) <= width or len(line) == 1, "nothing sticks out"
    widest = max((em(piece) for paragraph in text.split("\n") for piece in clusters(paragraph)), default=0)
    if widest > width:
        return  # no setting could keep the rules
    starts_of_paragraphs = [paragraph.strip()[:1] for paragraph in text.split("\n")]
    ends_of_paragraphs = [paragraph.strip()[-1:] for paragraph in text.split("\n")]
    for line in filter(None, (line.strip() for line in lines)):
        assert line[0] not in NOT_FIRST or line[0] in starts_of_paragraphs or _after_space(text, line[0])
        assert line[-1] not in NOT_LAST or line[-1] in ends_of_paragraphs or _before_space(text, line[-1])


def _after_space(text: str, mark: str) -> bool:
    """Whether the text itself sets the mark after white space: then it can't be kept from a line's start."""
    return any(text[i - 1].isspace() for i, character in enumerate(text) if i and character == mark)


def _before_space(text: str, mark: str) -> bool:
    return any(text[i + 1 : i + 2].isspace() for i, character in enumerate(text) if character == mark)


@given(TEXTS, st.integers(min_value=1, max_value=20))
def test_lines_are_filled(text: str, width: int) -> None:
    """No line is broken while the next piece would still have fitted."""
    text = "".join(text.split())
    if any(em(piece) > width for piece in clusters(text)):
        return  # a torn piece is torn where the rules are least hurt
    for line, following in itertools.pairwise(wrap(text, width, em)):
        piece = clusters(following)[0]
        assert em(line) + em(piece) > width
