"""Typed text: what is taken out, and that nothing else is."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wip.domain.texts import clean, clean_line, file_name, says_nothing, slug, without_overrides

ANY = st.text(st.characters())


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\x00b", "ab"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("a\ud800b", "ab"),
        ("  tab\tstays\n\n\nlines too  ", "tab\tstays\n\n\nlines too"),
        ("\U0001f600 é e\u0301 \u05d0 \u200f", "\U0001f600 é e\u0301 \u05d0 \u200f"),
        ("\u2067\u202egnp.exe\u202c\u2069 ", "gnp.exe"),
        ("=1+1 <b>&amp;</b> {{ x }}", "=1+1 <b>&amp;</b> {{ x }}"),
    ],
)
def test_only_what_no_database_carries_and_what_turns_round_other_text_is_taken_out(
    typed: str, kept: str
) -> None:
    assert clean(typed) == kept


@pytest.mark.parametrize("text", ["\u200b", "\u3164\u2060", " \u0301\n", "\u200b\u202e"])
def test_nothing_is_left_of_what_nobody_can_see(text: str) -> None:
    assert (clean(text), clean_line(text)) == ("", "")


def test_a_line_is_one_line() -> None:
    assert (
        clean_line(" Subject\r\nBcc: b@law.example.edu\u2028 x\x85y ") == "Subject Bcc: b@law.example.edu x y"
    )


def test_text_cannot_turn_round_what_stands_after_it() -> None:
    assert without_overrides("\u202egnp.\u2066exe\u2069") == "gnp.exe"


@pytest.mark.parametrize(
    "text", ["", " \t\n", "\u200b\u2060\ufeff", "\u3164\u115f\u1160\uffa0\u2800", "\u202e\u0301\x00\ufe0f"]
)
def test_what_nobody_can_see_says_nothing(text: str) -> None:
    assert says_nothing(text)


@pytest.mark.parametrize(
    "text", ["x", "\u200bא", "\U0001f600", "?", "\u0646\u0645\u06cc\u200c\u0634\u0648\u062f"]
)
def test_what_can_be_seen_says_something(text: str) -> None:
    assert not says_nothing(text)


@given(ANY)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)
    assert clean_line(clean_line(text)) == clean_line(text)
    assert len(clean_line(text).splitlines()) <= 1


@given(ANY)
def test_clean_text_can_be_stored_and_sent(text: str) -> None:
    kept = clean(text)
    kept.encode()
    assert {c for c in kept if unicodedata.category(c) == "Cc"} <= {"\n", "\t", *map(chr, range(0x80, 0xA0))}


@pytest.mark.parametrize(
    ("title", "address"),
    [
        ("Spring Works-in-Progress Session 2027", "spring-works-in-progress-session-2027"),
        ("Café & Straße", "cafe-strae"),
        ("\u5bb6\u65cf\u6cd5", "session"),
        ("../../etc/passwd", "etc-passwd"),
        ("x" * 59 + " y", "x" * 59),
        ("", "session"),
    ],
)
def test_a_title_becomes_an_address(title: str, address: str) -> None:
    assert slug(title) == address


@given(ANY)
def test_an_address_is_always_safe(title: str) -> None:
    made = slug(title)
    assert made.strip("abcdefghijklmnopqrstuvwxyz0123456789-") == ""
    assert [0 < len(made) <= 60, made == made.strip("-"), "--" in made] == [True, True, False]


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("paper.pdf", "paper.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\Ann\\paper.pdf", "paper.pdf"),
        (".htaccess", "htaccess"),
        ("a\r\nb.pdf", "a b.pdf"),
        ("cod\u202efdp.exe", "codfdp.exe"),
        ("", "file"),
        ("x" * 300 + ".pdf", "x" * 100 + ".pdf"),
    ],
)
def test_a_file_s_name_has_no_path_and_no_controls(sent: str, kept: str) -> None:
    assert file_name(sent) == kept
