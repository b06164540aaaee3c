"""A section's page for everybody, and its leaders' page."""

import pytest
from flask import Flask

from tests.client import PageClient
from tests.selecting import SECOND_CHAIR, add_leader
from tests.world import CHAIR, World

LEADERS = "/sections/criminal-justice/leaders"


def test_only_leaders_see_a_session_that_is_not_out(app: Flask, world: World) -> None:
    leader = PageClient(app).sign_in(CHAIR)
    leader.get("/sections/criminal-justice/new-session")
    leader.send("/new-session", title="Hidden Session", starts="2027-06-01T12:00", about="Unfinished work.")
    seen = [
        "Hidden Session" in client.get("/sections/criminal-justice/").words
        for client in (leader, PageClient(app))
    ]
    assert seen == [True, False]
    assert world.slug


@pytest.mark.parametrize(
    ("name", "email", "sentence"),
    [
        ("", "j@law.example.edu", "Give the colleague"),
        ("Jonas", "", "Give the colleague"),
        ("Jonas", "nobody", "“nobody” is not an e-mail address. Write it like name@example.edu."),
        ("Robin", CHAIR, "Robin Vale has been asked already, or leads the section."),
    ],
)
def test_a_faulty_invitation_keeps_what_was_typed(
    client: PageClient, world: World, name: str, email: str, sentence: str
) -> None:
    client.sign_in(CHAIR).get(LEADERS)
    page = client.send(LEADERS, button="Send the invitation", name=name, email=email, status=422)
    assert sentence in page.words
    fields = dict(page.form(LEADERS, "Send the invitation").fields)
    assert [fields["name"], fields["email"]] == [name, email]
    assert world.letters() == []


def test_a_section_keeps_at_least_one_leader(app: Flask, world: World) -> None:
    client = PageClient(app).sign_in(CHAIR)
    client.get(LEADERS)
    page = client.send("/end", button="Take off", status=422)
    assert "A section needs at least one leader. Invite the next one first." in page.words
    add_leader(world)
    client.get(LEADERS)
    client.send("/end", button="Take off Robin Vale")
    assert client.path == "/me/"
    client.get(f"/manage/{world.slug}/", 404)
    assert PageClient(app).sign_in(SECOND_CHAIR).get(f"/manage/{world.slug}/").headings


def test_the_details_are_changed_beside_a_faulty_form(client: PageClient, world: World) -> None:
    assert world.slug
    client.sign_in(CHAIR).get(LEADERS)
    page = client.send("/details", contact_email="nobody", status=422)
    assert "“nobody” is not an e-mail address." in page.words
    client.send("/details", contact_email="new.role@law.example.edu", zone="America/Chicago")
    assert "Saved." in client.page.words
    assert dict(client.page.form("/details").fields)["contact_email"] == "new.role@law.example.edu"
