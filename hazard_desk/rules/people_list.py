"""领导、检查人员 from the rows of a spreadsheet: which cell is the name, the phone, the post."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from hazard_desk.rules.names import clean_text
from hazard_desk.rules.phones import read_phone
from hazard_desk.rules.unreadable import Unreadable
from hazard_desk.terms import LeaderPost

COLUMNS = ("name", "title", "phone", "answers_for", "certificate")
"""What a line of people has, in the order of the list."""

_HEADERS = {
    "name": ("姓名", "名字", "人员", "人员姓名", "领导", "领导姓名", "检查人员"),
    "title": ("职务", "现任职务", "职务(岗位)", "岗位", "职位", "职务职称"),
    "phone": ("电话", "手机", "手机号", "手机号码", "电话号码", "联系电话", "联系方式"),
    "answers_for": (
        "分管",
        "包联",
        "分管工作",
        "分管领域",
        "分管行业",
        "包联村",
        "包村",
        "联系村",
        "分管、包联",
    ),
    "certificate": ("执法证", "执法证号", "执法证号码", "执法证编号", "证件号码", "证号", "证件号"),
}
_BY_HEADER = {word: name for name, words in _HEADERS.items() for word in words}
_NAME = re.compile(
    "[\u3007\u3400-\u9fff\U00020000-\U000323af][\u3007\u3400-\u9fff·•\U00020000-\U000323af ]{1,14}"
)
_OFFICES = re.compile(
    "(?:书记|乡长|镇长|主任|主席|部长|委员|站长|所长|科员|干部|专干|人员|队长|队员|主管|助理|会计)$"
)
_CERTIFICATE = re.compile("[A-Za-z0-9\u4e00-\u9fff()（）〔〕-]*\\d{5,}[A-Za-z0-9号]*")
_NOT_OF_THE_TEAM = ("村", "社区", "站", "所", "科", "中心", "办公室", "安监办")
_DEPUTY = (
    "副",
    "纪委",
    "纪工委",
    "政法",
    "武装",
    "组织",
    "宣传",
    "统战",
    "人大",
    "政协",
    "党委委员",
    "党工委委员",
    "班子成员",
)


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One person of a list, as far as it says."""

    name: str = ""
    title: str = ""
    phone: str = ""
    answers_for: str = ""
    certificate: str = ""

    @property
    def cells(self) -> tuple[str, ...]:
        """Return the texts in the order of `COLUMNS`."""
        return tuple(getattr(self, name) for name in COLUMNS)


def read_people(rows: Sequence[Sequence[str]]) -> list[PersonLine]:
    """Return the people of the rows of a spreadsheet: by its header, else by what the cells look like."""
    cleaned = [[clean_text(cell) for cell in row] for row in rows]
    for at, row in enumerate(cleaned):
        header = {
            column: name
            for column, cell in enumerate(row)
            if (name := _BY_HEADER.get("".join(cell.split()).replace("（", "(").replace("）", ")")))
        }
        if "name" in header.values() and len(header) > 1:
            below = [_by_header(header, one) for one in cleaned[at + 1 :]]
            return [line for line in below if line.name]
    return [line for row in cleaned if (line := _by_look(row)).name]


def _by_header(header: dict[int, str], row: Sequence[str]) -> PersonLine:
    found: dict[str, str] = {}
    for column, name in header.items():
        if column < len(row) and row[column] and not found.get(name):
            found[name] = row[column]
    return PersonLine(**found)


def _by_look(row: Sequence[str]) -> PersonLine:
    """Take the first cell that looks like a name for the name; the rest by digits, then in order."""
    cells = [cell for cell in row if cell]
    name = next((cell for cell in cells if _NAME.fullmatch(cell) and not _OFFICES.search(cell)), "")
    phone = certificate = ""
    words: list[str] = []
    for cell in cells:
        if cell is name or (cell.isdecimal() and len(cell) < 4):  # the name, or the number of the row
            continue
        if not phone and is_phone(cell):
            phone = cell
        elif not certificate and _CERTIFICATE.fullmatch(cell):
            certificate = cell
        else:
            words.append(cell)
    title, answers_for = (words[0] if words else ""), "、".join(words[1:])
    return PersonLine(name, title, phone, answers_for, certificate)


def is_phone(text: str) -> bool:
    """Tell whether this is surely a phone number."""
    try:
        reading = read_phone(text)
    except Unreadable:
        return False
    return bool(reading.text) and not reading.warning


def post_of(title: str) -> LeaderPost | None:
    """Return the post that a title (职务) plainly names, which sets the monthly quota; None for the others.

    副职 and the other members of the team are 领导班子成员; heads of stations and villages are none of them.
    """
    named = {_one_post(part) for part in re.split("[、，,；;/兼和 ]+", title.strip())}
    return next((post for post in LeaderPost if post in named), None)


def _one_post(plain: str) -> LeaderPost | None:
    if not plain or any(word in plain for word in _NOT_OF_THE_TEAM):
        return None
    if any(word in plain for word in _DEPUTY):
        leads = ("书记", "乡长", "镇长", "主任", "主席", "部长", "委员", "成员")
        return LeaderPost.TEAM_MEMBER if plain.endswith(leads) else None
    if plain.endswith(("党委书记", "党工委书记")) or plain in ("书记", "乡书记", "镇书记"):
        return LeaderPost.SECRETARY
    if plain.endswith(("乡长", "镇长")) or plain in ("街道办主任", "街道办事处主任", "办事处主任"):
        return LeaderPost.HEAD
    return None
