"""Sentences of activities: nothing but what was entered, and the figures add up."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hazard_desk.rules.activity_sentences import PLACES, Draft, Told, drafts
from hazard_desk.terms import ActivityKind

KIND = ActivityKind
DAY = date(2026, 11, 23)
FIGURE = st.none() | st.integers(0, 5000)
NAMES = (
    "安全生产工作",
    "全镇安全生产工作会议",
    "有限空间作业",
    "“安全月”咨询",
    "约谈企业",
    "《实施方案》",
    "印发通知",
)
TOLD = st.builds(
    Told,
    st.sampled_from(ActivityKind),
    st.dates(DAY, DAY + timedelta(days=6)),
    st.sampled_from(NAMES),
    FIGURE,
    FIGURE,
    FIGURE,
    FIGURE,
    st.sampled_from(("", "县融媒体中心", "山西日报")),
    st.booleans(),
)
# Every word that a sentence may have beside names, media, days and numbers.
WORDS = set("月日召开组织展制定参加涉及企业家人次发放资料份媒体报道篇会议学习培训演练")


def figures(text: str, words: str) -> int:
    return sum(int(found) for found in re.findall(words, text))


def told(text: str, after: str, before: str) -> int:
    return figures(text, rf"{after}(\d+){before}")


def attendance(activities: list[Told], name: str) -> int:
    """Return the sum of what is told: of several that are called alike only where each has the figure."""
    alike: dict[tuple[ActivityKind, str], list[int | None]] = {}
    for one in activities:
        alike.setdefault((one.kind, one.name), []).append(getattr(one, name))
    return sum(figure or 0 for counted in alike.values() if None not in counted for figure in counted)


@given(st.lists(TOLD, max_size=12))
def test_figures_sum_up_and_nothing_is_invented(activities: list[Told]) -> None:
    found = drafts(activities)
    for place, kinds in PLACES.items():
        of_place = [one for one in activities if one.kind in kinds]
        reported = [one for one in activities if one.media_reports] if place == "publicity" else []
        if not of_place and not reported:
            assert place not in found
            continue
        draft = found[place]
        counted = {id(one): one for one in (*of_place, *reported)}
        assert (draft.activities, draft.late) == (len(counted), sum(one.late for one in counted.values()))
        assert told(draft.text, "", "人") == attendance(of_place, "participants")
        assert told(draft.text, "企业", "家") == attendance(of_place, "enterprises")
        assert told(draft.text, "发放资料", "份") == sum(one.materials or 0 for one in of_place)
        assert told(draft.text, "媒体报道", "篇") == sum(one.media_reports or 0 for one in reported)
        for one in of_place:
            assert one.name in draft.text
            assert f"{one.held_on.month}月{one.held_on.day}日" in draft.text
        rest = draft.text
        for known in (*NAMES[::-1], "县融媒体中心", "山西日报"):
            rest = rest.replace(known, "")
        assert set(re.sub(r"[\d，；、。“”（）]", "", rest)) <= WORDS
        assert draft.text.endswith("。")
        assert "。" not in draft.text[:-1]
    assert set(found) <= set(PLACES)


@given(st.lists(TOLD, max_size=8), st.randoms())
def test_the_order_in_which_they_were_entered_is_no_matter(activities: list[Told], random: object) -> None:
    mixed = list(activities)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    kinds = Counter(one.kind for one in activities)
    assert {place: (one.activities, one.late) for place, one in drafts(mixed).items()} == {
        place: (one.activities, one.late) for place, one in drafts(activities).items()
    }
    assert ("scheme" in drafts(mixed)) == bool(kinds[KIND.SCHEME])


def text(place: str, *activities: Told) -> str:
    return drafts(activities)[place].text


def test_a_meeting_and_a_training_read_as_an_office_writes() -> None:
    assert (
        text(
            "mobilisation",
            Told(KIND.MEETING, DAY, "全镇安全生产工作会议", 86),
            Told(KIND.TRAINING, DAY, "有限空间作业", 45, 32),
        )
        == "11月23日召开全镇安全生产工作会议，参加86人；组织有限空间作业培训1次，参加45人、企业32家。"
    )


def test_what_is_called_alike_is_told_together() -> None:
    first = Told(KIND.STUDY, DAY, "党委理论学习中心组学习", 12, None, None)
    second = replace(first, held_on=date(2026, 11, 25), participants=11)
    assert text("mobilisation", second, first) == (
        "11月23日、11月25日组织党委理论学习中心组学习2次，参加23人次。"
    )


def test_a_sum_that_lacks_a_figure_is_not_told() -> None:
    first = Told(KIND.TRAINING, DAY, "焊工培训", 30, 4)
    assert text("mobilisation", first, replace(first, participants=None)) == (
        "11月23日组织焊工培训2次，参加企业8家次。"
    )


def test_publicity_tells_of_media_and_of_what_they_reported_elsewhere() -> None:
    drawn = drafts(
        [
            Told(KIND.PUBLICITY, DAY, "“安全生产月”集中宣传", 200, None, 500, 3, "山西日报", late=True),
            Told(KIND.MEETING, DAY, "全镇安全生产工作会议", 86, None, None, 2, "县融媒体中心"),
        ]
    )
    assert drawn["publicity"] == Draft(
        "11月23日开展“安全生产月”集中宣传1次，参加200人，发放资料500份，媒体报道3篇（山西日报）；"
        "“全镇安全生产工作会议”媒体报道2篇（县融媒体中心）。",
        2,
        1,
    )


@pytest.mark.parametrize(
    ("kind", "name", "said"),
    [
        (KIND.SCHEME, "《实施方案》", "11月23日制定《实施方案》。"),
        (KIND.SCHEME, "印发《实施方案》。", "11月23日印发《实施方案》。"),
        (KIND.SCHEDULING, "隐患整改调度会", "11月23日召开隐患整改调度会。"),
        (KIND.SCHEDULING, "约谈逾期未整改企业", "11月23日约谈逾期未整改企业。"),
        (KIND.PUBLICITY, "宣传安全用电知识", "11月23日宣传安全用电知识。"),
        (KIND.SCHEDULING, "组织召开约谈会", "11月23日组织召开约谈会。"),
        (KIND.SCHEDULING, "调度会", "11月23日召开调度会。"),
        (KIND.MEETING, "警示教育大会", "11月23日召开警示教育大会。"),
        (KIND.STUDY, "学习贯彻会", "11月23日召开学习贯彻会。"),
        (KIND.PUBLICITY, "宣传动员会", "11月23日召开宣传动员会。"),
        (KIND.PUBLICITY, "宣传活动", "11月23日开展宣传活动1次。"),
    ],
)
def test_only_a_name_that_says_what_was_done_needs_no_verb(kind: ActivityKind, name: str, said: str) -> None:
    place = next(place for place, kinds in PLACES.items() if kind in kinds)
    assert text(place, Told(kind, DAY, name)) == said


def test_without_activities_there_is_no_draft_and_plans_are_a_figure() -> None:
    assert drafts([]) == {}
    assert drafts([Told(KIND.SELF_PLAN, DAY, "企业制定自查自改工作方案", enterprises=12)]) == {}
