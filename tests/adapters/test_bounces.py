"""Notices of mail servers of many makes, automatic replies, forgeries, and what is made to break a reader."""

import io
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5

import pytest

from wip.adapters.bounces import read_notice, return_address
from wip.adapters.mailboxes import messages_at, messages_in
from wip.domain.bounces import Notice, NoticeKind, kind_of, status_in
from wip.domain.refusals import Refusal
from wip.settings import Settings

UUID = "0a1b2c3d-0000-4000-8000-000000000001"
OURS = f"{UUID}@wip.example.edu"


def settings(bounce_address: str = "bounces@wip.example.edu", key: str = "x") -> Settings:
    return Settings(
        instance=Path("/nowhere"),
        database_url="sqlite://",
        secret_key=key * 40,
        mail_from="wip@wip.example.edu",
        bounce_address=bounce_address,
    )


def report(
    *,
    to: str = "",
    action: str = "failed",
    status: str = "5.1.1",
    code: str = "smtp; 550 5.1.1 No such user",
    back: str = OURS,
) -> bytes:
    """As Postfix, Exim and Exchange write it."""
    to = to or return_address(settings(), 7)
    return f"""Return-Path: <>
Delivered-To: {to}
From: MAILER-DAEMON@mail.example.edu (Mail Delivery System)
To: {to}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="BB"
Message-ID: <20270120@mail.example.edu>

--BB
Content-Type: text/plain

I'm sorry to have to inform you that your message could not be delivered.
--BB
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.edu

Final-Recipient: rfc822; mbali.abara@law.example.edu
Action: {action}
Status: {status}
Diagnostic-Code: {code}

--BB
Content-Type: message/rfc822

From: Section <wip@wip.example.edu>
Message-ID: <{back}>
Subject: Your place is ready

Dear colleague
--BB--
""".replace("\n", "\r\n").encode()


def plain(
    subject: str, text: str, sender: str = "Mailer-Daemon <MAILER-DAEMON@mail.example.edu>", more: str = ""
) -> bytes:
    return (
        f"From: {sender}\nTo: wip@wip.example.edu\nSubject: {subject}\n{more}\n{text}\n\n"
        f"--- The message that you sent:\nMessage-ID: <{OURS}>\nSubject: Your place\n"
    ).encode()


def told(notice: Notice) -> tuple[str, int | None, str, str]:
    return notice.kind.value, notice.letter_id, notice.message_id, notice.sentence


def test_the_return_address_names_the_letter_and_is_signed() -> None:
    address = return_address(settings(), 7)
    assert address.startswith("bounces+7.")
    assert address.endswith("@wip.example.edu")
    assert len(address.partition("@")[0]) == len("bounces+7.") + 16
    assert address not in {return_address(settings(), 8), return_address(settings(key="y"), 7)}
    assert return_address(settings(""), 7) == ""


def test_a_report_names_its_letter_and_says_why() -> None:
    said = "5.1.1 There is no such mailbox. 550 5.1.1 No such user"
    assert told(read_notice(report(), settings())) == ("failed", 7, "", said)
    shouted = report(to=return_address(settings(), 7).upper())
    assert told(read_notice(shouted, settings())) == ("failed", 7, "", said)


def test_without_a_return_address_of_ours_the_message_id_of_the_letter_names_it() -> None:
    for to, which in (("wip@wip.example.edu", settings("")), ("bounces@wip.example.edu", settings())):
        assert told(read_notice(report(to=to), which))[:3] == ("failed", None, UUID)


def test_an_id_that_could_be_worked_out_names_no_letter() -> None:
    """Letters once had an id made from their cause and their address, both of which a stranger can guess."""
    guessed = f"{uuid5(NAMESPACE_URL, 'paper:1:paper_received mbali.abara@law.example.edu')}@wip.example.edu"
    for other in (guessed, OURS.replace("-4000-", "-5000-"), OURS.replace("-8000-", "-0000-")):
        assert told(read_notice(report(to="wip@wip.example.edu", back=other), settings()))[1:3] == (None, "")
    assert told(read_notice(report(back=guessed), settings()))[:3] == ("failed", 7, "")


@pytest.mark.parametrize(
    "to",
    [
        "bounces+7.0000000000000000@wip.example.edu",
        return_address(settings(key="y"), 7),
        return_address(settings(), 7).replace("+7.", "+8."),
        return_address(settings(), 7) + ".evil.example.edu",
        "x" + return_address(settings(), 7),
        "bounces+99999999999999999999.0000000000000000@wip.example.edu",
    ],
)
def test_a_forged_return_address_names_no_letter(to: str) -> None:
    notice = read_notice(report(to=to, back=f"{UUID}@elsewhere.example.edu"), settings())
    assert (notice.letter_id, notice.message_id) == (None, "")


