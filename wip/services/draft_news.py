"""News of drafts: to commenters when the first version is there, and of each new one to whoever had an older."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from wip.domain.circulation import REPLACED_WITHIN, goes_out
from wip.domain.letters import LETTERS, LetterKind, LetterMove
from wip.domain.links import Link, LinkKind, page
from wip.domain.papers import PRESENTING
from wip.domain.sessions import SessionState
from wip.domain.zones import show
from wip.models import Call, Draft, Paper, Person
from wip.queries.circulation import attendees_among, commissions_on, had_older, waiting_news
from wip.queries.reviews import is_closed
from wip.services.circulation_terms import terms_of
from wip.services.letters import tell
from wip.services.paper_letters import contact_of
from wip.services.people import personal
from wip.services.rooms import dates_of, over_at


def announce(session: Session, draft: Draft, paper: Paper, call: Call, now: datetime) -> None:
    """A version that goes out has come. Each reader gets one letter, an hour later; what comes until then is in it.

    The first version is told to all who comment on the paper, a newer one to whoever had an older copy.
    """
    row = call.wip_session
    ahead = now < over_at(row) and row.state is not SessionState.CANCELLED
    if paper.state not in PRESENTING or not ahead or not goes_out(draft.content_type, draft.facts):
        return
    older = had_older(session, draft)
    people = {copy.person.id: copy.person for copy in older if copy.person is not None}
    know = frozenset(people)
    commenters = {each.commenter.person_id: each for each in commissions_on(session, paper)}
    if not any(
        each.number < draft.number and goes_out(each.content_type, each.facts) for each in paper.drafts
    ):
        people |= {each.commenter.person_id: each.commenter.person for each in commenters.values()}
    leaves = _replaced(session, paper, people)
    attend = attendees_among(session, row.id, people)
    terms = terms_of(session, call)
    for id_, person in sorted(people.items()):
        may_attend = terms.open_to_everyone(now) or (id_ in attend and terms.open_to_attendees(now))
        if id_ not in commenters and (not may_attend or is_closed(session, paper, id_)):
            continue
        link = _link(call, person, commenters.get(id_), attend.get(id_))
        tell(
            session,
            LetterKind.DRAFT_READY,
            person,
            f"draft-ready:{draft.id}",
            now,
            facts=_facts(draft, paper, call, is_new=id_ in know),
            links={"read": link, "session": page(f"/sessions/{row.slug}/")},
            wip_session=row,
            paper=paper,
            not_before=leaves.get(id_, now + REPLACED_WITHIN),
        )
    for copy in older:
        copy.told_of = draft.number
    session.flush()


def _replaced(session: Session, paper: Paper, people: dict[int, Person]) -> dict[int, datetime]:
    """Unsent letters about an older version give way; their readers get the new one at the moment that was set for them."""
    leaves: dict[int, datetime] = {}
    for letter in waiting_news(session, paper):
        letter.state = LETTERS.after(letter.state, LetterMove.REPLACE)
        if letter.person is not None:
            people[letter.person.id] = letter.person
            leaves[letter.person.id] = min(letter.due_at, leaves.get(letter.person.id, letter.due_at))
    session.flush()
    return leaves


def _link(call: Call, person: Person, commission: Any, attendee: Any) -> Link:
    if commission is not None:
        return personal(LinkKind.COMMISSION, person, commission.id)
    if attendee is not None:
        return personal(LinkKind.ATTENDANCE, person, attendee.id)
    return page(f"/sessions/{call.wip_session.slug}/#drafts")


def _facts(draft: Draft, paper: Paper, call: Call, *, is_new: bool) -> Mapping[str, Any]:
    row = call.wip_session
    pages = draft.facts.get("pages")
    return {
        "title": paper.title,
        "byline": paper.byline,
        "is_new": is_new,
        "version": str(draft.number),
        "pages": f"{pages} page{'' if pages == 1 else 's'}" if pages else "",
        "sent": show(draft.uploaded_at, row.zone),
        "focus_pages": paper.focus_pages,
        "questions": paper.questions,
        "session_title": row.title,
        "section": row.section.name,
        "session_date": dates_of(row),
        "contact": contact_of(call),
    }
