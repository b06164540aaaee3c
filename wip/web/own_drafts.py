"""An author's draft on its way to readers: its clock, who had a copy, and what its author can say about both."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from wip.db import db
from wip.domain.circulation import CANNOT_MARK, UNMARKED_ALLOWED, circle_sentence, goes_out
from wip.domain.draft_clocks import DraftStand
from wip.domain.imports_plans import last_page_named
from wip.domain.links import LinkKind
from wip.domain.papers import PRESENTING
from wip.domain.people import Act
from wip.models import Call, Draft, DraftClock, Paper
from wip.queries.circulation import CopyRow, copies_of, open_draft
from wip.queries.commenting import settings_of
from wip.queries.draft_ticks import Tick, ticks_on
from wip.queries.papers import call_of_paper
from wip.services import circulation, draft_clocks
from wip.services.circulation_terms import Terms, terms_by
from wip.web.access import actor, open_to, opens
from wip.web.clock import now
from wip.web.limits import limiter, public_write_limit
from wip.web.paper_files import loaded
from wip.web.writes import writes

pages = Blueprint("own_drafts", __name__)


@dataclass(frozen=True)
class OwnCirculation:
    """What an author's page says of the draft and its readers.

    `more_until` is the date if the extension were taken now. `is_locked`: the newest version does not go out as it is;
    `has_failed`: no mark could be put on it the last time. `pages_short`: how many pages it has, where readers are asked to
    read pages beyond them; 0 where all is well.
    """

    sentence: str
    terms: Terms
    stand: DraftStand
    due: datetime | None
    first_due: datetime | None
    more_until: datetime | None
    going_out: Draft | None
    is_locked: bool
    has_failed: bool
    may_allow: bool
    copies: Sequence[CopyRow]
    readers: Sequence[Tick]
    was_passed_on: bool
    pages_short: int


def circulation_of(paper: Paper, call: Call) -> OwnCirculation | None:
    """The facts for the page; None while the paper has no place, and has had none."""
    passed_on = draft_clocks.is_passed_on(db.session(), paper)
    if paper.state not in PRESENTING and not passed_on:
        return None
    settings = settings_of(db.session(), paper.wip_session_id)
    clock = draft_clocks.clock_by(
        paper, call, db.session().get(DraftClock, paper.id), settings.draft_days_late
    )
    newest = paper.drafts[-1] if paper.drafts else None
    facts = newest.facts if newest else {}
    return OwnCirculation(
        circle_sentence(settings.circle, settings.drafts_kept_days),
        terms_by(settings, call),
        clock.stand(now()),
        clock.at,
        clock.due if clock.extended else None,
        clock.extension(now()),
        open_draft(paper),
        newest is not None and not goes_out(newest.content_type, newest.facts),
        bool(facts.get(CANNOT_MARK)),
        not facts.get(UNMARKED_ALLOWED),
        copies_of(db.session(), paper),
        ticks_on(db.session(), [paper])[paper.id],
        passed_on,
        _pages_short(paper, newest),
    )


def _pages_short(paper: Paper, newest: Draft | None) -> int:
    pages = newest.facts.get("pages") if newest else None
    last = last_page_named(paper.focus_pages)
    return pages if isinstance(pages, int) and last and last > pages else 0


@pages.post("/papers/<token>/draft/more-time")
@limiter.limit(public_write_limit)
@open_to(Act.KEEP_OWN_PAPER)
@opens(LinkKind.PAPER)
@writes
def extend(paper: Paper) -> ResponseReturnValue:
    """Two days more, once."""
    call = call_of_paper(db.session(), paper)
    draft_clocks.extend(db.session(), loaded(paper), call, by=actor(), now=now())
    flash("You have 48 hours more. Your commenters have been told when the draft comes.", "done")
    return redirect(_own_path(), 303)


@pages.post("/papers/<token>/draft/unmarked")
@limiter.limit(public_write_limit)
@open_to(Act.KEEP_OWN_PAPER)
@opens(LinkKind.PAPER)
@writes
def allow(paper: Paper) -> ResponseReturnValue:
    """The newest version goes out as it is."""
    call = call_of_paper(db.session(), paper)
    circulation.allow_unmarked(db.session(), loaded(paper), call, by=actor(), now=now())
    flash("Noted: this version goes to its readers as it is, without their names on it.", "done")
    return redirect(_own_path(), 303)


def _own_path() -> str:
    return url_for("own_papers.own", token=(request.view_args or {})["token"], _anchor="circulation")
