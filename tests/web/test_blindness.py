"""Blind calls: names are planted, then looked for on every page, file and search of those who may not see them."""

import io
import re
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests.client import PageClient
from tests.documents import pdf
from tests.selecting import SECOND_CHAIR, add_leader, add_reviewer, decide, release, score
from tests.web.matrix import Place
from tests.web.parts import parts_of
from tests.world import CHAIR, REVIEWER, World
from wip.adapters.files import store_draft
from wip.domain.calls import Blindness
from wip.domain.links import LinkKind
from wip.domain.papers import AuthorFacts
from wip.domain.reviews import Outcome
from wip.domain.selection_stages import SelectionStage
from wip.models import HistoryEvent
from wip.queries.review_settings import settings_of
from wip.services import attachments, drafts

BASE = "https://wip.example.edu"
EMAIL = "zq.planted@law.example.edu"
CO_EMAIL = "orla.plantedco@law.example.edu"
ORCID = "0000-0002-1825-0097"
SECRETS = ("Quillfeather", "quillfeather", "Plantedco", EMAIL, CO_EMAIL, ORCID, "Nettlebed", "nettlebed")
WITHOUT = {"names.look", "static"}


@pytest.fixture
def blind(world: World) -> World:
    """A double-blind call with a paper whose authors' names stand wherever they can."""
    world.do(lambda s: setattr(world.call(s), "blindness", Blindness.DOUBLE))
    add_reviewer(world, REVIEWER)
    add_leader(world)
    coauthor = AuthorFacts("Orla Plantedco", "Nettlebed Law School", CO_EMAIL)
    facts = {
        "bio": "Professor Quillfeather teaches at Nettlebed.",
        "note_to_leaders": "Yours, Z. Quillfeather",
    }
    world.paper(
        "Quotas Without Numbers", EMAIL, name="Zephyrine Quillfeather", coauthors=(coauthor,), **facts
    )
    world.paper("Mercy as Procedure", SECOND_CHAIR, name="Jonas Lind")
    world.do(lambda s: _attach(s, world))
    score(world, 1, CHAIR, 3)
    return world


def _attach(session: Session, world: World) -> None:
    row = world.row(session)
    row.authors[0].orcid, row.authors[0].affiliation = ORCID, "Nettlebed Law School"
    row.import_warnings = ["Zephyrine Quillfeather was named twice."]
    row.anonymity_notes = ["Page 1 names Zephyrine Quillfeather."]
    settings = world.app.extensions["wip_settings"]
    stored = store_draft(settings, io.BytesIO(pdf()))
    upload = drafts.keep_upload(session, "blind-draft", "quillfeather.pdf", stored, world.now)
    drafts.attach_draft(session, row, upload, world.now)
    sheet = store_draft(settings, io.BytesIO(pdf()))
    upload = drafts.keep_upload(session, "blind-sheet", "quillfeather-cover.pdf", sheet, world.now)
    attachments.attach(session, row, upload, question=None, now=world.now)


def addresses(world: World, app: Flask) -> Iterator[tuple[str, str]]:
    """(endpoint, path) of every page of the session, and of lists as somebody curious would ask for them."""
    place = Place(world.slug, world.do(lambda s: parts_of(s, world, CHAIR)))
    for rule in app.url_map.iter_rules():
        is_page = "GET" in (rule.methods or ()) and rule.endpoint not in WITHOUT
        if is_page and rule.arguments and rule.arguments <= place.parts.keys():
            yield rule.endpoint, place.address(rule)
    papers = f"/manage/{world.slug}/papers/"
    for query in ("sort=author", "sort=school&order=down", "words=quill", "school=nettle", "words=1"):
        yield "papers.index", f"{papers}?{query}"
    yield "me.show", "/me/"


def leaks(client: PageClient, path: str) -> list[str]:
    """The planted words in the answer, apart from what the address itself says."""
    response: TestResponse = client.http.get(path, base_url=BASE)
    headers = " ".join(f"{name}: {value}" for name, value in response.headers.items())
    said = (
        (response.get_data().decode("utf-8", "replace") + headers)
        .replace("words=quill", "")
        .replace("school=nettle", "")
    )
    return [word for word in SECRETS if word in said]


