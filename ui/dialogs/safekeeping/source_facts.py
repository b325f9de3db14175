"""What a backup or an archive holds, in a few lines: whose it is, how much, the last thing done."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from ui import theme
from ui.safekeeping.kept_copies import Source, counts_words, size_words, when_words

_LABEL_WIDTH = 72


class SourceFacts(QWidget):
    """Rows of label and words; a row without words isn't shown."""

    def __init__(self) -> None:
        """Start empty."""
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.LABEL_GAP)
        self._grid.setVerticalSpacing(theme.SMALL_GAP)
        self._grid.setColumnMinimumWidth(0, _LABEL_WIDTH)
        self._grid.setColumnStretch(1, 1)
        self._rows: dict[str, tuple[QLabel, QLabel]] = {}

    def words_of(self, label: str) -> str:
        """Return what stands in a row; "" where it isn't shown."""
        return self._rows[label][1].text() if label in self._rows else ""

    def show_lines(self, lines: dict[str, str]) -> None:
        """Show these rows, by their labels, in place of those before."""
        for label in (*self._rows, *(label for label in lines if label not in self._rows)):
            self.show_line(label, lines.get(label, ""))

    def show_line(self, label: str, words: str) -> None:
        """Show one row more, or another text in it."""
        if label not in self._rows:
            said, value = QLabel(label), QLabel()
            theme.set_role(said, "secondary")
            value.setWordWrap(True)
            value.setTextFormat(Qt.TextFormat.PlainText)
            value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            at = len(self._rows)
            self._grid.addWidget(said, at, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(value, at, 1)
            self._rows[label] = (said, value)
        for part in self._rows[label]:
            part.setVisible(bool(words))
        self._rows[label][1].setText(words)


def facts_of(source: Source, today: date, *, with_path: bool = False, at_home: bool = True) -> dict[str, str]:
    """Return the rows that tell of a source; `at_home`: the attachments of its office lie where it goes."""
    told = source.told
    lines: dict[str, str] = {}
    if with_path:
        lines["文件"] = str(source.path)
    lines["单位"] = source.office
    lines["备份时间"] = when_words(source.made_at, today) if source.made_at is not None else ""
    if told is None:
        lines["内容"] = "有密码，输入密码后才能看到。"
    else:
        lines["内容"] = counts_words(told)
        last = when_words(told.last_entry_at, today) if told.last_entry_at is not None else ""
        lines["最后一步"] = (
            f"{told.last_summary}（{last}）" if told.last_summary and last else told.last_summary
        )
    lines["附件"] = _attachments(source, at_home=at_home)
    return lines


def _attachments(source: Source, *, at_home: bool) -> str:
    if not source.archive:
        return "照片和附件本来就在台账文件夹里，恢复时按需核对。" if at_home else _no_attachments(source)
    lost = f"做的时候就缺 {len(source.lost)} 个（找不到或已损坏）。" if source.lost else ""
    if source.beside and source.attachments and not source.beside_there:
        return (
            f"应有 {source.attachments} 个附件，旁边没有 attachments 文件夹："
            "请把它和这个文件放在一起再恢复，否则照片打不开。"
        )
    if source.beside:
        return f"{source.attachments} 个，在它旁边的 attachments 文件夹里。{lost}"
    if not source.attachments:
        return lost or "没有附件。"
    size = size_words(source.attachment_bytes)
    return f"{source.attachments} 个，共 {size}，{lost or '都在里面。'}"


def _no_attachments(source: Source) -> str:
    named = source.told.counts.get("附件", 0) if source.told is not None else 0
    count = f"（台账里记了 {named} 个）" if named else ""
    return f"备份里没有照片和附件{count}；旁边有 attachments 文件夹的会带上，没有的请改用台账包。"
