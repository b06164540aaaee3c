"""A section's institutions: kept by its leaders, so that conflicts are found under every name of a school."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.institution_names import registrable, school_keys
from wip.domain.people import Actor
from wip.domain.refusals import Refusal, Stale
from wip.models import Institution, Section
from wip.services.conflict_finding import look_in_section
from wip.services.histories import differences, record

NAMES_MOST = 30
INSTITUTIONS_MOST = 500

Facts = dict[str, str | list[str]]


def facts_of(name: str, aliases: Sequence[str], domains: Sequence[str]) -> Facts:
    """What is kept of an institution. Refuses a name that says nothing, and what is no institution's domain."""
    if not school_keys(name):
        raise Refusal(f"“{name}” does not tell one school from another. Give its name.", "name")
    for alias in aliases:
        if not school_keys(alias):
            raise Refusal(f"“{alias}” does not tell one school from another. Leave it out.", "aliases")
    kept = []
    for typed in domains:
        domain = registrable(typed)
        if not domain:
            raise Refusal(
                f"“{typed}” is not the domain of one school. Write it like law.northfield.edu; public mail services "
                "say nothing about a school.",
                "domains",
            )
        kept.append(domain)
    if max(len(aliases), len(kept)) > NAMES_MOST:
        raise Refusal(f"At most {NAMES_MOST} names and {NAMES_MOST} domains are possible.", "aliases")
    return {
        "name": name,
        "aliases": list(dict.fromkeys(aliases)),
        "domains": list(dict.fromkeys(kept)),
    }


def add(session: Session, section: Section, facts: Facts, *, by: Actor, now: datetime) -> Institution:
    """A new institution. Refuses one whose name or domain another has already."""
    others = _others(session, section, None)
    if len(others) >= INSTITUTIONS_MOST:
        raise Refusal(f"At most {INSTITUTIONS_MOST} schools are possible.", "name")
    _refuse_double(others, facts)
    row = Institution(section_id=section.id, **facts)
    session.add(row)
    session.flush()
    _note(session, section, row, {}, facts, by, now)
    return row


def change(
    session: Session, section: Section, row: Institution, facts: Facts, *, seen: int, by: Actor, now: datetime
) -> None:
    """Change an institution; conflicts follow. Raises Stale where it was changed since it was shown."""
    if row.version != seen:
        now_ = f"It is now: {row.name}; {', '.join([*row.aliases, *row.domains]) or 'nothing else'}."
        raise Stale("This school was changed while your page was open.", (now_,))
    _refuse_double(_others(session, section, row.id), facts)
    old, new = differences(row, facts)
    for name, value in facts.items():
        setattr(row, name, value)
    session.flush()
    if new:
        _note(session, section, row, old, new, by, now)


def remove(session: Session, section: Section, row: Institution, *, by: Actor, now: datetime) -> None:
    """Take an institution off the table; what was proposed on its account alone goes with it."""
    old = {"name": row.name, "aliases": row.aliases, "domains": row.domains}
    record(session, by, "change institutions", row, now, section_id=section.id, old=dict(old))
    session.delete(row)
    session.flush()
    look_in_section(session, section.id, now=now)


def _others(session: Session, section: Section, besides: int | None) -> list[Institution]:
    rows = session.scalars(sa.select(Institution).where(Institution.section_id == section.id))
    return [row for row in rows if row.id != besides]


def _refuse_double(others: Sequence[Institution], facts: Facts) -> None:
    named = {
        key: row.name for row in others for text in (row.name, *row.aliases) for key in school_keys(text)
    }
    at = {domain: row.name for row in others for domain in row.domains}
    for text in (str(facts["name"]), *facts["aliases"]):
        for key in school_keys(text):
            if key in named:
                field = "name" if text == facts["name"] else "aliases"
                raise Refusal(
                    f"“{text}” is among the names of “{named[key]}” already. Change that one.", field
                )
    for domain in facts["domains"]:
        if domain in at:
            raise Refusal(f"{domain} belongs to “{at[domain]}” already. Change that one.", "domains")


def _note(
    session: Session,
    section: Section,
    row: Institution,
    old: dict[str, object],
    new: dict[str, object] | Facts,
    by: Actor,
    now: datetime,
) -> None:
    record(session, by, "change institutions", row, now, section_id=section.id, old=old, new=dict(new))
    look_in_section(session, section.id, now=now)
