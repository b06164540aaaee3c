"""What the form of a review asks, for leaders: criteria, guidance, and how reviewers see them."""

import sqlalchemy as sa
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from wip.db import db
from wip.domain.criteria import LABELS_MOST, WEIGHT_LEAST, WEIGHT_MOST, CriterionFacts
from wip.domain.people import Act
from wip.domain.refusals import Unknown
from wip.domain.selection_stages import SelectionStage
from wip.models import Criterion, WipSession
from wip.queries.review_settings import criterion_rows, settings_of
from wip.queries.sessions import call_of
from wip.services import criteria
from wip.services.review_settings import change_guidance
from wip.web.access import actor, open_to
from wip.web.clock import now
from wip.web.forms import PageForm, block, line, number
from wip.web.review_forms import review_form
from wip.web.templating import count
from wip.web.writes import attempt, writes

pages = Blueprint("criteria", __name__)


class CriterionForm(PageForm):
    """What a leader says of a criterion."""

    name = line("Name", most=120, needed="Give the criterion a name.")
    help = block("The question to reviewers", most=1000)
    labels = block(
        "Answers to choose from, one a line, the lowest first",
        most=1000,
        needed=f"Give two to {LABELS_MOST} answers, one a line, the lowest first.",
    )
    weight = number("Weight", WEIGHT_LEAST, WEIGHT_MOST, default=1)

    def facts(self) -> CriterionFacts:
        """The form's content."""
        lines = (" ".join(each.split()) for each in (self.labels.data or "").splitlines())
        return CriterionFacts(
            self.name.data or "",
            self.help.data or "",
            tuple(each for each in lines if each),
            self.weight.data or 0,
        )


class GuidanceForm(PageForm):
    """What reviewers read beside the form."""

    guidance = block("Guidance for reviewers")


@pages.get("/manage/<slug>/review-form/")
@open_to(Act.MANAGE_SESSION)
def index(wip_session: WipSession) -> ResponseReturnValue:
    """The criteria, the guidance, and the form as reviewers see it."""
    settings = settings_of(db.session(), wip_session)
    form = GuidanceForm(formdata=None, data={"guidance": settings.guidance, "version": str(settings.version)})
    return _index(wip_session, form)


def _index(wip_session: WipSession, form: GuidanceForm) -> str:
    rows = criterion_rows(db.session(), wip_session)
    settings = settings_of(db.session(), wip_session)
    used = [row for row in rows if not row.criterion.retired]
    return render_template(
        "criteria/index.html",
        wip_session=wip_session,
        call=call_of(db.session(), wip_session),
        settings=settings,
        is_frozen=settings.stage is not SelectionStage.RANKING,
        used=used,
        retired=[row for row in rows if row.criterion.retired],
        most=max((row.reviews for row in rows), default=0),
        preview=review_form([row.criterion for row in used], formdata=None),
        form=form,
    )


@pages.post("/manage/<slug>/review-form/guidance")
@open_to(Act.MANAGE_SESSION)
@writes
def save_guidance(wip_session: WipSession) -> ResponseReturnValue:
    """What reviewers read beside the form."""
    form = GuidanceForm()

    def say() -> bool:
        text = form.guidance.data or ""
        change_guidance(db.session(), wip_session, text, seen=form.seen, by=actor(), now=now())
        return True

    if not form.validate_on_submit() or not attempt(form, say):
        return _index(wip_session, form), 422
    flash("The guidance is saved; reviewers see it beside the form.", "done")
    return redirect(_list(wip_session), 303)


def _list(wip_session: WipSession, criterion_id: int | None = None) -> str:
    anchor = f"criterion-{criterion_id}-row" if criterion_id else None
    return url_for("criteria.index", slug=wip_session.slug, _anchor=anchor)


@pages.get("/manage/<slug>/review-form/criteria/new")
@open_to(Act.MANAGE_SESSION)
def new(wip_session: WipSession) -> ResponseReturnValue:
    """Ask for one more."""
    return _edit(wip_session, CriterionForm(), None)


def _edit(wip_session: WipSession, form: CriterionForm, row: Criterion | None) -> str:
    rows = criterion_rows(db.session(), wip_session)
    return render_template(
        "criteria/edit.html",
        wip_session=wip_session,
        form=form,
        criterion=row,
        most=max((each.reviews for each in rows), default=0),
        reviews=next((each.reviews for each in rows if each.criterion is row), 0),
    )


