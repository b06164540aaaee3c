"""Drafts that are open to everyone: on the session's public page, once its line-up is out and where its call says so."""

from collections.abc import Sequence

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from wip.db import db
from wip.domain.circulation import Circle, Reader
from wip.domain.people import Act
from wip.domain.refusals import Unknown
from wip.models import Call, Draft, Paper, Person, WipSession
from wip.queries.circulation import circulating, circulating_paper, open_draft
from wip.queries.sessions import call_of
from wip.services.circulation_terms import Terms, terms_of
from wip.web.access import actor, open_to
from wip.web.clock import now
from wip.web.copies import hand_out
from wip.web.limits import DOWNLOADS, limiter

pages = Blueprint("public_drafts", __name__)


def public_drafts(call: Call, terms: Terms) -> Sequence[tuple[Paper, Draft]]:
    """The papers with a draft that this visitor may read; nothing where drafts are not for everyone."""
    if terms.circle is not Circle.EVERYONE or not terms.open_to_everyone(now()):
        return ()
    papers = circulating(db.session(), call.wip_session, actor().person_id or 0)
    found = [(paper, open_draft(paper)) for paper in papers]
    return [(paper, draft) for paper, draft in found if draft is not None]


@pages.get("/sessions/<slug>/drafts/<int:paper_number>/<int:n>")
@limiter.limit(DOWNLOADS)
@open_to(Act.READ_PUBLIC_DRAFT)
def draft(wip_session: WipSession, paper_number: int, n: int) -> ResponseReturnValue:
    """One of them; an older version's address leads to the newest."""
    call = call_of(db.session(), wip_session)
    if not terms_of(db.session(), call).open_to_everyone(now()):
        raise Unknown
    me = actor().person_id
    paper = circulating_paper(db.session(), wip_session, paper_number, me or 0)
    found = open_draft(paper) if paper else None
    if paper is None or found is None or n not in {each.number for each in paper.drafts}:
        raise Unknown
    if n != found.number:
        where = url_for(
            "public_drafts.draft", slug=wip_session.slug, paper_number=paper_number, n=found.number
        )
        return redirect(where, 302)
    return hand_out(found, call, Reader.ANYONE, db.session().get(Person, me) if me else None)