def found(client: PageClient, world: World) -> dict[str, list[str]]:
    return {
        f"{endpoint} {path}": words
        for endpoint, path in addresses(world, client.app)
        if (words := leaks(client, path))
    }


@pytest.mark.parametrize("email", [REVIEWER, CHAIR])
@pytest.mark.parametrize("moment", ["open", "staged", "frozen"])
def test_nobody_who_reviews_or_selects_finds_a_name(
    blind: World, client: PageClient, email: str, moment: str
) -> None:
    if moment != "open":
        decide(blind, {1: Outcome.ACCEPT})
    if moment == "frozen":
        blind.do(lambda s: _set_stage(s, blind, SelectionStage.FROZEN))
    client.sign_in(email)
    assert found(client, blind) == {}


def _set_stage(session: Session, world: World, stage: SelectionStage) -> None:
    settings = settings_of(session, world.call(session).wip_session)
    settings.stage, settings.frozen_at = stage, world.now
    settings.revealed_at = world.now if stage is SelectionStage.REVEALED else None


def test_a_search_by_name_finds_what_a_search_for_nothing_finds(blind: World, client: PageClient) -> None:
    client.sign_in(CHAIR)
    papers = f"/manage/{blind.slug}/papers/"
    for words in ("Quillfeather", "zephyrine", "Nettlebed", "q"):
        page = client.get(f"{papers}?words={words}")
        assert ("No paper fits" in page.words) is (words != "q")
    assert "Quotas Without Numbers" in client.get(f"{papers}?words=quotas").words
    assert "Quotas Without Numbers" in client.get(f"{papers}?words=1").words
    by_school = client.get(f"{papers}?school=nettlebed").words
    assert "Mercy as Procedure" in by_school
    assert [h for h in ("First author", "School") if h in by_school] == []


def test_no_bulk_act_or_export_tells_names_apart(blind: World, client: PageClient) -> None:
    client.sign_in(CHAIR)
    client.get(f"/manage/{blind.slug}/papers/")
    token = client.page.form("papers/chosen").filled(every="yes", fits="0", act="csv")
    path = f"/manage/{blind.slug}/papers/chosen?words=quillfeather"
    answer = client.post(path, token)
    assert answer.status_code == 422
    token = client.page.form("papers/chosen").filled(number=["1"], act="csv")
    answer = client.post(f"/manage/{blind.slug}/papers/chosen", token)
    assert answer.status_code == 422
    assert "Show the names first." in answer.get_data(as_text=True)
    assert [word for word in SECRETS if word in answer.get_data(as_text=True)] == []


def test_mail_to_a_group_of_authors_names_nobody(blind: World, client: PageClient) -> None:
    client.sign_in(CHAIR)
    for group, status in (("submitted", 200), ("accepted", 200), ("reviewers", 200)):
        page = client.get(f"/manage/{blind.slug}/mailings/new?group={group}")
        data = page.form("mailings").filled(subject="A word", body="Dear {name}, see you there.")
        answer = client.post(f"/manage/{blind.slug}/mailings/preview", data)
        text = answer.get_data(as_text=True)
        assert (answer.status_code, "see you there" in text) == (status, True)
        assert [word for word in SECRETS if word in text] == []
        sent = client.post(f"/manage/{blind.slug}/mailings/", data | {"form_token": ["again"]})
        assert [word for word in SECRETS if word in sent.get_data(as_text=True)] == []


def test_looking_is_an_act_that_the_history_keeps_and_reviewing_stays_blind(
    blind: World, client: PageClient
) -> None:
    client.sign_in(CHAIR)
    path = f"/manage/{blind.slug}/papers/1/"
    assert "hidden: this call is double blind" in client.get(path).words
    client.get(f"/manage/{blind.slug}/letters/", status=403)
    client.send("/names", button="Show me the authors’ names")
    assert client.path == f"/manage/{blind.slug}/letters/"
    page = client.get(path)
    assert [
        word for word in ("Zephyrine Quillfeather", EMAIL, ORCID, "quillfeather.pdf") if word not in page.html
    ] == []
    assert "Quillfeather" in client.get(f"/manage/{blind.slug}/papers/?words=quillfeather").html
    for rest in ("reviews/", "reviews/1/", "selection/", "picture/"):
        assert leaks(client, f"/manage/{blind.slug}/{rest}") == []
    assert (
        "chose to see the authors’ names of a double-blind call"
        in client.get(f"/manage/{blind.slug}/history/").words
    )
    client.get(f"/manage/{blind.slug}/names")
    looked = blind.do(
        lambda s: [e.actor_name for e in s.query(HistoryEvent).where(HistoryEvent.act == "look at names")]
    )
    assert looked == ["Robin Vale"]
    other = PageClient(client.app).sign_in(SECOND_CHAIR)
    assert found(other, blind) == {}


