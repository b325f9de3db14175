"""The three parts that are said before a restore (恢复), and what is said after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.messages import Kind, Message, message_of
from ui.safekeeping.kept_copies import counts_words

if TYPE_CHECKING:
    from hazard_desk.services.since_backup import StepsSince
    from hazard_desk.store.safekeeping.restoring import Restored
    from hazard_desk.store.safekeeping.wrecks.salvage_words import SalvageNote

WAIT = "恢复要一会儿，期间不要关机，不要拔U盘。做完以后程序自己重新打开台账。"
_NAMED = 3  # of the steps that would be missing


def restored_message(
    restored: Restored,
    notices: list[str],
    salvaged: SalvageNote | None = None,
    *,
    is_open: bool = True,
) -> Message:
    """Say what was restored, where the former file lies, and which attachments are missing.

    Of a salvaged file also where its records came from.
    """
    last = restored.told.last_summary
    what = f"已恢复：{counts_words(restored.told)}{f'，最后一步操作是“{last}”' if last else ''}。"
    aside = f"恢复前的台账没有删除，在 {restored.aside} 里。" if restored.aside is not None else ""
    if not is_open:
        remedy = "但是现在打不开它，原因写在窗口里；按那里说的办，恢复不用重做。"
    elif restored.backup is not None:
        remedy = "请核对最近几天的记录；恢复错了，可以再从“备份与恢复”里换回来。"
    elif restored.aside is not None:
        remedy = (
            "请核对最近几天的记录。换下的那份有损坏，没能做成备份，只按原样留着，"
            "在“备份与恢复”里列为“换下的原件”。"
        )
    else:
        remedy = "请核对最近几天的记录。恢复用的那个文件先不要删，等用顺了再说。"
    if salvaged is not None and salvaged.partial:
        remedy += f"哪些取自备份、哪些找不回，写在 {salvaged.path} 里。"
    whole = salvaged is None or not salvaged.partial
    good = is_open and whole and not restored.missing_attachments
    kind = Kind.SUCCESS if good else Kind.WARNING
    told = "".join(notices)
    how = f"{salvaged.short}\n" if salvaged is not None else ""
    return Message(what, f"{how}{aside}{told}", remedy, kind)


def finished_message(error: Exception, notices: list[str]) -> Message:
    """Say that a restore was cut off and finished by the opening that followed."""
    return Message(
        "恢复到最后一步时出过错，重新打开时已经接着做完：现在的台账就是您选的那一份。",
        "".join(notices),
        "请核对最近几天的记录。",
        Kind.WARNING,
        (message_of(error).what,),
    )


def failed_message(error: Exception, notices: list[str]) -> Message:
    """Say why nothing was restored; what the opening of the former office had to tell follows."""
    said = message_of(error)
    return Message(said.what, said.meaning, said.remedy, said.kind, (*said.details, *notices))


def steps_words(steps: StepsSince) -> str:
    """Say what would be missing with a backup, with the newest few of it."""
    named = "；".join(summary for _at, summary in steps.newest[:_NAMED])
    if steps.count is None and steps.ahead:
        return (
            "这份备份比现在的台账做得多，多半是恢复以前的台账。"
            f"恢复以后又做的操作可能不在里面{f'（现在最近的：{named}）' if named else ''}。"
        )
    if steps.count is None:
        newest = f"（最近的：{named}）" if named else ""
        return (
            "这份备份和现在的台账不是一路做下来的（别的电脑上的，或者恢复以前的）："
            f"现在台账里的操作{newest}可能都不在里面。"
        )
    if not steps.count:
        return "之后没有别的操作，什么都不会少。"
    more = "等" if steps.count > _NAMED else ""
    return f"会少之后的 {steps.count} 步操作：{named}{more}。"
