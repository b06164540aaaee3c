"""The picture of the reviews: paper by paper, reviewer by reviewer, and how far they have come."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from wip.db import db
from wip.domain.people import Act
from wip.domain.pictures import (
    ENOUGH,
    ORDER_WORDS,
    Order,
    PaperScores,
    ReviewerScores,
    beside_others,
    changes_nothing,
    forecast,
    ordered,
    reviewer_scores,
    severity_words,
)
from wip.domain.refusals import Refusal, Unknown
from wip.domain.texts import whole_number
from wip.domain.zones import in_zone
from wip.models import Call, WipSession
from wip.queries import pictures as reads
from wip.queries.blindness import names_in_review
from wip.queries.pages import Page
from wip.queries.pictures import CriterionMean, Picture, Title
from wip.queries.progress import Standing, standing
from wip.queries.reviews import names_of
from wip.queries.sessions import call_of
from wip.services import pictures
from wip.web import charts
from wip.web.access import actor, open_to
from wip.web.charts import Columns, Lean, Strip
from wip.web.clock import now
from wip.web.curves import Curve, curve, spelled
from wip.web.forms import PageForm
from wip.web.templating import page_number, with_urls
from wip.web.writes import writes

pages = Blueprint("pictures", __name__)

PER_PAGE = 30
T = TypeVar("T")


@dataclass(frozen=True)
class PaperRow:
    """One paper of the list. `authors` is empty where names are hidden."""

    scores: PaperScores
    strip: Strip
    title: Title
    authors: tuple[str, ...]
    criteria: Sequence[CriterionMean]


@dataclass(frozen=True)
class ReviewerRow:
    """One reviewer of the list."""

    scores: ReviewerScores
    called: str
    columns: Columns
    lean: Lean


def _seen(wip_session: WipSession) -> Picture:
    return reads.picture(db.session(), wip_session, actor().person_id or 0)


def _paged(items: Sequence[T], endpoint: str, **args: Any) -> Page[T]:
    last = max(1, -(-len(items) // PER_PAGE))
    number = min(max(1, page_number()), last)
    part = items[(number - 1) * PER_PAGE : number * PER_PAGE]
    return with_urls(Page(part, number, PER_PAGE, len(items)), endpoint, **args)


@pages.get("/manage/<slug>/picture/")
@open_to(Act.SELECT_PAPERS)
def papers(wip_session: WipSession) -> ResponseReturnValue:
    """Every paper's scores, those on which reviewers disagree first."""
    found, asked = _seen(wip_session), request.args.get("order", "")
    order = Order(asked) if asked in set(Order) else Order.DISAGREEMENT
    fewer = whole_number(request.args.get("fewer"), digits=2)
    fit = [row for row in found.papers if fewer is None or len(row.scores) < fewer]
    page = _paged(ordered(fit, order), "pictures.papers", slug=wip_session.slug)
    return render_template(
        "pictures/papers.html",
        wip_session=wip_session,
        picture=found,
        papers=_paper_rows(call_of(db.session(), wip_session), page),
        page=page,
        called=reads.people_called(db.session(), {who for row in page.items for who, _ in row.given}),
        disputed=sum(row.is_disputed for row in found.papers),
        order=order,
        orders=[(each, words, _ordered_by(wip_session, each, fewer)) for each, words in ORDER_WORDS.items()],
        fewer=fewer,
        form=PageForm(),
        **_charted(),
    )


def _ordered_by(wip_session: WipSession, order: Order, fewer: int | None) -> str:
    return url_for("pictures.papers", slug=wip_session.slug, order=order.value, fewer=fewer)


def _charted() -> dict[str, Any]:
    return {"ticks": charts.TICKS, "number": charts.number, "signed": charts.signed, "short": charts.short}


def _paper_rows(call: Call, page: Page[PaperScores]) -> list[PaperRow]:
    ids = [row.paper for row in page.items]
    authors = names_of(db.session(), ids) if names_in_review(db.session(), call, leads=True) else {}
    titles, criteria = reads.titles_of(db.session(), ids), reads.criterion_means(db.session(), ids)
    return [
        PaperRow(
            row,
            charts.paper_strip(row),
            titles[row.paper],
            authors.get(row.paper, ()),
            criteria.get(row.paper, ()),
        )
        for row in page.items
    ]


