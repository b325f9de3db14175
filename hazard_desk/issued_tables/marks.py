"""Single cells that wait for words: {{marks}}, labels with a gap behind, labels with an empty box beside."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from hazard_desk.intake.rows import is_example
from hazard_desk.issued_tables.faces import Face, squeezed

MARK = re.compile(r"\{\{\s{0,20}([^{}]{1,40}?)\s{0,20}\}\}|【\s{0,20}([^【】\d][^【】]{0,30}?)\s{0,20}】")
_LONGEST = 2_000
_LETTER = r"[^\s：:_＿。；;，,、（）()]"
_SPREAD = r"[^\s：:_＿。；;，,、（）()年月日]"  # 填 报 人
_LABEL = re.compile(
    rf"(?:日[ \u3000]+期|{_SPREAD}(?:[ \u3000]{{1,6}}{_SPREAD}){{1,5}}(?!{_LETTER})|{_LETTER}{{1,16}})"
    r"(?:[（(][^（）()]{1,10}[）)])?[ \u3000]*[：:]"
)
_GAP = re.compile(r"^[\s_＿]*(?:年[\s_＿]*月[\s_＿]*日)?[\s_＿]*$")
_DAY_GAP = re.compile(r"^[\s_＿]*(?:20)?[\s_＿]*年[\s_＿]*月[\s_＿]*日[\s_＿]*$")
_NO_LABEL = re.compile(
    r"^(?:注|备注|说明|填表说明|填报说明|填写说明|其中|例|示例|附件[\d一二三四五六七八九十]*|附表[\d一二三四五六七八九十]*|附|抄送|主送|注意|注意事项)$"
)
_BOX_LABEL = re.compile(r"^[^\d。；;]{2,16}$")
Found = tuple[int, int, str, str]
"""row, column, label, mark: see `MarkedCell`."""


def find_marked(face: Face, table_rows: Iterable[int]) -> Iterator[Found]:
    """Yield a sheet's marked cells in reading order; labels in `table_rows` are the table's own words."""
    within = frozenset(table_rows)
    right = max((column for _, column in {*face.texts, *face.boxed}), default=0)
    taken: set[tuple[int, int]] = set()
    for row, column in sorted(face.texts):
        text = face.texts[row, column]
        if (row, column) in face.calculated or len(text) > _LONGEST:
            continue
        marks = [] if is_example(text) else list(MARK.finditer(text))
        if row in within:  # 【必填】企业名称 is a header
            marks = [each for each in marks if each[1] or each[0] == text.strip()]
        if marks:
            for found in marks:
                yield row, column, found[1] or found[2], found[0]
            continue
        if row in within:
            continue
        for place in _of_label(face, row, column, text, right):
            if (place[0], place[1], place[3]) not in {(r, c, "") for r, c in taken}:
                if not place[3]:
                    taken.add(place[:2])
                yield place


def _of_label(face: Face, row: int, column: int, text: str, right: int) -> Iterator[Found]:
    labels = [] if squeezed(text).startswith("其中") else list(_LABEL.finditer(text))
    if not labels:
        plain = squeezed(text)
        if _BOX_LABEL.match(plain) and not plain.endswith(":") and face.is_boxed(row, column):
            yield from _box_beside(face, row, column, plain, right, boxed_only=True)
        return
    for number, label in enumerate(labels):
        last = number + 1 == len(labels)
        end = len(text) if last else labels[number + 1].start()
        gap = text[label.end() : end]
        words = squeezed(label[0]).rstrip(":")
        if not _GAP.match(gap) or _NO_LABEL.match(words):
            continue
        if last and not gap.strip("\n") and _is_answered(face, row, column):
            continue
        if last and not gap.strip("\n") and face.right(row, column) - column < 2:
            beside = list(_box_beside(face, row, column, words, right, boxed_only=False))
            if beside:
                yield from beside
                continue
        yield row, column, words, text[label.start() : end].rstrip("\n") if gap else label[0]


def _is_answered(face: Face, row: int, column: int) -> bool:
    """Say whether the cell to the right holds an answer already, and not another label."""
    beside = face.row(row).get(face.right(row, column) + 1, "")
    return (
        bool(beside) and not _LABEL.search(beside) and not _DAY_GAP.match(beside) and not MARK.search(beside)
    )


def _box_beside(
    face: Face, row: int, column: int, words: str, right: int, *, boxed_only: bool
) -> Iterator[Found]:
    """Yield the empty cell to the right of a label; a bare date to be completed (年 月 日) is as good."""
    beside = face.right(row, column) + 1
    if beside > right or face.is_covered(row, beside) or (row, beside) in face.calculated:
        return
    text = face.text(row, beside)
    is_box = face.is_boxed(row, beside) or (row, beside) in face.areas
    if text and _DAY_GAP.match(text):
        yield row, beside, words, text
    elif not text and (is_box if boxed_only else is_box or not face.is_boxed(row, column)):
        if not boxed_only and not is_box and beside in face.row(row):
            return
        yield row, beside, words, ""
