"""The first door: files, limits, doubled posts, and a deadline that passes while the form is open."""

import io
import os
import threading
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from tests import documents
from tests.client import Page, PageClient
from tests.conftest import Clock
from tests.world import AUTHOR, CHAIR, COAUTHOR, DEADLINE, World
from wip.domain.calls import CallMove
from wip.models import Draft, Paper, Topic, Upload
from wip.services import calls

MEGABYTE = 1024 * 1024


def typed(**more: Any) -> dict[str, Any]:
    return {
        "title": "Quotas Without Numbers",
        "abstract": "Informal targets survive.",
        "authors-0-name": "Mbali Abara",
        "authors-0-affiliation": "Northfield College of Law",
        "authors-0-email": AUTHOR,
    } | more


def file(content: bytes, name: str) -> tuple[io.BytesIO, str]:
    return io.BytesIO(content), name


def opened(client: PageClient, world: World) -> PageClient:
    client.get(f"/sessions/{world.slug}/submit")
    return client


def papers(world: World) -> list[tuple[int, str, str, list[str]]]:
    def read(session: Any) -> list[tuple[int, str, str, list[str]]]:
        rows = session.scalars(sa.select(Paper).order_by(Paper.number)).all()
        return [(p.number, p.title, p.state.value, [d.file_name for d in p.drafts]) for p in rows]

    return world.do(read)


def test_a_paper_comes_in_with_its_file_and_its_receipts(client: PageClient, world: World) -> None:
    coauthor = {"authors-1-name": "Tomas Varga", "authors-1-email": COAUTHOR}
    draft = file(documents.pdf(3), "quotas.pdf")
    page = opened(client, world).send("/submit", **typed(draft=draft, **coauthor))
    assert page.headings == ["Your paper is in"]
    assert "3 pages" in client.get(world.paper_link()).words
    assert papers(world) == [(1, "Quotas Without Numbers", "submitted", ["quotas.pdf"])]
    told = [(letter.kind.value, letter.to_email) for letter in world.letters()]
    assert told == [("paper_received", AUTHOR), ("paper_received", COAUTHOR)]


def test_the_page_after_submitting_gives_nobody_the_mailbox_s_link(client: PageClient, world: World) -> None:
    page = opened(client, world).send("/submit", **typed())
    assert client.path == f"/sessions/{world.slug}/submitted?late=0"
    assert [text for text in (AUTHOR, "/papers/") if text in page.html] == []


def test_whoever_is_signed_in_as_the_first_author_sees_the_paper_at_once(
    client: PageClient, world: World
) -> None:
    opened(client.sign_in(AUTHOR), world).send("/submit", **typed())
    assert client.path == world.paper_link()


def test_every_fault_is_named_at_once_and_nothing_typed_is_lost(client: PageClient, world: World) -> None:
    faulty = {
        "title": " ",
        "authors-0-email": "nobody",
        "authors-1-affiliation": "Lakeside",
        "abstract": "word " * 501,
    }
    page = opened(client, world).send("/submit", status=422, **typed(**faulty))
    for sentence in (
        "Give the paper a title.",
        "The abstract has 501 words; the call allows 500. Please shorten it by 1.",
        "This is not an e-mail address. Write it like name@example.edu.",
        "Give the author’s name.",
    ):
        assert sentence in page.words
    kept = dict(page.form("/submit").fields)
    assert [kept["authors-0-name"], kept["authors-1-affiliation"], kept["authors-0-email"]] == [
        "Mbali Abara",
        "Lakeside",
        "nobody",
    ]
    assert kept["abstract"].split() == ["word"] * 501
    assert papers(world) == []
    assert world.letters() == []


