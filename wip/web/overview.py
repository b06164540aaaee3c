"""Where a session stands, and the one thing for its leaders to do next."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from wip.domain.calls import CallState, Phase
from wip.domain.papers import PaperState
from wip.domain.publications import AgendaState
from wip.domain.sessions import SessionState
from wip.domain.zones import in_zone
from wip.models import Call, WipSession
from wip.queries.sessions import Standing
from wip.services.rooms import capacity_of
from wip.web.next_steps import NextStep, after_it, before_it, is_over
from wip.web.overview_words import closed_sentence, completeness
from wip.web.templating import count


@dataclass(frozen=True)
class Stage:
    """One stage for `components/stages.html`."""

    label: str
    note: str
    state: str
    href: str = ""


def day(moment: datetime, zone: str) -> str:
    """As "18 Mar": short enough for a stage."""
    local = in_zone(moment, zone)
    return f"{local.day} {local:%b}"


def _reached(row: WipSession, call: Call, figures: Standing, now: datetime) -> int:
    """The index of the present stage: call, review, select, confirm, commenters, agenda, session."""
    if row.agenda_state is AgendaState.PUBLISHED:
        return 6
    decided = figures.papers_in(
        PaperState.ACCEPTED,
        PaperState.CONFIRMED,
        PaperState.DECLINED,
        PaperState.WAITING,
        PaperState.TURNED_DOWN,
    )
    if decided and not figures.papers_in(PaperState.SUBMITTED):
        return 3 if figures.papers_in(PaperState.ACCEPTED) else 4 if _incomplete(figures) else 5
    if call.phase_at(now) in {Phase.OVER, Phase.GRACE}:
        return 2 if figures.staged else 1
    return 0


def _presenting(figures: Standing) -> int:
    return figures.papers_in(PaperState.ACCEPTED, PaperState.CONFIRMED)


def _incomplete(figures: Standing) -> bool:
    """Whether papers that will be presented still lack commenters."""
    return figures.complete < _presenting(figures)


def _state(place: int, reached: int, figures: Standing) -> str:
    """Done, now or ahead; what was left behind unfinished is not done."""
    unfinished = {
        2: bool(figures.closed),
        3: bool(figures.papers_in(PaperState.ACCEPTED)),
        4: _incomplete(figures),
    }
    if place == reached:
        return "now"
    return "done" if place < reached and not unfinished.get(place) else "ahead"


def _reviews(call: Call, figures: Standing, zone: str) -> str:
    done = count(figures.reviews_all, "review")
    return f"{done}, due {day(call.review_due_at, zone)}" if call.review_due_at else done


def _selected(call: Call, figures: Standing, zone: str) -> str:
    told = f"tell by {day(call.notify_at, zone)}"
    return f"{told}; {count(figures.closed, 'paper')} closed to you" if figures.closed else told


def _circulated(call: Call, helped: str, zone: str) -> str:
    return f"{helped}; papers go out {day(call.circulate_at, zone)}" if call.circulate_at else helped


def stages_of(row: WipSession, call: Call, figures: Standing, now: datetime) -> list[Stage]:
    """The session's seven stages with their dates or figures."""
    zone, presenting = row.zone, _presenting(figures)
    helped = completeness(presenting, figures.complete, call.commenters_per_paper)
    notes = [
        (
            "Call",
            f"{day(call.opens_at, zone)} – {day(call.deadline_at, call.deadline_zone)}",
            "call_settings.edit",
        ),
        ("Review", _reviews(call, figures, zone), "reviews.queue"),
        ("Select", _selected(call, figures, zone), "decisions.selection"),
        (
            "Confirm",
            f"{figures.papers_in(PaperState.CONFIRMED)} of {presenting}",
            "papers.index",
        ),
        (
            "Commenters",
            _circulated(call, helped if presenting else count(figures.commenters, "volunteer"), zone),
            "commenters.index",
        ),
        (
            "Agenda",
            "published" if row.agenda_state is AgendaState.PUBLISHED else "not yet",
            "agendas.edit",
        ),
        ("Session", day(row.starts_at, zone), "sessions.edit"),
    ]
    reached = _reached(row, call, figures, now)
    return [
        Stage(
            label,
            note,
            _state(place, reached, figures),
            url_for(endpoint, slug=row.slug),
        )
        for place, (label, note, endpoint) in enumerate(notes)
    ]


