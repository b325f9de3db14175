"""Encryption of what leaves the office: the age format, its key pair made of the office's password.

Only the public half is kept, so that packages can be written without asking for the password; reading one
takes the password. Not age's own passphrase mode: it takes a gigabyte of memory for each file.
"""

from __future__ import annotations

import hashlib
import secrets
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

import pyrage
from pyrage import x25519

from hazard_desk.store.safekeeping.packages.refused import DamagedArchive, PasswordWrong

Identity: TypeAlias = x25519.Identity

SCRYPT = {"n": 2**16, "r": 8, "p": 1}
_SCRYPT_MEMORY = 128 * 2**20  # n · r · 128 bytes are 64 MiB; OpenSSL wants some more
_SALT_LENGTH = 16
_LEAST = 8
_LEAST_DIGITS = 12  # eight digits are a birthday
_MOST = 128
_CHARSET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_RUNS = ("0123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm")


class Reads(Protocol):
    """What is read piece by piece."""

    def read(self, size: int = -1, /) -> bytes:
        """Return the next bytes, b"" at the end."""


class Writes(Protocol):
    """What is written piece by piece."""

    def write(self, data: bytes, /) -> Any:
        """Take the next bytes."""


@dataclass(frozen=True, slots=True)
class Lock:
    """What is kept of a password: its salt (hex) and the public key (age1…). Neither is secret."""

    salt: str
    recipient: str

    @property
    def tag(self) -> str:
        """A short name of the key, for files that are locked with it."""
        return hashlib.sha256(self.recipient.encode()).hexdigest()[:8]


def password_problem(password: str) -> str:
    """Return why a new password won't do, "" where it does."""
    plain = _plain(password)
    if plain != plain.strip():
        return "密码的开头和结尾不要有空格。"
    if any(unicodedata.category(one) in ("Cc", "Cf", "Cn", "Cs") for one in plain):
        return "密码里有看不见的字符，请重新输入。"
    if len(plain) < _LEAST:
        return f"密码至少要 {_LEAST} 个字符。"
    if len(plain) > _MOST:
        return f"密码最多 {_MOST} 个字符。"
    if len(set(plain)) < 4 or any(_is_run(plain.lower(), run) for run in _RUNS):
        return "密码太容易猜到，请不要重复同一个字符，也不要用连续的数字或字母。"
    if plain.isdigit() and len(plain) < _LEAST_DIGITS:
        return f"只用数字的密码（如生日、电话）太容易猜到，至少要 {_LEAST_DIGITS} 位，或加上字母、汉字。"
    return ""


def _is_run(plain: str, run: str) -> bool:
    return plain in run * 3 or plain in run[::-1] * 3


def new_lock(password: str) -> Lock:
    """Return the lock of a new password, on a salt of its own."""
    salt = secrets.token_bytes(_SALT_LENGTH)
    return Lock(salt.hex(), str(identity_of(password, salt).to_public()))


def opens(lock: Lock, password: str) -> Identity:
    """Return the key that the password makes; PasswordWrong where it isn't the lock's."""
    try:
        salt = bytes.fromhex(lock.salt)
    except ValueError:
        salt = b""
    if len(salt) != _SALT_LENGTH:
        raise DamagedArchive("台账包里的密码信息已损坏。", "没有读出任何数据。", "请换一个台账包或备份。")
    identity = identity_of(password, salt)
    if str(identity.to_public()) != lock.recipient:
        raise PasswordWrong(
            "密码不对。",
            "没有读出任何数据，台账包没有动。",
            "请核对大小写和中英文输入法后再试；要的是做这个台账包时用的密码。",
        )
    return identity


def identity_of(password: str, salt: bytes) -> Identity:
    """Return the X25519 key that a password and a salt make, as 说明.txt describes it."""
    secret = hashlib.scrypt(
        _plain(password).encode("utf-8", "surrogatepass"),
        salt=salt,
        **SCRYPT,
        maxmem=_SCRYPT_MEMORY,
        dklen=32,
    )
    return x25519.Identity.from_str(bech32("age-secret-key-", secret).upper())


def _plain(password: str) -> str:
    # What a Chinese input method makes of the same keys differs (full-width digits); the password does not.
    return unicodedata.normalize("NFKC", password)


def bech32(kind: str, data: bytes) -> str:
    """Write bytes as BIP-173 says: the human-readable `kind`, 1, five bits a letter, a check sum."""
    values, bits, held = [], 0, 0
    for byte in data:
        held, bits = held << 8 | byte, bits + 8
        while bits >= 5:
            bits -= 5
            values.append(held >> bits & 31)
    if bits:
        values.append(held << 5 - bits & 31)
    expanded = [*(ord(one) >> 5 for one in kind), 0, *(ord(one) & 31 for one in kind)]
    check = _polymod([*expanded, *values, 0, 0, 0, 0, 0, 0]) ^ 1
    values += [check >> 5 * (5 - place) & 31 for place in range(6)]
    return f"{kind}1{''.join(_CHARSET[value] for value in values)}"


def _polymod(values: Sequence[int]) -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for place, generator in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            if top >> place & 1:
                check ^= generator
    return check


def encrypt(reader: Reads, writer: Writes, lock: Lock, witness: Identity | None = None) -> None:
    """Encrypt what `reader` gives for whoever knows the password.

    `witness` is a key that can read it as well: one that is made for reading back what was written, and
    forgotten then. What reader or writer raise comes out as it is.
    """
    recipients = [x25519.Recipient.from_str(lock.recipient)]
    if witness is not None:
        recipients.append(witness.to_public())
    source, target = _Source(reader), _Target(writer)
    try:
        pyrage.encrypt_io(source, target, recipients)
    except Exception:
        _raise_own(source, target)
        raise


def new_witness() -> Identity:
    """Return a key for reading back what is being written; it is kept nowhere."""
    return x25519.Identity.generate()


def decrypt(reader: Reads, writer: Writes, identity: Identity) -> None:
    """Decrypt what `reader` gives; DamagedArchive where a byte isn't as it was written, or is missing."""
    source, target = _Source(reader), _Target(writer)
    try:
        pyrage.decrypt_io(source, target, [identity])
    except Exception as error:
        _raise_own(source, target)
        raise DamagedArchive(
            "加密的内容已损坏，或不完整。", "没有使用其中的任何数据。", "请换一个台账包或备份。"
        ) from error


# pyrage says of an exception in a reader or writer only its words; it is kept here to be raised as it was.


class _Source:
    def __init__(self, reader: Reads) -> None:
        self._reader = reader
        self.raised: BaseException | None = None

    def read(self, size: int = -1) -> bytes:
        try:
            return self._reader.read(size)
        except BaseException as error:
            self.raised = error
            raise


class _Target:
    def __init__(self, writer: Writes) -> None:
        self._writer = writer
        self.raised: BaseException | None = None

    def write(self, data: bytes) -> int:
        try:
            self._writer.write(data)
        except BaseException as error:
            self.raised = error
            raise
        return len(data)

    def flush(self) -> None:
        """Nothing is held back here."""


def _raise_own(source: _Source, target: _Target) -> None:
    for raised in (source.raised, target.raised):
        if raised is not None:
            raise raised
