"""One cell → one fact: how each kind of field is read from what a spreadsheet holds.

A reader returns the value or raises `Unreadable`; "" and None stand for an empty cell as in the facts.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time
from typing import Any

from hazard_desk.intake.defects import BadCell
from hazard_desk.intake.reading import Cell
from hazard_desk.rules.credit_codes import is_credit_code, means_no_code, read_code
from hazard_desk.rules.dates import parse_date, parse_partial_date
from hazard_desk.rules.money import read_money
from hazard_desk.rules.names import clean_lines, clean_text, is_clean, split_persons, split_words
from hazard_desk.rules.phones import read_phone
from hazard_desk.rules.unreadable import Unreadable
from hazard_desk.terms import Term

Reader = Callable[[Cell], Any]
Doubt = tuple[int, str]

_YES = frozenset({"是", "有", "√", "✓", "✔", "存在", "构成", "y", "yes", "true", "1", "对"})
_NO = frozenset({"否", "无", "×", "不是", "没有", "不存在", "不构成", "n", "no", "false", "0", "未构成"})
_NOTHING = frozenset({"", "/", "-", "—", "——", "无", "未知", "不详"})


def shown(cell: Cell) -> str:
    """Return the cell as text, as its reader in front of the spreadsheet sees it."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, int | float):
        if isinstance(cell, int) or (cell.is_integer() and abs(cell) < 1e15):
            return str(int(cell))
        return format(cell, ".15G")
    if isinstance(cell, datetime):
        return cell.strftime("%Y-%m-%d %H:%M:%S") if cell.time() != time() else cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell)


def _usable(cell: Cell) -> str | float | date:
    """Return text, number or day; refuse cells that hold an error, a formula without result, a time."""
    if isinstance(cell, str | bool):
        return shown(cell)
    if isinstance(cell, int | float | date):
        return cell
    if isinstance(cell, BadCell):
        if cell.text.startswith("#") or cell.text.startswith("Err:"):
            raise Unreadable(f"单元格是错误值 {cell.text}。", "请在表格里改正公式，或直接填写内容。")
        raise Unreadable("单元格是公式，但没有计算结果。", "请用表格软件打开文件，保存一次，或直接填写内容。")
    raise Unreadable("单元格是时间，不是所需的内容。", "请核对这一格。")


def read_line(cell: Cell) -> str:
    """Read one line of text."""
    return clean_text(cell) if isinstance(cell, str) else shown(_text_of(cell))


def read_lines(cell: Cell) -> str:
    """Read text that may have several lines."""
    return clean_lines(cell) if isinstance(cell, str) else shown(_text_of(cell))


def _text_of(cell: Cell) -> Cell:
    value = _usable(cell)
    if isinstance(value, float) and abs(value) >= 1e15:
        raise Unreadable(
            "长数字被表格软件变成了科学计数，后面几位已经丢失。", "请把这一列设为“文本”格式后重新填写。"
        )
    return value


def read_code_cell(cell: Cell) -> str:
    """Read a credit code or old registration number; 无 (no code) gives ""."""
    if type(cell) is str and is_credit_code(cell):
        return cell
    value = _usable(cell)
    if isinstance(value, str) and (not value or means_no_code(value)):
        return ""
    return read_code(shown(value) if isinstance(value, date) else value).code


def read_phone_cell(cell: Cell) -> str:
    """Read phone numbers; doubtful ones are kept."""
    if type(cell) is str:
        return read_phone(cell).text
    value = _usable(cell)
    return read_phone(shown(value) if isinstance(value, date) else value).text


def read_date_cell(cell: Cell) -> date | None:
    """Read a day."""
    return parse_date(_usable(cell))


def read_partial_date_cell(cell: Cell) -> str:
    """Read 成立时间 as exactly as it is known."""
    return parse_partial_date(_usable(cell))


def read_persons_cell(cell: Cell) -> tuple[str, ...]:
    """Read the names of several persons."""
    return split_persons(shown(_usable(cell)))


def read_words_cell(cell: Cell) -> tuple[str, ...]:
    """Read a list of words."""
    return split_words(shown(_usable(cell)))


def money_reader(unit: str) -> Reader:
    """Return a reader of amounts in `unit` (万元, 元, 亿元) that gives integer 分."""

    def read(cell: Cell) -> int | None:
        value = _usable(cell)
        return read_money(shown(value) if isinstance(value, date) else value, unit or "万元")

    return read


def read_count(cell: Cell) -> int | None:
    """Read a number of persons: a whole one, not negative, 人 behind it allowed."""
    value = _usable(cell)
    if isinstance(value, str):
        text = "".join(unicodedata.normalize("NFKC", value).split()).rstrip("人名个").replace(",", "")
        if text in _NOTHING:
            return None
        whole, point, rest = text.partition(".")
        if not whole.isdecimal() or (point and rest.strip("0")) or len(whole) > 9:
            raise Unreadable("人数读不出来。", "请只填整数，例如 12。")
        return int(whole)
    if isinstance(value, date) or not 0 <= value < 10**9 or value != int(value):
        raise Unreadable("人数不是整数。", "请只填整数，例如 12。")
    return int(value)


def read_yes_no(cell: Cell) -> bool | None:
    """Read 是/否, 有/无, √/×; 无 means no."""
    text = unicodedata.normalize("NFKC", shown(_usable(cell))).strip().lower()
    if text in _YES:
        return True
    if text in _NO:
        return False
    if text in _NOTHING:
        return None
    raise Unreadable(f"“{text}”不是“是”或“否”。", "请填“是”或“否”。")


def term_key(text: str) -> str:
    """Return a word of a fixed list as it is compared: half width, without blanks and quotes."""
    return "".join(unicodedata.normalize("NFKC", text).split()).strip("“”\"'。.").lower()


def term_reader(term: type[Term], variants: dict[str, Term] | None = None) -> Reader:
    """Return a reader of one of `term`'s words or its `variants`; other words are refused with the list."""
    known: dict[str, Term] = {term_key(word): member for word, member in (variants or {}).items()}
    known |= {term_key(member.label): member for member in term}
    offered = "、".join(member.label for member in term)

    def read(cell: Cell) -> Term | None:
        text = shown(_usable(cell))
        key = term_key(text)
        found = known.get(key)
        if found is None and key not in _NOTHING:
            raise Unreadable(f"“{text.strip()}”不在可选的词里。", f"可以填：{offered}。")
        return found

    return read


def read_column(values: Sequence[Cell], reader: Reader) -> tuple[list[Any], list[tuple[int, Unreadable]]]:
    """Read a whole column; return its facts and (index, reason) of every cell that can't be read.

    Each distinct value is read once: columns repeat themselves, and fifty thousand rows must not wait.
    An unreadable cell counts as empty, so that all the problems of a row are found, not only the first.
    """
    if bool in set(map(type, values)):  # True and 1 would be one key
        values = [shown(value) if isinstance(value, bool) else value for value in values]
    facts: dict[Cell, Any] = dict.fromkeys(values)
    unreadable: dict[Cell, Unreadable] = {}
    empty = reader("")
    pending: Iterable[Cell] = facts
    if reader is read_line or reader is read_lines:  # most texts are clean and stand for themselves
        facts = dict(zip(values, values, strict=True))
        pending = [value for value in facts if type(value) is not str or not is_clean(value)]
    for value in pending:
        try:
            facts[value] = reader(value)
        except Unreadable as reason:
            unreadable[value] = reason
            facts[value] = empty
    failures = []
    if unreadable:
        failures = [(i, unreadable[value]) for i, value in enumerate(values) if value in unreadable]
    return list(map(facts.__getitem__, values)), failures
