"""Where a paper stands for its authors: its stages, and what they must do next and by when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from wip.domain.papers import PaperState
from wip.domain.sessions import SessionState
from wip.models import CalendarEntry, Call, Paper, Question
from wip.queries.circulation import due_of
from wip.queries.own_papers import Told
from wip.services.rooms import over_at, rooms_of_row
from wip.web.overview import Stage, day
from wip.web.times import Moment, when

_S = PaperState
_OUT = {
    _S.DECLINED: "not this time",
    _S.TURNED_DOWN: "you turned it down",
    _S.WITHDRAWN: "withdrawn",
}


@dataclass(frozen=True)
class Task:
    """Something that an author must do, the last moment for it, and the place on the page."""

    text: str
    by: Moment | None
    href: str
    action: str
    is_late: bool = False


@dataclass(frozen=True)
class Standing:
    """All that a paper's stages and tasks are drawn from."""

    paper: Paper
    call: Call
    slot: CalendarEntry | None
    told: Told | None
    unanswered: Sequence[Question]
    later: Sequence[Question]
    wants_draft: bool
    draft_due: datetime | None = None
    is_locked: bool = False
    was_passed_on: bool = False


def stages_of(at: Standing, now: datetime) -> list[Stage]:
    """The paper's way: received, decided on, confirmed, draft, slot; what lies behind a closed door is left out."""
    paper, call, zone = at.paper, at.call, at.call.wip_session.zone
    if paper.state is _S.DRAFT:
        return [Stage("Kept", f"not submitted, {day(paper.submitted_at, zone)}", "now")]
    decided = _decision(at, zone)
    received = Stage("Received", day(paper.submitted_at, zone), "done")
    if paper.state in _OUT:
        out = "the draft did not come" if at.was_passed_on else _OUT[paper.state]
        return [received, Stage("Out", out, "now")]
    reached = {_S.SUBMITTED: 1, _S.WAITING: 2, _S.ACCEPTED: 3, _S.CONFIRMED: 4}[paper.state]
    if reached == 4 and (paper.drafts or not at.wants_draft):  # noqa: PLR2004 - the draft's place
        reached = 5
    review = "closes" if call.takes_papers(now) else "since"
    rows = [
        ("Review", f"{review} {day(call.deadline_at, call.deadline_zone)}"),
        ("Decision", decided),
        ("Confirmed", _confirmed(at, zone)),
        ("Draft", _draft(at, zone)),
        ("Your slot", _slot(at, zone)),
    ]
    steps = [
        Stage(
            label,
            note,
            "now" if place == reached else "done" if place < reached and _is_done(label, at) else "ahead",
        )
        for place, (label, note) in enumerate(rows, 1)
    ]
    return [received, *steps]


def _is_done(label: str, at: Standing) -> bool:
    return label != "Draft" or bool(at.paper.drafts)


def _decision(at: Standing, zone: str) -> str:
    if at.paper.state is _S.WAITING:
        return "on the waiting list"
    if at.paper.state in {_S.ACCEPTED, _S.CONFIRMED}:
        offered = at.paper.offered_at or (at.told.at if at.told else None)
        return f"accepted {day(offered, zone)}" if offered else "accepted"
    return f"by {day(at.call.notify_at, zone)}"


def _confirmed(at: Standing, zone: str) -> str:
    if at.paper.state is _S.CONFIRMED:
        return "by you"
    due = at.paper.confirm_by if at.paper.state is _S.ACCEPTED else None
    return (
        f"by {day(due, zone)}" if due else "if accepted" if at.paper.state is not _S.ACCEPTED else "not yet"
    )


def _draft(at: Standing, zone: str) -> str:
    if at.paper.drafts:
        return f"version {at.paper.drafts[-1].number} is here"
    return f"due {day(at.draft_due, zone)}" if at.draft_due else "before the session"


def _slot(at: Standing, zone: str) -> str:
    if at.slot:
        return when(at.slot.starts_at, zone).text.partition(" ")[2]
    days = dict.fromkeys(day(room.starts_at, zone) for room in rooms_of_row(at.call.wip_session))
    return f"session on {' or '.join(days)}"


def tasks_of(at: Standing, now: datetime) -> list[Task]:
    """What the author must do, the most pressing first; nothing where the session is over or cancelled."""
    row, zone = at.call.wip_session, at.call.wip_session.zone
    if now >= over_at(row) or row.state is SessionState.CANCELLED:
        return []
    found = []
    if at.paper.state is _S.ACCEPTED:
        due = at.paper.confirm_by
        found.append(_task("Say whether you will present it", due, zone, "#standing", "Answer", now))
    found += [_task(f"Answer: {each.label}", None, zone, "#answers", "Answer", now) for each in at.unanswered]
    if at.wants_draft and not at.paper.drafts and at.paper.state in {_S.ACCEPTED, _S.CONFIRMED}:
        found.append(_task("Send your draft", at.draft_due, zone, "#draft-heading", "Send it", now))
    elif at.is_locked:
        found.append(_task("Send your draft as a PDF", at.draft_due, zone, "#circulation", "See why", now))
    found += [
        _task(f"Answer: {each.label}", each.required_from, zone, "#answers", "Answer", now)
        for each in at.later
    ]
    return found


def _task(text: str, due: datetime | None, zone: str, href: str, action: str, now: datetime) -> Task:
    return Task(text, when(due, zone) if due else None, href, action, bool(due and due < now))


def step_of(paper: Paper, call: Call, now: datetime, *, has_draft: bool) -> tuple[str, Moment | None]:
    """What is next for the paper in one sentence, and its moment; for a list of somebody's papers."""
    zone, row = call.wip_session.zone, call.wip_session
    if now >= over_at(row) or row.state is SessionState.CANCELLED:
        return ("The session is over." if now >= over_at(row) else "The session is cancelled.", None)
    if paper.state is _S.SUBMITTED:
        if now < call.notify_at:
            return "Received. You hear by", when(call.notify_at, zone)
        return "Under review; you hear as soon as the organisers have decided.", None
    if paper.state is _S.CONFIRMED and not has_draft:
        due = due_of(paper, call)
        return ("Send your draft by", when(due, zone)) if due else ("Send your draft.", None)
    return _STEPS[paper.state], None


_STEPS = {
    _S.DRAFT: "Kept, not submitted: the organisers can let it in.",
    _S.ACCEPTED: "Accepted. Say whether you will present it.",
    _S.WAITING: "On the waiting list. You hear at once if a place becomes free.",
    _S.DECLINED: "Not in this session.",
    _S.CONFIRMED: "Your place is confirmed, and your draft is here.",
    _S.TURNED_DOWN: "You turned the place down.",
    _S.WITHDRAWN: "Withdrawn.",
}
