"""A leader with a conflict arranges the agenda: papers by their numbers alone, whatever else their people do.

Paper 2 is Tomas Varga's, who also comments on the open paper 1; paper 3 is Sam Stranger's, who also chairs. Both papers are
closed to the leader. That the two do something else she may know; that it is they who present these papers, never.
"""

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from tests.agenda_world import confirmed_papers, on_session, publish, put_all_in, set_state
from tests.client import PageClient
from tests.programmes_world import take_down
from tests.rooms_world import add_room, move_to
from tests.selecting import SECOND_CHAIR, add_leader
from tests.services.test_agenda_wishes import cannot, wish
from tests.show_world import in_chair
from tests.web.test_agenda_layouts import zone
from tests.web.test_agenda_wishes import hide, ids, page_of
from tests.world import AUTHOR, CHAIR, COAUTHOR, COMMENTER, START, STRANGER, World
from wip.domain.agenda_wishes import Away, PaperWish, WishKind
from wip.domain.commissions import CommissionState
from wip.domain.papers import PaperState
from wip.domain.people import Actor
from wip.models import AgendaSlot, Commenter, Commission, Letter, WipSession
from wip.queries.agenda_wishes import wishes_of
from wip.services import agenda_wishes, agendas
from wip.services.people import person_at

NOTE = "because Sami Haddad presents it"
SAMPLE = "/sections/criminal-justice/letters/agenda_published/"
HERE = "Thu 18 Mar 2027, 12:30–13:00 New York"


def agree(world: World, number: int, email: str) -> None:
    """Somebody comments on the paper, without the verbs, which look for conflicts."""

    def act(session: Session, row: WipSession, _by: Actor) -> None:
        person = person_at(session, email, world.now, name="Piper Nakagawa" if email == COMMENTER else "")
        offer = Commenter(wip_session_id=row.id, person_id=person.id, papers_max=1, offered_at=world.now)
        session.add(offer)
        session.flush()
        facts = {"state": CommissionState.ACCEPTED, "offered_at": world.now, "answered_at": world.now}
        session.add(Commission(paper_id=world.row(session, number).id, commenter_id=offer.id, **facts))

    on_session(world, act)


@pytest.fixture
def leader(app: Flask, world: World) -> PageClient:
    confirmed_papers(world)
    put_all_in(world)
    agree(world, 1, COAUTHOR)
    in_chair(world, STRANGER)
    for email in (COAUTHOR, STRANGER):
        zone(world, "Australia/Sydney" if email == COAUTHOR else "Asia/Tokyo", email)
    for number in (2, 3):
        hide(world, number)
    return PageClient(app).sign_in(CHAIR)


def rows_of(page: Any, paper: int) -> list[str]:
    """The table's rows in which a paper stands."""
    found = [row.split("</tr>")[0] for row in page.html.split("<tr>")[1:]]
    return [row for row in found if f"Paper {paper}, hidden from you" in row]


def test_the_preview_names_nobody_beside_a_closed_paper(leader: PageClient, world: World) -> None:
    page = leader.get(page_of(world, "layout/preview"))
    for paper in (2, 3):
        (row,) = rows_of(page, paper)
        assert f"An author of paper {paper}" in row
        assert '<span class="soft">hidden from you</span>' in row
        assert [word in row for word in ("Tomas", "Sam", "Sydney", "Tokyo")] == [False] * 4
    assert "An author of paper 2 presents “Paper 2, hidden from you” at an unkind hour." in page.words
    assert "Tomas Varga comments on “Quotas Without Numbers” at an unkind hour: " in page.words
    # Tomas Varga by what is open of him; whoever has a part in nothing but closed papers is not counted.
    assert "We know the time zone of 1 of 2 people." in page.words


def test_nor_does_a_reason_why_nothing_can_be_laid_out(leader: PageClient, world: World) -> None:
    cannot(world, 0, 1, 2, email=COAUTHOR)
    page = leader.get(page_of(world, "layout/preview"))
    assert "Tomas Varga cannot before 12:30 New York, and comments on “Quotas Without Numbers”." in page.words
    said = "An author of paper 2 cannot be there at some hours, and presents “Paper 2, hidden from you”."
    assert page.words.count(f"{said} See the hours: ") == 1


def test_somebody_wanted_in_two_rooms_is_named_in_neither(leader: PageClient, world: World) -> None:
    room = add_room(world)
    in_chair(world, COAUTHOR, room)

    def fix(_session: Session, row: WipSession, _by: Actor) -> None:
        for slot in _session.scalars(sa.select(AgendaSlot).where(AgendaSlot.wip_session_id == row.id)):
            slot.is_fixed = True

    on_session(world, fix)
    move_to(world, room, 1)
    page = leader.get(page_of(world, "layout/preview"))
    said = (
        "Whoever has a part in “Paper 2, hidden from you” has another, and cannot be in two places at once."
    )
    assert said in page.words
    page = leader.get(f"/manage/{world.slug}/agenda/")
    assert "Somebody with a part in “Paper 2, hidden from you” cannot be there at 12:00." in page.words
    assert "presents “Paper" not in page.words


