"""Before anybody is written to: a page that says who, with everything typed to be sent again once that is read."""

from collections.abc import Mapping

from flask import render_template, request

from wip.db import db
from wip.domain.zones import show_span
from wip.models import WipSession
from wip.services.agenda_clashes import clashes_of
from wip.services.agenda_drafts import draft_of
from wip.services.hearings import Hearing, before, heard_since
from wip.services.rooms import rooms_of_row
from wip.web.access import actor, signer
from wip.web.clock import now
from wip.web.templating import count

_OWN = {"csrf_token", "sure"}


Said = Mapping[str, str]
"""What a session is called, and by room (its sitting's number, "0" for the first one), what it is called and when it is."""


def _said(row: WipSession) -> Said:
    rooms = {
        str(room.sitting_id or 0): " · ".join(
            filter(None, [room.name, show_span(room.starts_at, room.ends_at, row.zone)])
        )
        for room in rooms_of_row(row)
    }
    return {"title": row.title, **rooms}


def _differences(was: Said, will: Said) -> list[tuple[str, str]]:
    """What is another now, as (old, new); what is new, or goes, without its other half."""
    return [
        (was.get(key, ""), will.get(key, ""))
        for key in dict.fromkeys([*was, *will])
        if was.get(key) != will.get(key)
    ]


class Telling:
    """What a request is about to do to a session, held against the letters that it writes. Made before it does it."""

    def __init__(self, wip_session: WipSession) -> None:
        self._row = wip_session
        self._before = before(db.session(), wip_session, now())
        self._was = _said(wip_session)

    def heard(self) -> Hearing:
        """Who is written to by what was done since."""
        return heard_since(db.session(), self._row, self._before, now(), actor().person_id)

    def mark(self, heard: Hearing) -> str:
        """What tells the list that the reader has read from another one, to nobody but us."""
        return heard.mark(signer().key("sure", actor().person_id))

    def question(self, what: str, yes: str, back: str) -> str:
        """Empty where nobody is written to, or the leader has read who. Else undoes what was done: the page that asks first."""
        heard = self.heard()
        if not heard.hearers or request.form.get("sure") == self.mark(heard):
            return ""
        changes = _differences(self._was, _said(self._row))
        will = self._clashes() if changes else {}
        db.session.rollback()
        was = self._clashes() if will else {}
        return render_template(
            "sessions/sure.html",
            wip_session=self._row,
            heard=heard,
            mark=self.mark(heard),
            has_changed="sure" in request.form,
            changes=changes,
            clashes=[sentence for key, sentence in will.items() if key not in was],
            what=what,
            yes=yes,
            back=back,
            typed=[pair for pair in request.form.items(multi=True) if pair[0] not in _OWN],
        )

    def _clashes(self) -> dict[object, str]:
        """What is wrong with the agenda's hours as they stand, by what makes it another clash than before."""
        me = actor().person_id or 0
        draft = draft_of(db.session(), self._row, me)
        found = clashes_of(db.session(), self._row, draft, me) if draft.laid else []
        return {
            (each.kind, *((one.person_id, one.does, one.paper_id) for one in each.bookings)): each.sentence
            for each in found
        }

    @property
    def afterwards(self) -> str:
        """How many letters are on their way, as a sentence to go on with; no number that counts what is closed to the reader."""
        heard = self.heard()
        if len(heard.shown) < len(heard.hearers):
            return " Letters are on their way."
        number = len(heard.hearers)
        return f" {count(number, 'letter is on its way', 'letters are on their way')}." if number else ""
