"""The dates of a plan as calendar entries: when they lie, for whom they are, and what to do then."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType

from wip.domain.publications import EntryKind
from wip.domain.zones import day_words, in_zone, on_clock, show
from wip.models import Call
from wip.queries.calendars import EntryRow, Event

_LASTS = timedelta(minutes=15)

COUNTED_BACK = MappingProxyType({EntryKind.REHEARSAL: 3, EntryKind.READ_BY: 2})
"""How many days before the session its presenters are reminded to rehearse, and its commenters should have read."""

_MORNING, _NOON, _EVENING = time(8), time(12), time(20)

_COLUMNS = MappingProxyType(
    {
        EntryKind.OPENING: "opens_at",
        EntryKind.DEADLINE: "deadline_at",
        EntryKind.REVIEW_DUE: "review_due_at",
        EntryKind.DECISION: "notify_at",
        EntryKind.DRAFT_DUE: "draft_due_at",
        EntryKind.CIRCULATION: "circulate_at",
        EntryKind.REMINDER: "remind_at",
        EntryKind.THANKS: "thank_at",
    }
)

_BEGINNING = frozenset({EntryKind.OPENING, EntryKind.CIRCULATION, EntryKind.REMINDER, EntryKind.THANKS})
"""What happens from its moment on; all else is due by it, and its entry ends with it."""


def lying(call: Call) -> dict[EntryKind, tuple[datetime, datetime]]:
    """Start and end of the entry of each date that the call has."""
    set_to = {kind: getattr(call, column) for kind, column in _COLUMNS.items()}
    set_to[EntryKind.CIRCULATION] = _there_from(call)
    return {
        kind: (at, at + _LASTS) if kind in _BEGINNING else (at - _LASTS, at)
        for kind, at in (set_to | _before_the_session(call)).items()
        if at is not None
    }


def _there_from(call: Call) -> datetime | None:
    """When drafts are there to read: a call that sets no date for it passes them on as they come, by their own date."""
    return call.circulate_at or call.draft_due_at


def _before_the_session(call: Call) -> dict[EntryKind, datetime | None]:
    """What nobody sets a date for: to rehearse, and to have read."""
    starts_at, zone = call.wip_session.starts_at, call.wip_session.zone
    rehearsal, read_by = (counted_back(kind, starts_at, zone) for kind in COUNTED_BACK)
    there_from = _there_from(call)
    is_late = there_from is not None and there_from >= read_by
    return {EntryKind.REHEARSAL: rehearsal, EntryKind.READ_BY: None if is_late else read_by}


def counted_back(kind: EntryKind, starts_at: datetime, zone: str) -> datetime:
    """When somebody is to rehearse, or to have read, for what starts then: at its clock time, at noon where that is at night."""
    local = in_zone(starts_at, zone)
    is_civil = _MORNING <= local.time() <= _EVENING
    day = local.date() - timedelta(days=COUNTED_BACK[kind])
    return on_clock(datetime.combine(day, local.time() if is_civil else _NOON), zone)


class Part(StrEnum):
    """What a person does in a session; the words stand in their calendar."""

    PRESENTS = "You present a paper. Its own time shows here as soon as the agenda is published."
    READS = "You comment on a paper. Its own time shows here as soon as the agenda is published."
    STANDS_BY = "You stand by for a paper. Its own time shows here as soon as the agenda is published."
    ATTENDS = "You are on the list of attendees."
    CHAIRS = "You chair this session."
    LEADS = "You lead this session."
    REVIEWS = "You review papers for this session."


@dataclass(frozen=True)
class Words:
    """What an entry says to somebody: its title, the page to go to, and what to do by (or from) then."""

    title: str
    page: str
    text: str


_MANAGE = "manage/{slug}/"
_PUBLIC = "sessions/{slug}/"
# Not the personal link of letters: with it somebody can withdraw the paper, and a calendar is only there to be read.
_MINE = "me/#{}"

_READING = Words(
    "Time to read",
    _MINE.format("commissions"),
    "From {at} the draft of each paper that you comment on is there to read. The link to it is in the letter that asked you to "
    "comment on it.",
)

_READ = Words(
    "Have read by now",
    _MINE.format("commissions"),
    "By {at} read the draft of each paper that you comment on, or the pages that its author marked, and note the two or three "
    "points that help most.",
)

_FOR: Mapping[EntryKind, Mapping[Part, Words]] = MappingProxyType(
    {
        EntryKind.OPENING: {
            Part.LEADS: Words(
                "Call opens",
                _MANAGE + "call/preview",
                "The call opens {at}. Send its text to the section’s e-mail list: it is ready to copy.",
            ),
        },
        EntryKind.DEADLINE: {Part.LEADS: Words("Papers are due", _PUBLIC, "The call closes {at}.")},
        EntryKind.REVIEW_DUE: {
            Part.LEADS: Words(
                "Reviews are due",
                _MANAGE + "reviewers",
                "Reviews are due {at}. See which papers still lack one, and write to their reviewers.",
            ),
            Part.REVIEWS: Words(
                "Your reviews are due", _MANAGE + "reviews", "Score the papers that wait for you by {at}."
            ),
        },
        EntryKind.DECISION: {Part.LEADS: Words("Decisions are due", _MANAGE, "Tell every author by {at}.")},
        EntryKind.DRAFT_DUE: {
            Part.PRESENTS: Words(
                "Your draft is due",
                _MINE.format("papers"),
                "Send your draft by {at}, so that your commenters can read it.",
            ),
            Part.LEADS: Words(
                "Drafts are due",
                _MANAGE + "papers",
                "Drafts are due {at}. See which are missing, and write to their authors.",
            ),
        },
        EntryKind.CIRCULATION: {
            Part.READS: _READING,
            Part.STANDS_BY: _READING,
            Part.LEADS: Words(
                "Drafts go to commenters",
                _MANAGE + "commenters",
                "Commenters read from {at}. See that every paper has its draft and two commenters.",
            ),
        },
        EntryKind.READ_BY: {Part.READS: _READ, Part.STANDS_BY: _READ},
        EntryKind.REHEARSAL: {
            Part.PRESENTS: Words(
                "Rehearse your talk",
                _PUBLIC,
                "It is three days to the session on {day}. Say your talk aloud once, with a clock: your slot shows here with its "
                "minutes, and the time for comments is yours to listen.",
            ),
        },
        EntryKind.REMINDER: {
            Part.LEADS: Words(
                "Remind everybody",
                _MANAGE,
                "Write to presenters, commenters and attendees on {at}: date, join link, and what to have read.",
            ),
        },
        EntryKind.THANKS: {
            Part.LEADS: Words(
                "Thank everybody",
                _MANAGE,
                "Thank presenters and commenters on {at}, ask commenters for their notes, and leave the next chair "
                "what they need.",
            ),
        },
    }
)


_DOES = MappingProxyType(
    {Part.PRESENTS: "You present:", Part.READS: "You comment on:", Part.STANDS_BY: "You stand by for:"}
)


def whose(kind: EntryKind, parts: Iterable[Part]) -> Part | None:
    """As whom somebody with these parts is told of a date, the most personal first; None where it is not theirs."""
    held = set(parts)
    return next((part for part in _FOR.get(kind, {}) if part in held), None)


def words_for(
    row: EntryRow, about: Event, base_url: str, parts: Iterable[Part], papers: Sequence[str]
) -> tuple[str, str, str] | None:
    """Title, text and page of a date for somebody with these parts; None where it is not theirs.

    The title is the same for all who share the entry; `papers` are named in the text.
    """
    part = whose(row.kind, parts)
    if part is None:
        return None
    words = _FOR[row.kind][part]
    at = row.starts_at if row.kind in _BEGINNING else row.ends_at
    zone = about.deadline_zone if row.kind is EntryKind.DEADLINE else about.zone
    page = f"{base_url}/{words.page.format(slug=about.slug)}"
    named = ["", _DOES[part], *(f"- “{title}”" for title in papers)] if papers else []
    day = in_zone(at, zone).date() + timedelta(days=COUNTED_BACK.get(row.kind, 0))
    said = words.text.format(at=show(at, zone), day=day_words(day))
    text = "\n".join([said, *named, "", page])
    return f"{words.title}: {row.title}", text, page
