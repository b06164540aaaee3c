"""Papers changed by leaders on behalf of their authors: from a sheet, or one by one."""

from datetime import datetime
from functools import cache

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from wip.adapters.addresses import normalised
from wip.adapters.exports import too_long
from wip.domain.imports_tables import Table
from wip.domain.imports_updates import RowUpdate, UpdatePlan, UpdateRules, judge_update
from wip.domain.papers import PaperFacts
from wip.domain.people import Actor
from wip.domain.refusals import Refusal, Stale
from wip.models import Author, Call, Paper, WipSession
from wip.queries.call_parts import questions_of
from wip.queries.exports import layout_of, records
from wip.queries.paper_lists import PapersQuery, chosen_ids
from wip.queries.reviews import hidden_papers
from wip.services.answers import answers_of, set_answers, set_topics, topics_of_paper
from wip.services.conflict_finding import look
from wip.services.histories import record, what_changed
from wip.services.paper_checks import refuse_many, refuse_objectors
from wip.services.paper_index import index
from wip.services.paper_letters import tell_of_change, tell_removed
from wip.services.submissions import FACTS, set_authors, snapshot, tell_added
from wip.services.update_checks import Checks

NOTHING_DIFFERS = "Nothing in this sheet differs from the papers here."
CHANGES_MOST = 500


def preview(session: Session, call: Call, table: Table, *, by: Actor, now: datetime) -> UpdatePlan:
    """What one of our own exports would change, now that it comes back. Refuses any other sheet."""
    wip_session = call.wip_session
    ids = chosen_ids(session, wip_session, PapersQuery(), None, now)
    rules = UpdateRules(
        layout_of(session, wip_session),
        call.abstract_words_max,
        cache(normalised),
        too_long,
        frozenset(_numbers(session, hidden_papers(session, wip_session, by.person_id or 0))),
        Checks(session, call, now).faults,
    )
    return judge_update(table, {paper.number: paper for paper in records(session, ids)}, rules)


def _numbers(session: Session, ids: set[int]) -> list[int]:
    return list(session.scalars(sa.select(Paper.number).where(Paper.id.in_(ids)))) if ids else []


def apply(session: Session, call: Call, table: Table, *, seen: int, by: Actor, now: datetime) -> int:
    """Make the changes that the preview showed, all in one transaction; first authors are told. Returns how many.

    `seen` is how many papers the preview said would change. Refuses where nothing differs, or the papers have
    changed meanwhile.
    """
    plan = preview(session, call, table, by=by, now=now)
    if not plan.changed:
        raise Refusal(NOTHING_DIFFERS)
    if len(plan.changed) > CHANGES_MOST:
        raise Refusal(f"These are {len(plan.changed)} papers; at most {CHANGES_MOST} can be changed at once.")
    if seen != len(plan.changed):
        raise Refusal("The papers have changed while your page was open. Look at the preview again.")
    rows = locked(session, call.wip_session, [row.number or 0 for row in plan.changed])
    for update in plan.changed:
        _apply(session, call, rows[update.number or 0], update, by=by, now=now)
    look(session, call.wip_session, now=now)
    return len(plan.changed)


def locked(session: Session, wip_session: WipSession, numbers: list[int]) -> dict[int, Paper]:
    """The session's papers with these numbers, read anew under their lock, with authors and drafts."""
    papers = session.scalars(
        sa.select(Paper)
        .where(Paper.wip_session_id == wip_session.id, Paper.number.in_(numbers))
        .order_by(Paper.id)
        .options(selectinload(Paper.authors).selectinload(Author.person), selectinload(Paper.drafts))
        .with_for_update(of=Paper)
        .execution_options(populate_existing=True)
    )
    return {paper.number: paper for paper in papers}


def _apply(session: Session, call: Call, row: Paper, update: RowUpdate, *, by: Actor, now: datetime) -> None:
    if update.facts is None:
        return
    try:
        change_for(session, row, call, update.facts, seen=update.version, by=by, now=now)
    except Stale:
        raise
    except Refusal as no:
        raise Refusal(f"Row {update.line}, paper {row.number}: {no.sentence}") from None


def change_for(
    session: Session, row: Paper, call: Call, facts: PaperFacts, *, seen: int, by: Actor, now: datetime
) -> None:
    """A leader changes a paper's text on behalf of its authors, also after the deadline.

    The first author is told, who is new to the paper, and who is off it.
    """
    if seen != row.version:
        sentence = "This paper was changed while your page was open."
        raise Stale(sentence, what_changed(session, row, seen, call.wip_session.zone))
    old = snapshot(row)
    before = [author.person for author in row.authors if author.person is not None]
    for name in FACTS:
        setattr(row, name, getattr(facts, name))
    if _changes_authors(row, facts):
        set_authors(session, row, facts, now)
    first = row.authors[0].person
    if first is not None and first.id != row.submitter_id:
        refuse_many(session, call, first.id, besides=row.id)
        row.submitter_id = first.id
    here = [author.person for author in row.authors if author.person is not None]
    added = [person for person in here if person not in before]
    refuse_objectors(session, row, added)
    index(session, row)
    asked = [question.asked for question in questions_of(session, call, retired=True)]
    there = answers_of(session, row)
    answered = [each for each in asked if facts.answers.get(each.id, "") != there.get(each.id, "")]
    said = set_answers(session, row, answered, facts.answers, now)
    if set(facts.topics) != set(topics_of_paper(session, row)):
        set_topics(session, row, call, facts.topics)
    new = snapshot(row)
    record(
        session,
        by,
        "change paper for its authors",
        row,
        now,
        wip_session=call.wip_session,
        old={k: v for k, v in old.items() if new[k] != v},
        new={k: v for k, v in new.items() if old[k] != v} | said,
    )
    tell_of_change(session, row, call, now)
    tell_added(session, row, call, added, now)
    tell_removed(session, row, call, [person for person in before if person not in here], now)


def _changes_authors(row: Paper, facts: PaperFacts) -> bool:
    here = [(a.name, a.affiliation, a.orcid, a.person.email_key if a.person else "") for a in row.authors]
    there = [
        (a.name, a.affiliation, a.orcid, normalised(a.email) or "" if a.email else "") for a in facts.authors
    ]
    return here != there
