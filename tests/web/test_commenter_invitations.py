"""Inviting commenters on the leaders' pages, and answering behind the link with one press."""

from typing import Any

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from tests.client import PageClient
from tests.inviting import commented, last_year
from tests.web.matrix import contents
from tests.world import AUTHOR, CHAIR, OTHER_CHAIR, World
from wip.domain.commissions import CommissionState
from wip.domain.links import LinkKind
from wip.domain.papers import PaperState
from wip.models import Commenter, CommenterInvitation, CommentingSettings, Person

GUEST = "ada.osei@quay.example.edu"


def invite_at(world: World) -> str:
    return f"/manage/{world.slug}/commenters/invite"


def invited(world: World, app: Flask, **typed: Any) -> PageClient:
    leader = PageClient(app).sign_in(CHAIR)
    leader.get(invite_at(world))
    filled = {"typed": f"Ada Osei, {GUEST}", "note": "You wrote on bail."} | typed
    page = leader.send("/invite/look", look="preview", **filled)
    assert "1 letter, as it would go out" in page.words
    assert "You wrote on bail." in page.words
    assert world.letters() == []
    _send(leader, world)
    return leader


def _send(leader: PageClient, world: World) -> None:
    form = leader.page.form("/invite/look").filled()
    answer = leader.post(invite_at(world), form)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    leader.get(answer.headers["Location"])


def link(world: World, answer: str = "") -> str:
    row = world.do(lambda s: s.scalars(sa.select(CommenterInvitation.id)).one())
    return world.link(LinkKind.COMMENTING, GUEST, row, answer)


def test_a_leader_sees_the_letter_before_it_goes_and_the_guest_accepts_with_one_press(
    client: PageClient, world: World, app: Flask
) -> None:
    leader = invited(world, app)
    assert "1 invitation waits for an answer." in leader.page.words
    before = contents(world)
    page = client.get(link(world, "accept"))
    assert contents(world) == before
    assert "You wrote on bail." in page.words
    page = client.send("/commenting/", button="Yes", answer="accept")
    assert "Thank you: you are among the commenters." in page.words
    assert client.path.startswith("/offers/")
    page = client.send("/offers/", button="Save", topics="Bail", papers_max="2")
    assert "Your offer is saved." in page.words
    assert "You have accepted" in client.get(link(world)).words
    assert "Ada Osei" in leader.get(f"/manage/{world.slug}/commenters/volunteers").words


def test_whoever_was_invited_gives_hours_and_zone_without_naming_a_field(
    client: PageClient, world: World, app: Flask
) -> None:
    invited(world, app)
    client.get(link(world, "accept"))
    client.send("/commenting/", button="Yes", answer="accept")
    page = client.send("/offers/", button="Save", suits_0="none")
    assert "Your offer is saved." in page.words
    page = client.send("/zone", zone="Europe/Berlin")
    assert "times now show on your clock, too" in page.words
    assert "17:00 Berlin" in page.words
    assert [form.action for form in page.forms if form.action.endswith("/zone")] == []
    client.send("/offers/", button="Save", topics="Bail")
    page = client.send("/offers/", button="Save", topics="", status=422)
    assert "say in a few words what you work on" in page.words


def test_declining_keeps_a_line_that_the_leader_reads(client: PageClient, world: World, app: Flask) -> None:
    leader = invited(world, app)
    client.get(link(world, "decline"))
    page = client.send("/commenting/", button="No, not this time", line="Ask me next year", answer="decline")
    assert "You have declined" in page.words
    page = leader.get(f"/manage/{world.slug}/commenters/volunteers?show=declined")
    assert "“Ask me next year”" in page.words
    page = leader.send("/again")
    assert "Invited again." in page.words
    assert len(world.letters(kind="commenter_invited")) == 2
    page = leader.get(f"/manage/{world.slug}/commenters/volunteers?show=silent")
    page = leader.send("/end")
    assert "Taken back" in page.words
    assert "This invitation has ended" in client.get(link(world)).words


def test_a_faulty_line_loses_nothing(world: World, app: Flask) -> None:
    leader = PageClient(app).sign_in(CHAIR)
    leader.get(invite_at(world))
    page = leader.send("/invite/look", look="preview", typed="Ada Osei", note="Kept words", status=422)
    assert "“Ada Osei” has no e-mail address." in page.words
    assert "Kept words" in page.html
    page = leader.send("/invite/look", look="preview", typed="", status=422)
    assert "Tick somebody, or type whom you want to invite." in page.words


