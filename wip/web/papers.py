"""Papers, on the leaders' side: the list, and each paper as its author sent it."""

from flask import (
    Blueprint,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from wip.db import db
from wip.domain.papers import PaperState
from wip.domain.people import Act
from wip.domain.refusals import Unknown
from wip.domain.rooms import capacity_sentence
from wip.models import Paper, WipSession
from wip.queries.blindness import names_in_review
from wip.queries.closed_papers import closed_papers
from wip.queries.own_papers import objectors
from wip.queries.paper_lists import list_of, state_counts, topics_of_session
from wip.queries.papers import call_of_paper
from wip.queries.reviews import may_read
from wip.queries.sessions import call_of
from wip.services import attachments, submissions
from wip.services.paper_copies import details_of, for_reviewers, lacking
from wip.services.rooms import rooms_of
from wip.web.access import actor, open_to
from wip.web.clock import now
from wip.web.forms import PageForm
from wip.web.list_views import ListView
from wip.web.names import asked, names_shown
from wip.web.paper_files import file_response, loaded
from wip.web.templating import page_number, with_urls
from wip.web.writes import writes

pages = Blueprint("papers", __name__)

OUT = frozenset({PaperState.WITHDRAWN, PaperState.DECLINED, PaperState.TURNED_DOWN})
"""Of these papers nothing is asked any more."""


@pages.get("/manage/<slug>/papers/")
@open_to(Act.MANAGE_SESSION)
def index(wip_session: WipSession) -> ResponseReturnValue:
    """The session's papers: searched, filtered and sorted as the address says."""
    return listed(wip_session, PageForm(formdata=None))


def listed(wip_session: WipSession, form: PageForm) -> str:
    """The list, with a form for what can be done to the papers that are ticked."""
    session, query = db.session(), asked(wip_session, request.args)
    me = actor().person_id or 0
    counts = state_counts(session, wip_session, me)
    page = list_of(session, wip_session, query, page_number(), now(), counts, me)
    topics = topics_of_session(session, wip_session)
    return render_template(
        "papers/index.html",
        wip_session=wip_session,
        papers=with_urls(page, "papers.index", slug=wip_session.slug),
        view=ListView(
            wip_session.slug, query, counts, {topic.id: topic.name for topic in topics}, wip_session.zone
        ),
        names=names_shown(wip_session),
        form=form,
        closed=closed_papers(session, wip_session, me),
    )


@pages.get("/manage/<slug>/papers/<int:number>/")
@open_to(Act.MANAGE_SESSION)
def manage(wip_session: WipSession, paper: Paper) -> ResponseReturnValue:
    """One paper as its author sent it, and what is still lacking."""
    call, moment = call_of_paper(db.session(), paper), now()
    wanting = lacking(db.session(), paper, call) if paper.state not in OUT else []
    names = names_shown(wip_session)
    return render_template(
        "papers/manage.html",
        wip_session=wip_session,
        paper=loaded(paper),
        objectors=objectors(db.session(), paper),
        overdue=[each for each in wanting if each.asked.is_required(moment)],
        later=[each for each in wanting if not each.asked.is_required(moment)],
        names=names,
        details=details_of(db.session(), paper) if names else for_reviewers(db.session(), paper, names=False),
        attachments=attachments.listed(db.session(), paper),
        capacity=capacity_sentence(rooms_of(db.session(), wip_session)),
        form=PageForm(),
    )


@pages.post("/manage/<slug>/papers/<int:number>/let-in")
@open_to(Act.MANAGE_SESSION)
@writes
def let_in(wip_session: WipSession, paper: Paper) -> ResponseReturnValue:
    """Let in a paper that came too late."""
    call = call_of_paper(db.session(), paper)
    submissions.let_in(db.session(), loaded(paper), call, by=actor(), now=now())
    flash("The paper is in; its authors are told.", "done")
    return redirect(url_for("papers.manage", slug=wip_session.slug, number=paper.number), 303)


@pages.get("/manage/<slug>/papers/<int:number>/drafts/<int:n>")
@open_to(Act.REVIEW_PAPERS)
def manage_draft(wip_session: WipSession, paper: Paper, n: int) -> ResponseReturnValue:
    """A draft, for leaders and reviewers; not for those with a conflict, and without its name where names are hidden."""
    me, leads = actor().person_id or 0, actor().is_leader
    if not may_read(db.session(), wip_session, paper, me, leads=leads):
        raise Unknown
    call = call_of(db.session(), wip_session)
    names = names_shown(wip_session) if leads else names_in_review(db.session(), call, leads=False)
    return file_response(paper, n, nameless=not names)
