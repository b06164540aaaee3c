"""Sessions and the dates of their plans in somebody's own calendar.

A date that somebody shares with nobody has a UID of their own: it says other words than the leaders' entry of the same date,
and has another history. What somebody was to do for a paper that has left stays as cancelled.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from uuid import UUID, uuid5

from wip.domain.calendar import Entry
from wip.domain.calendar_stays import Stay, turns_of
from wip.domain.publications import EntryKind
from wip.queries.calendar_parts import Chaired, Held, Parts
from wip.queries.calendars import EntryRow, Event
from wip.services.calendar_days import on_its_day
from wip.services.calendar_files import WHOLE
from wip.services.calendar_lineups import lineup, rooms_together, slots_in
from wip.services.calendar_stays import STAYS
from wip.services.calendar_words import own_date
from wip.services.own_occasions import occasions
from wip.services.plan_entries import Part, whose

_OF_PRESENTERS = frozenset({EntryKind.DRAFT_DUE, EntryKind.REHEARSAL})


@dataclass(frozen=True)
class Own:
    """Whose calendar it is, what they are part of, and what is stored of it.

    `placed` are their papers with a published slot, `slots` those of the published agendas that they run.
    """

    person_id: int
    parts: Parts
    about: Mapping[int, Event]
    rows: Sequence[EntryRow]
    placed: Container[int]
    slots: Sequence[EntryRow]

    @cached_property
    def stays(self) -> dict[int, Stay]:
        """Their papers that have, or had, a place, as far as was noted."""
        mine = {held.paper_id for held in self.parts.papers}
        stored = [each for row in self.rows for each in row.facts.get(STAYS, {}).items()]
        return {int(id_): Stay.read(facts) for id_, facts in stored if int(id_) in mine}

    def held(self, row: EntryRow) -> list[Held]:
        """Their live papers in the row's session."""
        return [held for held in self.parts.papers if held.session_id == row.wip_session_id and held.is_live]

    def whole(self, row: EntryRow) -> EntryRow | None:
        """The entry of the row's session itself."""
        here = (each for each in self.rows if each.wip_session_id == row.wip_session_id)
        return next((each for each in here if each.kind is EntryKind.SESSION), None)

    def left(self, row: EntryRow) -> list[Held]:
        """What they were to present there and no longer do."""
        here = [held for held in self.parts.papers if held.session_id == row.wip_session_id and held.presents]
        return [held for held in here if held.paper_id in self.stays and not self.stays[held.paper_id].is_in]


def dates(own: Own, base_url: str) -> list[Entry]:
    """The sessions themselves, and the dates of their plans that concern the person."""
    found = list[Entry | None]()
    for row in own.rows:
        if row.kind in WHOLE:
            found.append(_whole(own, row, base_url))
        elif row.kind is not EntryKind.SLOT:
            found += [*_dates(own, row, base_url), *_gone(own, row, base_url)]
    return [each for each in found if each is not None]


def _whole(own: Own, row: EntryRow, base_url: str) -> Entry | None:
    about, rooms = own.about[row.wip_session_id], _chaired(own.parts, row)
    slots = slots_in(row, own.slots)
    mine = [each for each in own.rows if each.paper_id in own.placed and each.wip_session_id == about.id]
    held, whole = {each.paper_id for each in own.held(row)}, own.whole(row)
    taking_place = [each for each in mine if each.paper_id in held]
    entry = own_date(
        row,
        about,
        base_url,
        _parts_in(own, row),
        [each.room for each in rooms if each.room],
        busy=not on_its_day(row, taking_place, whole, about.zone),
        lineup=lineup(slots, about.zone),
    )
    # It says less to those whose slots say it: when these came or went counts for its words too.
    moments = [_moment(each, "since") for each in mine]
    may_be_elsewhere = mine if whole and "starts" in whole.facts else []
    moments += [_moment(slot, "listed") for slot in (*slots, *may_be_elsewhere)]
    return replace(entry, worded_at=max([row.changed_at, *moments])) if entry else None


def _moment(row: EntryRow, name: str) -> datetime:
    noted = row.facts.get(name)
    return datetime.fromisoformat(noted) if noted else row.changed_at


def _dates(own: Own, row: EntryRow, base_url: str) -> list[Entry | None]:
    about, parts = own.about[row.wip_session_id], _parts_in(own, row)
    part = whose(row.kind, parts)
    if part is None or part is Part.LEADS:
        return [own_date(row, about, base_url, parts)]
    mine = [held for held in own.held(row) if _is_done_as(part, held)]
    row = _as_own(own, row, mine) if part is Part.PRESENTS else _personal(own, row)
    found = list[Entry | None]()
    for each, papers in occasions(row, mine, own.whole(row), own.rows, about.zone):
        entry = own_date(each, about, base_url, parts, papers=_titles(own, papers))
        found.append(replace(entry, worded_at=_worded_at(own, each, part)) if entry else None)
    return found


