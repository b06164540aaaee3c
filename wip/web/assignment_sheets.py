"""Who reads what, from a sheet: looked over first, then given out at once."""

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.file import FileField, FileRequired

from wip.db import db
from wip.domain.assignment_sheets import JudgedRow
from wip.domain.people import Act
from wip.domain.reviews import AssignedHow
from wip.models import WipSession
from wip.queries.sessions import call_of
from wip.services import assignment_sheets, assignments
from wip.services.assignments import Changed, Give
from wip.web.access import actor, open_to
from wip.web.assignments import me, pairs_of, told
from wip.web.clock import now
from wip.web.forms import PageForm
from wip.web.writes import attempt, reads_first, writes

pages = Blueprint("assignment_sheets", __name__)


class SheetForm(PageForm):
    """The sheet as a file."""

    file = FileField("Spreadsheet", [FileRequired("Choose the file first.")])


@pages.get("/manage/<slug>/assignments/sheet")
@open_to(Act.MANAGE_SESSION)
def new(wip_session: WipSession) -> ResponseReturnValue:
    """Choose the sheet."""
    return _page(wip_session, SheetForm())


def _page(wip_session: WipSession, form: PageForm, rows: list[JudgedRow] | None = None) -> str:
    return render_template("assignments/sheet.html", wip_session=wip_session, form=form, rows=rows)


@pages.post("/manage/<slug>/assignments/sheet")
@open_to(Act.MANAGE_SESSION)
@reads_first
def look(wip_session: WipSession) -> ResponseReturnValue:
    """What each row would do. Nothing is kept: the page that shows it carries the pairs."""
    form = SheetForm()
    most = current_app.extensions["wip_settings"].import_max_bytes

    def read() -> list[JudgedRow]:
        table = assignment_sheets.read(form.file.data.stream, most)
        return assignment_sheets.judged(db.session(), wip_session, table, me())

    rows = attempt(form, read) if form.validate_on_submit() else None
    if rows is None:
        return _page(wip_session, form), 422
    return _page(wip_session, PageForm(formdata=None), rows)


@pages.post("/manage/<slug>/assignments/sheet/take-in")
@open_to(Act.MANAGE_SESSION)
@writes
def take_in(wip_session: WipSession) -> ResponseReturnValue:
    """Give out the pairs that the page showed."""
    form = PageForm()
    gives = [Give(*pair) for pair in pairs_of(set(request.form.getlist("pair")))]

    def give_out() -> Changed:
        call = call_of(db.session(), wip_session)
        return assignments.change(db.session(), call, gives, how=AssignedHow.IMPORT, by=actor(), now=now())

    done = attempt(form, give_out) if form.validate_on_submit() else None
    if done is None:
        return _page(wip_session, form), 422
    flash(told(done), "done")
    return redirect(url_for("assignments.index", slug=wip_session.slug), 303)