@pages.post("/manage/<slug>/picture/all")
@open_to(Act.SELECT_PAPERS)
@writes
def show_all(wip_session: WipSession) -> ResponseReturnValue:
    """A leader chooses to see scores before finishing their own reviews; the history says so."""
    if not PageForm().validate_on_submit():
        raise Refusal("Press the button on the page of the picture.")
    if pictures.look_early(db.session(), wip_session, by=actor(), now=now()):
        flash("All scores show from now on. The history says that you chose this.", "note")
    back = "decisions.selection" if request.form.get("back") == "selection" else "pictures.papers"
    return redirect(url_for(back, slug=wip_session.slug), 303)


@pages.get("/manage/<slug>/picture/reviewers")
@open_to(Act.SELECT_PAPERS)
def reviewers(wip_session: WipSession) -> ResponseReturnValue:
    """How each reviewer scores beside the others, and what adjusting for it does."""
    found = _seen(wip_session)
    page = _paged(reviewer_scores(found.given, found.adjusted), "pictures.reviewers", slug=wip_session.slug)
    called = reads.people_called(db.session(), found.adjusted.severities)
    rows = [ReviewerRow(row, called[row.person], charts.columns(row), charts.lean(row)) for row in page.items]
    return render_template(
        "pictures/reviewers.html",
        wip_session=wip_session,
        picture=found,
        reviewers=rows,
        page=page,
        groups=[[called[who] for who in group] for group in found.adjusted.groups],
        changes_nothing=changes_nothing(found.papers),
        form=PageForm(),
        **_severity_words(),
    )


def _severity_words() -> dict[str, Any]:
    marks = {"lean_ticks": charts.LEAN_TICKS, "enough": ENOUGH, "severity_words": severity_words}
    return _charted() | marks


@pages.get("/manage/<slug>/picture/reviewers/<int:person_id>")
@open_to(Act.SELECT_PAPERS)
def reviewer(wip_session: WipSession, person_id: int) -> ResponseReturnValue:
    """One reviewer's scores, each with the adjusted one and what others gave; the widest apart first."""
    found = _seen(wip_session)
    row = next((r for r in reviewer_scores(found.given, found.adjusted) if r.person == person_id), None)
    if row is None:
        raise Unknown
    beside = beside_others(found.papers, person_id, row.severity.counted)
    beside.sort(key=lambda each: (-abs(each.difference or 0), each.number))
    page = _paged(beside, "pictures.reviewer", slug=wip_session.slug, person_id=person_id)
    return render_template(
        "pictures/reviewer.html",
        wip_session=wip_session,
        picture=found,
        scores=row,
        called=reads.people_called(db.session(), [person_id])[person_id],
        columns=charts.columns(row),
        lean=charts.lean(row),
        titles=reads.titles_of(db.session(), [each.paper for each in page.items]),
        beside=[(each, charts.beside_strip(each)) for each in page.items],
        page=page,
        form=PageForm(),
        **_severity_words(),
    )


@pages.get("/manage/<slug>/picture/progress")
@open_to(Act.SELECT_PAPERS)
def progress(wip_session: WipSession) -> ResponseReturnValue:
    """How far each reviewer has come, and all of them over time. No scores here."""
    call = call_of(db.session(), wip_session)
    found = standing(db.session(), wip_session, actor().person_id or 0)
    today = in_zone(now(), wip_session.zone).date()
    page = _paged(found.rows, "pictures.progress", slug=wip_session.slug)
    most = max((row.expected + row.declined for row in found.rows), default=1)
    end = forecast(found.days, found.left, today)
    return render_template(
        "pictures/progress.html",
        wip_session=wip_session,
        call=call,
        standing=found,
        page=page,
        bars=[(row, found.readers[row.person], charts.bar(row, most)) for row in page.items],
        kinds=charts.KINDS,
        curve=_curve(call, found),
        forecast=end and spelled(end),
        is_late=bool(
            end and call.review_due_at and end > in_zone(call.review_due_at, wip_session.zone).date()
        ),
        spelled=spelled,
    )


def _curve(call: Call, found: Standing) -> Curve:
    zone = call.wip_session.zone
    due = in_zone(call.review_due_at, zone).date() if call.review_due_at else None
    begin = in_zone(min(call.deadline_at, now()), zone).date()
    return curve(found.days, found.left, begin, due, in_zone(now(), zone).date())
