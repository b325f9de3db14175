"""核对结果: which rules hold, which wishes are broken and why, what must not be, how it was drawn."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtWidgets import QFrame, QTextBrowser

from ui import theme
from ui.pages.cross.board_lines import pair_named
from ui.theme import Meaning

if TYPE_CHECKING:
    from hazard_desk.services.cross_inspecting.board import Board, BoardParty
    from hazard_desk.services.cross_inspecting.round_question import BoardBar

_NARROWEST = 240
_PAIR, _ALLOW, _MEMBERS = "pair", "allow", "members"


class VerdictPanel(QTextBrowser):
    """A page to read; a line that is about a pair goes to it, a hand-made prohibition can be taken back."""

    pair_wanted = Signal(int)
    allow_wanted = Signal(int)  # id of the prohibition
    members_wanted = Signal(str)  # the 检查方

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self.setAccessibleName("核对结果")
        self.setOpenLinks(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMinimumWidth(_NARROWEST)
        self.setTabChangesFocus(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setStyleSheet(
            f"QTextBrowser {{ border: 1px solid {theme.GROUND}; background-color: {theme.GROUND}; }}"
            f"QTextBrowser:focus {{ border-color: {theme.ACCENT}; }}"
        )
        self.anchorClicked.connect(self._follow)

    def show_board(self, board: Board) -> None:
        """Say all of this board, at the place that was being read."""
        at = self.verticalScrollBar().value()
        parts = [
            _section("核对结果", _verdict(board)),
            _section("愿望没有做到的", _wishes(board)) if board.wishes else "",
            _section("不许的组合", _bars(board.bars)) if board.bars else "",
            _section("抽签", _draw(board)),
            _section("能排多少轮", map(escape, board.variety)) if board.variety else "",
            _section("检查方的任务", _loads(board)),
        ]
        self.setHtml("".join(parts))
        self.verticalScrollBar().setValue(at)

    def _follow(self, url: QUrl) -> None:
        kind, _, what = QUrl.fromPercentEncoding(url.toEncoded()).partition(":")
        if kind == _PAIR:
            self.pair_wanted.emit(int(what))
        elif kind == _ALLOW:
            self.allow_wanted.emit(int(what))
        elif kind == _MEMBERS:
            self.members_wanted.emit(what)


def _section(title: str, lines: Iterable[str]) -> str:
    said = "".join(f"<div style='margin:0 0 4px 0'>{line}</div>" for line in lines)
    return f"<div style='margin:10px 0 4px 0'><b>{title}</b></div>{said}"


def _inked(words: str, meaning: Meaning) -> str:
    return f"<span style='color:{meaning.value.ink}'>{words}</span>"


def _link(kind: str, what: object, words: str, style: str = f"color:{theme.ACCENT}") -> str:
    return f"<a href='{kind}:{escape(str(what), quote=True)}' style='{style}'>{words}</a>"


def _quiet(words: str) -> str:
    return f"<span style='color:{theme.SECONDARY}'>{words}</span>"


def _verdict(board: Board) -> Iterable[str]:
    if not board.pairs:
        there = board.inspectors and board.targets
        yield _quiet(
            "还没有安排。点“抽签排组”，由程序排。" if there else "参加单位还不全。点“轮次资料…”填写。"
        )
        return
    if not board.faults:
        yield _inked("√ 全部硬性要求都满足", Meaning.CLOSED)
    for text in board.faults:
        yield _to_pair(board, text, "×", Meaning.OVERDUE)


def _wishes(board: Board) -> Iterable[str]:
    for text in board.wishes:
        yield _to_pair(board, text, "！", Meaning.DUE_SOON)


def _to_pair(board: Board, text: str, mark: str, meaning: Meaning) -> str:
    words = f"{mark} {escape(text)}"
    pair_id = next(pair_named(board, text), None)
    if pair_id is None:
        return _inked(words, meaning)
    return _link(_PAIR, pair_id, words, f"color:{meaning.value.ink}; text-decoration:none")


def _bars(bars: Iterable[BoardBar]) -> Iterable[str]:
    for bar in bars:
        sides = f"{escape(bar.inspector)} 不查 {escape(bar.inspected)}"
        reason = f"：{escape(bar.reason)}" if bar.reason else ""
        said = f"{sides}（{bar.kind.label}{reason}）"
        if bar.id is None:
            yield f"{said} {_quiet('按组员自动算出')} {_link(_MEMBERS, bar.inspector, '看组员')}"
        else:
            yield f"{said} {_link(_ALLOW, bar.id, '取消禁止')}"


def _draw(board: Board) -> Iterable[str]:
    row = board.round
    if row.seed is None:
        yield _quiet("没有抽过签" + ("，是直接录入的。" if row.pairs else "。"))
    else:
        by_hand = "；抽签后手工调整过" if row.changed_by_hand else "；没有手工调整"
        yield f"抽签种子 {row.seed}{by_hand}"
        yield _quiet("同样的单位、同样的种子，排出来一样；种子印在安排表上。")
    compared = "、".join(map(escape, board.compared))
    yield f"对照的前几轮：{compared}" if compared else "对照的前几轮：没有"


def _loads(board: Board) -> Iterable[str]:
    for text in board.team_notes:
        yield _inked(f"！{escape(text)}", Meaning.DUE_SOON)
    if len(board.inspectors) > 1 and len({party.load for party in board.inspectors}) == 1:
        told = [party for party in board.inspectors if party.members]
        yield f"{len(board.inspectors)} 个检查方，每个{escape(board.inspectors[0].load)}"
    else:
        told = list(board.inspectors)
    for party in told:
        yield f"{escape(party.name)}：{_about(party)}"


def _about(party: BoardParty) -> str:
    members = "、".join(map(escape, party.members))
    return (escape(party.load) or "没有任务") + (f" {_quiet(members)}" if members else "")
