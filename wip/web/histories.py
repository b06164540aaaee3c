"""The session's history: who did what, and when."""

import re
from datetime import date, datetime

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from wip.db import db
from wip.domain.acts import act_words
from wip.domain.agenda_steps import named, spoken
from wip.domain.people import SYSTEM, Act
from wip.domain.publications import AgendaState
from wip.domain.texts import whole_number
from wip.domain.zones import show as spelled
from wip.models import HistoryEvent, WipSession
from wip.queries.blindness import committee_of, writers_of
from wip.queries.closed_papers import titles_seen
from wip.queries.histories import names_of_things, of_session
from wip.queries.reviews import hidden_papers, own_papers
from wip.web.access import Closed, actor, open_to, paper_of
from wip.web.names import names_shown
from wip.web.templating import page_number, with_urls

pages = Blueprint("histories", __name__)

SUMS = frozenset({"release decisions"})
"""Acts whose figures would tell somebody with a conflict, by a subtraction, what became of the paper."""

TITLES = frozenset({"publish agenda"})
"""Acts whose words name a closed paper and its authors, which are public only while the agenda is."""

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?[+-]\d\d:\d\d")
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_CODE = re.compile(r"[a-z]+(_[a-z]+)+")


@pages.get("/manage/<slug>/history/")
@open_to(Act.SEE_HISTORY)
def show(wip_session: WipSession) -> ResponseReturnValue:
    """Newest first. What was said of a paper that the reader wrote, or has a conflict with, is left out."""
    number = whole_number(request.args.get("paper"), digits=8)
    paper = None if number is None else paper_of(wip_session, number, Closed.OWN)
    me = actor().person_id or 0
    closed = hidden_papers(db.session(), wip_session, me)
    own = own_papers(db.session(), wip_session, me) if closed else set()
    page = of_session(
        db.session(), wip_session, page_number(), paper=paper, own=own, closed=closed, reader=me
    )
    titles = titles_seen(db.session(), wip_session, _papers_told([event for event, _ in page.items]), me)
    hidden_acts = SUMS if wip_session.agenda_state is AgendaState.PUBLISHED else SUMS | TITLES
    blind = None if names_shown(wip_session) else _Blind(wip_session, [event for event, _ in page.items])
    return render_template(
        "histories/show.html",
        wip_session=wip_session,
        paper=paper,
        events=with_urls(page, "histories.show", slug=wip_session.slug),
        names=names_of_things(db.session(), (event for event, _ in page.items)),
        places=_PLACES,
        plain=plain,
        step=lambda said: spoken(str(said), titles),
        has_sums=lambda event: bool(closed - own) and event.act in hidden_acts,
        act_words=act_words,
        who=blind.who if blind else lambda event: event.actor_name,
        says=blind.says if blind else lambda _event: True,
        harmless=HARMLESS,
    )


def _papers_told(events: list[HistoryEvent]) -> set[int]:
    """The numbers of the papers that steps on the agenda name."""
    return named(*(str(event.new.get("step", "")) for event in events if event.thing == "agenda_steps"))


HARMLESS = frozenset({"state", "outcome", "place", "position", "version", "stage", "topic"})
"""Values of a paper's events that name nobody; where names are hidden, these alone are shown."""


class _Blind:
    """What is said of events to a leader from whom authors' names are hidden."""

    def __init__(self, wip_session: WipSession, events: list[HistoryEvent]) -> None:
        self._committee = committee_of(db.session(), wip_session)
        self._writers = writers_of(db.session(), {event.paper_id for event in events if event.paper_id})

    def who(self, event: HistoryEvent) -> str:
        """Who did it; whoever is not of the committee, or wrote the paper, is not named."""
        is_ours = event.actor_id in self._committee or event.actor_name == SYSTEM.name
        if is_ours and (event.paper_id, event.actor_id) not in self._writers:
            return event.actor_name
        return "An author" if event.paper_id is not None else "Somebody"

    def says(self, event: HistoryEvent) -> bool:
        """Whether every value and name may be shown."""
        return event.paper_id is None and event.thing != "late_links"


_PLACES = {
    "wip_sessions": ("sessions.manage", "the session"),
    "calls": ("calls.preview", "the call"),
    "questions": ("questions.index", "“{}”"),
    "criteria": ("criteria.index", "“{}”"),
    "sittings": ("sittings.index", "{}"),
    "amendments": ("amendments.index", "amendment {}"),
    "commenters": ("commenters.index", "{}"),
    "commissions": ("commenters.index", "{}"),
    "reviewers": ("reviewers.index", "{}"),
    "late_links": ("late_links.index", "{}"),
    "letters": ("letters.index", "the letters"),
    "conflicts": ("conflicts.index", "the conflicts"),
}
"""Where a thing is seen, and how it is spoken of."""


def plain(value: object, zone: str) -> str:
    """A value of the history as it is read: moments and dates in words, yes and no, lists in one line."""
    if value is None or isinstance(value, bool):
        return "nothing" if value is None else "yes" if value else "no"
    if isinstance(value, list):
        return "; ".join(plain(each, zone) for each in value) or "nothing"
    text = str(value)
    try:
        if _MOMENT.fullmatch(text):
            return spelled(datetime.fromisoformat(text), zone)
        if _DATE.fullmatch(text):
            day = date.fromisoformat(text)
            return f"{day:%a} {day.day} {day:%b %Y}"
    except ValueError:
        return text
    return text.replace("_", " ") if _CODE.fullmatch(text) else text
