"""Papers that were begun and are not submitted: everything as typed, saved while its writer types.

A form names its row by a key of its own, so that two forms open in one browser never mix. Every save says which page
it comes from and which version that page has seen: a page never overwrites, unasked, what another page saved.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.adapters.addresses import normalised
from wip.domain.letters import LetterKind
from wip.domain.links import LinkKind, page
from wip.domain.refusals import Refusal
from wip.domain.texts import clean_line, storable
from wip.domain.zones import show
from wip.models import Call, LateLink, Letter, StartedSubmission, WipSession
from wip.services.letters import has_enough, tell
from wip.services.paper_letters import contact_of
from wip.services.people import person_at, personal
from wip.services.rooms import dates_of

KEPT_AFTER = timedelta(days=30)
"""How long after the deadline an unfinished paper is kept."""

FIELDS_MOST, VALUES_MOST, STORED_MOST = 200, 400, 200_000
"""More than the paper's form can hold at its fullest; the last counts what is stored, names and signs included."""

_KEY = re.compile(r"[A-Za-z0-9_-]{24,64}")
_PAGE, _TURN, _OTHER = "_page", "_turn", "_other"
_OWN = {_PAGE, _TURN, _OTHER}


class Outcome(StrEnum):
    """What became of a save."""

    SAVED = "saved"
    BEHIND = "behind"
    GONE = "gone"


@dataclass(frozen=True)
class Save:
    """One save. `page` names the page it comes from and `turn` counts its saves; `seen` is the version it knows, or 0."""

    key: str
    page: str
    fields: Mapping[str, list[str]]
    seen: int = 0
    turn: int = 0


@dataclass(frozen=True)
class Kept:
    """The row after a save. `is_contested`: another page has tried meanwhile to save other words."""

    outcome: Outcome
    row: StartedSubmission | None = None
    is_contested: bool = False


def is_key(text: str) -> bool:
    """Whether the text is one of our keys."""
    return _KEY.fullmatch(text) is not None


def find(
    session: Session, wip_session: WipSession, key: str, *, to_write: bool = False
) -> StartedSubmission | None:
    """The session's unfinished paper under this key; locked when it is to be written."""
    if not is_key(key):
        return None
    select = sa.select(StartedSubmission).where(
        StartedSubmission.key == key, StartedSubmission.wip_session_id == wip_session.id
    )
    return session.scalar(select.with_for_update() if to_write else select)


def typed_in(row: StartedSubmission) -> dict[str, list[str]]:
    """Everything as typed, by the form's fields."""
    return {name: values for name, values in row.fields.items() if name not in _OWN}


def is_ahead(row: StartedSubmission | None, save: Save) -> bool:
    """Whether the row holds words of another page that the page of `save` has not seen.

    Words that are the same are nothing new: a page that was left and opened again may have been read before its own last
    save arrived, and then holds what the browser put back into it.
    """
    if row is None or row.version == save.seen or _page_of(row) == save.page:
        return False
    return _said(typed_in(row)) != _said(save.fields)


def _said(fields: Mapping[str, list[str]]) -> dict[str, list[str]]:
    """What a form says, whatever it leaves out or sends empty."""
    typed = {name: [storable(value) for value in values if value] for name, values in fields.items()}
    return {name: values for name, values in typed.items() if values}


def _page_of(row: StartedSubmission) -> str:
    return "".join(row.fields.get(_PAGE, []))


def keep(
    session: Session, call: Call, save: Save, *, now: datetime, late_link: LateLink | None = None
) -> Kept:
    """Keep what was typed. Raises Refusal for more than a form can hold, and for a key that is none.

    A page that is behind another changes nothing, but the other learns of it at its next save. Of two saves of one
    page the later turn counts, in whatever order they arrive.
    """
    _refuse_much(save)
    row = find(session, call.wip_session, save.key, to_write=True)
    if row is None:
        # What was seen and is no more has been submitted, or swept; it does not come back by itself.
        return Kept(Outcome.GONE) if save.seen else _begin(session, call, save, now, late_link)
    if is_ahead(row, save):
        row.fields = row.fields | {_OTHER: [now.isoformat()]}
        session.flush()
        return Kept(Outcome.BEHIND, row)
    if _page_of(row) == save.page and save.turn < int("".join(row.fields.get(_TURN, ["0"]))):
        return Kept(Outcome.SAVED, row)
    contested = _OTHER in row.fields and _page_of(row) == save.page
    row.fields, row.saved_at = _stored(save), now
    if late_link is not None:
        row.late_link_id = late_link.id
    session.flush()
    return Kept(Outcome.SAVED, row, contested)


