"""An export that comes back: what it would change, then the changes, all at once."""

from dataclasses import replace

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField

from wip.db import db
from wip.domain.imports_tables import Table
from wip.domain.imports_updates import UpdatePlan
from wip.domain.people import Act
from wip.domain.texts import whole_number
from wip.models import Call, Upload, WipSession
from wip.services import updates
from wip.web.access import actor, open_to
from wip.web.clock import now
from wip.web.forms import PageForm
from wip.web.imports import page_of_rows, sheet_of
from wip.web.names import names_needed
from wip.web.templating import count
from wip.web.writes import attempt, begin_to_write, reads_first, writes

pages = Blueprint("updates", __name__)


class ApplyForm(PageForm):
    """`fits` is how many papers the preview said would change."""

    fits = HiddenField(default="")


@pages.get("/manage/<slug>/import/<sheet>/changes")
@open_to(Act.IMPORT_PAPERS)
@names_needed
def preview(wip_session: WipSession, sheet: str) -> ResponseReturnValue:
    """What the sheet would change, cell by cell; nothing is written."""
    return _preview(wip_session, sheet, ApplyForm(formdata=None))


def _preview(wip_session: WipSession, sheet: str, form: ApplyForm) -> str:
    return _shown(wip_session, *sheet_of(wip_session, sheet), form)


def _shown(wip_session: WipSession, upload: Upload, table: Table, call: Call, form: ApplyForm) -> str:
    plan = updates.preview(db.session(), call, table, by=actor(), now=now())
    form.fits.data = str(len(plan.changed))
    shown = sorted((row for row in plan.rows if row.edits or row.faults), key=lambda row: not row.faults)
    rows = page_of_rows(shown)
    return render_template(
        "imports/changes.html",
        wip_session=wip_session,
        upload=upload,
        plan=plan,
        advice=_advice(plan),
        rows=replace(
            rows, url=lambda n: url_for("updates.preview", slug=wip_session.slug, sheet=upload.key, page=n)
        ),
        form=form,
    )


def _advice(plan: UpdatePlan) -> str:
    columns = ", ".join(f"“{header}”" for header in plan.left_alone[:5])
    return f"Columns that are none of ours are left alone: {columns}." if columns else ""


@pages.post("/manage/<slug>/import/<sheet>/changes")
@open_to(Act.IMPORT_PAPERS)
@names_needed
@reads_first
def apply(wip_session: WipSession, sheet: str) -> ResponseReturnValue:
    """Make the changes that the preview showed."""
    upload, table, call = sheet_of(wip_session, sheet)
    begin_to_write()
    return _apply(wip_session=wip_session, upload=upload, table=table, call=call)


@writes
def _apply(*, wip_session: WipSession, upload: Upload, table: Table, call: Call) -> ResponseReturnValue:
    form = ApplyForm()

    def act() -> int:
        seen = whole_number(form.fits.data) or 0
        return updates.apply(db.session(), call, table, seen=seen, by=actor(), now=now())

    done = attempt(form, act) if form.validate_on_submit() else None
    if done is None:
        return _shown(wip_session, upload, table, call, form), 422
    flash(f"{count(done, 'paper')} changed; the authors concerned are told.", "done")
    return redirect(url_for("papers.index", slug=wip_session.slug), 303)
