"""Importing papers: a sheet is uploaded, looked over, taken in, and reported on."""

import secrets
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, TypeVar

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_wtf.file import FileField, FileRequired

from wip.adapters.files import Stored, remove
from wip.db import db
from wip.domain.exports import is_ours
from wip.domain.imports_plans import ImportPlan
from wip.domain.imports_tables import Table
from wip.domain.people import Act
from wip.domain.refusals import Refusal
from wip.domain.zones import city
from wip.models import Call, ImportBatch, Upload, WipSession
from wip.queries import imports as reads
from wip.queries.imports import Fate
from wip.queries.pages import Page
from wip.queries.sessions import call_of
from wip.services import imports
from wip.web.access import actor, not_indexed, open_to
from wip.web.clock import now
from wip.web.forms import PageForm
from wip.web.import_forms import ReadingForm, reading_form
from wip.web.names import names_needed
from wip.web.templating import count, page_number, with_urls
from wip.web.writes import attempt, begin_to_write, reads_first, writes

pages = Blueprint("imports", __name__)

T = TypeVar("T")
ROWS_A_PAGE = 50
DONE_WORDS = {
    Fate.REFUSED: ("refused", "stop"),
    Fate.LOOK: ("imported; please look", "wait"),
    Fate.SOUND: ("imported", "go"),
    Fate.SUPERSEDED: ("sent again later", "plain"),
    Fate.DUPLICATE: ("here already", "plain"),
    Fate.EMPTY: ("empty", "plain"),
}
"""How a badge names what became of a row, and its tone."""

FORESEEN_WORDS = DONE_WORDS | {
    Fate.LOOK: ("to import; please look", "wait"),
    Fate.SOUND: ("to import", "go"),
}
"""The same before the import."""


class SheetForm(PageForm):
    """The sheet as a file."""

    file = FileField("Spreadsheet, saved as CSV", [FileRequired("Choose the file first.")])


@pages.get("/manage/<slug>/import")
@open_to(Act.IMPORT_PAPERS)
def new(wip_session: WipSession) -> ResponseReturnValue:
    """Choose the sheet."""
    return _new(wip_session, SheetForm())


def _new(wip_session: WipSession, form: SheetForm) -> str:
    return render_template(
        "imports/new.html",
        wip_session=wip_session,
        form=form,
        most=current_app.extensions["wip_settings"].import_max_bytes // 1_048_576,
        batches=reads.latest_batches(db.session(), wip_session),
    )


@pages.post("/manage/<slug>/import")
@open_to(Act.IMPORT_PAPERS)
@reads_first
def keep(wip_session: WipSession) -> ResponseReturnValue:
    """Keep the sheet if it is one, and show what an import would do. It is read before anything is locked."""
    form = SheetForm()
    stored = _stored(wip_session, form) if form.validate_on_submit() else None
    key = secrets.token_urlsafe(24)
    begin_to_write()
    response = make_response(_keep(wip_session=wip_session, form=form, stored=stored, key=key))
    if stored is not None and key not in (response.location or ""):  # a second request of the same form
        remove(current_app.extensions["wip_settings"], stored.storage_key)
    return response


def _stored(wip_session: WipSession, form: SheetForm) -> Stored | None:
    settings = current_app.extensions["wip_settings"]
    return attempt(form, lambda: imports.stored_sheet(settings, wip_session, form.file.data.stream))


@writes
def _keep(
    *, wip_session: WipSession, form: SheetForm, stored: Stored | None, key: str
) -> ResponseReturnValue:
    if stored is None:
        return _new(wip_session, form), 422
    imports.keep_sheet(db.session(), stored, name=form.file.data.filename or "", key=key, now=now())
    return redirect(url_for("imports.preview", slug=wip_session.slug, key=key), 303)


@pages.get("/manage/<slug>/import/<key>")
@open_to(Act.IMPORT_PAPERS)
@names_needed
def preview(wip_session: WipSession, key: str) -> ResponseReturnValue:
    """What an import would do with every row. Another choice of columns shows another preview; nothing is written."""
    upload, table, call = sheet_of(wip_session, key)
    if is_ours(table.headers):
        return redirect(url_for("updates.preview", slug=wip_session.slug, sheet=key), 303)
    reading = reading_form(table, imports.guess(table, call), request.args)
    return _preview(call, upload, table, reading, PageForm(formdata=None))


