"""What is wished of an agenda: how papers are to lie, and between which hours somebody cannot.

Nothing here moves a slot: the next laying-out counts with it, and the agenda's page says where it does not hold.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.agenda_wishes import Away, OrderRule, PaperWish, WishKind, check_away, check_wish
from wip.domain.commissions import LIVE
from wip.domain.papers import PRESENTING
from wip.domain.people import Actor
from wip.domain.refusals import Refusal, Stale
from wip.models import AgendaRules, AgendaWish, Author, Commenter, Commission, Paper, Person, WipSession
from wip.queries.agenda_wishes import own_hours, papers_in
from wip.services.histories import differences, record
from wip.services.people import insert_missing
from wip.services.rooms import over_at, rooms_of

WISHES_MOST = 300
"""As many as one page and the laying-out can sensibly take."""

STALE_RULES = "Another leader changed by what the agenda is laid out while your page was open."


def keep_rules(
    session: Session,
    wip_session: WipSession,
    order: OrderRule,
    kind: tuple[int, int],
    *,
    by: Actor,
    now: datetime,
) -> None:
    """By what the agenda is laid out, and which hours of the day (0 to 24) are kind to whoever presents."""
    if kind[1] <= kind[0]:
        raise Refusal("The kind hours end before they begin. Correct one of the two.", "kind_until")
    insert_missing(
        session,
        AgendaRules,
        {"wip_session_id": wip_session.id, "order": OrderRule.AS_THEY_ARE, "kind_from": 7, "kind_until": 22},
        "wip_session_id",
    )
    row = session.get_one(AgendaRules, wip_session.id)
    facts = {"order": order, "kind_from": kind[0], "kind_until": kind[1]}
    old, new = differences(row, facts)
    if not new:
        return
    for name, value in facts.items():
        setattr(row, name, value)
    session.flush()
    record(session, by, "change agenda rules", wip_session, now, wip_session=wip_session, old=old, new=new)


def wish(
    session: Session, wip_session: WipSession, said: PaperWish, *, by: Actor, now: datetime
) -> AgendaWish:
    """How a paper is to lie. Refuses papers without a place in the session, rooms that are not its own, and the same twice."""
    papers, facts = _checked(session, wip_session, said)
    _refuse_again(session, wip_session, facts, "kind")
    row = _add(session, wip_session, facts, needed=said.is_needed, note=said.note, by=by, now=now)
    new = _lies(said, papers)
    record(session, by, "add wish", row, now, wip_session=wip_session, paper=papers[said.paper_id], new=new)
    return row


def change(
    session: Session, wip_session: WipSession, row: AgendaWish, said: PaperWish, *, by: Actor, now: datetime
) -> None:
    """Say anew how a paper is to lie, in place of what the row says. Refuses as `wish` does."""
    papers, facts = _checked(session, wip_session, said)
    _refuse_again(session, wip_session, facts, "kind", but=row)
    old: dict[str, Any] = {
        "kind": row.kind,
        "paper": row.paper.number if row.paper else 0,
        "needed": row.is_needed,
    }
    _retold(session, row, facts, needed=said.is_needed, note=said.note, by=by, now=now)
    paper, new = papers[said.paper_id], _lies(said, papers)
    record(session, by, "change wish", row, now, wip_session=wip_session, paper=paper, old=old, new=new)


def _checked(
    session: Session, wip_session: WipSession, said: PaperWish
) -> tuple[dict[int, Paper], dict[str, Any]]:
    """The papers that a wish names, by id, and what its row says."""
    check_wish(said)
    pair = {said.paper_id, said.other_paper_id} - {None}
    papers = papers_in(session, wip_session, (id_ for id_ in pair if id_ is not None))
    if len(papers) < len(pair):
        raise Refusal("This paper no longer has a place in the session. Choose another.", "paper")
    if said.sitting_id not in {room.sitting_id for room in rooms_of(session, wip_session)}:
        raise Refusal("This room is no longer there. Choose another.", "room")
    facts = {
        "kind": said.kind,
        "paper_id": said.paper_id,
        "other_paper_id": said.other_paper_id,
        "sitting_id": said.sitting_id,
    }
    return papers, facts


def _lies(said: PaperWish, papers: Mapping[int, Paper]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "kind": said.kind,
        "paper": papers[said.paper_id].number,
        "needed": said.is_needed,
    }
    return found | ({"other": papers[said.other_paper_id].number} if said.other_paper_id is not None else {})


def cannot(
    session: Session, wip_session: WipSession, person: Person, away: Away, *, by: Actor, now: datetime
) -> AgendaWish:
    """Between which moments somebody cannot, as a leader knows it or as they say it themself."""
    check_away(away)
    facts = {
        "kind": WishKind.CANNOT,
        "person_id": person.id,
        "begins_at": away.begins_at,
        "ends_at": away.ends_at,
    }
    _refuse_again(session, wip_session, facts, "begins")
    row = _add(session, wip_session, facts, needed=away.is_needed, note=away.note, by=by, now=now)
    record(
        session,
        by,
        "add hours",
        row,
        now,
        wip_session=wip_session,
        paper=_paper_of(session, wip_session, person),
        new=_hours(row, person),
    )
    return row


def change_hours(
    session: Session, wip_session: WipSession, row: AgendaWish, away: Away, *, by: Actor, now: datetime
) -> None:
    """Say anew when somebody cannot, in place of what the row says; it then counts as told by whoever changes it."""
    check_away(away)
    person = session.get_one(Person, row.person_id)
    facts = {
        "kind": WishKind.CANNOT,
        "person_id": person.id,
        "begins_at": away.begins_at,
        "ends_at": away.ends_at,
    }
    _refuse_again(session, wip_session, facts, "begins", but=row)
    old, paper = _hours(row, person), _paper_of(session, wip_session, person)
    _retold(session, row, facts, needed=away.is_needed, note=away.note, by=by, now=now)
    new = _hours(row, person)
    record(session, by, "change hours", row, now, wip_session=wip_session, paper=paper, old=old, new=new)


def drop(session: Session, wip_session: WipSession, row: AgendaWish, *, by: Actor, now: datetime) -> None:
    """Take a wish away, or somebody's hours."""
    if row.kind is WishKind.CANNOT:
        person = session.get_one(Person, row.person_id)
        paper, told = _paper_of(session, wip_session, person), _hours(row, person)
        record(session, by, "remove hours", row, now, wip_session=wip_session, paper=paper, old=told)
    else:
        old: dict[str, Any] = {"kind": row.kind, "paper": row.paper.number if row.paper else 0}
        record(session, by, "remove wish", row, now, wip_session=wip_session, paper=row.paper, old=old)
    session.delete(row)
    session.flush()


