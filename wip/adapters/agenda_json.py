"""A published agenda for programs, as JSON. Its keys are told in docs/agenda-json.md: they may become more, never others."""

import json
from datetime import UTC, datetime
from typing import Any

from wip.domain.agenda import PlacedPart
from wip.domain.programmes import Item, Named, Programme, ProgrammeRoom, ProgrammeSlot
from wip.domain.zones import in_zone

FORMAT = "works-in-progress agenda 1"


def agenda_json(programme: Programme, base_url: str) -> bytes:
    """The agenda in UTF-8; the same data give the same bytes."""
    return (json.dumps(_agenda(programme, base_url), ensure_ascii=False) + "\n").encode()


def _agenda(programme: Programme, base_url: str) -> dict[str, Any]:
    session = f"{base_url}/sessions/{programme.slug}"
    zone = programme.zone
    changed = programme.changed_at
    return {
        "format": FORMAT,
        "title": programme.title,
        "sections": list(programme.sections),
        "status": programme.status.value.lower(),
        "zone": zone,
        **_moments(zone, starts_at=programme.starts_at, ends_at=programme.ends_at),
        "dates": [
            {"name": each.name, **_moments(zone, starts_at=each.starts_at, ends_at=each.ends_at)}
            for each in programme.dates
        ],
        "changed_at_utc": _utc(changed) if changed else None,
        "page": f"{session}/agenda/",
        "pdf": f"{session}/programme.pdf",
        "calendar": f"{base_url}/calendars/{programme.slug}.ics",
        "rooms": [_room(room, zone, f"{session}/agenda/") for room in programme.rooms],
    }


def _room(room: ProgrammeRoom, zone: str, page: str) -> dict[str, Any]:
    return {
        "name": room.name,
        "date": room.day.isoformat(),
        "chairs": [_person(each) for each in room.chairs],
        "items": [_item(each, zone, page) for each in room.items],
    }


def _item(item: Item, zone: str, page: str) -> dict[str, Any]:
    return _slot(item, zone, page) if isinstance(item, ProgrammeSlot) else _part(item, zone)


def _part(part: PlacedPart, zone: str) -> dict[str, Any]:
    times = _moments(zone, starts_at=part.starts_at, ends_at=part.ends_at)
    return {"kind": part.kind, "title": part.name, **times}


def _slot(slot: ProgrammeSlot, zone: str, page: str) -> dict[str, Any]:
    times = {"starts_at": slot.starts_at, "comments_at": slot.turns_at, "ends_at": slot.ends_at}
    return {
        "kind": "paper",
        "uid": slot.uid,
        "sequence": slot.sequence,
        "status": slot.status.value.lower(),
        "number": slot.number,
        "title": slot.title,
        "abstract": slot.abstract,
        "authors": [_person(each) for each in slot.authors],
        "presenter": slot.presenter.name if slot.presenter else None,
        "commenters": [{"name": name} for name in slot.commenters],
        **_moments(zone, **times),
        "changed_at_utc": _utc(slot.changed_at),
        "page": f"{page}#paper-{slot.number}",
    }


def _person(named: Named) -> dict[str, str]:
    return {"name": named.name, "affiliation": named.affiliation}


def _moments(zone: str, **moments: datetime) -> dict[str, str]:
    """Each moment twice: with the session's offset, and in UTC."""
    found = {}
    for name, moment in moments.items():
        found[name] = in_zone(moment, zone).isoformat(timespec="seconds")
        found[f"{name}_utc"] = _utc(moment)
    return found


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
