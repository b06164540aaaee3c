"""The address of every page of the app, made from its routes, in a world where each page has something to show."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from itertools import product
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from tests.client import PageClient
from tests.conftest import NOW
from tests.journeys.live import LiveApp
from tests.show_world import room_values
from tests.world import AUTHOR, CHAIR
from wip.db import db, writing
from wip.demo import people
from wip.demo.load import _load as load_examples
from wip.domain.circulation import Circle
from wip.domain.links import LinkKind
from wip.domain.papers import PRESENTING
from wip.domain.questions import QuestionFacts, QuestionKind
from wip.models import (
    Attendee,
    Call,
    Commenter,
    CommenterInvitation,
    CommentingSettings,
    Commission,
    CommissionPlan,
    Conflict,
    ImportBatch,
    Institution,
    LateLink,
    Leadership,
    Letter,
    Paper,
    PlannedCommission,
    Reviewer,
    Section,
    StartedSubmission,
    Upload,
    WipSession,
)
from wip.queries.agenda_wishes import wishes_of
from wip.queries.review_settings import criteria_of
from wip.services import (
    calls,
    late_links,
    questions,
    scenarios,
    sections,
    sessions,
    sittings,
)
from wip.services.late_links import LateLinkFacts
from wip.services.people import feed_link, feed_of, person_at, personal
from wip.services.sessions import SessionFacts
from wip.services.sign_ins import make_link
from wip.services.sittings import SittingFacts

SHEET = Path(__file__).parents[1] / "data" / "papers-form-export.csv"
PUBLISHED, OPEN, IN_REVIEW, DECIDED = (
    "cj-autumn-2026",
    "cj-spring-2027",
    "evidence-winter-2027",
    "civpro-winter-2027",
)
STAGES: Mapping[str, tuple[str, ...]] = {
    "submissions.new": (OPEN, PUBLISHED),
    "sessions.show": (PUBLISHED, OPEN),
    "sessions.manage": (PUBLISHED, OPEN, DECIDED),
    **dict.fromkeys(
        ("imports.new", "imports.preview", "imports.show", "imports.report", "updates.preview"), (OPEN,)
    ),
    "papers.index": (PUBLISHED, OPEN),
    "reviews.queue": (IN_REVIEW,),
    **dict.fromkeys(("conflicts.index", "conflicts.show", "own_conflicts.choose"), (IN_REVIEW,)),
    **dict.fromkeys(
        ("assignments.index", "assignments.grid", "assignments.readers", "assignments.reader"), (IN_REVIEW,)
    ),
    **dict.fromkeys(
        ("assignments.paper_page", "proposals.show", "proposals.why_not", "readings.ask"), (IN_REVIEW,)
    ),
    **dict.fromkeys(
        ("pictures.papers", "pictures.reviewers", "pictures.reviewer", "pictures.progress"), (IN_REVIEW,)
    ),
    "reviews.show": (IN_REVIEW, PUBLISHED),
    "sittings.index": (OPEN, PUBLISHED),
    **dict.fromkeys(
        ("calls.show", "calls.preview", "amendments.index", "late_links.index"), (OPEN, PUBLISHED)
    ),
    "decisions.selection": (DECIDED,),
    **dict.fromkeys(("scenarios.index", "scenarios.show", "scenarios.ask", "scenarios.compare"), (DECIDED,)),
    "releases.show": (DECIDED, PUBLISHED),
    "places.show": (DECIDED, PUBLISHED),
}
"""Where a page is at its fullest in another session than the published one."""

FILES = {
    "static",
    "assets.stylesheet",
    "own_papers.own_draft",
    "papers.manage_draft",
    "calls.fragment",
    *(f"programme_files.{name}" for name in ("print_out", "as_json", "fragment")),
    "clock_notes.between",
    "commission_drafts.draft",
    "attending.draft",
    "public_drafts.draft",
    "previews.own",
    "previews.manage",
    "attachments.own",
    "attachments.manage",
    "decisions.news",
    "exports.papers",
    "exports.drafts",
    "volunteers.sheet",
    "own_data.download",
    "thanks.certificate",
} | {"hand_overs.download", "started.finish", "show_polls.state"}
"""What is a file, whatever its address names; or only leads on, as a link to an unfinished paper does."""

OF_PRESENTED = {"feedback_digests.show"}
"""Author's pages that only a paper with a place has."""

