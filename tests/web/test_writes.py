"""One commit a POST: all or nothing, once for a form however often it is sent."""

import pytest
import sqlalchemy as sa
from flask import Flask

from tests.client import PageClient
from tests.conftest import NOW
from tests.web.matrix import contents
from tests.world import AUTHOR, CHAIR, COAUTHOR, World
from wip.domain.papers import PaperState
from wip.models import FormReceipt, HistoryEvent, Paper
from wip.services import people


def _accepted(world: World) -> str:
    world.paper()

    def accept(session: object) -> None:
        world.row(session).state = PaperState.ACCEPTED  # type: ignore[arg-type]

    world.do(accept)
    return world.paper_link()


def _acts(world: World) -> list[str]:
    return world.do(lambda s: list(s.scalars(sa.select(HistoryEvent.act).order_by(HistoryEvent.id))))


def test_a_click_sent_twice_answers_twice_and_acts_once(client: PageClient, world: World) -> None:
    path = _accepted(world)
    form = client.get(f"{path}?answer=confirm").form("/answer", "Yes").filled(answer="confirm")
    answers = [client.post(f"{path}answer", form) for _ in range(2)]
    assert [(r.status_code, r.headers["Location"]) for r in answers] == [(303, path)] * 2
    assert client.get(path).words.count("Thank you: your place is confirmed.") == 2
    assert _acts(world).count("confirm paper") == 1
    assert [letter.kind.value for letter in world.letters()] == ["paper_received", "place_confirmed"]


def test_the_first_answer_is_given_again_even_if_the_second_says_otherwise(
    client: PageClient, world: World
) -> None:
    path = _accepted(world)
    form = client.get(path).form("/answer", "Yes").filled(answer="confirm")
    client.post(f"{path}answer", form)
    client.post(f"{path}answer", form | {"answer": ["withdraw"]})
    assert world.do(lambda s: s.scalars(sa.select(Paper.state)).one()) == "confirmed"


def test_somebody_else_s_form_token_is_no_way_to_their_answer(app: Flask, world: World) -> None:
    assert world.slug
    leader, stranger = PageClient(app).sign_in(CHAIR), PageClient(app).sign_in(AUTHOR)
    token = dict(leader.get("/me/details").form("/me/details").fields)["form_token"]
    leader.send("/me/details", name="Robin Vale")
    stranger.get("/me/details")
    stranger.send("/me/details", form_token=token, name="Mbali Abara", status=409)
    assert stranger.page.headings == ["Somebody was faster"]
    assert "Mbali Abara" in stranger.page.text


def test_a_refused_form_leaves_nothing_behind(client: PageClient, world: World) -> None:
    client.sign_in(CHAIR).get("/sections/criminal-justice/new-session")
    before = contents(world)
    page = client.send("/new-session", title="T", starts="1990-01-01T12:00", status=422)
    assert "This date has passed. Choose one that lies ahead." in page.words
    assert contents(world) == before


def test_a_failure_half_way_leaves_nothing_behind(
    app: Flask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = PageClient(app).sign_in(CHAIR)
    client.get("/me/details")
    before = contents(world)
    app.testing = False

    def fail(*things: object, **more: object) -> None:
        people.change_details(*things, **more)  # type: ignore[arg-type]
        raise RuntimeError("the power went")

    monkeypatch.setattr("wip.web.me.change_details", fail)
    page = client.send("/me/details", name="Robin V. Vale", status=500)
    assert page.headings == ["Something went wrong on our side"]
    assert "Robin V. Vale" in page.text
    assert contents(world) == before


def test_a_receipt_remembers_who_and_where(client: PageClient, world: World) -> None:
    client.sign_in(CHAIR).get("/me/details")
    client.send("/me/details", name="Robin Vale")
    receipt = world.do(
        lambda s: s.execute(
            sa.select(FormReceipt.path, FormReceipt.location, FormReceipt.at, FormReceipt.flashes).order_by(
                FormReceipt.at, FormReceipt.path
            )
        ).all()
    )
    saved = [tuple(row) for row in receipt if row.path == "/me/details"]
    assert saved == [("/me/details", "/me/", NOW, [["done", "Saved."]])]


def test_a_form_token_of_any_length_does_no_harm(client: PageClient, world: World) -> None:
    assert world.slug
    client.sign_in(COAUTHOR).get("/me/details")
    client.send("/me/details", form_token="t" * 10_000, name="Tomas Varga")
    assert client.path == "/me/"


def test_a_get_commits_nothing(client: PageClient, world: World) -> None:
    path = _accepted(world)
    client.sign_in(AUTHOR)
    before = contents(world)
    for answer in ("confirm", "turn_down", "withdraw"):
        client.get(f"{path}?answer={answer}")
    client.get("/me/")
    client.get("/me/calendar/")
    assert contents(world) == before
