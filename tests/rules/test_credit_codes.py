"""Codes against GB 32100's vectors, python-stdnum, and what spreadsheets do to them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from hazard_desk.rules.credit_codes import (
    clean_code,
    is_credit_code,
    is_registration_number,
    is_scientific,
    means_no_code,
    propose_code,
    read_code,
)
from hazard_desk.rules.unreadable import Unreadable

GOOD = [
    "914403001922038216",
    "91110108551385082Q",
    "9144030071526726XG",
    "91350100M000100Y43",
    "91110000600037341L",
    "91140981MA0K000800",
    "91100000100003962T",
    "91110000710925462X",
    "91140000701011888X",
    "91110000802100433B",
]
OLD = ["110108000000016", "440301103097413", "110000450104499"]


@pytest.mark.parametrize("code", GOOD)
def test_good_codes_pass_here_and_in_stdnum(code):
    assert read_code(code).code == code
    assert read_code(code).warning == ""
    assert uscc.is_valid(code)


@pytest.mark.parametrize("code", ["91350100M000100Y4Z", "91350100M000100Y42", "914403001922038217"])
def test_wrong_check_characters_are_refused(code):
    with pytest.raises(Unreadable):
        read_code(code)


@given(st.sampled_from(GOOD), st.integers(0, 17), st.sampled_from("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
def test_one_changed_character_gets_stdnums_answer(code, place, character):
    changed = code[:place] + character + code[place + 1 :]
    assert is_credit_code(changed) == uscc.is_valid(changed)


@given(st.from_regex(r"[159Y][1239][0-9]{6}[0-9A-HJ-NPQRTUWXY]{9}", fullmatch=True))
def test_every_body_has_one_check_character_and_it_is_stdnums(body):
    right = [last for last in "0123456789ABCDEFGHJKLMNPQRTUWXY" if is_credit_code(body + last)]
    assert right == [uscc.calc_check_digit(body)]


def test_a_wrong_inner_check_character_is_doubted_not_refused():
    body = "91140981MA0K00081"
    reading = read_code(body + uscc.calc_check_digit(body))
    assert "第17位" in reading.warning


@pytest.mark.parametrize("number", OLD)
def test_old_numbers_pass_as_text_and_as_exact_numbers(number):
    assert read_code(number).code == number
    assert read_code(int(number)).code == number
    assert read_code(float(number)).code == number


@given(st.sampled_from(OLD), st.integers(0, 14), st.integers(1, 9))
def test_one_changed_digit_of_an_old_number_is_noticed(number, place, step):
    digit = str((int(number[place]) + step) % 10)
    assert not is_registration_number(number[:place] + digit + number[place + 1 :])


def test_thirteen_digits_are_kept_with_a_warning():
    reading = read_code("1401081234567")
    assert reading.code == "1401081234567"
    assert "旧注册号" in reading.warning


@pytest.mark.parametrize(
    "value", ["9.1E+17", "9.11401E+17", "9.1e17", "９.1E+17", 9.1e17, 914403001922038216, 1.5e14 + 0.5]
)
def test_scientific_numbers_are_refused_never_guessed(value):
    with pytest.raises(Unreadable, match="丢失"):
        read_code(value)


def test_a_real_code_is_not_scientific():
    assert is_scientific("9.1E+17")
    assert not is_scientific("91110000600037341L")


def test_dirt_is_washed_off():
    assert clean_code(" ９１３５０１００m000100-y43 ") == "91350100M000100Y43"
    assert clean_code("'91350100M000100Y43") == "91350100M000100Y43"
    assert clean_code("110108000000016.0") == "110108000000016"


def test_lookalike_letters_are_proposed_not_applied():
    assert propose_code("9I350I00M000I00Y43") == "91350100M000100Y43"
    with pytest.raises(Unreadable) as refused:
        read_code("9135O1OOM000100Y43")
    assert "91350100M000100Y43" in refused.value.remedy


def test_no_code_is_a_reason():
    assert means_no_code(" 无 ")
    assert not means_no_code("91350100M000100Y43")


@given(st.text(max_size=25))
def test_any_text_is_read_or_refused(text):
    try:
        code = read_code(text).code
    except Unreadable:
        return
    assert code == "" or is_credit_code(code) or code.isdigit()
