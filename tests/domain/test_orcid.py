"""ORCID iDs: their check digit, and every way in which people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wip.domain.orcid import canonical, check_digit

DIGITS = st.text("0123456789", min_size=15, max_size=15)


@pytest.mark.parametrize(
    "known", ["0000-0002-1825-0097", "0000-0001-5109-3700", "0000-0002-1694-233X", "0000-0002-9079-593X"]
)
def test_the_registry_s_own_examples_hold(known: str) -> None:
    assert canonical(known) == known


def spelt(digits: str) -> str:
    whole = digits + check_digit(digits)
    return "-".join(whole[at : at + 4] for at in range(0, 16, 4))


@given(
    DIGITS,
    st.sampled_from(["", "https://orcid.org/", "http://orcid.org/", "orcid.org/", "https://www.orcid.org/"]),
)
def test_every_way_of_writing_means_the_same(digits: str, before: str) -> None:
    known = spelt(digits)
    for form in (known, known.replace("-", ""), known.lower(), f" {known} ", f"{known}/"):
        assert canonical(before + form.strip()) == known


@given(DIGITS, st.integers(0, 15), st.integers(1, 9))
def test_one_wrong_digit_is_seen(digits: str, at: int, by: int) -> None:
    plain = spelt(digits).replace("-", "")
    old = 10 if plain[at] == "X" else int(plain[at])
    wrong = plain[:at] + str((old + by) % 10 if old < 10 else by) + plain[at + 1 :]
    assert (wrong == plain) or canonical(wrong) is None


@given(DIGITS, st.integers(0, 13))
def test_two_digits_changed_over_are_seen(digits: str, at: int) -> None:
    plain = spelt(digits).replace("-", "")
    swapped = plain[:at] + plain[at + 1] + plain[at] + plain[at + 2 :]
    assert swapped == plain or canonical(swapped) is None


@given(st.text(max_size=40))
def test_any_text_is_nothing_an_id_or_refused(text: str) -> None:
    found = canonical(text)
    assert found in {None, ""} or canonical(str(found)) == found


def test_empty_stays_empty_and_other_addresses_are_none() -> None:
    assert canonical("  ") == ""
    assert canonical("https://example.edu/0000-0002-1825-0097") is None
    assert canonical("٠٠٠٠-0002-1825-0097") is None
