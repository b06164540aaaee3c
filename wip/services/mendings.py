"""A paper's text mended after it was sent: by leaders for its authors, and by its authors while it has a place."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from wip.domain.papers import MENDABLE, PRESENTING, STATE_WORDS, AuthorFacts, PaperFacts, check_facts
from wip.domain.people import Actor
from wip.domain.publications import AgendaState
from wip.domain.refusals import Refusal, Stale
from wip.domain.sessions import SessionState
from wip.models import Call, Paper, WipSession
from wip.queries.exports import records
from wip.services.calendar_documents import forget_person, forget_session
from wip.services.calendar_stays import note_stays
from wip.services.conflict_finding import look
from wip.services.histories import record, what_changed
from wip.services.leader_letters import tell_leaders
from wip.services.paper_index import index
from wip.services.paper_letters import contact_of, tell_of_change
from wip.services.rooms import over_at
from wip.services.update_checks import Checks
from wip.services.updates import change_for, locked

_STALE = "This paper was changed while your page was open."


def mend(
    session: Session,
    row: Paper,
    call: Call,
    *,
    title: str,
    abstract: str,
    authors: Sequence[AuthorFacts] | None,
    seen: int,
    by: Actor,
    now: datetime,
) -> bool:
    """A leader mends title, abstract and authors of a paper for its authors, also when it is confirmed.

    `authors` is None where their names are hidden from the leader: they stay. Refuses a paper that is out, and what the
    sheet of papers refuses. The published agenda keeps its words until the next publication. Returns whether anything differed.
    """
    row = locked(session, call.wip_session, [row.number])[row.number]
    if seen != row.version:
        # What changed may name authors, and the actor may be one.
        changes = () if authors is None else what_changed(session, row, seen, call.wip_session.zone)
        raise Stale(_STALE, changes)
    if row.state not in MENDABLE:
        raise Refusal(f"This paper is {STATE_WORDS[row.state][0]}; its text stays as it was.")
    (paper,) = records(session, [row.id])
    new = tuple(authors) if authors is not None else paper.facts.authors
    facts = replace(paper.facts, title=title, abstract=abstract, authors=new)
    if facts == paper.facts:
        return False
    _refuse_faulty(call, paper.facts, facts)
    for sentence in Checks(session, call, now).faults(paper, facts):
        raise Refusal(sentence, "authors")
    before = {author.person_id for author in row.authors}
    change_for(session, row, call, facts, seen=seen, by=by, now=now)
    note_stays(session, call.wip_session_id, now)
    forget_session(session, call.wip_session_id)
    for person_id in before ^ {author.person_id for author in row.authors}:
        if person_id is not None:  # they came to the paper, or left it
            forget_person(session, person_id, now)
    look(session, call.wip_session, now=now)
    return True


def _refuse_faulty(call: Call, old: PaperFacts, new: PaperFacts) -> None:
    """As the authors' own form; what it would refuse already may stay as it is."""
    if not new.authors:
        raise Refusal("Each paper needs an author. Give at least one name.", "authors")
    no = _fault(call, new)
    known = _fault(call, old)
    if no is not None and (known is None or no.sentence != known.sentence):
        raise no


def _fault(call: Call, facts: PaperFacts) -> Refusal | None:
    try:
        check_facts(facts, call.abstract_words_max)
    except Refusal as no:
        return no
    return None


def may_mend_own(row: Paper, wip_session: WipSession, now: datetime) -> bool:
    """Whether authors may mend title and abstract: while the paper has a place, until the session is over."""
    ahead = now < over_at(wip_session) and wip_session.state is not SessionState.CANCELLED
    return row.state in PRESENTING and ahead


def mend_own(
    session: Session,
    row: Paper,
    call: Call,
    *,
    title: str,
    abstract: str,
    seen: int,
    by: Actor,
    now: datetime,
) -> bool:
    """An author mends title and abstract of a paper that has a place; the leaders hear, as they publish the agenda.

    Returns whether anything differed.
    """
    wip_session = call.wip_session
    row = locked(session, wip_session, [row.number])[row.number]
    if not may_mend_own(row, wip_session, now):
        raise Refusal(f"The text can no longer be changed here. Write to {contact_of(call)}.")
    if seen != row.version:
        raise Stale(_STALE, what_changed(session, row, seen, wip_session.zone))
    (paper,) = records(session, [row.id])
    _refuse_faulty(call, paper.facts, replace(paper.facts, title=title, abstract=abstract))
    old = {"title": row.title, "abstract": row.abstract}
    new = {"title": title, "abstract": abstract}
    changed = {name for name in old if old[name] != new[name]}
    if not changed:
        return False
    row.title, row.abstract = title, abstract
    index(session, row)
    note_stays(session, wip_session.id, now)
    forget_session(session, wip_session.id)
    record(
        session,
        by,
        "change paper",
        row,
        now,
        wip_session=wip_session,
        old={name: old[name] for name in old if name in changed},
        new={name: new[name] for name in new if name in changed},
    )
    tell_of_change(session, row, call, now)
    _tell_leaders(session, row, wip_session, old["title"], now)
    return True


def _tell_leaders(session: Session, row: Paper, wip_session: WipSession, was: str, now: datetime) -> None:
    """Once a day: whoever holds a link must not be able to fill mailboxes."""
    headline = (
        f"“{was}” is now called “{row.title}”" if was != row.title else f"The abstract of “{was}” has changed"
    )
    lines = [f"An author of paper {row.number} has changed it. There is nothing to approve."]
    if wip_session.agenda_state is AgendaState.PUBLISHED:
        lines.append("The published agenda keeps the old words until you publish it again.")
    tell_leaders(
        session,
        wip_session,
        headline,
        lines,
        f"/manage/{wip_session.slug}/papers/{row.number}/",
        f"paper:{row.id}:mended:{now:%Y-%m-%d}",
        now,
        paper=row,
    )
