"""The readiness board over HTTP: what each row says, the letters before they leave, and what must not show."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from tests.agenda_world import publish, put_all_in
from tests.client import Page, PageClient
from tests.conftest import Clock
from tests.preparing import commenter, confirmed, hide
from tests.world import AUTHOR, CHAIR, COMMENTER, START, World
from wip.domain.calls import Blindness
from wip.domain.letters import LetterKind
from wip.domain.sessions import SessionState
from wip.models import Commission, DraftClock, Person

SECRET, HIDDEN = "Zebrafish in Evidence", "hanna.berg@north.example.edu"
ANSWERED, WAITING = "leila.haddad@law.example.edu", "noor.azimi@lake.example.edu"


@pytest.fixture
def ready(world: World) -> World:
    """Two confirmed papers in a published agenda; the first has one commenter, and one who has not answered."""
    confirmed(world)
    confirmed(world, "Mercy as Procedure", ANSWERED)
    commenter(world)
    commenter(world, 1, WAITING, "Noor Azimi", accepts=None)
    return world


@pytest.fixture
def chair(client: PageClient, ready: World, clock: Clock) -> PageClient:
    clock.now = START - timedelta(days=12)
    assert ready.slug
    return client.sign_in(CHAIR)


def board(chair: PageClient, world: World, rest: str = "") -> Page:
    return chair.get(f"/manage/{world.slug}/readiness/{rest}")


def rows(page: Page) -> list[str]:
    """The text of each row, in order."""
    parts = page.html.split("<tr id=")[1:]
    return [" ".join(Page(f"<tr id={part.split('</tr>')[0]}").text.split()) for part in parts]


def test_a_row_says_all_that_its_slot_has_and_lacks(chair: PageClient, ready: World) -> None:
    first, second = rows(board(chair, ready))
    for words in (
        "Quotas Without Numbers",
        "no slot yet",
        "confirmed",
        "late",
        "1 of 2",
        "1 asked",
        "Piper Nakagawa",
        "presenter not yet",
        "0 of 1 commenter",
        "0 of 2 known",
        "no link yet",
    ):
        assert words in first
    assert "0 of 2 Guidelines" not in second
    assert ("0 of 2" in second, "0 of 1 known" in second) == (True, True)


def test_what_is_the_leaders_own_leads_to_where_it_is_done(
    chair: PageClient, ready: World, clock: Clock
) -> None:
    page, base = board(chair, ready), f"/manage/{ready.slug}"
    for words in ("yours: ask somebody, Mercy as Procedure", "yours: paste the link, Mercy as Procedure"):
        assert words in page.words
    assert {f"{base}/commenters/2/", f"{base}/#meeting", f"{base}/readiness/nudge"} <= set(page.links)
    assert "yours: ask somebody, Quotas" not in page.words  # as many as needed are asked
    clock.now = START - timedelta(days=30)
    first = rows(board(chair, ready))[0]
    assert ("not due yet" in first, "due Fri 5 Mar 2027" in first) == (True, True)
    assert ("0 with a draft" in chair.page.words, "Nudge what is missing" in chair.page.words) == (True, True)


def test_rows_are_in_the_order_of_the_agenda_with_their_times(chair: PageClient, ready: World) -> None:
    confirmed(ready, "Not in the Agenda", "third@law.example.edu")

    def arrange(session: Session) -> None:
        row = ready.call(session).wip_session
        row.state, row.join_link = SessionState.CONFIRMED, "https://meet.example.edu/1"

    put_all_in(ready)
    confirmed(ready, "Without a Slot", "fourth@law.example.edu")
    publish(ready, ready.now)
    ready.do(arrange)
    found = rows(board(chair, ready))
    assert [each.split(" ")[0] for each in found] == ["Quotas", "Mercy", "Not", "Without"]
    assert ("Thu 18 Mar 2027, 12:00–12:30" in found[0], "in place" in found[0]) == (True, True)
    assert ("no slot yet" in found[3], "https://meet.example.edu/1" in chair.page.html) == (True, False)


def test_the_board_can_show_only_what_is_missing(chair: PageClient, ready: World) -> None:
    def finish(session: Session) -> None:
        row, call = ready.call(session).wip_session, ready.call(session)
        row.state, row.join_link, call.commenters_per_paper = (
            SessionState.CONFIRMED,
            "https://m.example.edu/1",
            0,
        )
        paper = ready.row(session, 2)
        session.add(DraftClock(paper_id=paper.id, extended_until=START, extended_at=ready.now))
        session.query(Person).filter_by(email=ANSWERED).one().zone = "Europe/Berlin"

    ready.do(finish)
    assert "extended" in rows(board(chair, ready))[1]
    page = board(chair, ready, "?show=missing")
    assert len(rows(page)) == 2
    assert "2 of 2 slots miss something" in page.words


def test_what_readers_ticked_is_counted(chair: PageClient, ready: World) -> None:
    def tick(session: Session) -> None:
        session.get_one(Commission, 1).read_at = ready.now

    ready.do(tick)
    assert "read by 1" in rows(board(chair, ready))[0]


def test_the_overview_leads_to_the_board(chair: PageClient, ready: World) -> None:
    assert f"/manage/{ready.slug}/readiness/" in chair.get(f"/manage/{ready.slug}/").links


def test_a_session_without_papers_says_what_to_do(client: PageClient, world: World) -> None:
    client.sign_in(CHAIR)
    assert "No paper has a place yet" in board(client, world).words
    assert "Nobody to write to" in client.get(f"/manage/{world.slug}/readiness/nudge").words


def test_a_preview_shows_each_letter_and_sends_nothing(chair: PageClient, ready: World) -> None:
    page = chair.get(f"/manage/{ready.slug}/readiness/nudge")
    assert "4 letters, one a person" in page.words
    for words in (AUTHOR, COMMENTER, WAITING, "Say whether you will comment on “Quotas Without Numbers”"):
        assert words in page.words
    assert page.words.count("still missing from you:") >= 4
    assert ready.letters(kind=LetterKind.NUDGE) == []


def test_the_ticked_letters_are_sent_once_however_often_one_presses(chair: PageClient, ready: World) -> None:
    page = chair.get(f"/manage/{ready.slug}/readiness/nudge")
    form = page.form("/nudge")
    keys = [value for name, value in form.fields if name == "to"]
    data = form.filled(to=keys[:2])
    first, second = (chair.post(form.action, data) for _ in range(2))
    assert (first.status_code, second.status_code) == (303, 303)
    assert len(ready.letters(kind=LetterKind.NUDGE)) == 2
    page = chair.get(f"/manage/{ready.slug}/readiness/nudge")
    assert ("2 letters, one a person" in page.words, page.words.count("had one on")) == (True, 2)
    chair.post(form.action, form.filled(to=keys[:2], form_token="another"))
    assert len(ready.letters(kind=LetterKind.NUDGE)) == 2


def test_a_letter_that_is_no_longer_true_is_not_sent(chair: PageClient, ready: World) -> None:
    chair.get(f"/manage/{ready.slug}/readiness/nudge")

    def tell(session: Session) -> None:
        session.query(Person).filter_by(email=COMMENTER).one().zone = "Europe/Berlin"

    ready.do(tell)
    page = chair.send("/nudge")
    assert ("3 letters are on the way." in page.words, "One was not sent" in page.words) == (True, True)
    assert COMMENTER not in [letter.to_email for letter in ready.letters(kind=LetterKind.NUDGE)]


def test_without_a_tick_nothing_is_sent_and_the_page_says_so(chair: PageClient, ready: World) -> None:
    chair.get(f"/manage/{ready.slug}/readiness/nudge")
    page = chair.send("/nudge", to=None, status=422)
    assert "Tick at least one letter" in page.words
    assert [name for name, _ in page.form("/nudge").fields if name == "to"] == []
    assert ready.letters(kind=LetterKind.NUDGE) == []


def test_links_of_the_letter_open_pages_with_one_button_and_act_on_nothing(
    chair: PageClient, ready: World
) -> None:
    chair.get(f"/manage/{ready.slug}/readiness/nudge")
    chair.send("/nudge")
    opened = 0
    for letter in ready.letters(kind=LetterKind.NUDGE):
        for kind, _person, _thing, _generation, answer, _path in letter.links:
            if kind in {"paper", "commission"}:
                email = letter.to_email
                path = (
                    ready.paper_link(1 if email == AUTHOR else 2, email, str(answer))
                    if kind == "paper"
                    else ""
                )
                opened += bool(path and chair.get(path).forms)
    assert opened > 2
    assert ready.do(lambda s: [c.guideline_seen for c in s.query(Commission)]) == [None, None]


def test_a_closed_paper_has_no_row_no_sum_and_no_letter(chair: PageClient, ready: World) -> None:
    before = board(chair, ready).words
    number = confirmed(ready, SECRET, "gwen.obscure@law.example.edu")
    commenter(ready, number, HIDDEN, "Hanna Berg")
    hide(ready, number)
    shown = [board(chair, ready), chair.get(f"/manage/{ready.slug}/readiness/nudge")]
    shown.append(chair.send("/nudge"))
    shown.append(chair.get(f"/manage/{ready.slug}/letters/?kind=nudge"))
    for secret in (SECRET, HIDDEN, "Hanna Berg", "gwen.obscure"):
        assert [secret in page.html for page in shown] == [False] * len(shown)
    assert "Of 2 slots:" in before
    assert "Of 2 slots:" in shown[0].words
    assert {each.to_email for each in ready.letters(kind=LetterKind.NUDGE)} == {
        AUTHOR,
        ANSWERED,
        COMMENTER,
        WAITING,
    }


def test_while_a_call_is_blind_the_board_names_no_author(chair: PageClient, ready: World) -> None:
    def blind(session: Session) -> None:
        ready.call(session).blindness = Blindness.DOUBLE

    ready.do(blind)
    page = board(chair, ready)
    assert ("Mbali Abara" in page.html, "Piper Nakagawa" in page.html) == (False, True)
    assert "Not told: the presenter" in page.words
    chair.get(f"/manage/{ready.slug}/readiness/nudge", 403)
    ready.app.config["WTF_CSRF_ENABLED"] = False  # it is the names that are to stop it
    response = chair.post(f"/manage/{ready.slug}/readiness/nudge", {})
    assert (response.status_code, ready.letters(kind=LetterKind.NUDGE)) == (403, [])