BEGUN = "k" * 40
"""The key of an unfinished paper."""

EMPTY = "nothing-yet-2027"
DARK = (
    *(f"/manage/{IN_REVIEW}/picture/{rest}" for rest in ("", "reviewers", "progress")),
    "/",
    f"/sessions/{PUBLISHED}/",
    f"/manage/{DECIDED}/selection/",
    f"/manage/{PUBLISHED}/agenda/",
)


@dataclass(frozen=True)
class Filled:
    """The full world's pages, and those of a session and a section in which nothing has happened yet."""

    full: tuple[str, ...]
    empty: tuple[str, ...]


def fill(live: LiveApp) -> Filled:
    """Load the examples, add what they lack, and list every page."""
    live.clock.now = NOW
    with live.app.app_context(), writing():
        load_examples(db.session(), NOW, live.app.extensions["wip_settings"])
        _add(db.session())
        db.session.commit()
        db.session.remove()
    client = PageClient(live.app).sign_in(CHAIR)
    client.get(f"/manage/{OPEN}/import")
    client.send("import", button="Show", file=(BytesIO(SHEET.read_bytes()), SHEET.name))
    client.send(button="Import")
    ours = f"/sessions/{OPEN}/"
    rows = f"1,1,submitted,{ours},A New Title\n99,1,submitted,{ours},Nothing\n"
    sheet = f"Paper,Version,State,Session,Title\n{rows}".encode()
    client.get(f"/manage/{OPEN}/import")
    client.send("import", button="Show", file=(BytesIO(sheet), "ours.csv"))
    with live.app.app_context():
        values = _values(db.session(), live)
        db.session.remove()
    full = [path for rule in _rules(live) for path in _paths(live, rule, values)]
    full.append(f"/sessions/{OPEN}/submit?started={BEGUN}")
    nothing = {"slug": [EMPTY], "section_slug": ["section-on-nothing-yet"]}
    empty = [
        path
        for rule in _rules(live)
        if rule.arguments and rule.arguments <= set(nothing)
        for path in _built(rule, nothing)
    ]
    return Filled(
        tuple(p for p in full if _is_page(client, p)), tuple(p for p in empty if _is_page(client, p, 404))
    )


def _rules(live: LiveApp) -> Iterator[Rule]:
    for rule in live.app.url_map.iter_rules():
        if "GET" in (rule.methods or ()) and rule.endpoint not in FILES:
            yield rule


def _paths(live: LiveApp, rule: Rule, values: Mapping[str, list[str]]) -> list[str]:
    given = dict(values)
    given["slug"] = list(STAGES.get(rule.endpoint, (PUBLISHED,)))
    kinds = getattr(live.app.view_functions[rule.endpoint], "opens", ())
    given["token"] = [token for kind in kinds for token in values[f"token {kind.value}"]]
    if rule.endpoint in OF_PRESENTED:
        given["token"] = values["token presented"]
    return _built(rule, given)


def _built(rule: Rule, values: Mapping[str, list[str]]) -> list[str]:
    names = sorted(rule.arguments)
    made = []
    for chosen in product(*(values[name] for name in names)):
        path = rule.rule
        for name, value in zip(names, chosen, strict=True):
            path = re.sub(rf"<(?:[^<>:]+:)?{name}>", value, path)
        made.append(path)
    return made


def _is_page(client: PageClient, path: str, *allowed: int) -> bool:
    with client.http.get(path, base_url="https://wip.example.edu") as response:
        assert response.status_code in {200, *allowed}, f"{path}: {response.status_code}"
        return response.status_code == 200 and response.mimetype == "text/html"


