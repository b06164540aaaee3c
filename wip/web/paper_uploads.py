"""Files of the paper's form: checked and stored before the database is locked, and kept through every refusal."""

import secrets
from collections.abc import Iterator

import sqlalchemy as sa
from flask import current_app
from werkzeug.datastructures import FileStorage
from wtforms import FileField

from wip.adapters import files
from wip.adapters.files import ANSWER_ENDINGS, Stored, store_answer, store_draft
from wip.db import db
from wip.domain.calls import Blindness
from wip.domain.refusals import Refusal
from wip.domain.texts import clean_line
from wip.models import Call, Upload
from wip.services.drafts import keep_upload
from wip.web.answer_forms import AnswersForm
from wip.web.clock import now
from wip.web.writes import keep_if_refused

Sent = dict[str, tuple[str, Stored]]
"""Files that came with this request, by their fields: the name that each had, and where it lies."""


def kept_field(field: str) -> str:
    """The name of the hidden field that holds the key of a file sent before."""
    return "kept" if field == "draft" else f"kept-{field}"


def file_fields(form: AnswersForm) -> Iterator[str]:
    """The names of the form's fields for files."""
    return (field.name for field in form if isinstance(field, FileField))


def needs_reading(call: Call) -> bool:
    """Whether a draft is to be read to its end before it is taken: its words are counted, or names looked for."""
    return bool(call.draft_words_max) or call.blindness is Blindness.DOUBLE


def store_sent(form: AnswersForm, *, read: bool = False) -> Sent:
    """Store the files of this request; what is no readable file is said beside its field. `read` drafts to their end."""
    sent: Sent = {}
    for name in file_fields(form):
        came = form[name].data
        if not (isinstance(came, FileStorage) and came.filename):
            continue
        try:
            sent[name] = came.filename, _stored(name, came, read=read)
        except Refusal as no:
            form.refuse(no)
    return sent


def _stored(name: str, came: FileStorage, *, read: bool) -> Stored:
    settings = current_app.extensions["wip_settings"]
    if name == "draft":
        return store_draft(settings, came.stream, field_name=name, read=read)
    store = store_draft if name == "cover_sheet" else store_answer
    return store(settings, came.stream, field_name=name)


def claim(form: AnswersForm, sent: Sent) -> dict[str, Upload]:
    """The files of this form as rows, by field: sent just now, or kept from an earlier try.

    A file that was sent with a refused text is kept all the same: see `writes`. One that is gone is said beside its field.
    """
    found = {}
    for name in file_fields(form):
        upload = _fresh(form, name, *sent.pop(name)) if name in sent else _earlier(form, name)
        if upload is not None:
            found[name] = upload
            form.kept_names[name] = upload.file_name
    return found


def kept_in(form: AnswersForm) -> dict[str, list[str]]:
    """The keys of the files at hand, as typed fields."""
    fields = (field for name, field in form._fields.items() if name == "kept" or name.startswith("kept-"))
    return {field.name: [field.data] for field in fields if field.data}


def forget(sent: Sent) -> None:
    """Remove what was stored and never claimed: the request was a second one."""
    for _, stored in sent.values():
        files.remove(current_app.extensions["wip_settings"], stored.storage_key)


def _fresh(form: AnswersForm, name: str, file_name: str, stored: Stored) -> Upload:
    key = form[kept_field(name)].data = secrets.token_urlsafe(24)
    upload = keep_upload(db.session(), key, file_name, stored, now())
    keep_if_refused(upload)
    return upload


def _earlier(form: AnswersForm, name: str) -> Upload | None:
    hidden = form[kept_field(name)]
    if not hidden.data:
        return None
    found = db.session().scalar(sa.select(Upload).where(Upload.key == clean_line(hidden.data)[:64]))
    if found is not None and _is_ours(found):
        return found
    hidden.data = ""
    form.refuse(Refusal("Your file was kept for three days and is gone now. Please choose it again.", name))
    return None


def _is_ours(upload: Upload) -> bool:
    """Not the sheet of an import, whose key may be known as well."""
    return upload.content_type in ANSWER_ENDINGS and "import_of" not in (upload.facts or {})
