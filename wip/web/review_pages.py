"""The page of one paper under review: what is read, what is asked, and what others have said."""

from collections.abc import Sequence

from flask import render_template

from wip.db import db
from wip.domain.papers import IN_REVIEW
from wip.domain.reviews import ANSWERED, HIGHEST
from wip.domain.selection_stages import takes_reviews
from wip.models import Criterion, Paper, Review, WipSession
from wip.queries import discussions
from wip.queries import reviews as reads
from wip.queries.blindness import names_in_review
from wip.queries.review_settings import criteria_of, settings_of
from wip.queries.sessions import call_of
from wip.services import typed_reviews
from wip.services.paper_copies import for_reviewers
from wip.web.access import actor
from wip.web.review_forms import ConflictForm, RemarkForm, ReviewForm, saved_form, typed_form


def criteria_at(wip_session: WipSession) -> Sequence[Criterion]:
    """What the form asks."""
    return criteria_of(db.session(), wip_session)


def saved_or_typed(wip_session: WipSession, review: Review | None) -> tuple[ReviewForm, bool]:
    """The form as it was saved, or with what was typed since; and whether it was."""
    criteria, seen = criteria_at(wip_session), typed_reviews.mark(review)
    saved = saved_form(criteria, review, discussions.points_of(db.session(), review), seen)
    fields = typed_reviews.fields_of(review)
    typed = typed_form(criteria, fields, seen) if fields else saved
    return (saved, False) if typed.facts() == saved.facts() else (typed, True)


def page_of(
    wip_session: WipSession,
    paper: Paper,
    review: Review | None,
    form: ReviewForm,
    conflict: ConflictForm,
    *,
    is_restored: bool = False,
    remark: RemarkForm | None = None,
) -> str:
    """The page, with the form as it stands."""
    session, me = db.session(), actor().person_id or 0
    call, settings = call_of(session, wip_session), settings_of(session, wip_session)
    names = names_in_review(session, call, leads=actor().is_leader)
    reads_others = discussions.may_read_others(review, settings, leads=actor().is_leader)
    open_now = paper.state in IN_REVIEW and takes_reviews(paper.submitted_at, settings.frozen_at)
    mine = () if open_now or review is None else discussions.given_on(session, paper).get(review.id, ())
    return render_template(
        "reviews/show.html",
        wip_session=wip_session,
        call=call,
        settings=settings,
        paper=paper,
        names=names,
        authors=reads.names_of(session, [paper.id]).get(paper.id, ()) if names else (),
        details=for_reviewers(session, paper, names=names),
        draft=reads.newest_draft(session, paper),
        review=review,
        form=form,
        conflict=conflict,
        restored_at=typed_reviews.typed_at(review) if is_restored else None,
        in_review=paper.state in IN_REVIEW,
        open_now=open_now,
        mine=mine,
        scale_most=max((len(each.labels) for each, _ in form.questions), default=HIGHEST),
        is_answered=review is not None and review.state in ANSWERED,
        reads_others=reads_others,
        others=discussions.other_reviews(session, paper, me) if reads_others else [],
        remarks=_remarks(paper, review) if reads_others else [],
        remark=remark or RemarkForm(formdata=None),
    )


def _remarks(paper: Paper, review: Review | None) -> list[discussions.RemarkRow]:
    since = review.finished_at if review else None
    return discussions.remarks_of(db.session(), paper, actor().person_id or 0, since)
