"""The seed as the plan describes it in words, computed again with nothing but a hash function."""

from __future__ import annotations

import hashlib

import pytest

from veedor.audit.seed import SHARE_DIGITS, check_digits, mix, new_share, seal_of, seed_procedure
from veedor.audit.signed_papers import Share
from veedor.errors import AuditError

PLAN = "a" * 64
SHARES = (Share("Red", "1" * 40, True), Share("Blue", "f" * 64, False))


def test_the_words_ask_for_dice_only_where_the_plan_does() -> None:
    without, with_dice = seed_procedure(0), seed_procedure(20)
    assert "die" not in without.split()
    assert "dice,DIGITS" not in without
    assert "Then 20 throws of a ten-sided die are made" in with_dice
    assert with_dice.endswith("and last a line dice,DIGITS.")
    for words in (without, with_dice):
        assert f"at least {SHARE_DIGITS} digits" in words
        assert words.endswith(".")


@pytest.mark.parametrize(("dice", "last"), [("", b""), ("12345", b"dice,12345\n")])
def test_the_seed_is_the_hash_of_the_lines_that_the_words_name(dice: str, last: bytes) -> None:
    lines = f"{PLAN}\nRed,{'1' * 40}\nBlue,{'f' * 64}\n".encode() + last
    found = mix(PLAN, SHARES, dice)
    assert (len(found), int(found)) == (78, int(hashlib.sha256(lines).hexdigest(), 16))


def test_a_seal_is_the_hash_of_plan_party_and_digits() -> None:
    text = f"{PLAN},Red,{'1' * 40}".encode()
    assert seal_of(PLAN, "Red", "1" * 40) == hashlib.sha256(text).hexdigest()


def test_digits_are_decimal_enough_and_not_too_many() -> None:
    for good in ("1" * 10, "0" * 1000):
        assert check_digits(good, 10, "") == good
    for bad in ("1" * 9, "1" * 1001, "12345678x0", "١٢٣٤٥٦٧٨٩٠", ""):
        with pytest.raises(AuditError, match="at least 10 decimal digits"):
            check_digits(bad, 10, "")
    made = {new_share() for _ in range(20)}
    assert len(made) == 20
    assert all(check_digits(share, SHARE_DIGITS, "") for share in made)