def _add(session: Session) -> None:
    """What the examples lack: an invitation to lead, and a section with an empty session."""
    by = people.actor(session, people.CHAIR, NOW)
    row = session.scalars(sa.select(Section).where(Section.name == "Section on Jurisprudence")).one()
    sections.invite_leader(
        session, row, name="Ines Moreau", email="ines.moreau@bpu.example.edu", by=by, now=NOW
    )
    roomy = session.scalars(sa.select(WipSession).where(WipSession.slug == OPEN)).one()
    facts_of_b = SittingFacts("Room B", roomy.starts_at, 60)
    sittings.add(session, roomy, facts_of_b, first="Room A", seen=roomy.version, by=by, now=NOW)
    call = session.scalars(sa.select(Call).where(Call.wip_session_id == roomy.id)).one()
    begun = {"wip_session_id": roomy.id, "key": BEGUN, "person_id": by.person_id}
    session.add(StartedSubmission(**begun, fields={"title": ["On Juries"]}, started_at=NOW, saved_at=NOW))
    later, zone = call.deadline_at + timedelta(days=3), call.deadline_zone
    calls.extend(session, call, later, zone, seen=call.version, by=by, now=NOW, reason="The list was down.")
    late_links.make(
        session, call, LateLinkFacts(AUTHOR, "Mbali Abara", later + timedelta(days=2)), by=by, now=NOW
    )
    _add_plans(session)
    bare = sections.found(
        session, "Section on Nothing Yet", "nothing@law.example.edu", CHAIR, "America/New_York", NOW, ""
    )
    facts = SessionFacts("Nothing Yet", NOW + timedelta(days=90), "America/New_York", 90)
    sessions.plan(session, bare, facts, by=by, now=NOW)


def _add_plans(session: Session) -> None:
    """A plan that lacks somebody, and one that is still being computed."""
    row = session.scalars(sa.select(WipSession).where(WipSession.slug == PUBLISHED)).one()
    paper = session.scalars(sa.select(Paper).where(Paper.wip_session_id == row.id, Paper.number == 1)).one()
    offers = session.scalars(sa.select(Commenter).where(Commenter.wip_session_id == row.id)).all()
    helper = {"topic": "bail", "places": 1, "completes": [paper.id]}
    pairs = [
        PlannedCommission(
            paper_id=paper.id, commenter_id=each.id, fit=100, reason="chose the topic bail, as the paper does"
        )
        for each in offers
    ]
    told = {"proved": True, "shortage": "“Quotas” needs one commenter more.", "volunteers": [helper]}
    made = {"wip_session_id": row.id, "made_at": NOW}
    session.add(CommissionPlan(**made, number=3, computed_at=NOW, told=told, pairs=pairs))
    session.add(CommissionPlan(**made, number=4, progress=0.4, progress_words="Lifting the worst pair."))


