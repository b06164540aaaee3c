"""The leaders' list: found by words, narrowed by filters, sorted by its headings, and acted on many at a time."""

import io
import zipfile
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.client import PageClient
from tests.conftest import Clock
from tests.documents import pdf
from tests.world import CHAIR, DEADLINE, World
from wip.adapters.files import store_draft
from wip.domain.papers import AuthorFacts, PaperState, WorkStage
from wip.models import HistoryEvent, Paper, PaperTopic, Topic
from wip.services import drafts

AUTHORS = ("ana.zuniga@law.example.edu", "Bo.Achebe@law.example.edu", "cy.mueller@law.example.edu")


@pytest.fixture
def papers(world: World) -> World:
    world.paper("Quotas Without Numbers", AUTHORS[0], name="Ana Zúñiga", work_stage=WorkStage.IDEA)
    world.paper("Mercy as Procedure", AUTHORS[1], name="Bo Achebe", abstract="One two three.")
    coauthors = (AuthorFacts("Jürgen Groß", "Universität Köln"),)
    world.paper("=SUM(Justice)", AUTHORS[2], name="Cy Müller", coauthors=coauthors)

    def topic(session: Session) -> None:
        call = world.call(session)
        session.add(Topic(id=7, call_id=call.id, position=0, name="Policing"))
        session.flush()
        session.add(PaperTopic(paper_id=world.row(session, 2).id, topic_id=7))
        settings = world.app.extensions["wip_settings"]
        upload = drafts.keep_upload(
            session, "k", "mercy.pdf", store_draft(settings, io.BytesIO(pdf())), world.now
        )
        drafts.attach_draft(session, world.row(session, 2), upload, world.now)

    world.do(topic)
    return world


def numbers(client: PageClient, world: World, args: str) -> list[int]:
    text = client.get(f"/manage/{world.slug}/papers/?{args}").html
    return [int(part.split('"')[0]) for part in text.split('name="number" value="')[1:]]


@pytest.mark.parametrize(
    ("args", "found"),
    [
        ("", [1, 2, 3]),
        ("order=down", [3, 2, 1]),
        ("words=quot", [1]),
        ("words=zuniga", [1]),
        ("words=K%C3%B6l+gross", [3]),
        ("words=north+merc", [2]),
        ("words=ortas", []),
        ("words=2", [2]),
        ("state=submitted", [1, 2, 3]),
        ("state=withdrawn", []),
        ("state=nonsense", [1, 2, 3]),
        ("topic=7", [2]),
        ("topic=8", []),
        ("stage=idea", [1]),
        ("draft=yes", [2]),
        ("draft=no", [1, 3]),
        ("school=Northf", [1, 2, 3]),
        ("school=Oxf", []),
        ("to=3", [2]),
        ("from=4", [1, 3]),
        ("sort=title", [3, 2, 1]),
        ("sort=author", [1, 2, 3]),
        ("sort=author&order=down", [3, 2, 1]),
        ("sort=words", [2, 1, 3]),
        ("sort=date", [1, 2, 3]),
        ("sort=state&order=down", [3, 2, 1]),
        ("sort=school", [1, 2, 3]),
        ("answers=missing", []),
    ],
)
def test_the_address_says_what_is_listed(
    client: PageClient, papers: World, args: str, found: list[int]
) -> None:
    client.sign_in(CHAIR)
    assert numbers(client, papers, args) == found


def test_filters_show_as_chips_that_can_be_taken_away(client: PageClient, papers: World) -> None:
    client.sign_in(CHAIR)
    text = client.get(f"/manage/{papers.slug}/papers/?words=mercy&topic=7&sort=title").html
    chips = text.split('<p class="chips">')[1].split("</p>")[0]
    assert [part.split("</bdi>")[0] for part in chips.split("<bdi>")[1:]] == [
        "with “mercy”",
        "topic: Policing",
    ]
    assert (
        f'value="https://wip.example.edu/manage/{papers.slug}/papers/?words=mercy&amp;topic=7&amp;sort=title"'
        in text
    )


def press(
    client: PageClient, world: World, act: str, status: int = 200, *, args: str = "", **more: Any
) -> None:
    path = f"/manage/{world.slug}/papers/"
    client.get(f"{path}?{args}")
    client.send("/papers/chosen", status=status, act=act, **more)


def download(client: PageClient, world: World, act: str, **more: Any) -> bytes:
    client.get(f"/manage/{world.slug}/papers/")
    data = client.page.form("/papers/chosen").filled(act=act, **(more or {"every": "yes"}))
    moved = client.post(f"/manage/{world.slug}/papers/chosen", data)
    return client.http.get(moved.headers["Location"], base_url="https://wip.example.edu").get_data()


