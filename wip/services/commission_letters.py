"""What a commission's letters say, to the commenter and to the leaders."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.commissions import CommissionState
from wip.domain.guidelines import Audience
from wip.domain.letters import LETTERS, LetterKind, LetterMove, LetterState
from wip.domain.links import Link, LinkKind, page
from wip.domain.people import SYSTEM, Actor
from wip.domain.publications import AgendaState
from wip.domain.suits import to_them
from wip.domain.zones import show, show_span
from wip.models import Call, Commission, Letter, LetterPaper
from wip.queries.circulation import due_of
from wip.queries.guidelines import current
from wip.queries.papers import published_slot
from wip.services import guideline_letters, leader_letters
from wip.services.letters import tell
from wip.services.paper_letters import contact_of
from wip.services.people import feed_link, feed_of, personal
from wip.services.rooms import dates_of, links_of

_APART = timedelta(hours=1)
"""News of one commission goes to the leaders no faster than this, however often its commenter changes the answer."""


def tell_commenter(
    session: Session,
    kind: LetterKind,
    row: Commission,
    call: Call,
    by: Actor,
    mark: str,
    now: datetime,
    *,
    why: str = "",
) -> None:
    """A letter about a commission that exists. `mark` tells this event from earlier ones of its kind, `why` its reason."""
    tell(
        session,
        kind,
        row.commenter.person,
        f"commission:{row.id}:{kind.value}:{mark}",
        now,
        facts=facts_of(session, row, call, by) | {"why": why},
        links=_links(session, kind, row, call, now),
        wip_session=call.wip_session,
        paper=row.paper,
    )


def tell_offered(
    session: Session, rows: Sequence[Commission], call: Call, by: Actor, now: datetime
) -> Letter | None:
    """Ask one person about one paper, or about several in one letter; each can be answered by itself."""
    kind = LetterKind.COMMISSION_OFFERED
    cause = f"commission:{rows[0].id}:{kind.value}:{rows[0].times_offered}"
    return tell_request(session, kind, rows, call, by, cause, now)


def tell_request(
    session: Session,
    kind: LetterKind,
    rows: Sequence[Commission],
    call: Call,
    by: Actor,
    cause: str,
    now: datetime,
) -> Letter | None:
    """Ask, or remind of what was asked; None where the person has stopped letters of the kind."""
    first = rows[0]
    letter = tell(
        session,
        kind,
        first.commenter.person,
        cause,
        now,
        facts=_asked(session, rows, call, by),
        links=_ways(rows) | {"session": page(f"/sessions/{call.wip_session.slug}/")},
        wip_session=call.wip_session,
        paper=first.paper if len(rows) == 1 else None,
    )
    if letter is not None and len(rows) > 1:
        session.add_all(LetterPaper(letter_id=letter.id, paper_id=row.paper_id) for row in rows)
        session.flush()
    return letter


def _asked(session: Session, rows: Sequence[Commission], call: Call, by: Actor) -> dict[str, Any]:
    every = [facts_of(session, row, call, by) for row in rows]
    facts = every[0]
    if len(rows) > 1:
        facts = facts | {name: "; ".join(one[name] for one in every) for name in ("title", "byline")}
        facts |= {"slot": "", "focus_pages": "", "questions": "", "reason": "", "papers": every}
        facts["heading"] = f"Will you comment on {len(rows)} papers?"
    return facts


def _ways(rows: Sequence[Commission]) -> dict[str, Link]:
    if len(rows) == 1:
        return _answers(rows[0], "")
    person, offer_id = rows[0].commenter.person, rows[0].commenter_id
    found = {each: personal(LinkKind.OFFER, person, offer_id, each) for each in ("accept", "decline")}
    for number, row in enumerate(rows, 1):
        found |= _answers(row, f"_{number}")
    return found


def _answers(row: Commission, mark: str) -> dict[str, Link]:
    person = row.commenter.person
    return {
        f"{answer}{mark}": personal(LinkKind.COMMISSION, person, row.id, answer)
        for answer in ("accept", "decline")
    }


def facts_of(session: Session, row: Commission, call: Call, by: Actor) -> dict[str, Any]:
    """What a letter to a commenter can say of the paper, its slot and the guidelines."""
    wip_session, paper = call.wip_session, row.paper
    due = due_of(paper, call)
    guideline = current(session, wip_session.id, Audience.COMMENTERS).fitted_to(wip_session)
    return {
        "title": paper.title,
        "byline": paper.byline,
        "focus_pages": paper.focus_pages,
        "questions": paper.questions,
        "session_title": wip_session.title,
        "section": wip_session.section.name,
        "session_date": dates_of(wip_session, row.commenter.person.zone),
        "join_link": wip_session.join_link,
        "room_links": links_of(wip_session),
        "slot": _slot(session, row, call),
        "draft": paper.drafts[-1].file_name if paper.drafts else "",
        "draft_due": show(due, wip_session.zone) if due else "",
        "guideline": guideline.title,
        "lines": list(guideline.lines),
        **_asker(by),
        "contact": contact_of(call),
        "answer_by": show(row.answer_by, wip_session.zone) if row.answer_by else "",
        "reason": to_them(row.reason),
        "is_standby": row.is_standby,
        "heading": _heading(row),
        "papers": [],
    }


def _asker(by: Actor) -> dict[str, str]:
    """Who asks, and the verb that agrees with it."""
    name = "" if by is SYSTEM else by.name or by.email
    return {"asker": name, "asks": "asks"} if name else {"asker": "The organisers", "asks": "ask"}


def _heading(row: Commission) -> str:
    does = "stand by for" if row.is_standby else "comment on"
    if row.state is CommissionState.ACCEPTED:
        return f"You {'stand by for' if row.is_standby else 'will comment on'} “{row.paper.title}”"
    return f"Will you {does} “{row.paper.title}”?"


def _slot(session: Session, row: Commission, call: Call) -> str:
    if call.wip_session.agenda_state is not AgendaState.PUBLISHED:
        return ""
    entry = published_slot(session, row.paper)
    if entry is None:
        return ""
    zones = call.wip_session.zone, row.commenter.person.zone
    span = show_span(entry.starts_at, entry.ends_at, *zones)
    return f"{span}, {entry.facts['room']}" if entry.facts.get("room") else span


def _links(session: Session, kind: LetterKind, row: Commission, call: Call, now: datetime) -> dict[str, Link]:
    person = row.commenter.person
    session_page = page(f"/sessions/{call.wip_session.slug}/")
    if kind is LetterKind.COMMISSION_ACCEPTED:
        return {
            "commission": personal(LinkKind.COMMISSION, person, row.id),
            "guidelines": personal(LinkKind.COMMISSION, person, row.id, guideline_letters.ANSWER),
            "feed": feed_link(feed_of(session, person, now)),
            "session": session_page,
        }
    if kind is LetterKind.STANDBY_CALLED:
        return {
            "commission": personal(LinkKind.COMMISSION, person, row.id),
            "decline": personal(LinkKind.COMMISSION, person, row.id, "decline"),
            "feed": feed_link(feed_of(session, person, now)),
            "session": session_page,
        }
    if kind is LetterKind.COMMISSION_LAPSED:
        return {"accept": personal(LinkKind.COMMISSION, person, row.id, "accept"), "session": session_page}
    return {"session": session_page}


def tell_leaders(
    session: Session,
    row: Commission,
    call: Call,
    before: CommissionState,
    now: datetime,
    *,
    then: str = "",
) -> None:
    """News of an answer, or of silence, that changes what the leaders had counted on.

    `then` is what came of it by itself: somebody was "asked" or "called" in, or there was "nobody" left.
    """
    wip_session, who = call.wip_session, row.commenter.person.called
    if row.state is CommissionState.ACCEPTED:
        headline, lines = _after_all(row, before, who)
    else:
        headline, lines = _gap(row, before, who)
        lines += [f"They wrote: “{row.decline_reason}”"] if row.decline_reason else []
        lines.append(_THEN[then])
    leader_letters.tell_leaders(
        session,
        wip_session,
        headline,
        lines,
        f"/manage/{wip_session.slug}/commenters/",
        f"commission:{row.id}:{row.state.value}:{now.isoformat()}",
        now,
        paper=row.paper,
        not_before=_after_earlier(session, row, now),
    )


def _after_earlier(session: Session, row: Commission, now: datetime) -> datetime | None:
    """When news of this commission may leave: an hour after the last. What still waits is replaced by what is true now."""
    recent = session.scalars(
        sa.select(Letter)
        .where(
            Letter.kind == LetterKind.LEADER_NEWS,
            Letter.wip_session_id == row.paper.wip_session_id,
            Letter.cause.startswith(f"commission:{row.id}:", autoescape=True),
            Letter.due_at > now - _APART,
        )
        .with_for_update()
    ).all()
    for letter in recent:
        if letter.state is LetterState.WAITING and letter.due_at > now:
            letter.state = LETTERS.after(letter.state, LetterMove.REPLACE)
            letter.fault = "The answer had changed once more before it left."
    session.flush()
    gone = [letter.due_at for letter in recent if letter.state is not LetterState.REPLACED]
    return max(gone) + _APART if gone else None


def _after_all(row: Commission, before: CommissionState, who: str) -> tuple[str, list[str]]:
    why = (
        "They had declined before."
        if before is CommissionState.DECLINED
        else "They had not answered in time."
    )
    if row.is_standby:
        return f"{who} stands by for “{row.paper.title}”", [
            f"{why} The paper has its commenters by now, so they step in if one cannot come."
        ]
    headline = f"{who} will comment on “{row.paper.title}” after all"
    return headline, [why, "If you have asked somebody else meanwhile, both will come."]


def _gap(row: Commission, before: CommissionState, who: str) -> tuple[str, list[str]]:
    does = "stand by for" if row.is_standby else "comment on"
    if row.state is CommissionState.LAPSED:
        return f"{who} has not answered about “{row.paper.title}”", ["The request has lapsed."]
    if before is CommissionState.ACCEPTED:
        return f"{who} can no longer {does} “{row.paper.title}”", ["They had accepted before."]
    return f"{who} cannot {does} “{row.paper.title}”", []


_THEN = {
    "": "Ask another volunteer, so that the author hears from enough people.",
    "asked": "The next best volunteer has been asked by itself.",
    "called": "A standby has been called in; the paper has lost nobody.",
    "nobody": "Nobody is left who could be asked by itself: find another volunteer, or ask somebody again.",
}