def _begin(session: Session, call: Call, save: Save, now: datetime, late_link: LateLink | None) -> Kept:
    row = StartedSubmission(
        wip_session_id=call.wip_session_id,
        key=save.key,
        late_link_id=late_link.id if late_link else None,
        fields=_stored(save),
        started_at=now,
        saved_at=now,
    )
    session.add(row)
    session.flush()
    return Kept(Outcome.SAVED, row)


def _stored(save: Save) -> dict[str, list[str]]:
    own = {_PAGE: [save.page], _TURN: [str(save.turn)]}
    # A NUL is what no database keeps; everything else stays as typed until it is submitted.
    typed = {name: [storable(value) for value in values] for name, values in save.fields.items()}
    return typed | own


def _refuse_much(save: Save) -> None:
    if not is_key(save.key):
        raise Refusal("This form has lost its key. Open the page again and copy your text into it.")
    many = len(save.fields) > FIELDS_MOST or sum(map(len, save.fields.values())) > VALUES_MOST
    if many or len(json.dumps(save.fields)) > STORED_MOST:
        raise Refusal("This is more text than the form can hold, so it cannot be saved. Please shorten it.")


def send_link(session: Session, row: StartedSubmission, call: Call, *, now: datetime) -> bool:
    """Write to the first author's address with a link that finishes the paper on any device; at most once a day.

    False where no address was typed, or none that is one. Never tells whether the address was known.
    """
    email = "".join(row.fields.get("authors-0-email", [])[:1])
    if normalised(email) is None:
        return False
    cause = f"started:{row.id}:{now:%Y-%m-%d}"
    if session.scalar(sa.select(Letter.id).where(Letter.cause == cause)) is not None:
        return True
    name = clean_line("".join(row.fields.get("authors-0-name", [])[:1]))[:200]
    person = person_at(session, email, now, name=name)
    row.person_id = person.id
    session.flush()
    if has_enough(session, person, now):
        return True
    wip_session = call.wip_session
    tell(
        session,
        LetterKind.PAPER_STARTED,
        person,
        cause,
        now,
        facts={
            "title": clean_line("".join(row.fields.get("title", [])[:1]))[:500],
            "session_title": wip_session.title,
            "session_date": dates_of(wip_session),
            "section": wip_session.section.name,
            "deadline": _until(row, call),
            "contact": contact_of(call),
        },
        links={
            "started": personal(LinkKind.STARTED, person, row.id),
            "call": page(f"/sessions/{wip_session.slug}/call"),
        },
        wip_session=wip_session,
    )
    return True


def _until(row: StartedSubmission, call: Call) -> str:
    if row.late_link is not None:
        return show(row.late_link.expires_at, call.wip_session.zone)
    return show(call.deadline_at, call.deadline_zone)


def started_count(session: Session, wip_session: WipSession) -> int:
    """How many papers of this session were begun and are not submitted; one statement, and nothing of their content."""
    select = sa.select(sa.func.count()).where(StartedSubmission.wip_session_id == wip_session.id)
    return session.scalar(select) or 0


def sweep_started(session: Session, now: datetime) -> int:
    """Delete what nobody finished until 30 days after its deadline, and after its last save; returns how many."""
    over = sa.select(Call.wip_session_id).where(Call.deadline_at < now - KEPT_AFTER)
    gone = session.execute(
        sa.delete(StartedSubmission)
        .where(StartedSubmission.wip_session_id.in_(over), StartedSubmission.saved_at < now - KEPT_AFTER)
        .execution_options(synchronize_session=False)
    )
    return int(gone.rowcount)  # type: ignore[attr-defined]  # a CursorResult has it