def next_step_of(
    row: WipSession, call: Call, figures: Standing, now: datetime, *, agenda_differs: bool = False
) -> NextStep:
    """What to do next, from what is there; `agenda_differs` when the working copy is not what was published."""

    def at(endpoint: str) -> str:
        return url_for(endpoint, slug=row.slug)

    if row.state is SessionState.CANCELLED:
        return NextStep("This session is cancelled", "Everybody’s calendar shows it as cancelled.")
    if call.state is CallState.DRAFT:
        return NextStep(
            "Next: look over the call, then publish it",
            "Nobody outside the section’s leaders sees the session yet.",
            at("calls.preview"),
            "Look over the call",
            pressing=True,
        )
    if is_over(row, now):
        return after_it(figures.preparing, at) or NextStep(
            "The session is over",
            "Note which slots ran over, and give the next chair everything in one file.",
            at("hand_overs.show"),
            "Hand over to the next chair",
        )
    if row.agenda_state is AgendaState.PUBLISHED:
        ahead = now < row.starts_at
        unfinished = _unfinished(row, figures, now, at) if ahead else None
        waits = before_it(figures, at) if ahead and not agenda_differs else None
        return unfinished or waits or _published(row, at, agenda_differs=agenda_differs)
    if call.phase_at(now) in {Phase.COMING, Phase.OPEN}:
        return _asked(row, at) or NextStep(
            f"The call is out: {count(figures.received, 'paper')} so far{_begun(figures)}",
            "Invite reviewers now, so that they can begin as soon as the deadline has passed. "
            "The call’s plain text is ready for the section’s e-mail list.",
            at("calls.preview"),
            "Get the text for the list",
        )
    under_way = _under_way(row, call, figures, now, at)
    return under_way or _unfinished(row, figures, now, at) or _after_the_deadline(figures, at)


def _begun(figures: Standing) -> str:
    return f", {figures.started} more started and not submitted" if figures.started else ""


def _asked(row: WipSession, at: Callable[[str], str]) -> NextStep | None:
    """The office comes before everything else that can wait: a date that it does not have is no date."""
    if row.state is not SessionState.PROPOSED:
        return None
    return NextStep(
        "Next: ask the association office for the date",
        "The call is out, and the office sets up the online meeting. The message is written for you.",
        at("office.show"),
        "Read the message",
        pressing=True,
    )


def _published(row: WipSession, at: Callable[[str], str], *, agenda_differs: bool) -> NextStep:
    if agenda_differs:
        return NextStep(
            "Next: publish what you changed in the agenda",
            "The working copy differs from what everybody sees.",
            at("agendas.look_over"),
            "Look over the changes",
            pressing=True,
        )
    return NextStep(
        "The agenda is published",
        "Calendars follow every change that you publish. "
        + (
            "Join link: in place."
            if row.join_link
            else "The join link is still missing; paste it when the office sends it."
        ),
        at("agendas.edit"),
        "Open the agenda",
    )


def _under_way(
    row: WipSession, call: Call, figures: Standing, now: datetime, at: Callable[[str], str]
) -> NextStep | None:
    """Reviewers have begun and have time left: nobody need decide on what they are reading."""
    due = call.review_due_at
    if due is None or now >= due or not figures.thin or not figures.reviews_done or figures.staged:
        return None
    papers = count(figures.papers_in(PaperState.SUBMITTED), "paper")
    return NextStep(
        f"Reviews are under way until {day(due, row.zone)}",
        f"{count(figures.reviews_done, 'review')} with scores so far; {figures.thin} of {papers} "
        f"still {'lacks' if figures.thin == 1 else 'lack'} some. You can decide sooner, in the selection.",
        at("pictures.progress"),
        "See how far they have come",
    )