REFUSED = {
    "a program named .pdf": (documents.PROGRAM, "paper.pdf", "This is not a PDF or Word file"),
    "a picture": (documents.PICTURE, "paper.pdf", "This is not a PDF or Word file"),
    "text named .docx": (b"Dear colleagues", "paper.docx", "This is not a PDF or Word file"),
    "an archive named .docx": (
        documents.word(document=False),
        "paper.docx",
        "This is not a PDF or Word file",
    ),
    "half a PDF": (documents.pdf()[:300], "paper.pdf", "This PDF is damaged and does not open."),
    "a locked PDF": (documents.pdf(password="secret"), "paper.pdf", "This PDF is locked with a password."),
    "nothing": (b"", "paper.pdf", "This file is empty. Choose the file again."),
    "too much": (
        b"%PDF-1.7" + b"x" * (MEGABYTE * 3 // 10),
        "paper.pdf",
        "This file has 0.3 MB; at most 0.1 MB are possible.",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_that_is_not_what_it_claims_is_refused_and_the_text_kept(
    client: PageClient, world: World, name: str
) -> None:
    content, called, sentence = REFUSED[name]
    settings = client.app.extensions["wip_settings"]
    client.app.extensions["wip_settings"] = replace(settings, upload_max_bytes=MEGABYTE // 10)
    page = opened(client, world).send("/submit", status=422, **typed(draft=file(content, called)))
    assert sentence in page.words
    kept = dict(page.form("/submit").fields)
    assert [kept["title"], kept["abstract"], kept["authors-0-email"]] == [
        "Quotas Without Numbers",
        "Informal targets survive.",
        AUTHOR,
    ]
    assert papers(world) == []
    client.send("/submit")
    assert papers(world) == [(1, "Quotas Without Numbers", "submitted", [])]


def test_a_good_file_survives_the_refusal_of_the_text(client: PageClient, world: World) -> None:
    draft = file(documents.word(), "../..\\etc/quotas .docx")
    page = opened(client, world).send("/submit", status=422, **typed(abstract="", draft=draft))
    assert "File kept quotas .docx goes along when you send the form." in page.words
    client.send("/submit", status=422, title="")
    client.send("/submit", title="Quotas Without Numbers", abstract="At last.")
    assert papers(world) == [(1, "Quotas Without Numbers", "submitted", ["quotas .docx"])]
    assert world.do(lambda s: s.scalar(sa.select(sa.func.count()).select_from(Upload))) == 0


def test_another_author_can_be_asked_for_with_the_file_kept(client: PageClient, world: World) -> None:
    form = typed(draft=file(documents.pdf(), "quotas.pdf"), add_author="1")
    page = opened(client, world).send("/submit", **form)
    fields = [name for name, _ in page.form("/submit").fields]
    names = [name for name in fields if name.startswith("authors-") and name.endswith("-name")]
    assert names == [f"authors-{n}-name" for n in range(3)]
    client.send("/submit")
    assert papers(world) == [(1, "Quotas Without Numbers", "submitted", ["quotas.pdf"])]


@pytest.mark.parametrize("key", ["x", "x" * 5000, "\x00", "../../wip.sqlite"])
def test_a_kept_file_s_key_that_was_made_up_is_refused(client: PageClient, world: World, key: str) -> None:
    page = opened(client, world).send("/submit", status=422, **typed(kept=key))
    assert "Your file was kept for three days and is gone now. Please choose it again." in page.words
    assert papers(world) == []


def test_the_same_title_twice_is_refused_in_a_sentence(client: PageClient, world: World) -> None:
    opened(client, world).send("/submit", **typed())
    again = typed(title="quotas, without NUMBERS")
    page = opened(client.sign_in(AUTHOR), world).send("/submit", status=422, **again)
    assert "You have submitted a paper with this title already." in page.words
    assert [len(papers(world)), len(world.letters())] == [1, 1]


@pytest.mark.parametrize("each", [None, 1], ids=["the title", "the number"])
def test_only_the_mailbox_learns_what_its_owner_has_submitted(
    client: PageClient, world: World, each: int | None
) -> None:
    world.do(lambda s: setattr(world.call(s), "papers_each", each))
    opened(client, world).send("/submit", **typed())
    again = typed() if each is None else typed(title="Another")
    page = opened(client, world).send("/submit", status=422, **again)
    assert "It could not be taken in under the first author’s address." in page.words
    assert ["already" in page.words, len(papers(world))] == [False, 1]
    assert dict(page.form("/submit").fields)["abstract"] == "Informal targets survive."
    opened(client, world).send("/submit", status=422, **again)
    _, letter = world.letters()
    assert (letter.to_email, letter.subject) == (AUTHOR, "Not taken in again: Quotas Without Numbers")
    why = "with this title already" if each is None else "This call takes one paper of each first author"
    assert why in " ".join(letter.text.split())


@pytest.mark.parametrize("fault", [{"topics": "999999"}, {"authors-1-name": "B", "authors-1-email": "no"}])
def test_a_form_that_cannot_come_in_asks_nothing_about_anybody(
    client: PageClient, world: World, fault: dict[str, str]
) -> None:
    world.do(lambda s: s.add(Topic(call_id=world.call(s).id, position=1, name="Policing")))
    opened(client, world).send("/submit", **typed())
    refused = []
    for email in (AUTHOR, "somebody.else@law.example.edu"):
        form = typed(**{"authors-0-email": email} | fault)
        page = opened(client, world).send("/submit", status=422, **form)
        refused.append(page.words.replace(email, ""))
    assert refused[0] == refused[1]
    assert len(world.letters()) == 1


def test_a_form_sent_twice_makes_one_paper_and_one_letter(client: PageClient, world: World) -> None:
    form = opened(client, world).page.form("/submit").filled(**typed())
    first, second = (client.post(client.path, form) for _ in range(2))
    assert (first.status_code, first.headers["Location"]) == (second.status_code, second.headers["Location"])
    assert [papers(world), len(world.letters())] == [[(1, "Quotas Without Numbers", "submitted", [])], 1]


def test_a_form_sent_twice_at_once_makes_one_paper_and_one_letter(
    client: PageClient, world: World, app: Flask
) -> None:
    form = opened(client, world).page.form("/submit").filled(**typed())
    cookie = client.http.get_cookie("session", domain="wip.example.edu")
    assert cookie is not None
    answers: list[tuple[int, str]] = []
    start = threading.Barrier(2)

    def send() -> None:
        browser = PageClient(app)
        browser.http.set_cookie("session", cookie.value, domain="wip.example.edu")
        browser.path = client.path
        start.wait()
        response = browser.post(client.path, form)
        answers.append((response.status_code, response.headers["Location"]))

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [(303, f"/sessions/{world.slug}/submitted?late=0")] * 2
    assert [papers(world), len(world.letters())] == [[(1, "Quotas Without Numbers", "submitted", [])], 1]


@pytest.mark.parametrize(
    ("late", "state", "kind", "told"),
    [
        (timedelta(seconds=-1), "submitted", "paper_received", "Your paper is in"),
        (timedelta(minutes=9), "submitted", "paper_received", "Your paper is in"),
        (timedelta(minutes=10), "submitted", "paper_received", "Your paper is in"),
        (timedelta(minutes=11), "draft", "paper_saved_late", "The deadline had passed. Your text is kept"),
    ],
    ids=str,
)
def test_a_deadline_that_passes_while_the_form_is_open_loses_nothing(
    client: PageClient, world: World, clock: Clock, late: timedelta, state: str, kind: str, told: str
) -> None:
    opened(client, world)
    clock.now = DEADLINE + late
    page = client.send("/submit", **typed(draft=file(documents.pdf(), "quotas.pdf")))
    assert told in page.words
    assert papers(world) == [(1, "Quotas Without Numbers", state, ["quotas.pdf"])]
    assert [letter.kind.value for letter in world.letters()] == [kind]


def test_a_late_paper_is_let_in_by_a_leader(client: PageClient, world: World, clock: Clock) -> None:
    opened(client, world)
    clock.now = DEADLINE + timedelta(hours=1)
    client.send("/submit", **typed())
    leader = PageClient(client.app).sign_in(CHAIR)
    leader.get(f"/manage/{world.slug}/papers/1/")
    leader.send("/let-in")
    assert papers(world) == [(1, "Quotas Without Numbers", "submitted", [])]
    kinds = [letter.kind.value for letter in world.letters(to_email=AUTHOR)]
    assert kinds == ["paper_saved_late", "paper_received"]


def test_the_door_says_when_it_was_open(client: PageClient, world: World, clock: Clock) -> None:
    clock.now = DEADLINE + timedelta(hours=1)
    page = opened(client, world).page
    assert page.forms == [form for form in page.forms if "/submit" not in form.action]
    assert "29 Jan 2027, 17:00 New York" in page.words


def test_a_closed_call_keeps_the_text_of_who_was_typing(client: PageClient, world: World) -> None:
    opened(client, world)
    world.do(lambda s: calls.step(s, world.call(s), CallMove.CLOSE, by=world.actor(s, CHAIR), now=world.now))
    client.send("/submit", **typed())
    assert papers(world) == [(1, "Quotas Without Numbers", "draft", [])]


def test_the_stored_file_is_the_one_that_was_sent(client: PageClient, world: World) -> None:
    content = documents.pdf(4)
    opened(client, world).send("/submit", **typed(draft=file(content, "quotas ünd\u202efdp.pdf")))
    (path,) = [link for link in client.get(world.paper_link()).links if "/drafts/1" in link]
    response = client.http.get(path, base_url="https://wip.example.edu")
    assert response.get_data() == content
    assert response.headers["Content-Disposition"] == (
        "attachment; filename=\"quotas _ndfdp.pdf\"; filename*=UTF-8''quotas%20%C3%BCndfdp.pdf"
    )
    assert response.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    stored = world.do(lambda s: s.scalars(sa.select(Draft.storage_key)).one())
    assert os.sep not in stored
    response.close()


def test_an_abstract_of_a_hundred_kilobytes_is_refused_with_its_text_kept(
    client: PageClient, world: World
) -> None:
    text = "wort " * 20_000
    form = opened(client, world).page.form("/submit").filled(**typed(abstract=text))
    page = Page(client.post(client.path, form).get_data(as_text=True))
    assert "The abstract has 20000 words; the call allows 500. Please shorten it by 19500." in page.words
    assert dict(page.form("/submit").fields)["abstract"] == text.strip()