def sheet_of(wip_session: WipSession, key: str) -> tuple[Upload, Table, Call]:
    """A kept sheet, what stands in it, and the call. Raises Unknown."""
    settings = current_app.extensions["wip_settings"]
    upload, table = imports.kept_sheet(db.session(), settings, wip_session, key)
    return upload, table, call_of(db.session(), wip_session)


def _preview(call: Call, upload: Upload, table: Table, reading: ReadingForm, form: PageForm) -> str:
    where: dict[str, Any] = {"slug": call.wip_session.slug, "key": upload.key} | reading.chosen()
    plan = _plan(call, table, reading)
    rows = reads.rows_of(plan, table, reading.reading().columns) if plan else ()
    return render_template(
        "imports/preview.html",
        wip_session=call.wip_session,
        upload=upload,
        plan=plan,
        summary=reads.summary(plan) if plan else "",
        rows=replace(page_of_rows(rows), url=lambda n: url_for("imports.preview", **where, page=n)),
        zone=city(reading.zone.data or ""),
        fate_words=FORESEEN_WORDS,
        reading=reading,
        form=form,
    )


def _plan(call: Call, table: Table, reading: ReadingForm) -> ImportPlan | None:
    try:
        return imports.preview(db.session(), call, table, reading.reading())
    except Refusal as no:
        reading.refuse(no)
        return None


def page_of_rows(rows: Sequence[T]) -> Page[T]:
    """The page of a long report that the address asks for."""
    last = max(1, -(-len(rows) // ROWS_A_PAGE))
    number = min(max(1, page_number()), last)
    start = (number - 1) * ROWS_A_PAGE
    return Page(rows[start : start + ROWS_A_PAGE], number, ROWS_A_PAGE, len(rows))


@pages.post("/manage/<slug>/import/<key>")
@open_to(Act.IMPORT_PAPERS)
@names_needed
@reads_first
def take_in(wip_session: WipSession, key: str) -> ResponseReturnValue:
    """Import what the preview showed, read in the same way."""
    upload, table, call = sheet_of(wip_session, key)
    reading = reading_form(table, imports.guess(table, call), request.form)
    begin_to_write()
    return _take_in(wip_session=wip_session, upload=upload, table=table, call=call, reading=reading)


@writes
def _take_in(
    *, wip_session: WipSession, upload: Upload, table: Table, call: Call, reading: ReadingForm
) -> ResponseReturnValue:
    form, file_name = PageForm(), upload.file_name

    def act() -> ImportBatch:
        chosen = reading.reading()
        return imports.take_in(db.session(), call, table, chosen, file_name=file_name, by=actor(), now=now())

    batch = attempt(form, act) if form.validate_on_submit() else None
    if batch is None:
        return _preview(call, upload, table, reading, form), 422
    flash(f"{count(batch.imported, 'paper')} imported. Nobody was written to.", "done")
    return redirect(url_for("imports.show", slug=wip_session.slug, batch_id=batch.id), 303)


@pages.get("/manage/<slug>/import/batches/<int:batch_id>")
@open_to(Act.IMPORT_PAPERS)
@names_needed
def show(wip_session: WipSession, batch_id: int) -> ResponseReturnValue:
    """What became of every row of one import."""
    batch = reads.batch_of(db.session(), wip_session, batch_id)
    first, *entries = batch.report
    return render_template(
        "imports/show.html",
        wip_session=wip_session,
        batch=batch,
        summary=first["summary"],
        rows=with_urls(page_of_rows(entries), "imports.show", slug=wip_session.slug, batch_id=batch_id),
        fate_words=DONE_WORDS,
    )


@pages.get("/manage/<slug>/import/batches/<int:batch_id>/report.csv")
@open_to(Act.IMPORT_PAPERS)
@names_needed
def report(wip_session: WipSession, batch_id: int) -> ResponseReturnValue:
    """The refused rows with their reasons, to be mended in a spreadsheet and imported again."""
    batch = reads.batch_of(db.session(), wip_session, batch_id)
    response = Response(imports.report_of(batch), content_type="text/csv; charset=utf-8")
    name = f"{wip_session.slug}-refused-{batch.id}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return not_indexed(response)
