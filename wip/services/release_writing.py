"""A release as rows: the act itself, and its letters in the words that were read."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from wip.domain.people import Actor
from wip.models import Call, Release
from wip.queries.places import place_settings_of
from wip.services import letters
from wip.services.decision_letters import OVERTAKEN, cause_of, replace_letters, unsent_about
from wip.services.release_proposals import Announcement, Proposal


def written(
    session: Session, call: Call, proposal: Proposal, *, by: Actor, now: datetime, leaves_at: datetime
) -> Release:
    """Write the release and its letters, none of which leaves before `leaves_at`; unsent older ones give way."""
    wip_session = call.wip_session
    row = Release(
        wip_session_id=wip_session.id,
        released_by=by.person_id,
        released_at=now,
        confirm_by=proposal.confirm_by,
        letters=proposal.letters,
        leaves_at=leaves_at,
        places=proposal.places,
        with_comments=proposal.wishes.with_comments,
    )
    session.add(row)
    session.flush()
    replaced: list[list[str | int]] = []
    for one in proposal.announcements:
        replaced += _write(session, call, row, one, by, now)
    row.replaced = replaced
    _keep_open(session, call, list_open=proposal.wishes.list_open)
    return row


def _write(
    session: Session, call: Call, row: Release, one: Announcement, by: Actor, now: datetime
) -> list[list[str | int]]:
    """The paper's letters; the ids and states of those that gave way to them."""
    older = unsent_about(session, one.paper)
    before: list[list[str | int]] = [[letter.id, letter.state.value] for letter in older]
    replace_letters(session, older, why=OVERTAKEN, paper=one.paper, by=by, now=now)
    for letter in one.letters:
        told = replace(letter, cause=cause_of(row.id, one.paper.id))
        letters.write(session, told, now, call.wip_session, paper=one.paper, not_before=row.leaves_at)
    return before


def _keep_open(session: Session, call: Call, *, list_open: bool) -> None:
    settings = place_settings_of(session, call.wip_session)
    if settings.list_open != list_open:
        settings.list_open = list_open
        session.add(settings)
        session.flush()
