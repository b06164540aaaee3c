"""Writing to a group over HTTP: looked at first, sent once, and nothing typed is ever lost."""

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.client import Page, PageClient
from tests.web.test_letters import outbox
from tests.world import AUTHOR, CHAIR, OTHER_CHAIR, World
from wip.domain.calls import Blindness
from wip.domain.letters import LetterKind
from wip.domain.mail_groups import MailGroup
from wip.domain.stops import StopTopic
from wip.models import Mailing, Person
from wip.services import stops

BODY = "Dear {name},\n\nThis is about {titles}.\n\n{section}"


def new(world: World, query: str = "") -> str:
    return f"/manage/{world.slug}/mailings/new{query}"


def sent(world: World) -> int:
    return world.do(lambda session: session.scalar(sa.select(sa.func.count(Mailing.id))) or 0)


@pytest.fixture
def chair(client: PageClient, world: World) -> PageClient:
    world.paper()
    world.paper("Mercy as Procedure", "leila.haddad@law.example.edu")
    client.sign_in(CHAIR).get(new(world))
    return client


def test_nothing_sent_yet_leads_to_the_first_letter(chair: PageClient, world: World) -> None:
    page = chair.get(f"/manage/{world.slug}/mailings/")
    assert "Nothing was sent to a group yet" in page.words
    assert new(world) in page.links


def test_a_letter_is_looked_at_then_sent_then_listed(chair: PageClient, world: World) -> None:
    page = chair.send("preview", button="Preview", subject="For {name}", body=BODY)
    assert "2 letters" in page.words
    assert "Everybody who submitted: 2 people" in page.words
    assert "To Leila Haddad <leila.haddad@law.example.edu> For Leila Haddad Dear Leila Haddad," in page.words
    assert (sent(world), world.letters(kind=LetterKind.GROUP_MAIL)) == (0, [])
    page = press_send(chair, world)
    assert "The letters are on their way." in page.words
    assert "For …" in page.words
    assert "2 waiting" in page.words
    told = [(letter.to_email, letter.subject) for letter in world.letters(kind=LetterKind.GROUP_MAIL)]
    assert told == [
        ("leila.haddad@law.example.edu", "For Leila Haddad"),
        (AUTHOR, "For Mbali Abara"),
    ]
    assert "Letter to a group" in chair.get(outbox(world)).words


def press_send(client: PageClient, world: World, status: int = 303, **typed: Any) -> Page:
    """Press the second button of the form, which leads elsewhere."""
    data = client.page.form("preview").filled(**typed)
    answer = client.post(f"/manage/{world.slug}/mailings/", data)
    assert answer.status_code == status
    if status == 303:
        return client.get(answer.headers["Location"])
    return Page(answer.get_data(as_text=True))


def test_the_letter_can_be_looked_at_as_anybody_gets_it(chair: PageClient, world: World) -> None:
    page = chair.send("preview", button="Preview", subject="For {name}", body=BODY)
    field = next(values for name, values in page.form("preview").filled().items() if name == "to")
    assert len(field) == 1
    author = next(letter.person_id for letter in world.letters() if letter.to_email == AUTHOR)
    page = chair.send("preview", button="Show this one", to=str(author))
    assert f"To Mbali Abara <{AUTHOR}> For Mbali Abara" in page.words


def test_with_nobody_to_send_to_there_is_a_sentence_and_no_button(chair: PageClient, world: World) -> None:
    def stop(session: Session) -> None:
        for email in (AUTHOR, "leila.haddad@law.example.edu"):
            person = session.scalars(sa.select(Person).where(Person.email == email)).one()
            row, by = world.call(session).wip_session, world.actor(session, email)
            stops.stop(session, person, row, StopTopic.GROUP_MAIL, by=by, now=world.now)

    world.do(stop)
    page = chair.send("preview", button="Preview", subject="S", body=BODY)
    assert "So there is nobody to send it to." in page.words
    assert "Send these letters" not in page.words


def test_a_doubled_post_sends_once(chair: PageClient, world: World) -> None:
    chair.send("preview", button="Preview", subject="S", body=BODY)
    data = chair.page.form("preview").filled()
    answers = [chair.post(f"/manage/{world.slug}/mailings/", data) for _ in range(3)]
    assert {answer.headers["Location"] for answer in answers} == {f"/manage/{world.slug}/mailings/"}
    assert (sent(world), len(world.letters(kind=LetterKind.GROUP_MAIL))) == (1, 2)


def test_the_same_letter_from_another_page_is_asked_about_first(chair: PageClient, world: World) -> None:
    pages = []
    for _ in range(2):
        chair.get(new(world))
        pages.append(chair.send("preview", button="Preview", subject="S", body=BODY))
        assert "again" not in dict(pages[-1].form("preview").fields)
    press_send(chair, world)
    chair.page = pages[0]
    page = press_send(chair, world, 422)
    assert "The same letter went to this group on" in page.words
    assert sent(world) == 1
    assert "Everybody in the group would get it a second time." in page.words
    chair.page = page
    press_send(chair, world, again="y")
    assert sent(world) == 2


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"subject": "Hi {nmae}"}, "There is no placeholder {nmae} in this letter. Did you mean {name}?"),
        ({"body": "Dear {name"}, "A single brace stands in"),
        ({"subject": ""}, "A letter needs a subject."),
        ({"body": " "}, "A letter needs a text."),
        ({"group": "paper_commenters"}, "Choose the paper whose commenters you write to."),
        ({"group": "everybody"}, "Not a valid choice"),
    ],
)
def test_a_refusal_names_the_field_and_keeps_what_was_typed(
    chair: PageClient, world: World, typed: dict[str, str], said: str
) -> None:
    kept: dict[str, Any] = {"subject": "S", "body": BODY} | typed
    for send in (False, True):
        chair.get(new(world))
        page = press_send(chair, world, 422, **kept) if send else chair.send("preview", status=422, **kept)
        assert said in page.words
        fields = dict(page.form("preview").fields)
        assert (fields["subject"], fields["body"]) == (kept["subject"], kept["body"].strip())
    assert sent(world) == 0


