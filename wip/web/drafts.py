"""Leaders' side of drafts: which are there and which are late, who had a copy, and a slot passed on for want of one."""

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from wip.db import db
from wip.domain.circulation import CANNOT_MARK, circle_sentence
from wip.domain.draft_clocks import Clock, DraftStand
from wip.domain.people import Act
from wip.models import Draft, Paper, WipSession
from wip.queries.circulation import copies_of, draft_board, open_draft
from wip.queries.commenting import settings_of
from wip.queries.draft_ticks import Tick, ticks_on
from wip.queries.reviews import hidden_papers
from wip.queries.sessions import call_of
from wip.services import draft_clocks
from wip.services.circulation_terms import terms_by
from wip.web.access import actor, open_to
from wip.web.clock import now
from wip.web.forms import PageForm
from wip.web.paper_files import loaded
from wip.web.writes import attempt, writes

pages = Blueprint("drafts", __name__)


@dataclass(frozen=True)
class Row:
    """A paper with a place, as the page shows it."""

    paper: Paper
    clock: Clock
    stand: DraftStand
    draft: Draft | None
    has_failed: bool
    copies: int
    readers: tuple[Tick, ...]

    @property
    def order(self) -> tuple[bool, int]:
        """Those that need a leader first."""
        return self.stand not in {DraftStand.GIVEN_UP, DraftStand.LOCKED}, self.paper.number


@pages.get("/manage/<slug>/drafts/")
@open_to(Act.FIND_COMMENTERS)
def index(wip_session: WipSession) -> ResponseReturnValue:
    """Every paper with a place: its draft, its date, its readers."""
    call, settings = call_of(db.session(), wip_session), settings_of(db.session(), wip_session.id)
    me = actor().person_id or 0
    rows = []
    for found in draft_board(db.session(), wip_session, me):
        clock = draft_clocks.clock_by(found.paper, call, found.clock, settings.draft_days_late)
        newest = found.paper.drafts[-1] if found.paper.drafts else None
        rows.append(
            Row(
                found.paper,
                clock,
                clock.stand(now()),
                open_draft(found.paper),
                bool(newest and newest.facts.get(CANNOT_MARK)),
                found.copies,
                found.readers,
            )
        )
    return render_template(
        "drafts/index.html",
        wip_session=wip_session,
        call=call,
        rows=sorted(rows, key=lambda row: row.order),
        terms=terms_by(settings, call),
        sentence=circle_sentence(settings.circle, settings.drafts_kept_days),
        is_hiding=bool(hidden_papers(db.session(), wip_session, me)),
    )


@pages.get("/manage/<slug>/papers/<int:number>/copies")
@open_to(Act.FIND_COMMENTERS)
def copies(wip_session: WipSession, paper: Paper) -> ResponseReturnValue:
    """Who had which version of one paper's draft."""
    return render_template(
        "drafts/copies.html",
        wip_session=wip_session,
        paper=paper,
        copies=copies_of(db.session(), paper),
        readers=ticks_on(db.session(), [paper])[paper.id],
    )


@pages.get("/manage/<slug>/papers/<int:number>/slot")
@open_to(Act.SELECT_PAPERS)
def slot(wip_session: WipSession, paper: Paper) -> ResponseReturnValue:
    """What follows if the slot is offered to the waiting list, before the button."""
    return _slot(wip_session, paper, PageForm(formdata=None))


def _slot(wip_session: WipSession, paper: Paper, form: PageForm) -> str:
    call = call_of(db.session(), wip_session)
    what = draft_clocks.passing_on(db.session(), paper, call, now())
    hidden = hidden_papers(db.session(), wip_session, actor().person_id or 0)
    return render_template(
        "drafts/slot.html",
        wip_session=wip_session,
        paper=paper,
        what=what,
        next_title="" if what.next_paper is None or what.next_paper.id in hidden else what.next_paper.title,
        clock=draft_clocks.clock_of(db.session(), paper, call),
        form=form,
    )


@pages.post("/manage/<slug>/papers/<int:number>/slot")
@open_to(Act.SELECT_PAPERS)
@writes
def pass_on(wip_session: WipSession, paper: Paper) -> ResponseReturnValue:
    """Offer the slot to the waiting list."""
    form, call = PageForm(), call_of(db.session(), wip_session)

    def go_on() -> bool:
        draft_clocks.pass_on_late(db.session(), loaded(paper), call, by=actor(), now=now())
        return True

    if not attempt(form, go_on):
        return _slot(wip_session, paper, form), 422
    flash(
        "The slot has been passed on, and its authors have been told. A letter tells you what became of it.",
        "done",
    )
    return redirect(url_for("drafts.index", slug=wip_session.slug), 303)