def _unfinished(
    row: WipSession, figures: Standing, now: datetime, at: Callable[[str], str]
) -> NextStep | None:
    """What waits for a leader in the selection, before and after the agenda is published."""
    if figures.pending:
        return NextStep(
            "The letters wait to leave",
            "Until they do, nothing has moved and you can undo the release, or send them at once.",
            at("releases.show"),
            "See how they stand",
            pressing=True,
        )
    undecided = figures.papers_in(PaperState.SUBMITTED) - figures.staged
    if undecided > 0 and not figures.reviews_done and not figures.staged:
        return NextStep(
            f"Next: read and score {count(undecided, 'paper')}",
            "Nobody has scored a paper yet. You can also decide without scores, in the selection.",
            at("reviews.queue"),
            "Read the papers",
            pressing=True,
        )
    if undecided > 0:
        return NextStep(
            f"Next: decide on {count(undecided, 'paper')}",
            f"{count(figures.reviews_done, 'review')} with scores so far. Nothing is visible to authors until you release it.",
            at("decisions.selection"),
            "Open the selection",
            pressing=True,
        )
    if figures.closed and figures.leaders == 1 and (figures.staged or not figures.papers):
        return NextStep(
            "Next: ask a colleague to lead too",
            f"{closed_sentence(figures.closed)} You are the only leader.",
            url_for("sections.leaders", section_slug=row.section.slug),
            "See the section’s leaders",
            pressing=True,
        )
    if figures.staged:
        decided = closed_sentence(figures.closed) if figures.closed else "Every paper is decided on."
        return NextStep(
            "Next: read the letters, then tell everyone",
            f"{decided} Nothing is visible to authors until you release it.",
            at("releases.show"),
            "Read the letters",
            pressing=True,
        )
    return _places(row, figures, now, at)


def _places(row: WipSession, figures: Standing, now: datetime, at: Callable[[str], str]) -> NextStep | None:
    """What waits for a leader once everybody has been told: silence, and places that are free."""
    if figures.answer_due is not None and figures.answer_due <= now:
        return NextStep(
            "Next: authors have not answered in time",
            "Write to them, or pass the place on to the next on the waiting list with one click.",
            at("places.show"),
            "See who has not answered",
            pressing=True,
        )
    if _presenting(figures) < capacity_of(row) and figures.papers_in(PaperState.WAITING):
        return NextStep(
            "A place is free: offer it to the next on the waiting list",
            f"{count(figures.papers_in(PaperState.WAITING), 'paper')} on the list. "
            "One click sends the next one a letter with a last moment to answer.",
            at("places.show"),
            "See the places",
            pressing=True,
        )
    return None


def _after_the_deadline(figures: Standing, at: Callable[[str], str]) -> NextStep:
    if figures.papers_in(PaperState.ACCEPTED):
        return NextStep(
            f"Waiting for {count(figures.papers_in(PaperState.ACCEPTED), 'author')} to confirm",
            "Meanwhile, find commenters for each paper.",
            at("commenters.index"),
            "Find commenters",
        )
    if figures.papers_in(PaperState.CONFIRMED):
        return before_it(figures, at) or NextStep(
            "Next: lay out the agenda",
            "Put the papers in order, check that they fit, and publish.",
            at("agendas.edit"),
            "Open the agenda",
            pressing=True,
        )
    if figures.closed:
        return NextStep(
            "Nothing is left for you to decide",
            closed_sentence(figures.closed),
            at("decisions.selection"),
            "Open the selection",
        )
    return NextStep(
        "No paper is in the session",
        "Reopen the call, or let in a paper from the list.",
        at("papers.index"),
        "See the papers",
    )
