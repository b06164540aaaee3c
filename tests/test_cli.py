"""The `wip` command, as an operator types it."""

import io
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.conftest import NOW, POSTGRES
from tests.serving import free_port, status_when_up
from tests.world import AUTHOR, World
from wip import cli
from wip.adapters import schema
from wip.commands.serving import masked
from wip.domain.letters import LetterState
from wip.models import Letter, Section

Wip = Callable[..., tuple[int, str, str]]

COMMANDS = sorted(cli.wip.commands)


@pytest.fixture
def wip(
    tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Wip:
    """Run `wip` on the tests' database; gives its exit code, output and error output."""
    for name in [name for name in os.environ if name.startswith("WIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("WIP_INSTANCE", str(tmp_path))
    monkeypatch.setenv("WIP_DATABASE_URL", database_url)
    monkeypatch.setenv("WIP_SECRET_KEY", "tests-only-" + "x" * 40)
    monkeypatch.setenv("WIP_BASE_URL", "https://wip.example.edu")

    def run(*arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        code = cli.run([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def test_the_commands_that_there_are(wip: Wip) -> None:
    assert COMMANDS == [
        "add-section", "agenda", "assign", "backup", "bounces", "check", "demo", "export-person", "fit", "forget", "import-papers", "letters", "link", "previews", "replies", "restore", "run", "upgrade",
        "worker",
    ]  # fmt: skip
    code, out, err = wip()
    assert (code, err) == (0, "")
    assert [name for name in COMMANDS if f"\n  {name} " not in out] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(wip: Wip, command: str) -> None:
    code, out, err = wip(command, "--help")
    assert (code, err, out.startswith(f"Usage: wip {command}")) == (0, "", True)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("nonsense",), "No such command 'nonsense'."),
        (("link",), "Missing argument 'EMAIL'."),
        (("link", "nobody"), "“nobody” is not an e-mail address."),
        (
            ("link", "a@example.edu", "--minutes", "0"),
            "Invalid value for '--minutes': 0 is not in the range 1<=x<=10080.",
        ),
        (("agenda", "nothing"), "There is no session “nothing”."),
        (("forget", "nobody@example.edu", "--yes"), "Nobody here has the address nobody@example.edu."),
        (("restore", "missing.zip"), "Invalid value for 'FILE': File 'missing.zip' does not exist."),
        (
            ("backup", "missing/backup.zip"),
            "missing/backup.zip cannot be written: No such file or directory.",
        ),
        (
            (
                "add-section",
                "S",
                "--contact",
                "c@example.edu",
                "--leader",
                "l@example.edu",
                "--zone",
                "Mars/Base",
            ),
            "“Mars/Base” is no time zone. Write it like America/New_York.",
        ),
    ],
)
def test_bad_input_is_one_line_and_1(wip: Wip, arguments: tuple[str, ...], sentence: str) -> None:
    assert wip(*arguments) == (1, "", f"wip: {sentence}\n")


def test_a_bad_setting_is_one_line(wip: Wip, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WIP_PORT", "high")
    assert wip("check") == (1, "", "wip: WIP_PORT is 'high'; it must be a whole number from 1 to 65535.\n")


def test_a_database_that_is_not_set_up(wip: Wip, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WIP_DATABASE_URL", f"sqlite:///{tmp_path / 'new.sqlite'}")
    said = f"wip: The database is not set up; this version needs {schema.head()}. Run “wip upgrade”.\n"
    assert wip("link", AUTHOR) == (1, "", said)
    assert wip("upgrade") == (0, f"The database is at revision {schema.head()}.\n", "")
    assert wip("link", AUTHOR)[0] == 0


def test_a_database_that_does_not_answer(wip: Wip, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WIP_DATABASE_URL", "postgresql://wip:hush@127.0.0.1:1/wip")
    code, out, err = wip("link", AUTHOR)
    assert (code, out, err.count("\n"), "hush" in err) == (1, "", 1, False)
    assert err.startswith("wip: Postgresql does not answer: ")


def test_a_sign_in_link_works(wip: Wip, world: World) -> None:
    code, out, err = wip("link", AUTHOR)
    assert (code, err, out.startswith("https://wip.example.edu/sign-in/")) == (0, "", True)
    world.app.config["CLOCK"] = lambda: datetime.now(UTC)
    page = world.app.test_client().get(out.strip(), base_url="https://wip.example.edu")
    assert (page.status_code, "Sign in" in page.text) == (200, True)


def test_a_section_is_founded_once(wip: Wip, world: World) -> None:
    arguments = (
        "add-section",
        "Section on Torts",
        "--contact",
        "torts@example.edu",
        "--leader",
        "lee@example.edu",
    )
    assert wip(*arguments) == (0, "Section on Torts: https://wip.example.edu/sections/torts/\n", "")
    assert wip(*arguments) == (1, "", "wip: There is a section “Section on Torts” already.\n")
    zone = world.do(lambda s: s.scalar(sa.select(Section.zone).where(Section.slug == "torts")))
    assert zone == "America/New_York"


def test_a_person_gets_a_copy_and_is_forgotten(wip: Wip, world: World, tmp_path: Path) -> None:
    world.paper()
    file = tmp_path / "copy.json"
    assert wip("export-person", AUTHOR, "-o", str(file))[0] == 0
    assert [paper["title"] for paper in json.loads(file.read_text())["papers"]] == ["Quotas Without Numbers"]
    code, out, err = wip("forget", AUTHOR, "--yes")
    assert (code, err, out.startswith("Forgotten. Letters emptied: ")) == (0, "", True)
    assert wip("export-person", AUTHOR)[2] == f"wip: Nobody here has the address {AUTHOR}.\n"


def test_letters_are_printed_with_their_real_links(wip: Wip, world: World) -> None:
    world.paper()
    code, out, err = wip("letters", "--last", "1")
    assert (code, err) == (0, "")
    assert out.startswith(
        "To: Mbali Abara <mbali.abara@law.example.edu>\nSubject: Received: Quotas Without Numbers\n"
    )
    assert f"Written: {NOW:%Y-%m-%d %H:%M} UTC, waiting\n" in out
    assert f"https://wip.example.edu{world.paper_link()}\n" in out
    assert wip("letters", "--to", "nobody@example.edu") == (0, "", "")


def test_check_gives_a_verdict_each(wip: Wip, tmp_path: Path) -> None:
    code, out, err = wip("check")
    assert (code, err) == (0, "")
    database = "postgresql" if POSTGRES else "sqlite"
    assert out.splitlines() == [
        f"good  configuration: every setting can be read; https://wip.example.edu, instance folder {tmp_path}.",
        f"good  database: {database} answers.",
        f"good  migrations: the database is at revision {schema.head()}, the newest.",
        "good  queue: the task queue answers; 0 waiting.",
        f"good  mail: no mail server is set: letters are written to files in {tmp_path / 'letters'}.",
        "good  bounces: letters come back to wip@localhost; with WIP_BOUNCE_ADDRESS and “wip bounces” leaders would see it.",
        (
            "good  replies: answers to calendar invitations go to each section’s own address; with "
            "WIP_CALENDAR_REPLIES_ADDRESS and “wip replies” leaders would see them beside the agenda."
        ),
        "good  folder: no other account of this machine looks into the instance folder.",
        "good  storage: a file was written, read and deleted.",
        "good  similarity: texts are compared by words. With the extra “similarity” they are compared by meaning too.",
        "good  letters: 0 waiting, 0 failed; at most 120 leave a minute.",
    ]


def test_check_says_how_letters_come_back_and_why_they_wait(
    wip: Wip, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for address, words in (
        (
            "back@localhost",
            "to back@localhost, each to an address of its own: pipe that mailbox into “wip bounces -”.",
        ),
        (
            "back@other.example.edu",
            "another domain than that of WIP_MAIL_FROM: see to it that its SPF record names",
        ),
    ):
        monkeypatch.setenv("WIP_BOUNCE_ADDRESS", address)
        assert words in wip("check")[1]
    world.paper()
    # The tests' clock runs ahead of the world's: here the letter was due long ago.
    world.do(lambda s: s.execute(sa.update(Letter).values(due_at=datetime(2020, 1, 1, tzinfo=UTC))))
    code, out, err = wip("check")
    assert (code, err) == (1, "wip: Not in order: letters.\n")
    assert (
        "BAD   letters: 1 waiting, 0 failed; at most 120 leave a minute. Letters wait because the part" in out
    )


def test_bounces_are_read_from_a_file_and_from_standard_input(
    wip: Wip, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.paper()
    (letter,) = world.letters()
    world.do(lambda s: s.execute(sa.update(Letter).values(state=LetterState.SENT, sent_at=NOW)))
    notice = f"From: mailer-daemon\nSubject: failure notice\n\n550 5.1.1 nobody\n\nMessage-ID: <{letter.message_id}@localhost>\n"
    file = tmp_path / "box"
    file.write_text(
        f"From a Wed Jan 20 10:00:00 2027\n{notice}\nFrom b Wed Jan 20 10:01:00 2027\nSubject: Hello\n\nHi.\n"
    )
    assert wip("bounces", file) == (0, "2 read: 1 came back, 0 noted, 0 known already, 1 left alone.\n", "")
    assert wip("bounces", file)[1] == "2 read: 0 came back, 0 noted, 1 known already, 1 left alone.\n"
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(notice.replace("nobody", "gone").encode())))
    assert wip("bounces", "-")[1] == "1 read: 0 came back, 1 noted, 0 known already, 0 left alone.\n"
    assert world.letters()[0].fault == "It came back: 5.1.1 There is no such mailbox. 550 5.1.1 nobody"
    assert wip("bounces", tmp_path)[2].endswith("is no Maildir: it has no folder “new” or “cur”.\n")


def test_answers_from_calendars_are_read_and_their_place_is_checked(
    wip: Wip, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.paper()
    file = tmp_path / "box"
    file.write_text("Subject: Hello\n\nHi.\n")
    nothing = "1 read: 0 noted, 0 known already, 0 older than what is known, 0 from somebody else, 0 to no invitation of ours, 1 no reply of a calendar.\n"
    assert wip("replies", file) == (0, nothing, "")
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"Hi.")))
    assert wip("replies", "-")[1] == nothing
    monkeypatch.setenv("WIP_CALENDAR_REPLIES_ADDRESS", "calendar@wip.example.edu")
    assert "go to calendar@wip.example.edu: pipe that mailbox into “wip replies -”." in wip("check")[1]
    monkeypatch.setenv("WIP_CALENDAR_REPLIES_MAILBOX", str(file))
    assert f"go to calendar@wip.example.edu: the worker reads {file}." in wip("check")[1]
    monkeypatch.setenv("WIP_CALENDAR_REPLIES_MAILBOX", str(tmp_path / "none"))
    assert (
        f"BAD   replies: WIP_CALENDAR_REPLIES_MAILBOX is {tmp_path / 'none'}, which cannot" in wip("check")[1]
    )


def test_check_names_what_is_not_in_order(wip: Wip, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "files").write_text("in the way")
    monkeypatch.setenv("WIP_MAIL_URL", "smtp://wip:hush@127.0.0.1:1")
    code, out, err = wip("check")
    assert (code, err) == (1, "wip: Not in order: mail, storage.\n")
    assert re.findall(r"^BAD +(\w+)", out, re.MULTILINE) == ["mail", "storage"]
    assert "hush" not in out


def test_backup_and_restore(wip: Wip, world: World, tmp_path: Path) -> None:
    world.paper()
    file = tmp_path / "backup.zip"
    code, out, err = wip("backup", file)
    assert (code, err) == (0, "")
    assert re.fullmatch(rf"{re.escape(str(file))}: \d+ rows, 0 files, the secret key\.\n", out)
    assert wip("restore", file)[2].startswith("wip: The database is not empty")
    world.do(lambda session: session.execute(sa.delete(Letter)))
    assert wip("restore", file, "--replace")[0] == 0
    assert [letter.subject for letter in world.letters()] == ["Received: Quotas Without Numbers"]


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/papers/abc.def/drafts/1", "/papers/…/drafts/1"),
        ("/sign-in/abc", "/sign-in/…"),
        ("/sign-in", "/sign-in"),
        ("/feeds/abc/my-sessions.ics", "/feeds/…/my-sessions.ics"),
        ("/commissions/abc/", "/commissions/…/"),
        ("/offers/abc/take-back", "/offers/…/take-back"),
        ("/invitations/abc/", "/invitations/…/"),
        ("/manage/spring/papers/3/", "/manage/spring/papers/3/"),
    ],
)
def test_a_log_never_holds_a_personal_link(path: str, shown: str) -> None:
    assert masked(path) == shown


def test_no_route_with_a_token_is_logged_whole(app: Flask) -> None:
    routes = [each.rule for each in app.url_map.iter_rules() if "<token>" in each.rule]
    shown = [masked(each) for each in [*routes, "/sign-in/<token>"]]
    assert len(routes) > 40
    assert [each for each in shown if "<token>" in each] == []


@pytest.mark.usefixtures("wip")
def test_run_serves_delivers_and_stops(world: World, tmp_path: Path) -> None:
    world.paper()
    begun = datetime.now(UTC)
    world.do(lambda session: session.execute(sa.update(Letter).values(due_at=begun)))
    port = free_port()
    env = os.environ | {"WIP_PORT": str(port), "WIP_WEB_WORKERS": "1"}
    command = [sys.executable, "-m", "wip", "run"]
    with subprocess.Popen(
        [*command, "--access-log"], env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as running:
        assert status_when_up(port, "/healthz") == 200
        assert status_when_up(port, world.paper_link()) == 200
        second = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
        taken = f"wip: 127.0.0.1:{port} is not free (Address already in use). Stop what runs there, or set WIP_PORT"
        assert (second.returncode, second.stdout, second.stderr) == (1, "", f"{taken} to another number.\n")
        for _ in range(300):
            if world.letters()[0].sent_at:
                break
            time.sleep(0.1)
        running.send_signal(signal.SIGTERM)
        out, err = (stream.decode() for stream in running.communicate(timeout=60))
    assert (running.returncode, out) == (
        0,
        "Works in Progress is at https://wip.example.edu (stop it with Ctrl-C)\n",
    )
    assert [line.rpartition(": ")[2] for line in err.splitlines()] == [
        "GET /healthz 200",
        "GET /papers/…/ 200",
    ]
    assert len(list((tmp_path / "letters").iterdir())) == 1
