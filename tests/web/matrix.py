"""Everybody towards everything: the people, the sessions in every state, and who gets which answer."""

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.orm import Session
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests import selecting
from tests.documents import pdf
from tests.web.parts import parts_of
from tests.world import (
    AUTHOR,
    CHAIR,
    COAUTHOR,
    COMMENTER,
    DEADLINE,
    NEW_YORK,
    OTHER_CHAIR,
    REVIEWER,
    START,
    STRANGER,
    World,
)
from wip.adapters import first_pages
from wip.adapters.files import store_draft
from wip.domain.calls import CallMove
from wip.domain.circulation import Circle
from wip.domain.papers import AuthorFacts
from wip.domain.people import Act
from wip.domain.reviews import Outcome
from wip.domain.sessions import SessionMove
from wip.models import (
    Commenter,
    CommentingSettings,
    Section,
    WipSession,
)
from wip.services import (
    agendas,
    attachments,
    attendance,
    calls,
    commenters,
    commissions,
    confirmations,
    drafts,
    publications,
    reviewers,
    sessions,
    submissions,
)
from wip.services.calls import CallFacts
from wip.services.commenters import OfferFacts
from wip.services.sessions import SessionFacts

INVITED = "iris.unanswered@law.example.edu"
ATTENDEE = "ada.listener@law.example.edu"
FOREIGN_AUTHOR = "fenna.elsewhere@bpu.example.edu"

ROLES: Mapping[str, str] = MappingProxyType(
    {
        "visitor": "",
        "stranger": STRANGER,
        "leader of another section": OTHER_CHAIR,
        "leader": CHAIR,
        "reviewer": REVIEWER,
        "invited reviewer": INVITED,
        "author": AUTHOR,
        "co-author": COAUTHOR,
        "commenter": COMMENTER,
        "attendee": ATTENDEE,
    }
)

STATES = ("draft", "open", "over", "staged", "released", "published", "cancelled")

ELSEWHERE = "elsewhere"
"""A published session of another section, with papers, letters and people of its own."""

NOWHERE = "no-such-thing"

LEADERS = frozenset({Act.MANAGE_SESSION, Act.SELECT_PAPERS, Act.RELEASE_DECISIONS, Act.SEE_LETTERS}) | {
    Act.FIND_COMMENTERS,
    Act.ARRANGE_AGENDA,
    Act.RUN_SHOW,
    Act.IMPORT_PAPERS,
    Act.SEE_HISTORY,
    Act.LEAD_SECTION,
    Act.WRITE_TO_GROUPS,
}
READERS = frozenset({Act.REVIEW_PAPERS})
KNOWN = frozenset({Act.SEE_WHAT_WAITS, Act.ROTATE_FEED})

STATES_OF = {Act.SEE_PUBLISHED_AGENDA: {"published", "cancelled"}, Act.READ_PUBLIC_DRAFT: set[str]()}
"""Drafts go to commenters and attendees alone in these sessions: nobody finds one on a public page."""

HIDDEN_IN_DRAFT = frozenset({Act.SEE_SESSION, Act.SUBMIT_PAPER, Act.OFFER_TO_COMMENT, Act.ATTEND})
CLOSED_IN_DRAFT = frozenset({"calendars.deadline", "programme_files.embedded", "programme_files.fragment"})
"""Not even a leader finds these before the call is out."""


SAYS_WHY = frozenset(
    {"programmes.show", "programme_files.print_out", "programme_files.as_json", "subscriptions.agenda"}
)
"""Of a session that the public knows, these say that nothing is published, which is no secret."""


@dataclass
class Place:
    """A session and the ids of what belongs to it."""

    slug: str
    parts: dict[str, Any] = field(default_factory=dict)

    def address(self, rule: Rule, **instead: Any) -> str:
        """The path of a route with this place's own things, or others `instead`."""
        values = self.parts | instead
        return re.sub(r"<(?:[^<>:]+:)?(\w+)>", lambda found: str(values[found.group(1)]), rule.rule)