def _values(session: Session, live: LiveApp) -> dict[str, list[str]]:
    """For each part of an address, the values with which it names something that is there."""
    signer = live.app.extensions["wip_signer"]
    row = session.scalars(sa.select(WipSession).where(WipSession.slug == PUBLISHED)).one()
    papers = session.scalars(
        sa.select(Paper).where(Paper.wip_session_id == row.id).order_by(Paper.number)
    ).all()
    commission = session.scalars(
        sa.select(Commission).join(Commission.paper).where(Paper.wip_session_id == row.id)
    ).first()
    volunteer = session.scalars(sa.select(Commenter).where(Commenter.wip_session_id == row.id)).first()
    assert commission is not None
    assert volunteer is not None
    asked = session.scalars(sa.select(Leadership).order_by(Leadership.id.desc())).first()
    reviewer = session.scalars(sa.select(Reviewer)).first()
    assert asked is not None
    assert reviewer is not None
    guest = session.scalars(sa.select(CommenterInvitation)).first()
    assert guest is not None
    batch = session.scalars(sa.select(ImportBatch)).one()
    ours, upload = session.scalars(sa.select(Upload).order_by(Upload.id.desc()).limit(2)).all()
    letter = session.scalars(sa.select(Letter).where(Letter.wip_session_id == row.id)).first()
    assert letter is not None
    me = person_at(session, CHAIR, NOW)
    call = session.scalars(sa.select(Call).where(Call.wip_session_id == row.id)).one()
    facts = QuestionFacts(QuestionKind.CHOICE, "Will you stay for the reception?", choices=("Yes", "No"))
    question = questions.ask(session, call, facts, by=people.actor(session, people.CHAIR, NOW), now=NOW)

    def token(kind: LinkKind, person: object, thing: int) -> str:
        return str(signer.token(personal(kind, person, thing)))  # type: ignore[arg-type]

    decided = session.scalars(sa.select(Call).join(Call.wip_session).where(WipSession.slug == DECIDED)).one()
    by = people.actor(session, people.CHAIR, NOW)
    copy = scenarios.keep(session, decided, "More juniors", (), by=by, now=NOW)
    late = session.scalars(sa.select(LateLink)).one()
    came = session.scalars(sa.select(Attendee).where(Attendee.wip_session_id == row.id)).first()
    assert came is not None
    sign_in = signer.token(make_link(session, CHAIR, NOW, 30))
    feed = signer.token(feed_link(feed_of(session, me, NOW)))
    school = Institution(section_id=row.section_id, name="Northfield", aliases=["NCL"], domains=[])
    session.add_all([school, CommentingSettings(wip_session_id=row.id, circle=Circle.EVERYONE)])
    volunteer.person.erase_asked_at = NOW
    conflict = (
        sa.select(Conflict.id)
        .join(Conflict.paper)
        .join(WipSession, WipSession.id == Paper.wip_session_id)
        .where(WipSession.slug == IN_REVIEW, Conflict.person_id != me.id)
    )
    room = room_values(session, row, by, NOW, signer)
    session.commit()
    return {
        **room,
        "plan": ["3", "4"],
        "commenter_id": [str(volunteer.id)],
        "conflict_id": [str(session.scalars(conflict).first())],
        "institution_id": [str(school.id)],
        "section_slug": [row.section.slug],
        **{key: ["1"] for key in ("number", "n", "paper_number")},
        "person_id": [str(me.id)],
        "audience": ["commenters", "presenters"],
        "version": ["0"],
        "name": ["my-sessions"],
        "mark": [sign_in],
        "key": [upload.key],
        "sheet": [ours.key],
        "batch_id": [str(batch.id)],
        "scenario_id": [str(copy.id)],
        "question_id": [str(question.id)],
        "criterion_id": [str(criteria_of(session, row)[0].id)],
        "letter_id": [str(letter.id)],
        "wish_id": [str(each.id) for each in wishes_of(session, row)],
        "kind": ["decision_accepted", "paper_changed"],
        "token presented": [
            token(LinkKind.PAPER, p.submitter, p.id) for p in papers if p.state in PRESENTING
        ][:1],
        "token paper": [token(LinkKind.PAPER, p.submitter, p.id) for p in papers][:7:3],
        "token commission": [token(LinkKind.COMMISSION, commission.commenter.person, commission.id)],
        "token offer": [token(LinkKind.OFFER, volunteer.person, volunteer.id)],
        "token commenting": [token(LinkKind.COMMENTING, guest.person, guest.id)],
        "token leadership": [token(LinkKind.LEADERSHIP, asked.person, asked.id)],
        "token reviewership": [token(LinkKind.REVIEWERSHIP, reviewer.person, reviewer.id)],
        "token feed": [feed],
        "token stop": [token(LinkKind.STOP, volunteer.person, row.id)],
        "token attendance": [token(LinkKind.ATTENDANCE, came.person, came.id)],
        "token feedback": [token(LinkKind.FEEDBACK, commission.commenter.person, row.id)],
        "token forget": [token(LinkKind.FORGET, volunteer.person, volunteer.person_id)],
        "token late": [token(LinkKind.LATE, late.person, late.id)],
    }
