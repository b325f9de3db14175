"""The three parts that are said before a restore (恢复), and what is said after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.kept_copies import counts_words
from ui.messages import Kind, Message

if TYPE_CHECKING:
    from hazard_desk.store.safekeeping.restoring import Restored

WAIT = "恢复要一会儿，期间不要关机，不要拔U盘。做完以后程序自己重新打开台账。"


def restored_message(restored: Restored, notices: list[str]) -> Message:
    """Say what was restored, where the former file lies, and which attachments are missing."""
    last = restored.told.last_summary
    what = f"已恢复：{counts_words(restored.told)}{f'，最后一步操作是“{last}”' if last else ''}。"
    aside = f"恢复前的台账没有删除，在 {restored.aside} 里。" if restored.aside is not None else ""
    missing = (
        f"有 {restored.missing_attachments} 个附件的文件找不到，记录都在。"
        if restored.missing_attachments
        else ""
    )
    return Message(
        what,
        f"{aside}{missing}",
        "请核对最近几天的记录；恢复错了，可以再从“备份与恢复”里换回来。",
        Kind.WARNING if restored.missing_attachments else Kind.SUCCESS,
        tuple(notices),
    )
