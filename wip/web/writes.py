"""Writing: one commit a POST, all or nothing; a doubled POST gets the first one's answer."""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import Response, current_app, flash, g, make_response, redirect, request
from flask import session as cookie
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from wip.db import db, intend_to_write
from wip.domain.refusals import Refusal, Stale
from wip.models import FormReceipt, Upload
from wip.services.commenter_plans import PLANS_WAIT
from wip.services.letters import LETTERS_WAIT
from wip.services.previews import WAIT as PREVIEWS_WAIT
from wip.web.access import View, actor
from wip.web.clock import now
from wip.web.forms import PageForm

T = TypeVar("T")

_FASTER = "Somebody else changed this while your page was open."


def writes(view: View) -> View:
    """Commit what the view did if it answers with a redirect; undo everything otherwise."""

    @wraps(view)
    def committed(**things: Any) -> ResponseReturnValue:
        token = _receipt_key()
        again = _first_answer(token)
        if again is not None:
            return again
        shown = len(cookie.get("_flashes", []))
        try:
            receipt = _open_receipt(token)
            response = make_response(view(**things))
            if not 300 <= response.status_code < 400:  # noqa: PLR2004 - redirects
                if g.pop("stays", False):
                    db.session.commit()
                    _wake_the_worker()
                else:
                    _undo()
                return response
            if receipt is not None:
                receipt.location = response.location or ""
                receipt.flashes = [list(f) for f in cookie.get("_flashes", [])[shown:]]
            db.session.commit()
        except StaleDataError:
            _undo()
            raise Stale(_FASTER) from None
        except IntegrityError:
            db.session.rollback()
            again = _first_answer(token)
            if again is None:
                raise Stale(_FASTER) from None
            return again
        except Exception:
            _undo()
            raise
        _wake_the_worker()
        return response

    committed.writes = True  # type: ignore[attr-defined]  # a mark on the view
    return committed


def attempt(form: PageForm, verb: Callable[[], T]) -> T | None:
    """What the verb returns; None when it refuses, with everything undone and the reason beside its field."""
    try:
        return verb()
    except Stale:
        raise
    except Refusal as no:
        db.session.rollback()
        form.refuse(no)
        return None


def reads_first(view: View) -> View:
    """For a POST that judges what was typed before it writes: SQLite's one writer is not kept waiting meanwhile.

    The view reads, calls `begin_to_write`, and leaves the rest to a function of its own under `writes`.
    """
    view.reads_first = view.writes = True  # type: ignore[attr-defined]  # marks on the view
    return view


def begin_to_write() -> None:
    """End the reading transaction; the next statement begins one that writes. Rows at hand are read anew at their use."""
    db.session.rollback()
    intend_to_write(yes=True)


def stays() -> None:
    """Have what this request wrote stay, although it answers with a page."""
    g.stays = True


def start_over() -> None:
    """Undo what this request did; what it writes from here on stays, although its form is refused."""
    _undo()
    stays()


def keep_if_refused(upload: Upload) -> None:
    """Have the file survive the undoing of this request, so that a refused form need not send it again."""
    columns = (
        "key",
        "file_name",
        "content_type",
        "size",
        "sha256",
        "storage_key",
        "facts",
        "at",
    )
    g.setdefault("uploads", []).append({name: getattr(upload, name) for name in columns})


def _undo() -> None:
    db.session.rollback()
    uploads = g.pop("uploads", [])
    db.session.add_all(Upload(**values) for values in uploads)
    if uploads:
        db.session.commit()


def _receipt_key() -> str:
    """What makes two requests the same one: the form's token, its page, who sent it, and everything typed.

    A form sent again with other words (Back, mended, sent) is another request.
    """
    token = request.form.get("form_token", "")
    if not token:
        return ""
    digest = hashlib.sha256(f"{token[:100]}\0{request.path}\0{actor().person_id}".encode("utf-8", "replace"))
    for name, value in sorted(request.form.items(multi=True)):
        if name not in {"csrf_token", "form_token"}:
            digest.update(f"\0{name}\0{value}".encode("utf-8", "replace"))
    for name, file in sorted(request.files.items(multi=True), key=lambda pair: pair[0]):
        digest.update(f"\0{name}\0{file.filename}\0{file.stream.seek(0, 2)}".encode("utf-8", "replace"))
        file.stream.seek(0)
    return digest.hexdigest()


def _open_receipt(token: str) -> FormReceipt | None:
    if not token:
        return None
    receipt = FormReceipt(token=token, path=request.path[:300], person_id=actor().person_id, at=now())
    db.session.add(receipt)
    db.session.flush()
    return receipt


def _first_answer(token: str) -> Response | None:
    receipt = db.session.get(FormReceipt, token) if token else None
    if receipt is None or receipt.path != request.path[:300] or receipt.person_id != actor().person_id:
        return None
    for category, text in receipt.flashes:
        flash(text, category)
    return make_response(redirect(receipt.location, 303))


def _wake_the_worker() -> None:
    if db.session().info.pop(LETTERS_WAIT, False):
        current_app.extensions["wip_deliver_soon"]()
    drafts = db.session().info.pop(PREVIEWS_WAIT, None)
    if drafts:
        current_app.extensions["wip_preview_soon"](drafts)
    plans = db.session().info.pop(PLANS_WAIT, None)
    if plans:
        current_app.extensions["wip_plan_soon"](plans)
