"""The paper's form on its author's own page: the same fields, saved to the paper itself."""

from flask import request

from wip.db import db
from wip.models import Call, Paper, Upload
from wip.services import submissions
from wip.web.access import actor
from wip.web.clock import now
from wip.web.paper_doors import files_of
from wip.web.paper_faults import judged, names_looked_at
from wip.web.paper_forms import Asks, PaperForm, form_with, paper_form
from wip.web.paper_rows import typed_fields, with_other_rows
from wip.web.paper_uploads import claim, file_fields, kept_in, store_sent
from wip.web.writes import attempt


def rearranged(asks: Asks) -> PaperForm:
    """The form with another author row, one fewer, or another order; nothing is judged and nothing saved."""
    sent = paper_form(asks)
    claim(sent, store_sent(sent))
    form = form_with(asks, with_other_rows(typed_fields(request.form) | kept_in(sent), request.form))
    form.version.data, form.kept_names = sent.version.data, sent.kept_names
    form.forget_faults()
    return form


def changed(paper: Paper, call: Call, asks: Asks, form: PaperForm) -> bool:
    """Save what the form says; False, with every fault beside its field, where it cannot be."""
    fine = judged(form, asks)
    uploads = claim(form, store_sent(form))
    bad_file = any(form[name].errors for name in file_fields(form))
    fine = all([fine, not bad_file, _nameless(form, asks, uploads.get("draft"))])

    def save() -> bool:
        submissions.change(
            db.session(),
            paper,
            call,
            form.facts(asks),
            seen=form.seen,
            by=actor(),
            now=now(),
            draft=uploads.get("draft"),
            files=files_of(asks, uploads),
            notes=form.found_names,
        )
        return True

    return fine and bool(attempt(form, save))


def _nameless(form: PaperForm, asks: Asks, draft: Upload | None) -> bool:
    return draft is None or names_looked_at(form, asks, draft.storage_key, draft.content_type)