def test_what_changed_since_the_preview_is_said_and_shown_again(chair: PageClient, world: World) -> None:
    chair.send("preview", button="Preview", subject="S", body=BODY)
    world.paper("Third", "third.author@law.example.edu")
    page = press_send(chair, world, 409)
    assert "Nothing was sent: this is not what you looked at. New in the group: Third Author." in page.words
    assert "3 letters" in page.words
    assert dict(page.form("preview").fields)["body"] == BODY
    assert sent(world) == 0
    chair.page = page
    press_send(chair, world)
    assert len(world.letters(kind=LetterKind.GROUP_MAIL)) == 3


def test_words_changed_after_the_preview_are_looked_at_first(chair: PageClient, world: World) -> None:
    chair.send("preview", button="Preview", subject="S", body=BODY)
    page = press_send(chair, world, 409, body="Other words")
    assert "The words, an address or a paper has changed since the preview." in page.words
    assert "Other words" in page.words
    assert sent(world) == 0


def test_a_group_without_anybody_is_said_before_anything_is_sent(chair: PageClient, world: World) -> None:
    chair.get(new(world, "?group=attendees"))
    page = chair.send("preview", button="Preview", subject="S", body=BODY)
    assert "Nobody is in this group" in page.words
    assert [words for words, _, _ in page.form("preview").buttons if "Send" in words] == []


def test_a_link_chooses_the_group(chair: PageClient, world: World) -> None:
    page = chair.get(new(world, "?group=waiting"))
    assert dict(page.form("preview").fields)["group"] == "waiting"
    page = chair.get(new(world, "?group=nonsense"))
    assert dict(page.form("preview").fields)["group"] == "submitted"


def test_whose_papers_are_closed_to_one_is_said_without_a_number(chair: PageClient, world: World) -> None:
    world.paper("My Own", CHAIR)
    chair.get(new(world))
    page = chair.send("preview", button="Preview", subject="S", body=BODY)
    assert "Some papers are closed to you." in page.words
    assert "Everybody who submitted: 2 people" in page.words
    press_send(chair, world)
    assert {letter.to_email for letter in world.letters(kind=LetterKind.GROUP_MAIL)} == {
        AUTHOR,
        "leila.haddad@law.example.edu",
        CHAIR,
    }


@pytest.mark.parametrize("email", [OTHER_CHAIR, AUTHOR])
def test_nobody_else_writes_to_groups(client: PageClient, world: World, email: str) -> None:
    world.paper()
    client.sign_in(email)
    for path in (new(world), f"/manage/{world.slug}/mailings/"):
        client.get(path, status=404)


@pytest.mark.parametrize("number", [1, 3, 30])
def test_the_list_and_the_preview_cost_the_same_however_long(
    client: PageClient, world: World, statements: Any, number: int
) -> None:
    for n in range(number):
        world.paper(f"Paper {n}", f"author{n}@law.example.edu")
    world.do(lambda session: _send(world, session, number))
    client.sign_in(CHAIR).get(new(world))
    client.send("preview", button="Preview", subject="S", body=BODY)
    with statements() as previewed:
        client.send("preview", button="Preview", subject="S", body=BODY)
    client.get(f"/manage/{world.slug}/mailings/")
    with statements() as listed:
        client.get(f"/manage/{world.slug}/mailings/")
    assert (len(previewed), len(listed)) == (12, 6)


def _send(world: World, session: Session, number: int) -> None:
    row, by = world.call(session).wip_session, world.actor(session, CHAIR)
    facts = {"wip_session_id": row.id, "sent_by": by.person_id, "sent_at": world.now}
    session.add_all(Mailing(group=MailGroup.WAITING, subject="S", body="B", **facts) for _ in range(number))


def test_hostile_words_are_words(chair: PageClient, world: World) -> None:
    hostile = "<script>alert(1)</script> \u27e60\u27e7 \u202eevil"
    page = chair.send("preview", button="Preview", subject=hostile, body=f"{hostile}\nBcc: x@law.example.edu")
    assert "<script>alert(1)</script> [0] evil" in page.words
    press_send(chair, world)
    letter = world.letters(kind=LetterKind.GROUP_MAIL)[0]
    assert letter.subject == "<script>alert(1)</script> [0] evil"
    assert "<script>" not in letter.html


def test_in_a_blind_call_authors_are_written_to_and_nobody_is_named(chair: PageClient, world: World) -> None:
    world.do(lambda session: setattr(world.call(session), "blindness", Blindness.DOUBLE))
    chair.get(new(world))
    page = chair.send("preview", button="Preview", subject="For {name}", body=BODY)
    assert "2 letters Authors’ names are hidden in this call" in page.words
    assert "For Avery Sample Dear Avery Sample, This is about “A Sample Paper”." in page.words
    assert [name for name in ("Mbali", "Haddad", AUTHOR) if name in page.html] == []
    page = press_send(chair, world)
    assert len(world.letters(kind=LetterKind.GROUP_MAIL)) == 2
    assert [name for name in ("Mbali", "Haddad", AUTHOR) if name in page.html] == []
    chair.get(new(world))
    chair.send("preview", button="Preview", subject="For {name}", body=BODY)
    world.paper("Third", "third.author@law.example.edu")
    page = press_send(chair, world, 409)
    assert "Third" not in page.html