def may_get(endpoint: str, act: Act, role: str, state: str) -> bool:
    """Whether this role is shown this page of a session in this state: the small table by act."""
    if act in LEADERS:
        return role == "leader"
    if act in READERS:
        return role in {"leader", "reviewer"}
    if act in KNOWN:
        return role != "visitor"
    if act in STATES_OF:
        return state in STATES_OF[act]
    if act in HIDDEN_IN_DRAFT and state == "draft":
        return role == "leader" and endpoint not in CLOSED_IN_DRAFT
    return True


def signs_in_first(act: Act, role: str) -> bool:
    """Whether the answer is "sign in first", whether or not there is such a page."""
    return role == "visitor" and act in LEADERS | READERS | KNOWN


TOKENS = re.compile(rb'(name="(?:csrf_token|form_token)"[^>]*value=")[^"]*')
HEADERS = ("Content-Type", "Cache-Control", "X-Robots-Tag", "Content-Disposition", "Vary", "ETag", "Link")


Answer = tuple[int, dict[str, str], bytes]


def answer(response: TestResponse, path: str) -> Answer:
    """What a client learns, apart from tokens and from the address that it asked for itself."""
    asked = (path, quote(path, safe=""), quote(path, safe="/"))
    body, location = TOKENS.sub(rb"\1", response.get_data()), response.headers.get("Location", "")
    for each in asked:
        body, location = body.replace(each.encode(), b"?"), location.replace(each, "?")
    headers = {name: response.headers[name] for name in HEADERS if name in response.headers}
    return response.status_code, headers | {"Location": location}, body


