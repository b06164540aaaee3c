"""Answers to personal invitations to comment: one click, with what is known of the person; more can be said afterwards."""

from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.invitations import InvitationMove, InvitationState
from wip.domain.papers import PRESENTING
from wip.domain.people import Actor
from wip.domain.refusals import Refusal
from wip.models import Call, Commenter, CommenterInvitation, Paper
from wip.queries.commenter_pool import own_words
from wip.queries.commenting import settings_of
from wip.services.commenter_invitations import answer, invitation_of
from wip.services.commenters import confirm
from wip.services.conflict_finding import look_for
from wip.services.offer_details import keep
from wip.services.offer_doors import takes_offers
from wip.services.people import insert_missing

ANSWER_MOST = 500


def accept(session: Session, call: Call, row: CommenterInvitation, *, by: Actor, now: datetime) -> Commenter:
    """The invited person comments, with what is known of them; more can be said afterwards. Twice is once."""
    if row.state is not InvitationState.ACCEPTED:
        if not takes_offers(call, now):
            raise Refusal(
                "This session no longer looks for commenters. Thank you for answering all the same."
            )
        answer(session, call, row, InvitationMove.ACCEPT, by, now)
    return _volunteer(session, call, row, by, now)


def decline(
    session: Session, call: Call, row: CommenterInvitation, words: str, *, by: Actor, now: datetime
) -> None:
    """The invited person does not comment this time, with a line to the organisers if they like. Twice is once."""
    if row.state is InvitationState.DECLINED:
        return
    if len(words) > ANSWER_MOST:
        raise Refusal(f"Please shorten this to {ANSWER_MOST} characters.", "line")
    row.answer = words
    answer(session, call, row, InvitationMove.DECLINE, by, now)


def _volunteer(session: Session, call: Call, row: CommenterInvitation, by: Actor, now: datetime) -> Commenter:
    key = {"wip_session_id": row.wip_session_id, "person_id": row.person_id}
    insert_missing(session, Commenter, key | {"offered_at": now}, *key)
    found = session.scalars(sa.select(Commenter).filter_by(**key).with_for_update()).one()
    if found.version == 1:
        facts = replace(own_words(session, call, row.person_id), papers_max=row.papers_max)
        keep(session, found, call, facts, by=by, now=now, act="offer to comment")
        confirm(session, found, call, now)
    found.withdrawn = False
    look_for(session, call.wip_session, [row.person_id], now=now)
    return found


def offer_of(session: Session, invitation: CommenterInvitation) -> Commenter | None:
    """The offer that the invited person has made or accepted to make, if there is one."""
    return session.scalar(
        sa.select(Commenter).where(
            Commenter.wip_session_id == invitation.wip_session_id,
            Commenter.person_id == invitation.person_id,
        )
    )


def offer_as_presenter(session: Session, paper: Paper, call: Call, *, by: Actor, now: datetime) -> Commenter:
    """A presenter offers to comment on one other paper, with what their own paper says of them. Twice is once.

    Refuses where the session's settings do not ask it, and who presents nothing.
    """
    asks = settings_of(session, call.wip_session_id).presenters_comment
    if not asks or paper.state not in PRESENTING or by.person_id is None:
        raise Refusal("Presenters of this session are not asked to comment on another paper.")
    if not takes_offers(call, now):
        raise Refusal("This session no longer looks for commenters.")
    known = invitation_of(session, call.wip_session_id, by.person_id)
    if known is not None and known.state is InvitationState.INVITED:
        return accept(session, call, known, by=by, now=now)
    asked = CommenterInvitation(wip_session_id=call.wip_session_id, person_id=by.person_id, papers_max=1)
    return _volunteer(session, call, asked, by, now)
