"""The outbox: what leaders see, what they can do, and what they must never get hold of."""

import re

import pytest
import sqlalchemy as sa

from tests.client import PageClient
from tests.conftest import NOW, Clock
from tests.world import AUTHOR, CHAIR, OTHER_CHAIR, World
from wip.domain.letters import LetterState
from wip.domain.links import Link, LinkKind
from wip.models import Letter, Person
from wip.services import sign_ins


def outbox(world: World) -> str:
    return f"/manage/{world.slug}/letters/"


def letter_page(world: World, letter: Letter) -> str:
    return f"{outbox(world)}{letter.id}/"


def put(world: World, letter: Letter, state: LetterState, fault: str = "") -> None:
    values = {"state": state, "fault": fault, "sent_at": NOW if state is LetterState.SENT else None}
    world.do(
        lambda session: session.execute(sa.update(Letter).where(Letter.id == letter.id).values(**values))
    )


@pytest.fixture
def letter(world: World) -> Letter:
    world.paper()
    return world.letters()[0]


def test_an_empty_outbox_says_what_will_show_here(client: PageClient, world: World) -> None:
    page = client.sign_in(CHAIR).get(outbox(world))
    assert "No letter yet Every letter about this session shows here" in page.words


def test_the_list_shows_whom_what_when_and_what_became_of_it(
    client: PageClient, world: World, letter: Letter
) -> None:
    page = client.sign_in(CHAIR).get(outbox(world))
    assert (
        "Received: Quotas Without NumbersReceipt of a paper Mbali Abarambali.abara@law.example.edu "
        "Wed 20 Jan 2027, 10:00 New York waiting"
    ) in page.words
    assert letter_page(world, letter) in page.links
    assert "No mail server is set: letters are written to files" in page.words


def test_the_list_by_state(client: PageClient, world: World, letter: Letter) -> None:
    world.paper("Second", "second@law.example.edu")
    put(world, letter, LetterState.FAILED, "550 No such user")
    client.sign_in(CHAIR)
    failed = client.get(f"{outbox(world)}?state=failed")
    assert ("Quotas Without Numbers" in failed.words, "Received: Second" in failed.words) == (True, False)
    assert "failed550 No such user" in failed.words
    assert "No letter is like that" in client.get(f"{outbox(world)}?state=held").words
    assert "Received: Second" in client.get(f"{outbox(world)}?state=nonsense").words


def test_a_letter_written_to_a_file_is_not_called_sent(
    client: PageClient, world: World, letter: Letter
) -> None:
    put(world, letter, LetterState.SENT)
    client.sign_in(CHAIR)
    for path in (outbox(world), letter_page(world, letter)):
        assert "written to a file" in client.get(path).words
    assert "sent (1)" not in client.get(outbox(world)).words


def test_a_letter_word_for_word_but_never_its_personal_links(
    client: PageClient, world: World, letter: Letter
) -> None:
    page = client.sign_in(CHAIR).get(letter_page(world, letter))
    assert "Letter to Mbali Abara" in page.headings[0]
    assert "Dear Mbali Abara, Thank you for submitting “Quotas Without Numbers”" in page.words
    assert "[personal link to the paper]" in page.words
    author = world.do(lambda s: s.scalars(sa.select(Person).where(Person.email == AUTHOR)).one().id)
    secrets = [world.signer.token(Link(kind, author, 1, 0)) for kind in LinkKind]
    assert [secret for secret in secrets if secret in page.html] == []
    assert re.search(r"/papers/[\w-]{10,}", page.html) is None
    assert "\u27e6" not in page.html


def test_hold_release_and_send_again(client: PageClient, world: World, letter: Letter, clock: Clock) -> None:
    client.sign_in(CHAIR).get(letter_page(world, letter))
    for button, told, state in (
        ("Hold", "The letter is held. It leaves when you release it.", LetterState.HELD),
        ("Release", "The letter is on its way.", LetterState.WAITING),
    ):
        page = client.send(letter_page(world, letter), button=f"{button} this letter")
        assert told in page.words
        assert world.letters()[0].state is state
    put(world, letter, LetterState.SENT)
    clock.now = NOW.replace(hour=16)
    client.get(letter_page(world, letter))
    assert (
        "The letter is on its way once more."
        in client.send(letter_page(world, letter), button="Send this").words
    )
    again = world.letters()[0]
    assert (again.state, again.due_at, again.message_id) == (
        LetterState.WAITING,
        clock.now,
        letter.message_id,
    )


def test_what_the_delivery_did_meanwhile_is_not_undone(
    client: PageClient, world: World, letter: Letter
) -> None:
    client.sign_in(CHAIR).get(letter_page(world, letter))
    put(world, letter, LetterState.SENDING)
    page = client.send(letter_page(world, letter), button="Hold", status=422)
    assert "This letter is sending by now. Look at it again before you do anything." in page.words
    assert world.letters()[0].state is LetterState.SENDING
    assert [
        form.action for form in client.get(letter_page(world, letter)).forms if "letters" in form.action
    ] == []


@pytest.mark.parametrize("step", ["", "deliver", "take", "replace", "hold\n"])
def test_only_leaders_moves(client: PageClient, world: World, letter: Letter, step: str) -> None:
    client.sign_in(CHAIR).get(letter_page(world, letter))
    data = client.page.form(letter_page(world, letter)).filled(step=step)
    assert client.post(letter_page(world, letter), data).status_code == 422
    assert world.letters()[0].state is LetterState.WAITING


def test_sign_in_letters_and_other_sessions_letters_are_not_there(
    client: PageClient, world: World, letter: Letter
) -> None:
    world.do(lambda session: sign_ins.ask(session, AUTHOR, NOW, minutes=30))
    sign_in = world.letters(wip_session_id=None)[0]
    client.sign_in(CHAIR)
    unknown = client.get(f"{outbox(world)}999999/", status=404).words
    assert client.get(letter_page(world, sign_in), status=404).words == unknown
    assert "Your link to sign in" not in client.get(outbox(world)).words
    client = PageClient(world.app).sign_in(OTHER_CHAIR)
    assert client.get(letter_page(world, letter), status=404).words == unknown.replace(
        "Robin Vale", "Ines Moreau"
    )


@pytest.mark.parametrize("number", [1, 3, 30])
def test_the_list_costs_the_same_however_long(
    client: PageClient, world: World, statements: object, number: int
) -> None:
    for n in range(number):
        world.paper(f"Paper {n}", f"author{n}@law.example.edu")
    client.sign_in(CHAIR).get("/")
    with statements() as said:  # type: ignore[operator]
        client.get(outbox(world))
    assert len(said) == 9


def test_hostile_subjects_and_names_are_text(client: PageClient, world: World) -> None:
    world.paper("<script>alert(1)</script> ⟦0⟧ \u202etxt", name='"><img src=x>')
    client.sign_in(CHAIR)
    page = client.get(outbox(world))
    assert "<script>alert(1)</script>" in page.text
    shown = client.get(letter_page(world, world.letters()[0]))
    assert "“<script>alert(1)</script> [0] txt”" in shown.words
