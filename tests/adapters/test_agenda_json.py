"""The agenda for programs: exactly its bytes, and that each key is told in the document."""

import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.domain.test_programmes import HALF, MBALI, TOMAS, part, programme, room, slot
from tests.world import START
from wip.adapters.agenda_json import agenda_json
from wip.domain.calendar import EntryStatus
from wip.domain.programmes import Programme

DOCUMENT = Path(__file__).parents[2] / "docs" / "agenda-json.md"
BASE = "https://wip.example.edu"


def agenda() -> Programme:
    gone = slot(2, START + HALF, MBALI, TOMAS, status=EntryStatus.CANCELLED, sequence=3)
    parts = (part("welcome", START - timedelta(minutes=10)),)
    return programme(room(None, "", *parts, chairs=(TOMAS,)), slots=(slot(1), gone))


def read(found: Programme) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(agenda_json(found, BASE))
    return said


def test_the_head() -> None:
    said = read(agenda())
    rooms = said.pop("rooms")
    assert said == {
        "format": "works-in-progress agenda 1",
        "title": "Spring Session",
        "sections": ["Section on Criminal Justice"],
        "status": "confirmed",
        "zone": "America/New_York",
        "starts_at": "2027-03-18T12:00:00-04:00",
        "starts_at_utc": "2027-03-18T16:00:00Z",
        "ends_at": "2027-03-18T13:30:00-04:00",
        "ends_at_utc": "2027-03-18T17:30:00Z",
        "dates": [
            {
                "name": "",
                "starts_at": "2027-03-18T12:00:00-04:00",
                "starts_at_utc": "2027-03-18T16:00:00Z",
                "ends_at": "2027-03-18T13:30:00-04:00",
                "ends_at_utc": "2027-03-18T17:30:00Z",
            }
        ],
        "changed_at_utc": "2027-03-18T16:00:00Z",
        "page": f"{BASE}/sessions/spring/agenda/",
        "pdf": f"{BASE}/sessions/spring/programme.pdf",
        "calendar": f"{BASE}/calendars/spring.ics",
    }
    assert [(each["name"], each["date"], each["chairs"]) for each in rooms] == [
        ("", "2027-03-18", [{"name": "Tomas Varga", "affiliation": ""}])
    ]


def test_what_happens() -> None:
    welcome, first, gone = read(agenda())["rooms"][0]["items"]
    assert welcome == {
        "kind": "welcome",
        "title": "Welcome",
        "starts_at": "2027-03-18T11:50:00-04:00",
        "starts_at_utc": "2027-03-18T15:50:00Z",
        "ends_at": "2027-03-18T12:00:00-04:00",
        "ends_at_utc": "2027-03-18T16:00:00Z",
    }
    assert (first["comments_at"], first["presenter"]) == ("2027-03-18T12:15:00-04:00", "Mbali Abara")
    assert (gone["status"], gone["sequence"], gone["uid"]) == ("cancelled", 3, "uid-2")
    assert (gone["presenter"], [each["name"] for each in gone["authors"]]) == (
        None,
        ["Mbali Abara", "Tomas Varga"],
    )


def test_the_same_data_give_the_same_bytes() -> None:
    assert agenda_json(agenda(), BASE) == agenda_json(agenda(), BASE)


def test_every_key_is_told_in_the_document() -> None:
    told = set(re.findall(r"`(\w+)`", DOCUMENT.read_text(encoding="utf-8")))
    told |= {f"{name}_utc" for name in told if name.endswith("_at")}
    assert _keys(read(agenda())) - told == set()


def _keys(value: Any) -> set[str]:
    if isinstance(value, dict):
        return set(value) | {key for each in value.values() for key in _keys(each)}
    return {key for each in value for key in _keys(each)} if isinstance(value, list) else set()