@pages.post("/manage/<slug>/review-form/criteria/new")
@open_to(Act.MANAGE_SESSION)
@writes
def add(wip_session: WipSession) -> ResponseReturnValue:
    """Ask for it, as the last."""
    form = CriterionForm()

    def ask() -> Criterion:
        return criteria.add(db.session(), wip_session, form.facts(), by=actor(), now=now())

    row = attempt(form, ask) if form.validate_on_submit() else None
    if row is None:
        return _edit(wip_session, form, None), 422
    flash("The criterion is added. Reviews that are done stay done.", "done")
    return redirect(_list(wip_session, row.id), 303)


@pages.get("/manage/<slug>/review-form/criteria/<int:criterion_id>")
@open_to(Act.MANAGE_SESSION)
def edit(wip_session: WipSession, criterion_id: int) -> ResponseReturnValue:
    """Change a criterion."""
    row = _found(wip_session, criterion_id)
    data = {name: getattr(row, name) for name in ("name", "help", "weight", "version")}
    form = CriterionForm(formdata=None, data=data | {"labels": "\n".join(row.labels)})
    return _edit(wip_session, form, row)


@pages.post("/manage/<slug>/review-form/criteria/<int:criterion_id>")
@open_to(Act.MANAGE_SESSION)
@writes
def save(wip_session: WipSession, criterion_id: int) -> ResponseReturnValue:
    """Save it; a changed weight counts in every score at once."""
    form, row = CriterionForm(), _found(wip_session, criterion_id)

    def change() -> tuple[int]:
        changed = criteria.change(
            db.session(), wip_session, row, form.facts(), seen=form.seen, by=actor(), now=now()
        )
        return (changed,)

    done = attempt(form, change) if form.validate_on_submit() else None
    if done is None:
        return _edit(wip_session, form, row), 422
    scores = f" {count(done[0], 'score')} changed with it." if done[0] else ""
    flash(f"The criterion is saved.{scores}", "done")
    return redirect(_list(wip_session, criterion_id), 303)


@pages.post("/manage/<slug>/review-form/criteria/<int:criterion_id>/place")
@open_to(Act.MANAGE_SESSION)
@writes
def move(wip_session: WipSession, criterion_id: int) -> ResponseReturnValue:
    """One place up or down."""
    row, up = _found(wip_session, criterion_id), request.form.get("way") == "up"
    criteria.move(db.session(), wip_session, row, up=up, seen=PageForm().seen, by=actor(), now=now())
    return redirect(_list(wip_session, criterion_id), 303)


@pages.post("/manage/<slug>/review-form/criteria/<int:criterion_id>/retire")
@open_to(Act.MANAGE_SESSION)
@writes
def retire(wip_session: WipSession, criterion_id: int) -> ResponseReturnValue:
    """Ask for it no longer."""
    row = _found(wip_session, criterion_id)
    stays = criteria.retire(db.session(), wip_session, row, seen=PageForm().seen, by=actor(), now=now())
    flash(
        "Reviewers are not asked for it any more. The points given stay, and count no longer."
        if stays
        else "The criterion is deleted: no review had points on it.",
        "done",
    )
    return redirect(_list(wip_session), 303)


@pages.post("/manage/<slug>/review-form/criteria/<int:criterion_id>/again")
@open_to(Act.MANAGE_SESSION)
@writes
def use_again(wip_session: WipSession, criterion_id: int) -> ResponseReturnValue:
    """Ask for a retired criterion again."""
    row = _found(wip_session, criterion_id)
    criteria.use_again(db.session(), wip_session, row, seen=PageForm().seen, by=actor(), now=now())
    flash("The criterion is in use again, as the last; its points count again.", "done")
    return redirect(_list(wip_session, criterion_id), 303)


def _found(wip_session: WipSession, criterion_id: int) -> Criterion:
    found = db.session().scalar(
        sa.select(Criterion).where(Criterion.id == criterion_id, Criterion.wip_session_id == wip_session.id)
    )
    if found is None:
        raise Unknown
    return found
