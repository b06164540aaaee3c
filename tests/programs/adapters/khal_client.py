"""Import calendar files into khal, each into a calendar of its own, inside khal's own environment: a JSON line a file.

python khal_client.py FOLDER FILE...
"""

import json
import re
import sys
from datetime import UTC, datetime
from pathlib import Path

CONFIG = """[calendars]
[[wip]]
path={folder}/cal
[locale]
timeformat=%H:%M
dateformat=%Y-%m-%d
longdateformat=%Y-%m-%d
datetimeformat=%Y-%m-%d %H:%M
longdatetimeformat=%Y-%m-%d %H:%M
local_timezone=UTC
default_timezone=UTC
[sqlite]
path={folder}/khal.db
"""


def shown(file: Path, folder: Path) -> dict[str, object]:
    """What khal keeps of the file: its events with the starts that it stored."""
    from khal.cli import main_khal

    (folder / "cal").mkdir(parents=True)
    config = folder / "khal.conf"
    config.write_text(CONFIG.format(folder=folder))
    words = ["-c", str(config), "import", "--batch", "-a", "wip", str(file)]
    try:
        main_khal(words, standalone_mode=False)
        error = ""
    except SystemExit as left:
        error = f"left with {left.code}" if left.code else ""
    except Exception as refused:  # noqa: BLE001 - the verdict is what it is about
        error = f"{type(refused).__name__}: {refused}"
    kept = [path.read_text() for path in sorted((folder / "cal").glob("*.ics"))]
    events = [["", _start(text), None, "", ""] for text in kept]
    return {
        "ok": bool(kept) and not error,
        "events": events,
        "warn": [],
        "error": error or "imported nothing",
    }


def _start(text: str) -> str:
    found = re.search(r"^DTSTART[^:\n]*:(\d{8}T\d{6}Z)", text, re.MULTILINE)
    if not found:
        return "no UTC start"
    return f"{datetime.strptime(found[1], '%Y%m%dT%H%M%SZ').replace(tzinfo=UTC):%Y-%m-%dT%H:%M:%SZ}"


def main() -> None:
    """One line a file."""
    for number, name in enumerate(sys.argv[2:]):
        answer = shown(Path(name), Path(sys.argv[1]) / str(number))
        sys.stdout.write("\n" + json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
