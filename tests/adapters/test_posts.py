"""A mail server that misbehaves in every way a server can, word by word over a real socket."""

import socket
from collections.abc import Iterator
from contextlib import closing, suppress
from email.message import EmailMessage
from email.policy import SMTP
from threading import Thread
from time import monotonic, sleep

import pytest

from wip.adapters.posts import PermanentFault, SmtpPost, TemporaryFault, Unreachable

QUICK = 0.3
"""Seconds of silence that are too many here."""


class Server:
    """Answers by a script: for each connection a list of what it says, word for word, to one command after the other.

    An answer of "" hangs up, "..." stays silent, "drip" never finishes its line; a list that ends means "250 OK" from there on.
    """

    def __init__(self, *scripts: list[str]) -> None:
        self.scripts = list(scripts)
        self.heard: list[list[str]] = []
        self.letters: list[bytes] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"smtp://127.0.0.1:{self._listening.getsockname()[1]}"
        Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._listening.accept()
                script = self.scripts.pop(0) if self.scripts else []
                Thread(target=self._talk, args=(connection, list(script)), daemon=True).start()

    def _talk(self, connection: socket.socket, script: list[str]) -> None:
        heard: list[str] = []
        self.heard.append(heard)
        with suppress(OSError), connection, connection.makefile("rb") as lines:
            if not self._say(connection, script, "220 here"):
                return
            for line in lines:
                word = line.decode().strip()
                heard.append(word.split(":")[0].split(" ")[0].upper())
                usual = {"DATA": "354 go on", "EHLO": "250 here", "QUIT": "221 bye"}.get(heard[-1], "250 OK")
                if not self._say(connection, script, usual):
                    return
                if heard[-1] == "DATA" and not self._take(connection, script, lines):
                    return

    def _take(self, connection: socket.socket, script: list[str], lines: Iterator[bytes]) -> bool:
        letter = b""
        for line in lines:
            if line == b".\r\n":
                self.letters.append(letter)
                return self._say(connection, script, f"250 queued as {len(self.letters)}")
            letter += line
        return False

    def _say(self, connection: socket.socket, script: list[str], usual: str) -> bool:
        words = script.pop(0) if script else usual
        if words == "drip":
            while True:
                connection.sendall(b"2")
                sleep(QUICK / 3)
        if words == "...":
            sleep(QUICK * 8)
        elif words:
            connection.sendall((usual if words == "usual" else words).encode() + b"\r\n")
        return bool(words)

    def close(self) -> None:
        self._listening.close()


def message(to: str = "mbali.abara@law.example.edu") -> EmailMessage:
    made = EmailMessage(policy=SMTP)
    made["From"], made["To"], made["Subject"] = "wip@wip.example.edu", to, "Your place"
    made["Message-ID"] = "<0a1b2c@wip.example.edu>"
    made.set_content("Dear colleague\n.\n.. of dots\n")
    return made


OPEN = ["usual", "usual"]
"""Greeting and EHLO."""


def send(server: Server, times: int = 1, sender: str = "") -> list[str]:
    with closing(SmtpPost(server.url, QUICK)) as post:
        return [post.deliver(message(), sender) for _ in range(times)]


def test_many_letters_over_one_connection_and_each_with_the_servers_answer() -> None:
    with closing(Server()) as server:
        assert send(server, 3) == ["250 queued as 1", "250 queued as 2", "250 queued as 3"]
    one = ["MAIL", "RCPT", "DATA"]
    assert server.heard == [["EHLO", *one, *one, *one, "QUIT"]]
    assert server.letters[0].endswith(b"Dear colleague\r\n..\r\n... of dots\r\n")
    assert server.letters[0] == server.letters[2]


def test_a_connection_is_not_used_for_ever() -> None:
    with closing(Server()) as server:
        send(server, 101)
    assert [len(heard) for heard in server.heard] == [302, 5]


def test_a_server_that_closes_the_open_connection_gets_the_letter_over_a_new_one() -> None:
    for last in ("", "421 4.4.2 tired of you"):
        with closing(Server([*OPEN, *["usual"] * 4, last])) as server:
            assert send(server, 2) == ["250 queued as 1", "250 queued as 2"]
            assert len(server.heard) == 2


@pytest.mark.parametrize(
    ("script", "fault", "said", "taken"),
    [
        (["421 not now"], Unreachable, "did not let us in: 421 not now", 0),
        (["554 no mail here"], Unreachable, "did not let us in: 554 no mail here", 0),
        (["..."], Unreachable, "did not let us in: ", 0),
        ([*OPEN, "530 5.7.0 sign in first"], Unreachable, "did not let us in: 530 5.7.0 sign in first", 0),
        (
            [*OPEN, "451 4.3.0 sender later"],
            TemporaryFault,
            "does not take the letter now: 451 4.3.0 sender later",
            0,
        ),
        ([*OPEN, "552 5.3.4 too large"], PermanentFault, "refused the letter: 552 5.3.4 too large", 0),
        ([*OPEN, "usual", ""], TemporaryFault, "broke off: ", 0),
        ([*OPEN, "usual", "450 4.2.0 greylisted"], TemporaryFault, "letter now: 450 4.2.0 greylisted", 0),
        ([*OPEN, "usual", "550 5.1.1 nobody"], PermanentFault, "refused the letter: 550 5.1.1 nobody", 0),
        ([*OPEN, "usual", "usual", ""], TemporaryFault, "broke off: ", 0),
        (
            [*OPEN, "usual", "usual", "451 later"],
            TemporaryFault,
            "does not take the letter now: 451 later",
            0,
        ),
        ([*OPEN, "usual", "usual", "554 no"], PermanentFault, "refused the letter: 554 no", 0),
        (
            [*OPEN, "usual", "usual", "usual", "452 full"],
            TemporaryFault,
            "does not take the letter now: 452 full",
            1,
        ),
        ([*OPEN, "usual", "usual", "usual", "554 spam"], PermanentFault, "refused the letter: 554 spam", 1),
        ([*OPEN, "usual", "usual", "usual", ""], TemporaryFault, "broke off: ", 1),
        ([*OPEN, "usual", "..."], TemporaryFault, "broke off: ", 0),
        ([*OPEN, "usual", "usual", "usual", "..."], TemporaryFault, "broke off: ", 1),
        ([*OPEN, "usual", "drip"], TemporaryFault, "broke off: ", 0),
    ],
)
def test_what_a_server_does_wrong_and_whose_fault_it_is(
    script: list[str], fault: type[Exception], said: str, taken: int
) -> None:
    begun = monotonic()
    with closing(Server(script)) as server, closing(SmtpPost(server.url, QUICK)) as post:
        with pytest.raises(fault) as no:
            post.deliver(message())
        assert (type(no.value), said in str(no.value), len(server.letters)) == (fault, True, taken)
        assert monotonic() - begun < 8 * QUICK
        # Whatever it was, the next letter leaves.
        assert post.deliver(message()).startswith("250 queued")


def test_what_a_server_says_is_shown_in_one_short_line() -> None:
    said = "550-first\r\n550 \u202esecond" + "x" * 900
    with closing(Server([*OPEN, "usual", said])) as server, pytest.raises(PermanentFault) as no:
        send(server)
    words = str(no.value)
    assert (words.startswith("The mail server refused the letter: 550 first second"), len(words) < 400) == (
        True,
        True,
    )


def test_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        url = f"smtp://127.0.0.1:{free.getsockname()[1]}"
    with pytest.raises(Unreachable, match=r"The mail server 127\.0\.0\.1 did not let us in: "):
        SmtpPost(url, QUICK).deliver(message())