def test_the_button_leads_nowhere_but_within_the_session(blind: World, client: PageClient) -> None:
    client.sign_in(CHAIR)
    for following in (
        "https://evil.example.org/",
        "//evil.example.org/",
        "/me/",
        f"/manage/{blind.slug}/\\evil",
    ):
        client.get(f"/manage/{blind.slug}/names?next={following}")
        data = (
            client.page.form("/names").filled() if client.page.forms[-1].action.endswith("/names") else None
        )
        if data is not None:
            answer = client.post(f"/manage/{blind.slug}/names", data)
            assert answer.headers["Location"] == f"/manage/{blind.slug}/papers/"


def test_once_revealed_leaders_see_names_and_reviewers_do_not(blind: World, client: PageClient) -> None:
    blind.do(lambda s: _set_stage(s, blind, SelectionStage.REVEALED))
    client.sign_in(CHAIR)
    for rest in ("papers/1/", "reviews/1/", "selection/", "letters/"):
        assert leaks(client, f"/manage/{blind.slug}/{rest}") != []
    reviewer = PageClient(client.app).sign_in(REVIEWER)
    assert found(reviewer, blind) == {}


def test_in_the_history_an_author_is_an_author(blind: World, client: PageClient) -> None:
    client.sign_in(CHAIR)
    page = client.get(f"/manage/{blind.slug}/history/?paper=1")
    assert "An author: submitted the paper" in page.words
    page = client.get(f"/manage/{blind.slug}/history/?paper=2")
    assert "An author: submitted the paper" in page.words
    assert "Jonas Lind: submitted" not in page.words


def test_an_open_call_hides_nothing_from_its_leaders(world: World, client: PageClient) -> None:
    world.paper("Quotas Without Numbers", EMAIL, name="Zephyrine Quillfeather")
    client.sign_in(CHAIR)
    for rest in ("papers/", "papers/1/", "reviews/1/", "history/", "letters/"):
        assert "Zephyrine Quillfeather" in client.get(f"/manage/{world.slug}/{rest}").html
    page = client.get(f"/manage/{world.slug}/names")
    assert "You see the authors’ names." in page.words


@pytest.mark.parametrize("blindness", [Blindness.SINGLE, Blindness.DOUBLE])
def test_authors_never_learn_who_reviewed(world: World, client: PageClient, blindness: Blindness) -> None:
    secret = ("Remi Oyelaran", REVIEWER, "planted-committee", "planted-note")
    world.do(lambda s: setattr(world.call(s), "blindness", blindness))
    add_reviewer(world, REVIEWER)
    world.paper("Quotas Without Numbers", EMAIL)
    score(world, 1, REVIEWER, 2, "planted-committee remark", "Cut part two.")
    decide(world, {1: Outcome.DECLINE})
    release(world, with_comments=True)
    letters = world.letters(to_email=EMAIL)
    assert "Cut part two." in letters[-1].text
    read = [letter.text + letter.html + letter.subject for letter in letters]
    link = world.link(LinkKind.PAPER, EMAIL, 1)
    public = (link, f"/sessions/{world.slug}/", f"/sessions/{world.slug}/call")
    read += [client.http.get(path, base_url=BASE).get_data(as_text=True) for path in public]
    author = PageClient(client.app).sign_in(EMAIL)
    read += [author.get(path).html for path in ("/me/", f"/sessions/{world.slug}/")]
    feed = re.findall(r"/feeds/[^\"'<> ]+", "".join(read))
    read += [client.http.get(path, base_url=BASE).get_data(as_text=True) for path in feed]
    assert [word for word in secret for text in read if word in text] == []


def test_the_page_of_names_is_for_leaders(blind: World, client: PageClient) -> None:
    client.sign_in(REVIEWER)
    client.get(f"/manage/{blind.slug}/names", status=404)
