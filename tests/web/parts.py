"""The ids of what belongs to a session, for the addresses of every route."""

import io
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.world import (
    START,
    World,
)
from wip.domain.questions import QuestionKind
from wip.models import (
    AgendaWish,
    Amendment,
    Attachment,
    Commenter,
    CommenterInvitation,
    Commission,
    CommissionPlan,
    Conflict,
    Criterion,
    ImportBatch,
    Institution,
    LateLink,
    Leadership,
    Letter,
    Paper,
    Person,
    Question,
    Reviewer,
    Scenario,
    SessionChair,
    Show,
    Sitting,
    WipSession,
)
from wip.services import (
    bulk,
    imports,
)

NO_ROW = 2_000_000_000


def parts_of(session: Session, world: World, chair: str) -> dict[str, Any]:
    """Ids of the place's own things; an id that no row has where there is none."""
    row = world.call(session).wip_session
    settings, key = world.app.extensions["wip_settings"], f"sheet-{row.id}"
    answers = b"Title,Abstract,Name,Email\nOn Juries,Twelve.,Ann,ann@law.example.edu\n"
    ours = f"Paper,Version,State,Session,Title\n1,1,submitted,/sessions/{row.slug}/,Quotas\n".encode()
    for content, name, kept in ((answers, "papers.csv", key), (ours, "ours.csv", f"export-{row.id}")):
        stored = imports.stored_sheet(settings, row, io.BytesIO(content))
        imports.keep_sheet(session, stored, name=name, key=kept, now=world.now)
    report = [{"headers": [], "summary": "Nothing was imported."}]
    figures = {"file_name": "a.csv", "imported": 0, "refused": 0, "report": report}
    batch = ImportBatch(wip_session_id=row.id, at=world.now, **figures)
    question = Question(
        call_id=world.call(session).id, position=1, kind=QuestionKind.TEXT, label="Who has read it?"
    )
    sitting = Sitting(wip_session_id=row.id, name="Room B", starts_at=START, minutes=60)
    person = session.scalars(sa.select(Person.id)).first()
    link = LateLink(call_id=question.call_id, person_id=person, expires_at=START, made_at=world.now)
    amendment = Amendment(call_id=question.call_id, number=1, sentences=["New."], made_at=world.now)
    session.add_all([batch, question, sitting, link, amendment])
    leader = world.actor(session, chair).person_id
    made = {"made_by": leader, "made_at": world.now, "changed_by": leader, "changed_at": world.now}
    copy = Scenario(wip_session_id=row.id, name="More juniors", **made)
    session.add(copy)
    plan = CommissionPlan(wip_session_id=row.id, number=1, made_at=world.now, computed_at=world.now)
    session.add(plan)
    school = Institution(section_id=row.section_id, name=f"School of {row.slug}")
    guest = CommenterInvitation(wip_session_id=row.id, person_id=person, invited_at=world.now)
    paper = session.scalars(
        sa.select(Paper.id).where(Paper.wip_session_id == row.id, Paper.number == 1)
    ).one()
    wish = AgendaWish(wip_session_id=row.id, kind="first", paper_id=paper, told_at=world.now)
    chairs = SessionChair(wip_session_id=row.id, person_id=leader)
    session.add_all([batch, question, sitting, link, amendment, school, guest, wish, chairs])
    session.add(Show(wip_session_id=row.id, opened_at=world.now, helper_generation=1, screen_generation=1))
    session.flush()
    by_session = {table: table.wip_session_id == row.id for table in (Letter, Reviewer)}
    found = {table: session.scalar(sa.select(table.id).where(which)) for table, which in by_session.items()}
    commission = sa.select(Commission.id).join(Paper).where(Paper.wip_session_id == row.id)
    attached = sa.select(Attachment.id).join(Paper).where(Paper.wip_session_id == row.id)
    conflict = sa.select(Conflict.id).join(Paper).where(Paper.wip_session_id == row.id)
    leadership = sa.select(Leadership.id).where(Leadership.section_id == row.section_id)
    return {
        "slug": row.slug,
        "section_slug": row.section.slug,
        "kind": "decision_accepted",
        "number": 1,
        "paper_number": 1,
        "n": 1,
        "audience": "commenters",
        "version": 0,
        "letter_id": found[Letter] or NO_ROW,
        "reviewer_id": found[Reviewer] or NO_ROW,
        "what": "give",
        "person_id": world.actor(session, chair).person_id,
        "criterion_id": session.scalar(sa.select(Criterion.id).where(Criterion.wip_session_id == row.id)),
        "commission_id": session.scalar(commission) or NO_ROW,
        "commenter_id": session.scalar(sa.select(Commenter.id).where(Commenter.wip_session_id == row.id))
        or NO_ROW,
        "plan": plan.number,
        "conflict_id": session.scalar(
            conflict.where(Conflict.person_id != world.actor(session, chair).person_id)
        )
        or NO_ROW,
        "institution_id": school.id,
        "relation_id": NO_ROW,
        "invitation_id": guest.id,
        "leadership_id": session.scalar(leadership),
        "batch_id": batch.id,
        "sitting_id": sitting.id,
        "wish_id": wish.id,
        "chair_id": chairs.id,
        "room": 0,
        "scenario_id": copy.id,
        "attachment_id": session.scalar(attached) or NO_ROW,
        "amendment": 1,
        "link_id": link.id,
        "question_id": question.id,
        "key": key,
        "sheet": f"export-{row.id}",
        "format": "csv",
        **_downloads(session, world, chair, row),
    }


def _downloads(session: Session, world: World, chair: str, row: WipSession) -> dict[str, int]:
    by, now = world.actor(session, chair), world.now
    acts = {"export_id": (bulk.EXPORT, {"format": "csv"}), "download_id": (bulk.DRAFTS, {})}
    acts["sheet_id"] = (bulk.VOLUNTEERS, {})
    return {
        name: bulk.note_download(session, row, act, dict(facts), by=by, now=now)
        for name, (act, facts) in acts.items()
    }
