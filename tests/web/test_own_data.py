"""One's own data, over HTTP: a copy of everything, and the two steps to be forgotten."""

import io
import json
import zipfile

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.client import PageClient
from tests.world import AUTHOR, OTHER_CHAIR, STRANGER, World
from wip.domain.links import LinkKind
from wip.models import Paper, Person


def link(world: World, email: str = AUTHOR) -> str:
    return world.link(LinkKind.FORGET, email, world.do(lambda s: world.actor(s, email).person_id or 0))


def erased(world: World) -> list[str]:
    def read(session: Session) -> list[str]:
        return list(session.scalars(sa.select(Person.name).where(Person.erased_at.is_not(None))))

    return world.do(read)


def test_a_copy_of_everything_is_one_file(client: PageClient, world: World) -> None:
    world.paper()
    client.sign_in(AUTHOR)
    assert "A copy of everything" in client.get("/me/data").words
    response = client.http.get("/me/data.zip", base_url="https://wip.example.edu")
    with zipfile.ZipFile(io.BytesIO(response.data)) as archive:
        facts = json.loads(archive.read("my-data.json"))
        assert archive.namelist() == ["my-data.json"]
    assert [paper["title"] for paper in facts["papers"]] == ["Quotas Without Numbers"]
    assert response.headers["Cache-Control"] == "private, no-store"


def test_nothing_goes_before_the_button_behind_the_letter_s_link(client: PageClient, world: World) -> None:
    world.paper()
    client.sign_in(AUTHOR).get("/me/data")
    page = client.send("/me/data/forget", button="Send me the link to the last step")
    assert f"A letter to {AUTHOR} brings the link to the last step." in page.words
    (letter,) = world.letters(kind="data_erased")
    assert letter.subject == "The last step to be forgotten"
    last = link(world)
    assert client.get(last).headings[0] == "Be forgotten"
    assert erased(world) == []
    client.send(button="Forget me now")
    assert erased(world) == [""]
    assert world.do(lambda s: s.scalars(sa.select(Paper.state)).one().value) == "withdrawn"
    client.get("/me/data", 303)
    client.get(last, 404)


def test_the_wish_can_be_taken_back_and_its_link_ends(client: PageClient, world: World) -> None:
    world.paper()
    last = link(world)
    client.get(last, 410)
    client.sign_in(AUTHOR).get("/me/data")
    client.send("/me/data/forget", button="Send me the link to the last step")
    page = client.send("/me/data/forget", button="Send me the link to the last step", status=422)
    assert "That letter is on its way already." in page.words
    client.get(last)
    client.get("/me/data")
    client.send("/me/data/stay", button="I want to stay after all")
    client.get(last, 410)
    assert erased(world) == []


def test_a_link_for_somebody_else_opens_nothing(client: PageClient, world: World) -> None:
    world.paper()
    world.do(lambda s: world.actor(s, STRANGER))
    other = world.do(lambda s: world.actor(s, AUTHOR).person_id or 0)
    client.get(world.link(LinkKind.FORGET, STRANGER, other), 404)
    assert erased(world) == []


@pytest.mark.usefixtures("world")
def test_who_is_still_needed_is_told_what_to_do_first(client: PageClient) -> None:
    client.sign_in(OTHER_CHAIR).get("/me/data")
    page = client.send("/me/data/forget", button="Send me the link to the last step", status=422)
    assert "You are the only leader of the Section on Evidence." in page.words
