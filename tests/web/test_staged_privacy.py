"""Staged decisions, their reasons, a frozen ranking and what-if copies: planted, then looked for on every route of everybody else."""

import re
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.client import PageClient
from tests.selecting import add_reviewer, decide, score, shown
from tests.web.matrix import TOKENS, Place
from tests.web.parts import parts_of
from tests.world import AUTHOR, CHAIR, COAUTHOR, COMMENTER, REVIEWER, STRANGER, World
from wip.domain.links import LinkKind
from wip.domain.papers import AuthorFacts
from wip.domain.reviews import Outcome
from wip.domain.selection import Choice
from wip.domain.selection_stages import SelectionStage
from wip.models import Commenter, HistoryEvent, Letter, Person
from wip.services import commenters, decisions, freezes, scenarios
from wip.services.commenters import OfferFacts
from wip.services.people import feed_link, feed_of

PLANTED = "planted-in-the-selection"
OUTSIDERS = ("", STRANGER, AUTHOR, COAUTHOR, COMMENTER)
VARYING = re.compile(r"""nonce-[\w-]+|"at": *"[^"]+"|since=\d+|\?v=\w+|[\w-]{32,}""")


@pytest.fixture
def reviewed(world: World) -> World:
    """Two papers that are scored, with a co-author, a commenter and a reviewer."""
    coauthor = AuthorFacts("Tomas Varga", "Ashford Law School", COAUTHOR)
    world.paper("Quotas", AUTHOR, coauthors=(coauthor,))
    world.paper("Mercy", "leila.haddad@law.example.edu")
    add_reviewer(world, REVIEWER)
    for number, points in ((1, 3), (2, 5)):
        score(world, number, REVIEWER, points)

    def offer(session: Session) -> None:
        who = {"name": "Piper Nakagawa", "email": COMMENTER, "affiliation": ""}
        commenters.offer(
            session, world.call(session), OfferFacts("Policing", "", 2), **who, by=None, now=world.now
        )

    world.do(offer)
    return world


def select(world: World) -> None:
    """Everything that leaders can do before the release, with a word planted wherever one can be typed."""
    decide(world, {1: Outcome.ACCEPT, 2: Outcome.WAITING_LIST}, places={2: 1})

    def act(session: Session) -> None:
        call, by = world.call(session), world.actor(session, CHAIR)
        freezes.freeze(session, call, seen=SelectionStage.RANKING, by=by, now=world.now)
        page = shown(session, world, CHAIR)
        away = Choice(1, Outcome.DECLINE, None, page[1], PLANTED)
        decisions.decide(session, call, [away], by=by, now=world.now)
        scenarios.keep(session, call, PLANTED, (), by=by, now=world.now)

    world.do(act)


def addresses(world: World, place: Place) -> list[str]:
    """Every GET route without a personal link, with the place's own things; and personal links of each outsider."""
    rules = [
        r for r in world.app.url_map.iter_rules() if "GET" in (r.methods or ()) and "token" not in r.arguments
    ]
    known = [rule for rule in rules if rule.arguments <= set(place.parts)]
    return [place.address(rule) for rule in known if rule.endpoint != "static"]


def links(world: World) -> dict[str, list[str]]:
    """Personal pages and feeds, by address of mail."""

    def feed(session: Session, email: str) -> str:
        person = session.scalars(sa.select(Person).where(Person.email == email)).one()
        return str(world.signer.token(feed_link(feed_of(session, person, world.now))))

    offered = world.do(lambda s: s.scalar(sa.select(Commenter.id))) or 0
    found = {email: [world.paper_link(1, email)] for email in (AUTHOR, COAUTHOR)}
    found[COMMENTER] = [world.link(LinkKind.OFFER, COMMENTER, offered)]
    for email, paths in found.items():
        token = world.do(partial(feed, email=email))
        paths.append(f"/feeds/{token}/my-sessions.ics")
    return found


def read(world: World, browsers: dict[str, PageClient], place: Place) -> dict[tuple[str, str], str]:
    """What each outsider gets at each address, without what differs between any two answers."""
    personal, everywhere = links(world), addresses(world, place)
    found = {}
    for email, browser in browsers.items():
        for path in (*everywhere, *personal.get(email, ())):
            with browser.http.get(path, base_url="https://wip.example.edu") as response:
                body = TOKENS.sub(rb"\1", response.get_data()).decode("utf-8", "replace")
                found[email, path] = f"{response.status_code} {VARYING.sub('', body)}"
    return found


def test_nobody_else_gets_another_answer_after_decisions_freeze_reasons_and_copies(reviewed: World) -> None:
    world = reviewed
    place = Place(world.slug, world.do(lambda s: parts_of(s, world, CHAIR)))
    browsers = {
        email: PageClient(world.app).sign_in(email) if email else PageClient(world.app) for email in OUTSIDERS
    }
    read(world, browsers, place)
    before, letters = read(world, browsers, place), len(world.letters())
    select(world)
    after = read(world, browsers, place)
    assert [key for key in after if after[key] != before.get(key)] == []
    assert [key for key, text in after.items() if PLANTED in text] == []
    assert len(after) > 300
    assert len(world.letters()) == letters


def test_a_reviewer_finds_no_decision_no_reason_and_no_copy(reviewed: World) -> None:
    world = reviewed
    place = Place(world.slug, world.do(lambda s: parts_of(s, world, CHAIR)))
    select(world)
    found = read(world, {REVIEWER: PageClient(world.app).sign_in(REVIEWER)}, place)
    assert [path for (_, path), text in found.items() if PLANTED in text] == []
    manage = f"/manage/{world.slug}/"
    opened = {path for (_, path), text in found.items() if path.startswith(manage) and text.startswith("200")}
    assert [path for path in opened if "/selection" in path or "/release" in path] == []


def test_the_leader_finds_what_was_planted(reviewed: World) -> None:
    select(reviewed)
    browser = PageClient(reviewed.app).sign_in(CHAIR)
    paths = ("selection/", "selection/copies/", "history/")
    pages = [browser.get(f"/manage/{reviewed.slug}/{path}").words for path in paths]
    assert [PLANTED in words for words in pages] == [True, True, True]
    texts: Any = reviewed.do(lambda s: [letter.text for letter in s.scalars(sa.select(Letter))])
    assert [text for text in texts if PLANTED in text] == []
    acts = reviewed.do(lambda s: set(s.scalars(sa.select(HistoryEvent.act))))
    assert {"stage decision", "freeze ranking", "keep copy"} <= acts