class Scene:
    """Builds each session by the services, as people would have brought it there."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.places = {state: self._build(state) for state in STATES}
        self.elsewhere = self._build(ELSEWHERE)

    def _build(self, state: str) -> Place:
        world, foreign = self.world, state == ELSEWHERE
        world.slug = world.do(lambda s: self._plan(s, state))
        if state != "draft":
            world.do(lambda s: self._step(s, CallMove.PUBLISH))
        self._fill(state, FOREIGN_AUTHOR if foreign else AUTHOR)
        selecting.score(world, 1, self._chair(state), 4)
        if state not in {"draft", "open"}:
            world.do(lambda s: self._step(s, CallMove.CLOSE))
        self._select(state)
        return Place(world.slug, world.do(lambda s: parts_of(s, world, self._chair())))

    def _chair(self, state: str = "") -> str:
        return OTHER_CHAIR if ELSEWHERE in (state or self.world.slug) else CHAIR

    def _plan(self, session: Session, state: str) -> str:
        name = "Section on Evidence" if state == ELSEWHERE else "Section on Criminal Justice"
        section = session.scalars(sa.select(Section).where(Section.name == name)).one()
        by, now = self.world.actor(session, self._chair(state)), self.world.now - timedelta(days=40)
        facts = SessionFacts(f"{state.title()} Session", START, NEW_YORK, 90, "What it is about.")
        row = sessions.plan(session, section, facts, by=by, now=now)
        self.world.slug = row.slug
        call, notify = self.world.call(session), DEADLINE + timedelta(days=14)
        dates = CallFacts(now, DEADLINE, NEW_YORK, notify, START - timedelta(days=13))
        calls.change(session, call, dates, seen=call.version, by=by, now=now)
        return row.slug

    def _step(self, session: Session, move: CallMove) -> None:
        by = self.world.actor(session, self._chair())
        calls.step(session, self.world.call(session), move, by=by, now=self.world.now)

    def _fill(self, state: str, author: str) -> None:
        world = self.world
        coauthor = AuthorFacts("Tomas Varga", "Ashford Law School", COAUTHOR)
        world.paper("Quotas Without Numbers", author, coauthors=() if state == ELSEWHERE else (coauthor,))
        world.paper("Mercy as Procedure", "leila.haddad@law.example.edu")
        if state == "draft":
            world.do(self._let_in)
        else:
            world.do(self._offer)
        world.do(self._attach)
        world.do(self._ask_reviewers)

    def _ask_reviewers(self, session: Session) -> None:
        chair = self._chair()
        # The same people have no part elsewhere.
        prefix = "x." if chair == OTHER_CHAIR else ""
        self._reviewer(session, prefix + REVIEWER, chair, accept=True)
        self._reviewer(session, prefix + INVITED, chair, accept=False)

    def _reviewer(self, session: Session, email: str, chair: str, *, accept: bool) -> None:
        by, call = self.world.actor(session, chair), self.world.call(session)
        row = reviewers.invite_reviewer(session, call, name="R", email=email, by=by, now=self.world.now)
        if accept:
            by = self.world.actor(session, email)
            reviewers.answer_reviewership(session, row, accept=accept, by=by, now=self.world.now)

    def _offer(self, session: Session) -> None:
        email = f"x.{COMMENTER}" if self._chair() == OTHER_CHAIR else COMMENTER
        facts, call = OfferFacts("Policing", "", 2), self.world.call(session)
        who = {"name": "Piper Nakagawa", "email": email, "affiliation": ""}
        commenters.offer(session, call, facts, **who, by=None, now=self.world.now)

    def _let_in(self, session: Session) -> None:
        by, call = self.world.actor(session, self._chair()), self.world.call(session)
        for number in (1, 2):
            submissions.let_in(session, self.world.row(session, number), call, by=by, now=self.world.now)

    def _attach(self, session: Session) -> None:
        settings, key = self.world.app.extensions["wip_settings"], self.world.slug
        stored = store_draft(settings, io.BytesIO(pdf()))
        upload = drafts.keep_upload(session, f"draft-{key}", "quotas.pdf", stored, self.world.now)
        row = self.world.row(session, 1)
        draft = drafts.attach_draft(session, row, upload, self.world.now)
        draft.facts = draft.facts | first_pages.make(settings, draft.storage_key, draft.content_type)
        sheet = store_draft(settings, io.BytesIO(pdf()))
        upload = drafts.keep_upload(session, f"sheet-{key}", "sheet.pdf", sheet, self.world.now)
        attachments.attach(session, row, upload, question=None, now=self.world.now)

    def _select(self, state: str) -> None:
        world, chair = self.world, self._chair(state)
        if state in {"draft", "open", "over"}:
            return
        selecting.decide(world, {1: Outcome.ACCEPT, 2: Outcome.WAITING_LIST}, chair)
        if state == "staged":
            return
        selecting.release(world, chair)
        if state == "released":
            return
        world.do(self._take_part)
        world.do(self._publish)
        if state == "cancelled":
            world.do(self._cancel)

    def _take_part(self, session: Session) -> None:
        world, now, foreign = self.world, self.world.now, self._chair() == OTHER_CHAIR
        call, paper = world.call(session), world.row(session, 1)
        author = paper.authors[0].person
        assert author is not None
        confirmations.confirm(session, paper, call, by=world.actor(session, author.email), now=now)
        prefix = "x." if foreign else ""
        by = world.actor(session, self._chair())
        offered = session.scalars(
            sa.select(Commenter.id).where(Commenter.wip_session_id == call.wip_session_id)
        )
        (asked,) = commissions.ask(session, paper, call, offered.all(), by=by, now=now)
        commenter = world.actor(session, prefix + COMMENTER)
        commissions.answer(session, asked, call, accept=True, by=commenter, now=now)
        attendance.attend(session, call, name="Ada", email=prefix + ATTENDEE, now=now)
        session.add(CommentingSettings(wip_session_id=call.wip_session_id, circle=Circle.ATTENDEES))

    def _publish(self, session: Session) -> None:
        world, now = self.world, self.world.now
        row, by = world.call(session).wip_session, world.actor(session, self._chair())
        paper = [world.row(session, 1)]
        agendas.put_in(session, row, paper, seen=row.agenda_version, by=by, now=now)
        publications.publish(session, row, seen=row.agenda_version, by=by, now=now)

    def _cancel(self, session: Session) -> None:
        row, by = self.world.call(session).wip_session, self.world.actor(session, self._chair())
        sessions.step(session, row, SessionMove.CANCEL, by=by, now=self.world.now)


def contents(world: World) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, to compare before and after; but for calendars kept to be served again, and copies handed out."""

    def read(session: Session) -> dict[str, list[tuple[Any, ...]]]:
        tables = WipSession.metadata.sorted_tables
        return {
            table.name: [tuple(row) for row in session.execute(sa.select(table).order_by(*table.primary_key))]
            for table in tables
            if table.name not in {"calendar_documents", "own_dates", "draft_copies"}
        }

    return world.do(read)
