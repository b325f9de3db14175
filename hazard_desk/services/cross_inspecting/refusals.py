"""What can't be a round of 交叉检查, in words, each by its place."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from hazard_desk.model import Campaign, CrossRound
from hazard_desk.rules.refusal import Refusal, backwards
from hazard_desk.rules.search_text import comparable
from hazard_desk.services.cross_inspecting.facts import RoundFacts, Sides, Spelling, alike
from hazard_desk.services.cross_inspecting.records import parties_query
from hazard_desk.services.cross_inspecting.under_way import followed_pairs
from hazard_desk.store.unit_of_work import Reading

MOST_PARTIES = 200
"""More parties of a round than this are a wrong paste."""
LONGEST_NAME = 100
"""A name of more characters than this is a wrong paste, and would fill a page of 移交清单."""


def long_name(field: str, name: str) -> Iterator[Refusal]:
    """Yield what stands against the name of a round or party because of its length."""
    if len(name) > LONGEST_NAME:
        said = f"名称「{name[:10]}…」有 {len(name)} 个字，最多 {LONGEST_NAME} 个"
        yield Refusal(field, said, "请写短一些，其余的写在备注里。")


def round_refusals(reading: Reading, round_id: int | None, facts: RoundFacts) -> list[Refusal]:
    """Return what stands against saving these facts, names clean and spelt as the parties are."""
    refusals = [*_own(reading, round_id, facts), *_parties(facts), *_pairs(facts)]
    if round_id is not None:
        refusals += _followed(reading, round_id, facts)
    return refusals


def _own(reading: Reading, round_id: int | None, facts: RoundFacts) -> Iterator[Refusal]:
    key = comparable(facts.name)
    if not key:
        yield Refusal("name", "没有填轮次名称", "请填写轮次名称，如 第一轮。")
    yield from long_name("name", facts.name)
    query = select(CrossRound.id, CrossRound.name).where(CrossRound.deleted_at.is_(None))
    for other_id, name in reading.session.execute(query):
        if other_id != round_id and comparable(name) == key:
            yield Refusal("name", f"已经有「{name}」", "请直接修改那一轮，或换一个名称。")
    yield from backwards(facts.starts_on, facts.ends_on)
    if facts.campaign_id is not None:
        campaign = reading.session.get(Campaign, facts.campaign_id)
        if campaign is None or campaign.deleted_at is not None:
            yield Refusal("campaign_id", "选的专项行动已不在台账里", "请另选一个，或不选。")


def _parties(facts: RoundFacts) -> Iterator[Refusal]:
    if len(facts.parties) > MOST_PARTIES:
        yield Refusal(
            f"parties.{MOST_PARTIES}",
            f"有 {len(facts.parties)} 个参加单位，最多 {MOST_PARTIES} 个",
            "请核对是不是粘贴错了；单位多时请按片区分成几轮。",
        )
        return
    seen: dict[tuple[str, str], int] = {}
    for number, party in enumerate(facts.parties, start=1):
        field, key = f"parties.{number - 1}", comparable(party.name)
        if not key:
            yield Refusal(field, f"第 {number} 个参加单位没有名称", "请填写，或去掉这一个。")
            continue
        yield from long_name(field, party.name)
        sides = [
            side for side, there in (("检查方", party.inspects), ("受检方", party.is_inspected)) if there
        ]
        twice = next((seen[side, key] for side in sides if (side, key) in seen), None)
        if twice is not None:
            said = f"第 {number} 个参加单位「{party.name}」和第 {twice} 个重复"
            yield Refusal(field, said, "同一个单位只留一个。")
        for side in sides:
            seen.setdefault((side, key), number)


def _pairs(facts: RoundFacts) -> Iterator[Refusal]:
    spelling = Spelling.of(facts.parties)
    seen: dict[Sides, int] = {}
    for number, pair in enumerate(facts.pairs, start=1):
        field, sides = f"pairs.{number - 1}", (pair.inspector, pair.inspected)
        inspector, inspected = key = alike(sides)
        if not inspector or not inspected:
            side = "受检方" if inspector else "检查方"
            yield Refusal(field, f"第 {number} 组没有填{side}", "请填写，或去掉这一组。")
        elif inspector == inspected:
            yield Refusal(field, f"第 {number} 组「{pair.inspector}」检查自己", "请另排检查方。")
        elif key in seen:
            said = f"第 {number} 组「{pair.inspector}」检查「{pair.inspected}」和第 {seen[key]} 组重复"
            yield Refusal(field, said, "同样的一组只留一行。")
        elif strangers := "」「".join(spelling.strangers(sides)):
            said = f"第 {number} 组的「{strangers}」不在参加单位里"
            yield Refusal(field, said, "请改成参加单位的写法，或先加上这个单位。")
        seen.setdefault(key, number)


def _followed(reading: Reading, round_id: int, facts: RoundFacts) -> Iterator[Refusal]:
    """Yield the pairs that are followed and wouldn't be there any more, and their parties."""
    wanted = {alike((pair.inspector, pair.inspected)) for pair in facts.pairs}
    spelling = Spelling.of(facts.parties)
    parties = list(reading.session.scalars(parties_query(round_id)))
    told: set[str] = set()
    remedy = "请留着这一组；确实不查了，先撤掉这些记录。"
    for pair, has in followed_pairs(reading, round_id):
        sides = pair.inspector, pair.inspected
        if alike(sides) in wanted:
            continue
        gone = list(spelling.strangers(sides))
        for name in gone:
            if comparable(name) not in told:
                told.add(comparable(name))
                place = next((row.position for row in parties if comparable(row.name) == comparable(name)), 0)
                said = f"「{name}」不能去掉：{_pair_words(sides)}已有{has}"
                yield Refusal(_at("parties", place, len(facts.parties)), said, remedy)
        if not gone:
            said = f"{_pair_words(sides)}不能去掉：已有{has}"
            yield Refusal(_at("pairs", pair.position, len(facts.pairs)), said, remedy)


def _pair_words(sides: Sides) -> str:
    return f"「{sides[0]}」检查「{sides[1]}」"


def _at(owner: str, place: int, count: int) -> str:
    """Return the field of an entry that was left out: where it stood, as far as there is such a place."""
    return f"{owner}.{max(min(place, count - 1), 0)}"