def tell_as_presenter(
    session: Session,
    paper: Paper,
    wip_session: WipSession,
    away: Sequence[Away],
    *,
    seen: Sequence[int],
    by: Actor,
    now: datetime,
) -> bool:
    """What a presenter says on the page of their own paper. Refused where there is nothing to lay out for them any more."""
    if paper.state not in PRESENTING:
        raise Refusal("Your paper has no place in the session now, so there are no hours to tell.")
    if now >= over_at(wip_session):
        raise Refusal("The session is over. Thank you for presenting.")
    person = session.get_one(Person, by.person_id)
    return tell_own(session, wip_session, person, away, seen=seen, by=by, now=now)


def tell_own(
    session: Session,
    wip_session: WipSession,
    person: Person,
    away: Sequence[Away],
    *,
    seen: Sequence[int],
    by: Actor,
    now: datetime,
) -> bool:
    """The hours in which somebody cannot, as they say themself, in place of what they said before; whether anything changed.

    `seen` are the ids of what their page showed. Raises Stale where they have said something else since, in another window.
    """
    rows = own_hours(session, wip_session.id, person.id)
    wanted = {(each.begins_at, each.ends_at) for each in away}
    if wanted == {(row.begins_at, row.ends_at) for row in rows}:
        return False
    if sorted(seen) != sorted(row.id for row in rows):
        raise Stale("You have told us other hours while this page was open.")
    for row in rows:
        if (row.begins_at, row.ends_at) not in wanted:
            drop(session, wip_session, row, by=by, now=now)
    there = {(row.begins_at, row.ends_at) for row in rows}
    for each in away:
        if (each.begins_at, each.ends_at) not in there:
            cannot(session, wip_session, person, each, by=by, now=now)
    return True


def _add(
    session: Session,
    wip_session: WipSession,
    facts: dict[str, Any],
    *,
    needed: bool,
    note: str,
    by: Actor,
    now: datetime,
) -> AgendaWish:
    row = AgendaWish(
        wip_session_id=wip_session.id,
        is_needed=needed,
        note=note,
        told_by=by.person_id,
        told_at=now,
        **facts,
    )
    session.add(row)
    session.flush()
    return row


def _retold(
    session: Session,
    row: AgendaWish,
    facts: Mapping[str, Any],
    *,
    needed: bool,
    note: str,
    by: Actor,
    now: datetime,
) -> None:
    told = {"is_needed": needed, "note": note, "told_by": by.person_id, "told_at": now}
    for name, value in {**facts, **told}.items():
        setattr(row, name, value)
    session.flush()
    session.expire(row, ["paper", "other_paper"])


def _refuse_again(
    session: Session,
    wip_session: WipSession,
    facts: dict[str, Any],
    field: str,
    *,
    but: AgendaWish | None = None,
) -> None:
    """Refuse what is there already, `but` for the row that is changed, and more than can be laid out."""
    mine = sa.select(AgendaWish.id).where(AgendaWish.wip_session_id == wip_session.id)
    if but is not None:
        mine = mine.where(AgendaWish.id != but.id)
    same = mine.where(*(getattr(AgendaWish, name) == value for name, value in facts.items()))
    if session.scalar(same.limit(1)) is not None:
        raise Refusal("This is in the list already.", field)
    if session.scalar(sa.select(sa.func.count()).select_from(mine.subquery())) >= WISHES_MOST:  # type: ignore[operator]
        raise Refusal(
            f"A session has at most {WISHES_MOST} wishes. Take away one that no longer counts.", field
        )


def _hours(row: AgendaWish, person: Person) -> dict[str, Any]:
    begins, ends = row.begins_at, row.ends_at
    return {
        "of": person.called,
        "from": begins.isoformat() if begins else "",
        "until": ends.isoformat() if ends else "",
        "needed": row.is_needed,
    }


def _paper_of(session: Session, wip_session: WipSession, person: Person) -> Paper | None:
    """The paper through which the person has a part, or had one: whoever may not see it does not read of their hours."""
    writes = sa.exists().where(Author.paper_id == Paper.id, Author.person_id == person.id)
    reads = (
        sa.exists()
        .where(
            Commission.paper_id == Paper.id,
            Commenter.id == Commission.commenter_id,
            Commenter.person_id == person.id,
        )
        .correlate(Paper)
    )
    asked = reads.where(Commission.state.in_(LIVE))
    presents = Paper.state.in_(PRESENTING)
    return session.scalars(
        sa.select(Paper)
        .where(Paper.wip_session_id == wip_session.id, sa.or_(writes, reads))
        .order_by(
            sa.not_(sa.and_(presents, writes)),
            sa.not_(sa.and_(presents, asked)),
            sa.not_(presents),
            Paper.number,
        )
    ).first()
