"""The password: its key as published standards say, and what it opens."""

from __future__ import annotations

import hashlib
import io

import pyrage
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hazard_desk.store.safekeeping.packages.encryption import (
    Lock,
    bech32,
    decrypt,
    encrypt,
    new_lock,
    new_witness,
    opens,
    password_problem,
)
from hazard_desk.store.safekeeping.packages.refused import DamagedArchive, PasswordWrong

PASSWORD = "西槽头 2026 safe"


@pytest.fixture(scope="module")
def lock() -> Lock:
    return new_lock(PASSWORD)


@pytest.mark.parametrize(
    ("kind", "data", "written"),
    [
        # BIP-173: the valid strings, without a witness version.
        ("a", "", "a12uel5l"),
        ("an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio", "",
         "an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1tt5tgs"),
        ("abcdef", "00443214c74254b635cf84653a56d7c675be77df",
         "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw"),
        ("split", "c5f38b70305f519bf66d85fb6cf03058f3dde463ecd7918f2dc743918f2d",
         "split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w"),
    ],
)  # fmt: skip
def test_bech32_is_as_published(kind: str, data: str, written: str) -> None:
    assert bech32(kind, bytes.fromhex(data)) == written


@given(st.binary(min_size=32, max_size=32))
def test_every_secret_is_a_key_of_age(secret: bytes) -> None:
    written = bech32("age-secret-key-", secret).upper()
    assert str(pyrage.x25519.Identity.from_str(written)) == written


def test_a_password_opens_what_it_locked(lock: Lock) -> None:
    assert str(opens(lock, PASSWORD).to_public()) == lock.recipient
    assert str(opens(lock, "西槽头　２０２６ ｓａｆｅ").to_public()) == lock.recipient  # another input method
    for wrong in ("", "西槽头 2026 Safe", PASSWORD + " "):
        with pytest.raises(PasswordWrong, match="密码不对"):
            opens(lock, wrong)
    assert new_lock(PASSWORD) != lock  # a salt of its own


def test_a_lock_that_is_damaged_is_no_wrong_password(lock: Lock) -> None:
    for salt in ("", "zz", lock.salt[:-2]):
        with pytest.raises(DamagedArchive):
            opens(Lock(salt, lock.recipient), PASSWORD)


def test_plain_age_reads_it_with_the_key_that_the_text_describes(lock: Lock) -> None:
    secret = hashlib.scrypt(
        PASSWORD.encode(), salt=bytes.fromhex(lock.salt), n=65536, r=8, p=1, maxmem=2**27, dklen=32
    )
    key = pyrage.x25519.Identity.from_str(bech32("age-secret-key-", secret).upper())
    written = io.BytesIO()
    encrypt(io.BytesIO(b"records" * 100_000), written, lock, new_witness())
    assert pyrage.decrypt(written.getvalue(), [key]) == b"records" * 100_000
    assert b"records" not in written.getvalue()


def test_no_byte_may_be_another_and_none_may_lack(lock: Lock) -> None:
    written, key = io.BytesIO(), opens(lock, PASSWORD)
    plain = bytes(range(256)) * 600
    encrypt(io.BytesIO(plain), written, lock)
    data = written.getvalue()
    for place in [*range(0, 400, 7), *range(400, len(data), 9973), len(data) - 1]:
        for harmed in (data[:place] + bytes([data[place] ^ 4]) + data[place + 1 :], data[:place]):
            with pytest.raises(DamagedArchive):
                decrypt(io.BytesIO(harmed), io.BytesIO(), key)
    with pytest.raises(DamagedArchive):
        decrypt(io.BytesIO(data + b"x"), io.BytesIO(), key)


def test_what_a_reader_or_writer_raises_comes_out_as_it_is(lock: Lock) -> None:
    class Full:
        def write(self, data: bytes) -> int:
            raise OSError(28, "full")

    class Pulled:
        def read(self, size: int = -1) -> bytes:
            raise KeyError("gone")

    with pytest.raises(OSError, match="full"):
        encrypt(io.BytesIO(b"x" * 100_000), Full(), lock)
    with pytest.raises(KeyError, match="gone"):
        encrypt(Pulled(), io.BytesIO(), lock)
    with pytest.raises(KeyError, match="gone"):
        decrypt(Pulled(), io.BytesIO(), new_witness())


@pytest.mark.parametrize(
    "good", ["安全生产台账专用密码", "wenshui-2026!", "139 8765 4321 乡", "271828182845"]
)
def test_passwords_that_do(good: str) -> None:
    assert password_problem(good) == ""


@pytest.mark.parametrize(
    "bad", ["", "abc123", "安全生产", "11111111", "12345678", "abcdefgh", "87654321", "19870612",
            "13987654321", " wenshui-2026", "wenshui\n2026", "x" * 129, "abababab"],
)  # fmt: skip
def test_passwords_that_are_guessed_or_can_t_be_typed(bad: str) -> None:
    assert password_problem(bad).endswith("。")
