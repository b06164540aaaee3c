"""Headers of letters: nothing that somebody typed makes another header, another recipient or a line too long."""

import email
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.adapters.test_mail import LINK, NOW, letter, sent, settings
from wip.adapters.mail import as_message
from wip.adapters.tokens import Signer
from wip.domain.letters import LetterKind
from wip.domain.links import Link, LinkKind
from wip.domain.texts import clean_line, without_overrides

HEADERS = {"from", "to", "reply-to", "subject", "date", "message-id", "auto-submitted", "mime-version"}


def decoded(message: EmailMessage, name: str) -> str:
    """A header as RFC 2047 has it read: white space between two encoded words is none."""
    raw = next(value for key, value in message.raw_items() if key.lower() == name)
    return str(make_header(decode_header("".join(str(raw).splitlines()))))


@given(st.text(max_size=160), st.text(max_size=160))
def test_no_name_and_no_subject_makes_another_header_or_recipient(name: str, subject: str) -> None:
    made = as_message(letter(to_name=name, from_name=name, subject=subject), settings(Path()), NOW)
    raw = made.as_bytes()
    read = email.message_from_bytes(raw, policy=default)
    assert {key.lower() for key in read if not key.startswith("Content")} == HEADERS
    assert [each.addr_spec for each in read["To"].addresses] == ["mbali.abara@law.example.edu"]
    assert [each.addr_spec for each in read["From"].addresses] == ["wip@wip.example.edu"]
    assert [each.addr_spec for each in read["Reply-To"].addresses] == ["cj@law.example.edu"]
    shown = clean_line(without_overrides(subject)).replace("=?", "= ?")
    assert decoded(read, "subject") == shown
    assert max(len(line) for line in raw.split(b"\r\n")) <= 998


@pytest.mark.parametrize(
    "name",
    ["=?utf-8?q?x=0D=0ABcc:_all=40law.example.edu?=", "=?utf-8?b?WA==?= <a@b.example.edu>", "a =?x?= b"],
)
def test_an_encoded_word_in_a_name_is_text(tmp_path: Path, name: str) -> None:
    message = sent(tmp_path, to_name=name, from_name=name, subject=name)
    shown = name.replace("=?", "= ?")
    to = message["To"].addresses
    assert [(each.display_name, each.addr_spec) for each in to] == [(shown, "mbali.abara@law.example.edu")]
    assert (str(message["Subject"]), message["Bcc"]) == (shown, None)


@pytest.mark.parametrize("name", ["x" * 1200, "é" * 1200, "word " * 300, "\u202e" * 1200 + "end"])
def test_a_name_without_end_is_cut_before_a_line_is_too_long(tmp_path: Path, name: str) -> None:
    made = as_message(letter(to_name=name, from_name=name, subject=name), settings(tmp_path), NOW)
    assert max(len(line) for line in made.as_bytes().split(b"\r\n")) <= 998
    read = email.message_from_bytes(made.as_bytes(), policy=default)
    assert len(decoded(read, "subject")) <= 300


def test_a_letter_that_may_be_stopped_says_how_in_one_click(tmp_path: Path) -> None:
    stop = Link(LinkKind.STOP, 3, 7, 0, "group_mail")
    installation = settings(tmp_path)
    message = sent(tmp_path, kind=LetterKind.GROUP_MAIL, links=[LINK.stored(), stop.stored()])
    address = Signer(installation.secret_key, installation.base_url).address(stop)
    assert address.startswith("https://wip.example.edu/stop/")
    assert (message["List-Unsubscribe"], message["List-Unsubscribe-Post"]) == (
        f"<{address}>",
        "List-Unsubscribe=One-Click",
    )


@pytest.mark.parametrize("email_to", ["mbali.abara@law.example.edu", "zoë@law.example.edu"])
def test_the_address_that_stops_letters_leaves_as_it_is(tmp_path: Path, email_to: str) -> None:
    """Mail programs look for <https://...>; folded into encoded words it would be nothing to them (RFC 2369 section 2)."""
    stop = Link(LinkKind.STOP, 2_000_000_000, 2_000_000_000, 99, "review_reminders")
    installation = settings(tmp_path)
    address = Signer(installation.secret_key, installation.base_url).address(stop)
    made = as_message(letter(to_email=email_to, links=[stop.stored()]), installation, NOW)
    assert f"List-Unsubscribe: <{address}>".encode() in made.as_bytes().split(b"\r\n")


def test_a_letter_that_must_arrive_offers_no_stop(tmp_path: Path) -> None:
    message = sent(tmp_path)
    assert (message["List-Unsubscribe"], message["List-Unsubscribe-Post"]) == (None, None)
