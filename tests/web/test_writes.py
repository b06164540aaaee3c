"""One commit a POST: all or nothing, once for a form however often it is sent."""

import threading

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


def test_the_same_form_with_other_words_is_another_request(client: PageClient, world: World) -> None:
    path = _accepted(world)
    form = client.get(path).form("/answer", "Yes").filled(answer="confirm")
    client.post(f"{path}answer", form)
    client.post(f"{path}answer", form | {"answer": ["withdraw"]})
    assert world.do(lambda s: s.scalars(sa.select(Paper.state)).one()) == "withdrawn"
    assert client.post(f"{path}answer", form).status_code == 303
    assert world.do(lambda s: s.scalars(sa.select(Paper.state)).one()) == "withdrawn"


def test_going_back_mending_and_sending_again_loses_no_second_paper(client: PageClient, world: World) -> None:
    form = client.get(f"/sessions/{world.slug}/submit").form("/submit")
    who = {"authors-0-name": "Mbali Abara", "authors-0-email": AUTHOR, "abstract": "Short."}
    for title in ("Quotas", "Mercy"):
        client.post(form.action, form.filled(title=title, **who))
    assert world.do(lambda s: list(s.scalars(sa.select(Paper.title).order_by(Paper.number)))) == [
        "Quotas",
        "Mercy",
    ]


def test_signed_in_people_who_write_at_once_wait_for_each_other(app: Flask, world: World) -> None:
    """The transaction begins as a writer's, though the signed-in person is read before the form is."""
    leaders = [PageClient(app).sign_in(CHAIR) for _ in range(6)]
    for n, leader in enumerate(leaders):
        leader.get("/me/details")
        leader.data = leader.page.form("/me/details").filled(name=f"Robin Vale {n}")  # type: ignore[attr-defined]  # kept with the browser for the thread
    answers: list[int] = []
    start = threading.Barrier(len(leaders))

    def send(leader: PageClient) -> None:
        start.wait()
        answers.append(leader.post("/me/details", leader.data).status_code)  # type: ignore[attr-defined]  # kept with the browser for the thread

    threads = [threading.Thread(target=send, args=(leader,)) for leader in leaders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [303] * 6
    assert world.slug


def test_a_post_from_another_website_is_offered_no_second_try(client: PageClient, world: World) -> None:
    assert world.slug
    response = client.http.post(
        "/sign-in",
        data={"email": AUTHOR},
        base_url="https://wip.example.edu",
        headers={"Origin": "https://evil.example"},
    )
    assert response.status_code == 403
    assert "Set-Cookie" not in response.headers
    assert AUTHOR not in response.get_data(as_text=True)


def test_what_no_form_of_ours_sends_is_not_shown_again(client: PageClient, world: World) -> None:
    assert world.slug
    many = "&".join(f"{n}=1" for n in range(5000))
    response = client.http.post(
        "/sign-in",
        data=many,
        base_url="https://wip.example.edu",
        content_type="application/x-www-form-urlencoded",
    )
    assert response.status_code == 400
    assert len(response.get_data()) < 10_000


def test_somebody_else_s_form_token_is_no_way_to_their_answer(app: Flask, world: World) -> None:
    assert world.slug
    leader, stranger = PageClient(app).sign_in(CHAIR), PageClient(app).sign_in(AUTHOR)
    token = dict(leader.get("/me/details").form("/me/details").fields)["form_token"]
    leader.send("/me/details", name="Robin Vale")
    stranger.get("/me/details")
    stranger.send("/me/details", form_token=token, name="Mbali Abara")
    assert "Mbali Abara" in stranger.page.words
    assert "Robin Vale" not in stranger.page.words


def test_a_refused_form_leaves_nothing_behind(client: PageClient, world: World) -> None:
    client.sign_in(CHAIR).get("/sections/criminal-justice/new-session")
    before = contents(world)
    page = client.send("/new-session", title="T", about="Drafts.", starts="1990-01-01T12:00", status=422)
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
        people.change_details(*things, **more)  # type: ignore[arg-type]  # the person, or the form's fields
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