def events(world: World, act: str) -> list[dict[str, object]]:
    select = sa.select(HistoryEvent.new).where(HistoryEvent.act == act).order_by(HistoryEvent.id)
    return world.do(lambda session: list(session.scalars(select)))


def test_a_topic_is_given_and_taken(client: PageClient, papers: World) -> None:
    client.sign_in(CHAIR)
    press(client, papers, "give_topic", topic="7", every="yes", fits="3")
    assert numbers(client, papers, "topic=7") == [1, 2, 3]
    press(client, papers, "take_topic", topic="7", number=["1", "3"])
    assert numbers(client, papers, "topic=7") == [2]
    assert [len(events(papers, act)) for act in ("give topic", "take topic")] == [2, 2]


def test_adding_a_topic_says_how_many_were_changed(client: PageClient, papers: World) -> None:
    client.sign_in(CHAIR)
    press(client, papers, "give_topic", topic="7", number=["1"])
    assert "1 paper changed." in client.page.text
    press(client, papers, "give_topic", topic="7", every="yes", fits="3")
    assert "1 paper changed; the others were so already." in client.page.text
    press(client, papers, "give_topic", topic="7", number=["1"])
    assert "It was so already." in client.page.text
    press(client, papers, "take_topic", topic="7", number=["1", "2"])
    press(client, papers, "take_topic", topic="7", number=["2", "3"])
    assert "1 paper changed; the other was so already." in client.page.text
    client.get(f"/manage/{papers.slug}/papers/?words=quot")
    assert "With the one paper listed instead" in client.page.words


def test_no_paper_gets_more_topics_than_the_call_allows(client: PageClient, papers: World) -> None:
    def limit(session: Session) -> None:
        call = papers.call(session)
        call.topics_max = 1
        session.add(Topic(id=8, call_id=call.id, position=1, name="Evidence"))

    papers.do(limit)
    client.sign_in(CHAIR)
    press(client, papers, "give_topic", 422, topic="8", every="yes", fits="3")
    assert (
        "Nothing was done, because 1 of the 3 papers has as many topics as the call allows, which is 1."
        in client.page.text
    )
    assert "2. Mercy as Procedure has 1 of 1 topics." in client.page.text
    assert numbers(client, papers, "topic=8") == []
    press(client, papers, "give_topic", topic="8", number=["1", "3"])
    assert numbers(client, papers, "topic=8") == [1, 3]


def test_what_cannot_be_done_to_all_is_done_to_none(client: PageClient, papers: World, clock: Clock) -> None:
    clock.now = papers.now = DEADLINE + timedelta(hours=1)
    papers.paper("Late One", "late@law.example.edu")
    client.sign_in(CHAIR)
    press(client, papers, "let_in", 422, number=["1", "4"])
    assert "1. Quotas Without Numbers is submitted." in client.page.text
    state = sa.select(Paper.state).order_by(Paper.number)
    assert papers.do(lambda s: list(s.scalars(state)))[3] is PaperState.DRAFT
    press(client, papers, "let_in", args="state=draft", every="yes", fits="1")
    assert papers.do(lambda s: list(s.scalars(state)))[3] is PaperState.SUBMITTED


def test_a_list_that_changed_meanwhile_is_looked_at_again(client: PageClient, papers: World) -> None:
    client.sign_in(CHAIR)
    press(client, papers, "give_topic", 422, topic="7", every="yes", fits="2")
    assert "The list has changed while your page was open: 3 papers fit now." in client.page.text
    press(client, papers, "give_topic", 422, topic="7")
    assert "Tick the papers first" in client.page.text


def test_papers_are_withdrawn_for_their_authors_after_a_look(client: PageClient, papers: World) -> None:
    client.sign_in(CHAIR)
    press(client, papers, "withdraw", number=["1", "3"])
    assert "2 papers will leave the session" in client.page.text
    client.send("/papers/withdraw", status=422, reason=" ")
    client.send("/papers/withdraw", reason="Ana telephoned.")
    assert numbers(client, papers, "state=withdrawn") == [1, 3]
    letters = papers.letters(kind="paper_withdrawn")
    assert [letter.to_email for letter in letters] == [AUTHORS[0], AUTHORS[2]]
    assert "The reason given: Ana telephoned." in " ".join(letters[0].text.split())
    assert events(papers, "withdraw paper for its authors")[0]["reason"] == "Ana telephoned."


def test_newest_drafts_come_in_one_zip(client: PageClient, papers: World) -> None:
    client.sign_in(CHAIR)
    with zipfile.ZipFile(io.BytesIO(download(client, papers, "drafts"))) as archive:
        assert archive.namelist() == ["002 Mercy as Procedure - version 1.pdf"]
        assert archive.read(archive.namelist()[0]) == pdf()
    assert events(papers, "download drafts") == [{"papers": 3, "filter": {}}]
