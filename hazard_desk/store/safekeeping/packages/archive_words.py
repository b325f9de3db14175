"""说明.txt of a 台账包: what it is, how it is opened where this program is no more; and what one lacks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from hazard_desk.store.safekeeping.packages.encryption import SCRYPT, Lock

_NAMED = 5  # of what a package lacks; more nobody reads

_PLAIN = """\
这是“隐患台”程序做的台账包：{office}的安全生产隐患台账。
做成时间：{made}

恢复：在装有隐患台的电脑上，选“从备份或台账包恢复”，选中这个文件。
{beside}
里面的内容（没有隐患台时，这个文件可以当作 ZIP 压缩包打开）：
  office.db       台账数据（SQLite 3 格式）
  attachments     照片、扫描件等附件，按内容的 SHA-256 命名
  templates       本单位改过的文书 Word 模板（没有改过就没有）
  manifest.json   清单：每个文件的长度和 SHA-256，用来核对

里面没有的：还没有保存的草稿、已生成在 out 里的表格和文书（可以重新生成；自己改过的请另外复制）、
本机的备份、窗口设置。
"""
_BESIDE = """附件不在这个文件里，在它旁边的 attachments 文件夹里，请一起复制。
"""
_LOCKED = """\
这是“隐患台”程序做的台账包：{office}的安全生产隐患台账。有密码。
做成时间：{made}

恢复：在装有隐患台的电脑上，选“从备份或台账包恢复”，选中这个文件，输入做它时用的密码。
忘了密码，谁也打不开。
{beside}
没有隐患台时，懂技术的人可以用公开的 age 格式（age-encryption.org/v1）打开 content.age，
里面是一个 ZIP 压缩包：
  1. 密码按 Unicode NFKC 规范化，再编码成 UTF-8；
  2. scrypt：盐 = {salt}（16 字节的十六进制，也在 manifest.json 的 salt 里），
     N = {n}，r = {r}，p = {p}，输出 32 字节；
  3. 把这 32 字节写成 bech32，前缀 age-secret-key-，再全部改为大写，得到 AGE-SECRET-KEY-1……，
     它的公钥应当是 {recipient}；
  4. 把它存为 key.txt，运行：age -d -i key.txt -o content.zip content.age
"""
_BESIDE_LOCKED = """附件不在这个文件里，在它旁边的 attachments 文件夹里（名称以 {tag}.age 结尾），请一起复制；
每个附件用同一把密钥、同样的办法打开。
"""


def read_me(office: str, made: datetime, lock: Lock | None, beside: bool) -> str:
    """Return the text, of a locked package what stands outside."""
    facts = {"office": office, "made": f"{made:%Y-%m-%d %H:%M}"}
    if lock is None:
        text = _PLAIN.format(**facts, beside=_BESIDE if beside else "")
    else:
        said = _BESIDE_LOCKED.format(tag=lock.tag) if beside else ""
        text = _LOCKED.format(**facts, **SCRYPT, salt=lock.salt, recipient=lock.recipient, beside=said)
    return text.replace("\n", "\r\n")


def lost_words(lost: Sequence[str]) -> str:
    """Say what a package lacks, "" where it lacks nothing."""
    if not lost:
        return ""
    more = "等" if len(lost) > _NAMED else ""
    return f"有 {len(lost)} 个附件或模板的文件找不到或已损坏，没有带上：{'、'.join(lost[:_NAMED])}{more}。"


def mended_words(mended: int) -> str:
    """Say that attachments lay rotten in the second place and are good again, "" where none did."""
    if not mended:
        return ""
    return f"那里有 {mended} 个附件坏了，已重新写好；存它的U盘可能快坏了，最好换一只。"