@pytest.mark.parametrize(
    ("action", "status", "kind"),
    [
        ("failed", "5.2.2", "failed"),
        ("Failed", "4.4.7", "failed"),
        ("failed (expired)", "", "failed"),
        ("", "5.1.1", "failed"),
        ("delayed", "4.4.1", "delayed"),
        ("delayed", "5.0.0", "delayed"),
        ("", "4.2.2", "delayed"),
        ("delivered", "2.0.0", "other"),
        ("relayed", "2.0.0", "other"),
        ("expanded", "2.1.5", "other"),
        ("", "", "other"),
    ],
)
def test_the_action_decides_and_else_the_status(action: str, status: str, kind: str) -> None:
    assert read_notice(report(action=action, status=status), settings()).kind.value == kind


@pytest.mark.parametrize(
    ("raw", "kind", "sentence"),
    [
        (
            plain(
                "failure notice",
                "Hi. This is the qmail-send program.\nSorry, no mailbox here by that name. (#5.1.1)",
            ),
            "failed",
            "5.1.1 There is no such mailbox. Sorry, no mailbox here by that name. (#5.1.1)",
        ),
        (
            plain("Mail delivery failed: returning message to sender", "  550 Unrouteable address"),
            "failed",
            "5.0.0 550 Unrouteable address",
        ),
        (
            plain("Mail delivery failed", "all relevant MX records point to non-existent hosts"),
            "failed",
            "Mail delivery failed",
        ),
        (
            plain("Warning: message delayed 24 hours", "no action is required"),
            "delayed",
            "Warning: message delayed 24 hours",
        ),
        (
            plain("Delivery Status Notification (Delay)", "451 4.4.1 timed out"),
            "delayed",
            "4.4.1 451 4.4.1 timed out",
        ),
        (
            plain("Out of office", "I am away. 550 things wait", "Mbali <mbali@law.example.edu>"),
            "other",
            None,
        ),
        (
            plain("Undeliverable thoughts", "5.1.1 is a number", "Mbali <mbali@law.example.edu>"),
            "other",
            None,
        ),
        (
            plain(
                "Undelivered: away", "5.1.1", "postmaster@law.example.edu", "Auto-Submitted: auto-replied\n"
            ),
            "other",
            None,
        ),
        (plain("Spam digest", "5.1.1", "postmaster@law.example.edu"), "other", None),
    ],
)
def test_notices_for_people_and_automatic_replies(raw: bytes, kind: str, sentence: str | None) -> None:
    notice = read_notice(raw, settings())
    assert notice.kind.value == kind
    if sentence is not None:
        assert (notice.message_id, notice.sentence) == (UUID, sentence)


def _nested(levels: int) -> bytes:
    opening = "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(levels))
    return f"From: mailer-daemon@x\nSubject: failure notice\n{opening}Content-Type: message/delivery-status\n\nAction: failed\n".encode()


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00" * 1000,
        b"\xff\xfe" * 100_000,
        b"Subject: " + b"a" * 5_000_000,
        b"To: " + b"bounces+" * 100_000,
        _nested(30),
        _nested(3000),
        report().replace(b"message/delivery-status", b"message/delivery-status; charset=\xff"),
        report().replace(b"multipart/report", b"multipart/\xffreport"),
        report().replace(b'boundary="BB"', b""),
        report(status="5." * 9000),
        report(code="=?utf-8?b?////?= \u202e <script>"),
        report()[:700],
        b"Content-Transfer-Encoding: base64\nFrom: mailer-daemon\nSubject: failure notice\n\n!!!!",
        b"Content-Type: text/plain; charset=no-such\nFrom: mailer-daemon\nSubject: failure notice\n\n5.1.1",
    ],
)
def test_whatever_strangers_send_is_read_quickly_and_breaks_nothing(raw: bytes) -> None:
    notice = read_notice(raw, settings())
    assert notice.kind in list(NoticeKind)
    assert len(notice.sentence) < 500
    assert "\u202e" not in notice.sentence


def test_statuses_in_a_text() -> None:
    assert [status_in(text) for text in ("(#5.1.1)", "550 no", "on 12.5.1.1 at 4", "550", "5.1.1.1", "")] == [
        "5.1.1",
        "5.0.0",
        "",
        "",
        "",
        "",
    ]
    assert kind_of("failed", "") is NoticeKind.FAILED


def test_one_message_an_mbox_and_a_maildir(tmp_path: Path) -> None:
    one, two = plain("failure notice", "5.1.1"), plain("failure notice", "From here on\n\nFromage\n5.1.2")
    assert list(messages_in(io.BytesIO(one))) == [one]
    assert list(messages_in(io.BytesIO(b""))) == []
    box = (
        b"From MAILER-DAEMON Wed Jan 20 10:00:00 2027\n"
        + one
        + b"\nFrom MAILER-DAEMON Thu Jan 21 09:30:00 2027\n"
        + two
    )
    assert [m.strip() for m in messages_in(io.BytesIO(box))] == [one.strip(), two.strip()]
    for name, content in (("new/1", one), ("cur/2", two), ("tmp/3", one), ("new/.hidden", one)):
        file = tmp_path / "box" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    assert sorted(messages_at(tmp_path / "box")) == sorted([one, two])
    (tmp_path / "file").write_bytes(box)
    assert len(list(messages_at(tmp_path / "file"))) == 2
    with pytest.raises(Refusal, match="is no Maildir"):
        list(messages_at(tmp_path))
