"""What leaders should look at beside the next step, each in a sentence with the way to it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from wip.domain.calls import Phase
from wip.domain.papers import IN_REVIEW
from wip.models import Call
from wip.queries.attention import Attention
from wip.queries.sessions import Standing
from wip.web.overview import day
from wip.web.templating import count


@dataclass(frozen=True)
class Note:
    """One thing to look at: what it is about, its tone as of badges, a link's words, and the rest of the sentence."""

    topic: str
    tone: str
    words: str
    rest: str
    href: str


def notes_of(call: Call, figures: Standing, found: Attention, now: datetime) -> list[Note]:
    """The most pressing first: who waits without knowing it, who is silent, what is to be judged, what lags."""
    return [
        *_letters(call, found),
        *_places(call, found),
        *_calendars(call, found),
        *_drafts(call, figures, now),
        *_conflicts(call, found),
        *_reviews(call, figures, found, now),
    ]


def _letters(call: Call, found: Attention) -> Iterator[Note]:
    if found.failed:
        back = f"; {found.came_back} came back" if found.came_back else ""
        yield Note(
            "letters",
            "stop",
            f"{count(found.failed, 'letter')} did not arrive",
            f"{back}. Somebody waits for an answer without knowing it.",
            url_for("letters.index", slug=call.wip_session.slug, state="failed"),
        )


def _places(call: Call, found: Attention) -> Iterator[Note]:
    if found.silent:
        yield Note(
            "places",
            "stop",
            f"{count(found.silent, 'author')} let the last day pass",
            " without saying whether they come. Write to them, or pass the place on.",
            url_for("places.show", slug=call.wip_session.slug),
        )


def _calendars(call: Call, found: Attention) -> Iterator[Note]:
    if found.declined:
        yield Note(
            "calendars",
            "stop",
            f"{count(found.declined, 'person has', 'people have')} declined in their calendar",
            " what the agenda has for them. It changes nothing by itself: write to them, and look at the agenda.",
            url_for("calendar_invitations.index", slug=call.wip_session.slug, answer="declined"),
        )


def _drafts(call: Call, figures: Standing, now: datetime) -> Iterator[Note]:
    late = figures.preparing.late
    if late and now < call.wip_session.starts_at:
        yield Note(
            "drafts",
            "stop",
            count(late, "draft is", "drafts are") + " later than you allow",
            ". Commenters wait for it." if late == 1 else ". Commenters wait for them.",
            url_for("drafts.index", slug=call.wip_session.slug),
        )


def _conflicts(call: Call, found: Attention) -> Iterator[Note]:
    if found.conflicts:
        yield Note(
            "conflicts",
            "wait",
            f"{count(found.conflicts, 'possible conflict')} to judge",
            ". Only what you confirm closes a paper to somebody.",
            url_for("conflicts.index", slug=call.wip_session.slug),
        )


def _reviews(call: Call, figures: Standing, found: Attention, now: datetime) -> Iterator[Note]:
    """Once the call is over and reviews are due, or have no date, as long as papers wait for a decision."""
    due = call.review_due_at
    if not figures.thin or call.phase_at(now) not in {Phase.OVER, Phase.GRACE} or (due and due > now):
        return
    yield Note(
        "reviews",
        "stop" if due else "wait",
        f"{figures.thin} of {count(figures.papers_in(*IN_REVIEW), 'paper')} in review",
        f" {'has' if figures.thin == 1 else 'have'} fewer than {count(found.wanted, 'finished review')}"
        + (f"; reviews were due {day(due, call.wip_session.zone)}." if due else "."),
        url_for("pictures.progress", slug=call.wip_session.slug),
    )