def test_ticks_are_kept_while_one_looks_further(world: World, app: Flask) -> None:
    slug = last_year(world)
    commented(world, slug, "came@a.example.edu", CommissionState.ACCEPTED)
    commented(world, slug, "kind@a.example.edu", CommissionState.DECLINED)
    leader = PageClient(app).sign_in(CHAIR)
    page = leader.get(invite_at(world))
    assert "declined 1 paper kindly" in page.words
    who = world.do(
        lambda s: s.scalars(sa.select(Person.id).where(Person.email == "kind@a.example.edu")).one()
    )
    page = leader.send("/invite/look", look="find", people=[str(who)], q="olga")
    assert "Ticked before" in page.words
    page = leader.send("/invite/look", look="preview", people=[str(who)])
    assert "1 letter, as it would go out" in page.words


def test_nobody_is_invited_by_an_id_that_was_never_shown(world: World, app: Flask) -> None:
    slug = last_year(world, OTHER_CHAIR, "evidence")
    commented(world, slug, "secret@a.example.edu", CommissionState.ACCEPTED)
    who = world.do(
        lambda s: s.scalars(sa.select(Person.id).where(Person.email == "secret@a.example.edu")).one()
    )
    leader = PageClient(app).sign_in(CHAIR)
    leader.get(invite_at(world))
    for people in ([str(who)], ["9" * 30], ["x"]):
        page = leader.send("/invite/look", look="preview", people=people, status=422)
        assert "secret" not in page.html.casefold()
    assert "secret" not in leader.send("/invite/look", look="find", people=[str(who)]).html.casefold()


def test_the_download_is_guarded_and_the_leader_s_own(client: PageClient, world: World, app: Flask) -> None:
    client.get(f"/sessions/{world.slug}/comment")
    client.send("/comment", name="=HYPERLINK(1)", email=GUEST, topics="+1", works="On Bail", papers_max="1")
    leader = PageClient(app).sign_in(CHAIR)
    leader.get(f"/manage/{world.slug}/commenters/volunteers")
    form = leader.page.form("/volunteers/export").filled()
    path = leader.post(f"/manage/{world.slug}/commenters/volunteers/export", form).headers["Location"]
    text = leader.http.get(path, base_url="https://wip.example.edu").get_data(as_text=True)
    assert '"\'=HYPERLINK(1)"' in text
    assert "On Bail" in text
    stranger = PageClient(app).sign_in(OTHER_CHAIR)
    assert stranger.http.get(path, base_url="https://wip.example.edu").status_code == 404


def settings(world: World) -> None:
    def act(session: Session) -> None:
        row = world.call(session).wip_session
        session.add(CommentingSettings(wip_session_id=row.id, presenters_comment=True))
        world.row(session).state = PaperState.CONFIRMED

    world.do(act)


def test_presenters_are_asked_together_where_the_settings_say_so(world: World, app: Flask) -> None:
    world.paper()
    leader = PageClient(app).sign_in(CHAIR)
    at = f"/manage/{world.slug}/commenters/presenters"
    assert "Presenters are not asked in this session" in leader.get(at).words
    settings(world)
    page = leader.get(at)
    assert "1 presenter would be asked" in page.words
    page = leader.send("/commenters/presenters", button="Send", note="")
    assert [letter.to_email for letter in world.letters(kind="commenter_invited")] == [AUTHOR]
    assert "Every presenter has been asked" in leader.get(at).words


def test_a_presenter_offers_on_the_own_page_with_one_press(client: PageClient, world: World) -> None:
    world.paper()
    assert "Comment on one other paper" not in client.get(world.paper_link()).words
    settings(world)
    assert (
        "Presenters are asked to comment on one other paper as well."
        in client.get(f"/sessions/{world.slug}/call").words
    )
    page = client.get(world.paper_link())
    assert "Comment on one other paper" in page.words
    page = client.send("/comment-too")
    assert "you will be asked about one other paper" in page.words
    works = world.do(lambda s: s.scalars(sa.select(Commenter.works)).one())
    assert works == "Quotas Without Numbers"
    assert "Comment on one other paper" not in client.get(world.paper_link()).words
