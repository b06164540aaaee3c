"""Sections, and who leads them."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.invitations import INVITATIONS, InvitationMove, InvitationState
from wip.domain.letters import LetterKind
from wip.domain.links import LinkKind
from wip.domain.people import SYSTEM, Actor
from wip.domain.refusals import Refusal
from wip.domain.texts import clean_line, slug
from wip.domain.zones import is_zone
from wip.models import Leadership, Person, Section
from wip.services.calendar_documents import forget_person, forget_section
from wip.services.calendar_entries import touch_section
from wip.services.conflict_finding import look_in_section
from wip.services.histories import record
from wip.services.letters import tell
from wip.services.people import person_at, personal


def found(
    session: Session,
    name: str,
    contact: str,
    leader: str,
    zone: str,
    now: datetime,
    leader_name: str = "",
) -> Section:
    """A new section with its first leader, who needs no invitation. Raises Refusal."""
    name, address = clean_line(name), slug(name.removeprefix("Section on "))
    if not name:
        raise Refusal("Give the section a name.", "name")
    if not is_zone(zone):
        raise Refusal(f"“{zone}” is no time zone. Write it like America/New_York.", "zone")
    if session.scalar(sa.select(Section).where(sa.or_(Section.slug == address, Section.name == name))):
        raise Refusal(f"There is a section “{name}” already.", "name")
    contact = person_at(session, contact, now, field="contact").email
    section = Section(slug=address, name=name, contact_email=contact, zone=zone, created_at=now)
    session.add(section)
    session.flush()
    record(
        session,
        SYSTEM,
        "found section",
        section,
        now,
        section_id=section.id,
        new={"name": name},
    )
    person = person_at(session, leader, now, name=leader_name, field="leader")
    leadership = Leadership(
        section_id=section.id,
        person_id=person.id,
        state=InvitationState.ACCEPTED,
        invited_at=now,
    )
    session.add(leadership)
    session.flush()
    record(
        session,
        SYSTEM,
        "make leader",
        leadership,
        now,
        section_id=section.id,
        new={"person": person.email},
    )
    return section


def change_section(
    session: Session,
    section: Section,
    *,
    contact_email: str,
    zone: str,
    office_email: str | None = None,
    by: Actor,
    now: datetime,
) -> None:
    """Change the section's role address, usual zone and, where given, the association office's address."""
    if not is_zone(zone):
        raise Refusal("Choose a time zone from the list.", "zone")
    contact = person_at(session, contact_email, now, field="contact_email").email
    new = {"contact_email": contact, "zone": zone}
    if office_email is not None:
        new["office_email"] = (
            person_at(session, office_email, now, field="office_email").email if office_email else ""
        )
    old = {name: getattr(section, name) for name in new}
    for name, value in new.items():
        setattr(section, name, value)
    record(
        session,
        by,
        "change section",
        section,
        now,
        section_id=section.id,
        old=old,
        new=new,
    )
    session.flush()
    touch_section(session, section.id, now)
    forget_section(session, section.id)


def invite_leader(
    session: Session,
    section: Section,
    *,
    name: str,
    email: str,
    by: Actor,
    now: datetime,
) -> Leadership:
    """Ask somebody to lead the section too. Asking again after a refusal or an end is possible."""
    person = person_at(session, email, now, name=name)
    known = session.scalar(
        sa.select(Leadership).where(Leadership.section_id == section.id, Leadership.person_id == person.id)
    )
    if known is None:
        known = Leadership(section_id=section.id, person_id=person.id, invited_at=now)
        session.add(known)
        session.flush()
    elif known.state in {InvitationState.INVITED, InvitationState.ACCEPTED}:
        raise Refusal(f"{person.called} has been asked already, or leads the section.", "email")
    else:
        known.state = INVITATIONS.after(known.state, InvitationMove.INVITE_AGAIN)
        known.invited_at = now
    record(
        session,
        by,
        "invite leader",
        known,
        now,
        section_id=section.id,
        new={"person": person.email},
    )
    _write_invitation(session, section, known, person, by, now)
    look_in_section(session, section.id, now=now)
    return known


def _write_invitation(
    session: Session,
    section: Section,
    leadership: Leadership,
    person: Person,
    by: Actor,
    now: datetime,
) -> None:
    tell(
        session,
        LetterKind.LEADER_INVITATION,
        person,
        f"leadership:{leadership.id}:{now.isoformat()}",
        now,
        facts={
            "section": section.name,
            "inviter": by.name or by.email,
            "contact": section.contact_email,
        },
        links={
            "accept": personal(LinkKind.LEADERSHIP, person, leadership.id, "accept"),
            "decline": personal(LinkKind.LEADERSHIP, person, leadership.id, "decline"),
        },
    )


def answer_leadership(
    session: Session, leadership: Leadership, *, accept: bool, by: Actor, now: datetime
) -> None:
    """The invited person's answer."""
    wanted = InvitationState.ACCEPTED if accept else InvitationState.DECLINED
    if leadership.state is wanted:
        return
    move = InvitationMove.ACCEPT if accept else InvitationMove.DECLINE
    old, leadership.state = leadership.state, INVITATIONS.after(leadership.state, move)
    record(
        session,
        by,
        f"{move.value} leadership",
        leadership,
        now,
        section_id=leadership.section_id,
        old={"state": old},
        new={"state": leadership.state},
    )
    forget_person(session, leadership.person_id, now)
    look_in_section(session, leadership.section_id, now=now)


def end_leadership(session: Session, leadership: Leadership, *, by: Actor, now: datetime) -> None:
    """Take somebody off the leaders. A section is never left without one."""
    # Two leaders who take each other off at once take turns; the second finds that nobody would be left.
    session.execute(sa.select(Section.id).where(Section.id == leadership.section_id).with_for_update())
    left = session.scalar(
        sa.select(sa.func.count())
        .select_from(Leadership)
        .where(
            Leadership.section_id == leadership.section_id,
            Leadership.state == InvitationState.ACCEPTED,
            Leadership.id != leadership.id,
        )
    )
    if not left:
        raise Refusal("A section needs at least one leader. Invite the next one first.")
    old, leadership.state = (
        leadership.state,
        INVITATIONS.after(leadership.state, InvitationMove.END),
    )
    record(
        session,
        by,
        "end leadership",
        leadership,
        now,
        section_id=leadership.section_id,
        old={"state": old},
        new={"state": leadership.state, "person": leadership.person.email},
    )
    forget_person(session, leadership.person_id, now)
    look_in_section(session, leadership.section_id, now=now)
