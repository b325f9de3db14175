"""A letter for each entry of a menu, as Windows programs have it: 打开台账(O)… is chosen by the key O."""

from __future__ import annotations

import string

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

_USUAL = {
    "新建": "N",
    "打开": "O",
    "导入": "I",
    "退出": "X",
    "撤销": "U",
    "重做": "R",
    "剪切": "T",
    "复制": "C",
    "粘贴": "P",
    "全选": "A",
    "查找": "F",
    "新增": "N",
    "关于": "A",
}
"""What every other program on her desk has; the rest go by their initials in pinyin."""


def give_letters(menu: QMenu) -> None:
    """Give them when the menu is about to be shown: until then the words of 撤销 and 重做 change."""
    menu.aboutToShow.connect(lambda: _give(menu))


def _give(menu: QMenu) -> None:
    entries = [action for action in menu.actions() if not action.isSeparator()]
    taken = {letter for action in entries if (letter := _letter_of(action.text()))}
    lacking = [action for action in entries if not _letter_of(action.text())]
    # The usual ones first: an initial must not take the letter that the hand knows.
    for action in sorted(lacking, key=lambda action: not _usual(action.text())):
        letter = _letter_for(action.text(), taken)
        if letter:
            taken.add(letter)
            _write(action, letter)


def _letter_of(text: str) -> str:
    _, found, behind = text.replace("&&", "").partition("&")
    return behind[0].upper() if found and behind else ""


def _usual(text: str) -> str:
    return next((letter for words, letter in _USUAL.items() if text.startswith(words)), "")


def _letter_for(text: str, taken: set[str]) -> str:
    from hazard_desk.rules.readings import initials

    of_words = initials(text.partition("\t")[0])[0].upper()
    wanted = _usual(text) + of_words + string.ascii_uppercase
    return next((letter for letter in wanted if letter in string.ascii_uppercase and letter not in taken), "")


def _write(action: QAction, letter: str) -> None:
    words, tab, keys = action.text().partition("\t")
    dots = "…" if words.endswith("…") else ""
    action.setText(f"{words.removesuffix('…')}(&{letter}){dots}{tab}{keys}")
