"""Show calendar files to a Python library, inside that library's own environment: a JSON line a file.

python py_client.py icalendar|vobject FILE...
"""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

Event = list[str | None]


def _iso(value: Any) -> str | None:
    if not isinstance(value, datetime):
        return None if value is None else f"{value} date"
    if value.tzinfo is None:
        return f"{value:%Y-%m-%dT%H:%M:%S} floating"
    return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def with_icalendar(raw: bytes) -> tuple[list[Event], list[str]]:
    """Everything that the library reads, and what it finds wrong."""
    import icalendar

    calendar = icalendar.Calendar.from_ical(raw)
    calendar.validate()  # type: ignore[attr-defined]  # of the version that is installed beside
    wrong = [f"{part.name}.{name}: {error}" for part in calendar.walk() for name, error in part.errors]
    events = [
        [str(one["UID"]), _iso(one.start), _iso(one.end), str(one["SUMMARY"]), str(one.get("STATUS", ""))]
        for one in calendar.walk("VEVENT")
    ]
    return events, wrong


def with_vobject(raw: bytes) -> tuple[list[Event], list[str]]:
    """The same by vobject, which validates as it reads."""
    import vobject

    events: list[Event] = []
    for calendar in vobject.readComponents(raw.decode()):
        calendar.validate(raiseException=True)
        for one in calendar.vevent_list:
            times = (_iso(one.dtstart.value), _iso(one.dtend.value))
            # A CANCEL to somebody who is out has none (RFC 5546, 3.2.5).
            status = one.status.value if "status" in one.contents else ""
            events.append([one.uid.value, *times, one.summary.value, status])
    return events, []


READERS = {"icalendar": with_icalendar, "vobject": with_vobject}


def main() -> None:
    """One line a file, whatever the library throws."""
    read = READERS[sys.argv[1]]
    for name in sys.argv[2:]:
        try:
            events, wrong = read(Path(name).read_bytes())
            answer = {"ok": True, "events": events, "warn": wrong, "error": None}
        except Exception as error:  # noqa: BLE001 - the verdict is what it is about
            answer = {"ok": False, "events": [], "warn": [], "error": f"{type(error).__name__}: {error}"}
        sys.stdout.write(json.dumps(answer) + "\n")


if __name__ == "__main__":
    main()
