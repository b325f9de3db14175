"""Breaking a text into lines by the rules of Chinese typesetting (避头尾, GB/T 15834—2011 §5.1).

A closing mark never begins a line and an opening mark never ends one; a Latin word or a figure, the
ellipsis …… and the dash —— are not torn. The rules give way only where a line is too narrow to keep them.
"""

from __future__ import annotations

from collections.abc import Callable

NOT_FIRST = frozenset("，。、；：？！）》」』】〕〗〉”’％‰℃℉·～／,.;:?!)]}%/〞›»‐–")
"""Marks that may not begin a line (避头)."""

NOT_LAST = frozenset("（《「『【〔〖〈“‘￥＄№／([{/〝‹«¥$")
"""Marks that may not end a line (避尾)."""


def wrap(text: str, width: float, measure: Callable[[str], float]) -> list[str]:
    """Return the lines of `text`, each at most `width` by `measure` (same unit).

    Line breaks in the text are kept, white space at a break is dropped, an empty text has no lines.
    `measure` must add up: the length of a text is the sum of its characters'. Only a single character
    wider than the line sticks out.
    """
    if not text:
        return []
    return [line for paragraph in text.split("\n") for line in _wrap_paragraph(paragraph, width, measure)]


def clusters(text: str) -> list[str]:
    """Split a paragraph into the pieces that stay together; joined again they are the paragraph."""
    pieces: list[str] = []
    for character in text:
        if pieces and _belongs(pieces[-1], character):
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces


def _belongs(piece: str, character: str) -> bool:
    """Whether a character may not be torn from the piece before it."""
    last = piece[-1]
    if character.isspace() or last.isspace():
        return character.isspace() and last.isspace()
    if last in NOT_LAST or character in NOT_FIRST:
        return True
    if character in "…—":
        return last == character
    return _is_word(last) and _is_word(character)


def _is_word(character: str) -> bool:
    """Whether the character is part of Latin words, figures and addresses (a@b.cn, 3.5, GB/T)."""
    return "!" <= character <= "~" or "À" <= character <= "ɏ"


def _wrap_paragraph(text: str, width: float, measure: Callable[[str], float]) -> list[str]:
    lines: list[str] = []
    line, used = "", 0.0
    slack = width + 1e-6  # sums of widths carry rounding
    if measure(text) <= slack:
        return [text.rstrip() or text]
    for piece in clusters(text):
        length = measure(piece)
        if used + length <= slack:
            line, used = line + piece, used + length
            continue
        if piece.isspace():
            # Kept so that joined lines give the text back to the eye; it takes no room at the edge.
            lines.append(line)
            line, used = "", 0.0
            continue
        if line.strip():
            lines.append(line.rstrip())
            line, used = "", 0.0
        elif line:
            line, used = "", 0.0
        while measure(piece) > slack:
            count = _fitting(piece, width, measure)
            lines.append(piece[:count])
            piece = piece[count:]
        line, used = piece, measure(piece)
    if line or not lines:
        lines.append(line.rstrip() if lines or line.strip() else line)
    return lines


def _fitting(piece: str, width: float, measure: Callable[[str], float]) -> int:
    """Return after how many characters to tear a piece wider than the line: at least one, at most what fits.

    The last place that keeps both rules is taken; where there is none, the line is filled.
    """
    fits, used = 0, 0.0
    for character in piece:
        used += measure(character)
        if used > width + 1e-6:
            break
        fits += 1
    fits = max(1, fits)
    for count in range(fits, 0, -1):
        if count < len(piece) and piece[count] not in NOT_FIRST and piece[count - 1] not in NOT_LAST:
            return count
    return fits
