"""Guidelines: leaders save versions of them, commenters and presenters acknowledge what they have read."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.commissions import LIVE
from wip.domain.guidelines import AUDIENCE_WORDS, Audience, Style, read
from wip.domain.papers import PRESENTING
from wip.domain.people import Actor
from wip.domain.refusals import Refusal, Stale
from wip.models import Author, Commission, GuidelineSeen, GuidelineText, Paper, WipSession
from wip.queries.guidelines import Version, current, version_at
from wip.services import guideline_letters
from wip.services.calendar_documents import forget_session
from wip.services.histories import record
from wip.services.people import insert_missing

__all__ = ["acknowledge_as_commenter", "acknowledge_as_presenter", "copy", "save", "use_again"]


def save(
    session: Session,
    wip_session: WipSession,
    audience: Audience,
    style: Style,
    *,
    title: str,
    text: str,
    seen: int,
    by: Actor,
    now: datetime,
    tells: bool = False,
) -> int:
    """Save a new version, which counts from now on; with `tells`, a letter to each reader. Returns the number of letters.

    Words as they are make no version. `seen` is the number of the version that the page showed: raises Stale where
    another leader has saved one since. Calendars say the new text; their SEQUENCE stays, as no date has changed.
    """
    said = read(title, text)
    old = _locked(session, wip_session, audience, seen)
    if said == old.guideline:
        raise Refusal("That is what the guidelines say already, so there is nothing to save.")
    _add(session, wip_session, Version(audience, old.number + 1, style, said), by, now)
    if not tells:
        return 0
    return guideline_letters.tell_readers(
        session, wip_session, old, current(session, wip_session.id, audience), now
    )


def use_again(
    session: Session,
    wip_session: WipSession,
    audience: Audience,
    number: int,
    *,
    seen: int,
    by: Actor,
    now: datetime,
) -> None:
    """Make an older version, or the built-in text (0), the newest. Nobody is written to. Using what counts is nothing new."""
    found = version_at(session, wip_session.id, audience, number)
    if found is None:
        raise Refusal("There is no such version. Reload the page and choose again.")
    old = _locked(session, wip_session, audience, seen)
    if found.guideline != old.guideline:
        _add(session, wip_session, Version(audience, old.number + 1, found.style, found.guideline), by, now)


def copy(session: Session, old: WipSession, new: WipSession, *, by: Actor, now: datetime) -> None:
    """Have a session that was copied from `old` begin with the texts that counted there, as its first versions."""
    for audience in Audience:
        found = current(session, old.id, audience)
        if found.number:
            _add(session, new, Version(audience, 1, found.style, found.guideline), by, now)


def _locked(session: Session, wip_session: WipSession, audience: Audience, seen: int) -> Version:
    """What counts now, while nobody else can save."""
    session.execute(sa.select(WipSession.id).where(WipSession.id == wip_session.id).with_for_update())
    old = current(session, wip_session.id, audience)
    if old.number != seen:
        raise Stale(
            "Another leader has saved these guidelines while your page was open, so nothing was changed. "
            "Look at theirs on the page, then save yours again."
        )
    return old


def _add(session: Session, wip_session: WipSession, new: Version, by: Actor, now: datetime) -> None:
    row = GuidelineText(
        wip_session_id=wip_session.id,
        audience=new.audience,
        number=new.number,
        style=new.style,
        title=new.guideline.title,
        text=new.guideline.text,
        made_by=by.person_id,
        made_at=now,
    )
    session.add(row)
    session.flush()
    forget_session(session, wip_session.id)
    told = {"for": AUDIENCE_WORDS[new.audience], "version": new.number, "heading": new.guideline.title}
    record(session, by, "change guidelines", row, now, wip_session=wip_session, new=told)


def acknowledge_as_commenter(
    session: Session, row: Commission, number: int, *, by: Actor, now: datetime
) -> None:
    """The commenter has read this version; it holds for all papers that they comment on here. Twice is once.

    The marks are written past the commissions' versions: a leader's open page need not be old because of them.
    """
    if row.state not in LIVE:
        raise Refusal(
            "You are not asked to comment on this paper any more, so there is nothing to acknowledge."
        )
    wip_session = session.get_one(WipSession, row.paper.wip_session_id)
    _refuse_old(session, wip_session, Audience.COMMENTERS, number)
    unmarked = session.scalars(
        sa.select(Commission.id)
        .where(
            Commission.commenter_id == row.commenter_id,
            Commission.state.in_(LIVE),
            sa.or_(Commission.guideline_seen.is_(None), Commission.guideline_seen != number),
        )
        .with_for_update()
    ).all()
    if not unmarked:
        return
    session.execute(
        sa.update(Commission)
        .where(Commission.id.in_(unmarked))
        .values(guideline_seen=number, guideline_seen_at=now)
    )
    told = {"for": AUDIENCE_WORDS[Audience.COMMENTERS], "version": number}
    record(
        session, by, "acknowledge guidelines", row, now, wip_session=wip_session, paper=row.paper, new=told
    )


def acknowledge_as_presenter(
    session: Session, paper: Paper, number: int, *, by: Actor, now: datetime
) -> None:
    """An author has read this version; it holds for all papers that they present here. Twice is once."""
    if paper.state not in PRESENTING or by.person_id is None:
        raise Refusal("This paper has no place in the session, so there is nothing to acknowledge.")
    wip_session = session.get_one(WipSession, paper.wip_session_id)
    _refuse_old(session, wip_session, Audience.PRESENTERS, number)
    mine = (GuidelineSeen.paper_id == Paper.id, GuidelineSeen.person_id == by.person_id)
    unmarked = session.scalars(
        sa.select(Paper.id)
        .join(Author, Author.paper_id == Paper.id)
        .outerjoin(GuidelineSeen, sa.and_(*mine))
        .where(
            Paper.wip_session_id == wip_session.id,
            Paper.state.in_(PRESENTING),
            Author.person_id == by.person_id,
            sa.or_(GuidelineSeen.number.is_(None), GuidelineSeen.number != number),
        )
    ).all()
    if not unmarked:
        return
    for paper_id in unmarked:
        key = {"paper_id": paper_id, "person_id": by.person_id}
        insert_missing(session, GuidelineSeen, key | {"number": number, "seen_at": now}, *key)
    session.execute(
        sa.update(GuidelineSeen)
        .where(GuidelineSeen.paper_id.in_(unmarked), GuidelineSeen.person_id == by.person_id)
        .values(number=number, seen_at=now)
    )
    told = {"for": AUDIENCE_WORDS[Audience.PRESENTERS], "version": number}
    record(session, by, "acknowledge guidelines", paper, now, wip_session=wip_session, paper=paper, new=told)


def _refuse_old(session: Session, wip_session: WipSession, audience: Audience, number: int) -> None:
    if current(session, wip_session.id, audience).number != number:
        raise Stale(
            "The guidelines have changed since you opened the page. Here they are as they stand now; please read them once more."
        )
