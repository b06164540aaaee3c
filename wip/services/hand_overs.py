"""The hand-over to the next chair: everything about a session in one zip, written while it is sent."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from json import dumps

from sqlalchemy.orm import Session

from wip.adapters.call_texts import plain_text
from wip.adapters.files import ENDINGS, open_stored
from wip.adapters.spreadsheets import write_csv
from wip.domain.people import Actor
from wip.domain.publications import AgendaState
from wip.domain.zones import show, show_span
from wip.models import Call, WipSession
from wip.queries.hand_overs import newest_drafts
from wip.queries.reviews import hidden_papers
from wip.services.calendars import agenda_file
from wip.services.call_contents import content_of
from wip.services.hand_over_tables import Cell, HandOverTable, tables
from wip.settings import Settings

_CHUNK = 65_536


@dataclass(frozen=True)
class DraftsSize:
    """How many drafts a hand-over would hold, and their bytes together."""

    number: int
    size: int


def drafts_size(session: Session, row: WipSession, *, by: Actor) -> DraftsSize:
    """What ticking "with the drafts" adds."""
    found = newest_drafts(session, row, hidden_papers(session, row, by.person_id or 0))
    return DraftsSize(len(found), sum(draft.size for _, draft in found))


def package(
    session: Session,
    call: Call,
    settings: Settings,
    *,
    with_drafts: bool,
    by: Actor,
    now: datetime,
) -> list[tuple[str, Iterable[bytes]]]:
    """(name, bytes in parts) of each file of the zip: drafts are opened only when their turn comes.

    The join link is in none of them.
    """
    row = call.wip_session
    found = tables(session, call, by=by)
    files: list[tuple[str, bytes]] = [
        (f"{table.name}.csv", write_csv(table.headers, (_texts(line) for line in table.rows)))
        for table in found
    ]
    files.append(("hand-over.json", _json(row, found)))
    files.append(("call.txt", plain_text(content_of(session, call, settings.base_url)).encode()))
    if row.agenda_state is AgendaState.PUBLISHED:
        files.append(("agenda.ics", agenda_file(session, row.slug, settings, now)))
    drafts = []
    if with_drafts:
        for number, draft in newest_drafts(session, row, hidden_papers(session, row, by.person_id or 0)):
            name = f"drafts/paper-{number}-version-{draft.number}{ENDINGS[draft.content_type]}"
            drafts.append((name, draft.storage_key))
    readme = _readme(row, found, [name for name, _ in files], len(drafts), now)
    own = [(name, (content,)) for name, content in [("README.txt", readme), *files]]
    return [*own, *((name, _read(settings, key)) for name, key in drafts)]


def _read(settings: Settings, key: str) -> Iterator[bytes]:
    try:
        stream = open_stored(settings, key)
    except FileNotFoundError:  # a file that the storage has lost must not cost the chair all the others
        return
    with stream:
        while part := stream.read(_CHUNK):
            yield part


def _texts(line: tuple[Cell, ...]) -> list[str]:
    return ["" if cell is None else str(cell) for cell in line]


def _json(row: WipSession, found: list[HandOverTable]) -> bytes:
    whole: dict[str, object] = {
        "session": row.title,
        "section": row.section.name,
        "starts_at": row.starts_at.isoformat(),
        "zone": row.zone,
        "minutes": row.minutes,
        "expected_attendance": row.expected_attendance,
    }
    for table in found:
        whole[table.name] = [dict(zip(table.headers, line, strict=True)) for line in table.rows]
    return dumps(whole, ensure_ascii=False, indent=2).encode()


def _readme(
    row: WipSession, found: list[HandOverTable], names: list[str], drafts: int, now: datetime
) -> bytes:
    lines = [
        f"{row.title} ({row.section.name})",
        show_span(row.starts_at, row.ends_at, row.zone),
        f"Handed over as of {show(now, row.zone)}.",
        "",
        *(f"{table.name}.csv: {table.about}" for table in found),
        "hand-over.json: all of these tables in one file, for programs.",
        "call.txt: the call as it went to the section's e-mail list.",
    ]
    if "agenda.ics" in names:
        lines.append("agenda.ics: the agenda as published; open it in any calendar.")
    if drafts:
        lines.append(
            f"drafts/: the newest draft of each paper ({drafts}). Do not pass them on; they are unpublished."
        )
    lines += [
        "",
        "CSV files are UTF-8 and open in every spreadsheet. A cell that begins with = + - or @ has an apostrophe before it,",
        "so that no spreadsheet takes it for a formula. The files hold names and addresses: keep them among the section's leaders.",
    ]
    return "\r\n".join([*lines, ""]).encode()
