"""The letter about guidelines that have changed: one a person, for all their papers."""

from datetime import datetime

from sqlalchemy.orm import Session

from wip.domain.guidelines import Audience, changes
from wip.domain.letters import LetterKind
from wip.domain.links import LinkKind
from wip.models import LetterPaper, WipSession
from wip.queries.guidelines import Reader, Version, readers
from wip.queries.sessions import call_of
from wip.services.letters import Draught, draught, write
from wip.services.paper_letters import contact_of
from wip.services.people import personal
from wip.services.rooms import dates_of

ANSWER = "guidelines"
"""What a link to the acknowledgement asks for; the page that opens shows its button first."""

_LINKS = {Audience.COMMENTERS: LinkKind.COMMISSION, Audience.PRESENTERS: LinkKind.PAPER}
_PARTS = {Audience.COMMENTERS: "comment on", Audience.PRESENTERS: "present"}


def tell_readers(session: Session, wip_session: WipSession, old: Version, new: Version, now: datetime) -> int:
    """Write to everybody whom the guidelines are for; how many letters."""
    count = 0
    for reader in readers(session, wip_session, new.audience):
        letter = letter_to(session, wip_session, reader, old, new)
        one = reader.papers[0] if len(reader.papers) == 1 else None
        told = write(session, letter, now, wip_session, paper=one)
        if told is not None and one is None:
            session.add_all(LetterPaper(letter_id=told.id, paper_id=paper.id) for paper in reader.papers)
        count += told is not None
    return count


def letter_to(
    session: Session, wip_session: WipSession, reader: Reader, old: Version, new: Version
) -> Draught:
    """The letter as this person gets it, word for word."""
    asked = new.fitted_to(wip_session)
    link = personal(_LINKS[new.audience], reader.person, reader.things[0], ANSWER)
    return draught(
        LetterKind.GUIDELINES_SENT,
        reader.person,
        f"guidelines:{wip_session.id}:{new.audience.value}:{new.number}",
        {
            "session_title": wip_session.title,
            "session_date": dates_of(wip_session),
            "section": wip_session.section.name,
            "contact": contact_of(call_of(session, wip_session)),
            "readers": new.audience.value,
            "part": _PARTS[new.audience],
            "titles": " and ".join(f"“{paper.title}”" for paper in reader.papers),
            "guideline": asked.title,
            "lines": list(asked.lines),
            "changes": changes(old.fitted_to(wip_session), asked),
        },
        {"read": link},
        wip_session=wip_session,
    )