def test_wishes_and_hours_give_two_names_to_one_person(leader: PageClient, world: World) -> None:
    cannot(world, 1, email=COAUTHOR)
    page = leader.get(page_of(world))
    assert "Tomas Varga (comments)" in page.words
    assert "Sam Stranger (chairs)" in page.words
    assert "An author of paper" not in page.words
    # Only presenters tell hours on a page of their own, so that it is not said who told these.
    assert f"Tomas Varga cannot: {HERE} For them: Fri 19 Mar 2027, 03:30–04:00 Sydney cannot." in page.words
    assert "the presenter" not in page.words
    assert "another leader can note them" in page.words


def test_what_is_told_of_hours_is_never_all_of_them(leader: PageClient, world: World) -> None:
    """Else hours that stand against a closed paper could only be those of somebody who is listed."""
    fourth = world.paper("A Fourth One", "petra.lund@law.example.edu")
    confirm(world, fourth)
    cannot(world, 1, email=COAUTHOR)
    cannot(world, 0, email="petra.lund@law.example.edu")
    assert "Petra Lund cannot" in leader.get(page_of(world)).words
    hide(world, fourth)
    assert "Hours that 1 person cannot: 1 entry." in leader.get(page_of(world, "layout/preview")).words
    assert "1 entry of hours" in leader.get(page_of(world, "layout")).words
    page = leader.get(page_of(world))
    assert ("Petra" in page.html, "Tomas Varga cannot" in page.html) == (False, True)


def test_what_a_closed_paper_s_commenter_offered_is_not_told(leader: PageClient, world: World) -> None:
    agree(world, 2, COMMENTER)
    agree(world, 2, AUTHOR)
    for name in ("wishes", "layout/preview", "", "publish"):
        assert "Piper" not in leader.get(page_of(world, name)).html
    page = leader.get(page_of(world, "layout/preview"))
    (row,) = rows_of(page, 2)
    assert "Mbali" not in row
    assert "Mbali Abara (presents)" in leader.get(page_of(world)).words


def test_whoever_is_hidden_cannot_be_chosen_nor_guessed_by_number(leader: PageClient, world: World) -> None:
    paper = world.paper("A Fourth One", "petra.lund@law.example.edu")
    confirm(world, paper)
    hide(world, paper)
    person, _ = ids(world, "petra.lund@law.example.edu")
    page = leader.get(page_of(world))
    assert (f'value="{person}"' in page.html, "Petra" in page.html) == (False, False)
    hours: dict[str, Any] = {"begins": "2027-03-18T13:00", "ends": "2027-03-18T13:30"}
    leader.send(button="Add these hours", status=422, person=person, **hours)
    assert "This person no longer has a part in the session." in leader.page.words


def confirm(world: World, number: int) -> None:
    set_state(world, number, PaperState.CONFIRMED)


def test_why_something_is_wished_is_for_those_who_may_see_the_paper(leader: PageClient, world: World) -> None:
    def tell(session: Session, row: WipSession, by: Actor) -> None:
        wish = PaperWish(WishKind.FIRST, world.row(session, 2).id, None, None, is_needed=True, note=NOTE)
        agenda_wishes.wish(session, row, wish, by=by, now=world.now)
        away = Away(START, START.replace(minute=30), is_needed=False, note=NOTE)
        for email in (COAUTHOR, STRANGER):
            agenda_wishes.cannot(
                session, row, person_at(session, email, world.now), away, by=by, now=world.now
            )

    on_session(world, tell)
    for name in ("wishes", "layout/preview"):
        assert NOTE not in leader.get(page_of(world, name)).html
    add_leader(world)
    assert leader.sign_in(SECOND_CHAIR).get(page_of(world)).html.count("because Sami Haddad") == 3


@pytest.mark.parametrize("accept", ["application/json", "text/html"])
def test_a_slot_without_minutes_is_refused_by_the_paper_s_number(
    leader: PageClient, world: World, accept: str
) -> None:
    page = leader.get(f"/manage/{world.slug}/agenda/")
    fields = dict(page.form("/agenda/", "Save order").fields)
    slot = on_session(
        world,
        lambda s, _r, _b: s.scalars(
            sa.select(AgendaSlot.id).where(AgendaSlot.paper_id == world.row(s, 2).id)
        ).one(),
    )
    data = fields | {f"present-{slot}": "0", f"comment-{slot}": "0"}
    base = "https://wip.example.edu"
    headers = {"Accept": accept, "Referer": f"{base}/"}
    response = leader.http.post(f"/manage/{world.slug}/agenda/", data=data, base_url=base, headers=headers)
    said = (
        response.get_json()["sentence"] if accept == "application/json" else response.get_data(as_text=True)
    )
    assert response.status_code == 422
    assert "The slot of “Paper 2, hidden from you” needs time to present or to hear comments." in said
    assert "Mercy" not in said


