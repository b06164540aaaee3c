"""Giving out papers automatically, for leaders: look at the proposal, accept it in one act, and ask why not."""

from collections import Counter
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from wip.db import db
from wip.domain.assigning import NewPair
from wip.domain.fits import ReadablePaper, Reader
from wip.domain.people import Act
from wip.domain.refusals import Refusal, Stale, Unknown
from wip.models import Call, Paper, WipSession
from wip.queries.readers import reader_of
from wip.queries.reading_tasks import undecided_conflicts
from wip.queries.reviews import hidden_papers
from wip.queries.sessions import call_of
from wip.services import proposals
from wip.services.assignments import Changed
from wip.services.proposals import Proposal
from wip.web.access import actor, open_to
from wip.web.assignments import me, told
from wip.web.clock import now
from wip.web.forms import PageForm
from wip.web.writes import attempt, writes

pages = Blueprint("proposals", __name__)


@pages.get("/manage/<slug>/assignments/proposal")
@open_to(Act.MANAGE_SESSION)
def show(wip_session: WipSession) -> ResponseReturnValue:
    """Every pair with its reason, every load, and what is lacking. Nothing is written."""
    return _page(call_of(db.session(), wip_session), PageForm())


def _anew() -> bool:
    return request.values.get("anew", "") == "yes"


def _page(call: Call, form: PageForm, changes: tuple[str, ...] = ()) -> str:
    row, proposal = call.wip_session, None
    try:
        proposal = proposals.propose(db.session(), call, anew=_anew())
    except Refusal as no:
        form.refuse(no)
    return render_template(
        "assignments/proposal.html",
        wip_session=row,
        form=form,
        proposal=proposal,
        shown=_shown(proposal, hidden_papers(db.session(), row, me())) if proposal else None,
        anew=_anew(),
        changes=changes,
        undecided=undecided_conflicts(db.session(), row, me()),
    )


@dataclass(frozen=True)
class Shown:
    """A proposal as far as it is a leader's to know: papers that are closed to them, and all sums with them, are left out."""

    papers: list[tuple[ReadablePaper, list[NewPair]]]
    lacking: list[tuple[ReadablePaper, int]]
    loads: list[tuple[Reader, int, int]]
    new: int
    taken: int
    points: int
    hidden: int


def _shown(proposal: Proposal, hidden: set[int]) -> Shown:
    task, pairs = proposal.task, [p for p in proposal.plan.pairs if p.paper.id not in hidden]
    by_paper = [(paper, [p for p in pairs if p.paper.id == paper.id]) for paper in task.papers]
    seen = {paper.id for paper in task.papers} - hidden
    have = Counter(person for paper, person in task.kept if paper in seen)
    more = Counter(pair.reader.id for pair in pairs)
    return Shown(
        papers=[(paper, found) for paper, found in by_paper if found],
        lacking=[(paper, lack) for paper, lack in proposal.plan.lacking if paper.id not in hidden],
        loads=[(reader, have[reader.id], more[reader.id]) for reader in task.readers],
        new=sum(paper not in hidden for paper, _ in proposal.new),
        taken=sum(paper not in hidden for paper, _ in proposal.taken),
        points=sum(pair.fit.points for pair in pairs),
        hidden=sum(paper.id in hidden for paper in task.papers),
    )


@pages.post("/manage/<slug>/assignments/proposal")
@open_to(Act.MANAGE_SESSION)
@writes
def accept(wip_session: WipSession) -> ResponseReturnValue:
    """Give out the papers, if the proposal is the one that the page showed."""
    form, call = PageForm(), call_of(db.session(), wip_session)
    digest = request.form.get("digest", "")

    def give_out() -> Changed:
        return proposals.accept(db.session(), call, digest=digest, anew=_anew(), by=actor(), now=now())

    try:
        done = attempt(form, give_out) if form.validate_on_submit() else None
    except Stale as no:
        db.session.rollback()
        form.form_errors.append(no.sentence)
        return _page(call_of(db.session(), wip_session), form, no.changes), 409
    if done is None:
        return _page(call_of(db.session(), wip_session), form), 422
    flash(told(done), "done")
    return redirect(url_for("assignments.index", slug=wip_session.slug), 303)


@pages.get("/manage/<slug>/assignments/papers/<int:number>/why-not/<int:person_id>")
@open_to(Act.MANAGE_SESSION)
def why_not(wip_session: WipSession, paper: Paper, person_id: int) -> ResponseReturnValue:
    """Why the best plan does not give this paper to this reader."""
    if paper.id in hidden_papers(db.session(), wip_session, me()):
        raise Unknown
    reader = reader_of(db.session(), wip_session, person_id)
    if reader is None:
        raise Unknown
    found = proposals.why(db.session(), call_of(db.session(), wip_session), paper, reader.person.id, me())
    return render_template(
        "assignments/why.html", wip_session=wip_session, paper=paper, reader=reader, found=found
    )