def _worded_at(own: Own, row: EntryRow, part: Part) -> datetime:
    """When its words changed last: it names papers, and those that are no longer there count too, else it would fall back."""
    here = [held for held in own.parts.papers if held.session_id == row.wip_session_id]
    stays = [own.stays.get(held.paper_id) for held in here if held.presents == (part is Part.PRESENTS)]
    moments = [moment for stay in stays if stay for moment in (stay.named_at, *stay.turns)]
    return max([row.changed_at, *moments])


def _gone(own: Own, row: EntryRow, base_url: str) -> list[Entry | None]:
    """What the person was to do as a presenter, when every paper of theirs has left; of several dates, where the last to leave was."""
    left, about = own.left(row), own.about[row.wip_session_id]
    if row.kind not in _OF_PRESENTERS or not left or any(held.presents for held in own.held(row)):
        return []
    last = max(own.stays[held.paper_id].turns[-1] for held in left)
    lasting = [held for held in left if own.stays[held.paper_id].turns[-1] == last]
    mine = _as_own(own, row, left)
    for each, _ in occasions(mine, lasting, own.whole(row), own.rows, about.zone)[:1]:
        mine = each
    entry = own_date(replace(mine, cancelled=True), about, base_url, [Part.PRESENTS])
    return [replace(entry, worded_at=_worded_at(own, row, Part.PRESENTS)) if entry else None]


def _is_done_as(part: Part, held: Held) -> bool:
    if part is Part.READS:  # whoever reads one paper and stands by for another has one date for both
        return not held.presents
    return held.presents if part is Part.PRESENTS else held.stands_by


def _titles(own: Own, mine: Iterable[Held]) -> list[str]:
    papers = sorted(mine, key=lambda held: held.paper_id)
    return [own.stays[held.paper_id].title if held.paper_id in own.stays else held.title for held in papers]


def _personal(own: Own, row: EntryRow) -> EntryRow:
    return replace(row, uid=str(uuid5(UUID(row.uid), f"person {own.person_id}")))


def _as_own(own: Own, row: EntryRow, mine: Sequence[Held]) -> EntryRow:
    """A presenter's date, as it has moved for them, and as often as they lost their place and had one again.

    Whether it reads otherwise than before, and so has another SEQUENCE, is for `own_sequences`.
    """
    here = [held for held in own.parts.papers if held.session_id == row.wip_session_id and held.presents]
    turns = turns_of(own.stays[held.paper_id] for held in here if held.paper_id in own.stays)
    row = _personal(own, row)
    if row.kind is EntryKind.DRAFT_DUE:
        row = _called_off(own, _moved(row, mine))
    changed_at = max([row.changed_at, *turns])
    return replace(row, sequence=row.sequence + len(turns), changed_at=changed_at)


def _moved(row: EntryRow, mine: Sequence[Held]) -> EntryRow:
    """On the date to which the draft's has moved; of several papers, the first date counts."""
    moves = [(each.draft_until, each.moved_at) for each in mine if each.draft_until and each.moved_at]
    if len(moves) < len(mine):
        return row
    until, at = min(moves)
    until = max(until, row.ends_at)
    begins = until - (row.ends_at - row.starts_at)
    changed_at = max(row.changed_at, at)
    return replace(row, starts_at=begins, turns_at=begins, ends_at=until, changed_at=changed_at)


def _called_off(own: Own, row: EntryRow) -> EntryRow:
    """What the plan's own date had passed by when the session was cancelled, and somebody's moved one had not."""
    whole = own.whole(row)
    if whole is None or not whole.cancelled or row.cancelled:
        return row
    since = _moment(whole, "since")
    return replace(row, cancelled=True, changed_at=max(row.changed_at, since)) if row.ends_at > since else row


def _parts_in(own: Own, row: EntryRow) -> list[Part]:
    """What the person does in the row's session. A paper with a published slot says so by its slot, not here."""
    parts, held = own.parts, own.held(row)
    if row.kind in WHOLE:
        held = [each for each in held if each.paper_id not in own.placed]
    found = [Part.PRESENTS] * any(each.presents for each in held)
    found += [Part.READS] * any(not each.presents and not each.stands_by for each in held)
    found += [Part.STANDS_BY] * any(each.stands_by for each in held)
    found += [Part.REVIEWS] * (row.wip_session_id in parts.reviews)
    found += [Part.ATTENDS] * (row.wip_session_id in parts.attends)
    found += [Part.CHAIRS] * bool(_chaired(parts, row))
    return found + [Part.LEADS] * (row.wip_session_id in parts.leads)


def _chaired(parts: Parts, row: EntryRow) -> list[Chaired]:
    """The rooms in this very entry that the person chairs."""
    here = [each for each in parts.chairs if each.session_id == row.wip_session_id]
    if row.kind is EntryKind.SITTING:
        return [each for each in here if each.sitting_id and each.room == row.facts.get("room")]
    together = rooms_together(row)
    return [each for each in here if row.kind is EntryKind.SESSION and each.sitting_id in together]