def test_the_editor_and_the_publish_page_know_no_commenter_of_a_closed_paper(
    leader: PageClient, world: World
) -> None:
    agree(world, 2, COMMENTER)
    for name in ("", "publish"):
        leader.get(page_of(world, name))
        assert ("Piper" in leader.page.html, "Paper 2, hidden from you" in leader.page.html) == (False, True)
    page = leader.page
    assert "those to whoever has a part in a paper that is closed to you" in page.words
    assert "“Paper 2, hidden from you” has" not in page.words
    leader.get(page_of(world, ""))
    assert "/commenters/papers/2" not in leader.page.html
    publish(world, world.now)
    assert "Piper Nakagawa" in leader.get(page_of(world, "")).words


def test_a_taken_down_agenda_is_compared_as_it_is_and_told_by_numbers(
    leader: PageClient, world: World
) -> None:
    publish(world, world.now)
    take_down(world)
    page = leader.get(page_of(world, "publish"))
    assert "Nothing differs from what was published." in page.words
    assert "Mercy" not in leader.get(page_of(world, "")).html
    assert "4 changes" in leader.page.words
    assert "Mercy" not in leader.get(f"/manage/{world.slug}/history/").html

    def rewrite(session: Session) -> None:
        world.row(session, 2).abstract = "Another one."
        world.row(session, 3).title = "A Renamed Secret"

    world.do(rewrite)
    on_session(world, swap)
    page = leader.get(page_of(world, "publish"))
    said = [
        "“Paper 2, hidden from you” moves from Thu 18 Mar 2027, 12:30–13:00 New York to Thu 18 Mar 2027, 12:00–12:30",
        "What is said of “Paper 3, hidden from you” has changed.",
    ]
    assert [sentence in page.words for sentence in said] == [True, True]
    assert [word in page.html for word in ("Mercy", "Renamed", "Unbargained", "Another one")] == [False] * 4


def test_a_refused_change_of_a_wish_names_papers_by_number(leader: PageClient, world: World) -> None:
    number = wish(world, WishKind.FIRST, 1)
    leader.get(f"{page_of(world)}/{number}/")
    leader.send(button="Save the change", status=422, kind="zzz")
    assert "2. Paper 2, hidden from you" in leader.page.words
    assert [word in leader.page.html for word in ("Mercy", "Unbargained")] == [False, False]


def test_the_history_tells_no_hours_of_a_closed_paper_s_commenter(leader: PageClient, world: World) -> None:
    agree(world, 2, COMMENTER)
    cannot(world, 1, email=COMMENTER)

    def change(session: Session, row: WipSession, by: Actor) -> None:
        (told,) = wishes_of(session, row)
        away = Away(START, START.replace(minute=30), is_needed=False)
        agenda_wishes.change_hours(session, row, told, away, by=by, now=world.now)
        agenda_wishes.drop(session, row, told, by=by, now=world.now)

    on_session(world, change)
    at = f"/manage/{world.slug}/history/"
    assert ("Piper" in leader.get(at).html, "hours" in leader.page.words) == (False, False)
    add_leader(world)
    words = leader.sign_in(SECOND_CHAIR).get(at).words
    assert [f"{act} hours" in words for act in ("noted", "changed", "took away")] == [True] * 3
    assert "Piper Nakagawa" in words


def test_letters_tell_no_agenda_with_a_closed_paper_once_it_is_taken_down(
    leader: PageClient, world: World
) -> None:
    publish(world, world.now)
    letters = world.letters(kind="agenda_published", to_email=AUTHOR)
    pages = [f"/manage/{world.slug}/letters/{letter.id}/" for letter in letters]
    assert ["Mercy" in leader.get(page).html for page in pages] == [True]
    assert "Mercy" in leader.get(SAMPLE).html
    take_down(world)
    for page in pages:
        assert "Mercy" not in leader.get(page).html
        assert "What it says is hidden from you" in leader.page.words
    assert "Mercy" not in leader.get(SAMPLE).html
    # As a chair of a room hears that a paper of theirs moves.
    changed = {"kind": "agenda_changed", "subject": "Moved: “Mercy as Procedure”"}
    world.do(lambda s: s.execute(sa.update(Letter).where(Letter.id == letters[0].id).values(changed)))
    at = f"/manage/{world.slug}/letters/"
    assert ("Mercy" in leader.get(at).html, "A change in “" in leader.page.words) == (False, True)
    assert pages[0] not in leader.get(f"{at}?words=mercy").links
    add_leader(world)
    assert pages[0] in leader.sign_in(SECOND_CHAIR).get(f"{at}?words=mercy").links
    assert "Mercy" in leader.get(pages[0]).html


def swap(session: Session, row: WipSession, by: Actor) -> None:
    """The first two papers change places."""
    slots = session.scalars(sa.select(AgendaSlot).order_by(AgendaSlot.position)).all()
    agendas.shift(session, row, slots[1].id, -1, seen=row.agenda_version, by=by, now=START.replace(year=2026))
