"""Inviting commenters by name: a pool of people with what they did before, new names, and the letters before they go."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField, SelectField, SelectMultipleField

from wip.adapters.own_letters import shown
from wip.db import db
from wip.domain.guest_lists import guests_of
from wip.domain.people import Act
from wip.domain.refusals import Refusal, Stale, Unknown
from wip.domain.texts import whole_number
from wip.models import CommenterInvitation, Person, WipSession
from wip.queries.call_parts import topics_of
from wip.queries.commenter_pool import POOL_WORDS, PoolQuery, PoolRole, known_to, may_invite, pool
from wip.queries.sessions import call_of
from wip.services import commenter_invitations
from wip.services.commenter_invitations import Proposal, Wanted
from wip.services.commenters import takes_offers
from wip.web.access import actor, open_to
from wip.web.clock import now
from wip.web.forms import PageForm, block, choices, line, number
from wip.web.templating import count
from wip.web.writes import attempt, reads_first, writes

pages = Blueprint("commenter_invitations", __name__)

NOTE_MOST = 2000


class InviteForm(PageForm):
    """Who is looked for, who is ticked, who is typed, and what each letter says beside our words."""

    q = line("Words in name, school, field, or title")
    topic = SelectField("Topic", validate_choice=False, default="")
    role = SelectField(
        "What they did before",
        choices=choices([("", "Anything"), *((role.value, words) for role, words in POOL_WORDS.items())]),
        default="",
    )
    page = HiddenField(default="1")
    people = SelectMultipleField("People", validate_choice=False)
    typed = block("People who are not in the list", most=10_000)
    papers_max = number("Papers at most, for each", 1, 9, default=1)
    note = block("Your own words to them", most=NOTE_MOST)
    to = SelectField("Show the letter to", validate_choice=False)
    digest = HiddenField()

    @property
    def chosen(self) -> list[int]:
        """The ids of the people ticked."""
        found = (whole_number(each, digits=9) for each in self.people.data or [])
        return [each for each in found if each]

    def query(self) -> PoolQuery:
        """What is looked for."""
        role = self.role.data
        return PoolQuery(
            self.q.data or "", self.topic.data or "", PoolRole(role) if role in list(PoolRole) else None
        )

    def wanted(self, wip_session: WipSession) -> Wanted:
        """Whom to invite. Raises Refusal for ids that the leader was never shown, and for lines without an address."""
        chosen = self.chosen
        if not may_invite(db.session(), wip_session, chosen, reader=_me()):
            raise Refusal("One of the people is no longer in the list. Look once more.", "people")
        return Wanted(
            tuple(chosen),
            tuple(guests_of(self.typed.data or "")),
            self.papers_max.data or 1,
            self.note.data or "",
        )


def _me() -> int:
    return actor().person_id or 0


@pages.get("/manage/<slug>/commenters/invite")
@open_to(Act.FIND_COMMENTERS)
def new(wip_session: WipSession) -> ResponseReturnValue:
    """The pool, and a form for those who are not in it."""
    return _page(wip_session, InviteForm(formdata=None))


def _page(wip_session: WipSession, form: InviteForm, proposal: Proposal | None = None) -> str:
    call = call_of(db.session(), wip_session)
    topics = [topic.name for topic in topics_of(db.session(), call)]
    form.topic.choices = choices([("", "Any"), *((name, name) for name in topics)])
    at = whole_number(form.page.data, digits=6) or 1
    found = pool(db.session(), wip_session, form.query(), at, reader=_me())
    shown_here = {one.person.id for one in found.items}
    return render_template(
        "commenters/invite.html",
        wip_session=wip_session,
        form=form,
        pool=found,
        topics=topics,
        ticked=set(form.chosen),
        elsewhere=_called(wip_session, [each for each in form.chosen if each not in shown_here]),
        is_open=takes_offers(call, now()),
        proposal=proposal,
        **(_preview(form, proposal) if proposal else {}),
    )


def _called(wip_session: WipSession, ids: Sequence[int]) -> list[tuple[int, str]]:
    """Those ticked who are not on this page of the pool, so that no tick is lost; nobody whom the leader was never shown."""
    if not ids:
        return []
    known = known_to(db.session(), wip_session, ids, reader=_me())
    rows = db.session().scalars(
        sa.select(Person).where(Person.id.in_(known)).order_by(Person.name, Person.id)
    )
    return [(person.id, person.called) for person in rows]


def _preview(form: InviteForm, proposal: Proposal) -> dict[str, Any]:
    letters = {str(place): letter for place, letter in enumerate(proposal.letters)}
    form.to.choices = choices([(place, letter.to.called) for place, letter in letters.items()])
    form.digest.data = proposal.digest
    place = form.to.data if form.to.data in letters else "0"
    form.to.data, one = place, letters[place]
    return {
        "letter": shown(one.kind, one.words, one.names),
        "to": f"{one.to.called} <{one.to.email}>",
    }


@pages.post("/manage/<slug>/commenters/invite/look")
@open_to(Act.FIND_COMMENTERS)
@reads_first
def look(wip_session: WipSession) -> ResponseReturnValue:
    """Look for people, turn the page, or see the letters; ticks and words are kept, and nothing is sent."""
    form, asked = InviteForm(), request.form.get("look", "preview")
    form.page.data = asked if asked.isdecimal() else "1"
    if asked != "preview":
        return _page(wip_session, form)

    def propose() -> Proposal:
        call, wanted = call_of(db.session(), wip_session), form.wanted(wip_session)
        return commenter_invitations.propose(db.session(), call, wanted, by=actor(), now=now())

    proposal = attempt(form, propose) if form.validate_on_submit() else None
    return _page(wip_session, form, proposal), 200 if proposal else 422


@pages.post("/manage/<slug>/commenters/invite")
@open_to(Act.FIND_COMMENTERS)
@writes
def send(wip_session: WipSession) -> ResponseReturnValue:
    """Send the letters that were looked at: all of them, or none."""
    form, call = InviteForm(), call_of(db.session(), wip_session)

    def act() -> int:
        return len(
            commenter_invitations.invite(
                db.session(),
                call,
                form.wanted(wip_session),
                digest=form.digest.data or "",
                by=actor(),
                now=now(),
            )
        )

    try:
        sent = attempt(form, act) if form.validate_on_submit() else None
    except Stale as no:
        db.session.rollback()
        form.refuse(Refusal(no.sentence))
        return _page(wip_session, form), 409
    if sent is None:
        return _page(wip_session, form), 422
    flash(f"{count(sent, 'invitation')} sent. Each can be accepted or declined with one click.", "done")
    return redirect(url_for("commenters.volunteers", slug=wip_session.slug, _anchor="invited"), 303)


@pages.post("/manage/<slug>/commenters/invitations/<int:invitation_id>/again")
@open_to(Act.FIND_COMMENTERS)
@writes
def again(wip_session: WipSession, invitation_id: int) -> ResponseReturnValue:
    """Ask once more somebody who said no, or whose invitation was taken back."""
    row, call = _found(wip_session, invitation_id), call_of(db.session(), wip_session)
    commenter_invitations.invite_again(db.session(), call, row, seen=PageForm().seen, by=actor(), now=now())
    flash(f"Invited again. A letter is on its way to {row.person.called}.", "done")
    return _back(wip_session)


@pages.post("/manage/<slug>/commenters/invitations/<int:invitation_id>/end")
@open_to(Act.FIND_COMMENTERS)
@writes
def end(wip_session: WipSession, invitation_id: int) -> ResponseReturnValue:
    """Take back an invitation that waits for its answer."""
    row, call = _found(wip_session, invitation_id), call_of(db.session(), wip_session)
    commenter_invitations.take_back(db.session(), call, row, seen=PageForm().seen, by=actor(), now=now())
    flash(f"Taken back: the link that {row.person.called} has says so.", "done")
    return _back(wip_session)


def _back(wip_session: WipSession) -> ResponseReturnValue:
    return redirect(url_for("commenters.volunteers", slug=wip_session.slug, _anchor="invited"), 303)


def _found(wip_session: WipSession, invitation_id: int) -> CommenterInvitation:
    found = db.session().scalar(
        sa.select(CommenterInvitation).where(
            CommenterInvitation.id == invitation_id, CommenterInvitation.wip_session_id == wip_session.id
        )
    )
    if found is None:
        raise Unknown
    return found
