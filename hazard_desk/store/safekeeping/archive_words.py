"""说明.txt of a 台账包: what it is, and how it is opened where this program is no more."""

from __future__ import annotations

from datetime import datetime

from hazard_desk.store.safekeeping.encryption import SCRYPT, Lock

_PLAIN = """\
这是“隐患台”程序做的台账包：{office}的安全生产隐患台账。
做成时间：{made}

恢复：在装有隐患台的电脑上，选“从备份或台账包恢复”，选中这个文件。
{beside}
里面的内容（没有隐患台时，这个文件可以当作 ZIP 压缩包打开）：
  office.db       台账数据（SQLite 3 格式）
  attachments     照片、扫描件等附件，按内容的 SHA-256 命名
  manifest.json   清单：每个文件的长度和 SHA-256，用来核对
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
