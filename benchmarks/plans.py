"""Measures a plan of commenters from end to end in the app: reading, fits, the exact answer, writing, the pages, and offering it.

.venv/bin/python -m benchmarks.plans [PAPERS PEOPLE]

Seconds of this process's CPU and statements, on an SQLite database of its own.
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.adapters.schema import upgrade
from wip.app import create_app
from wip.db import db, writing
from wip.domain.papers import PaperState
from wip.domain.people import Actor
from wip.models import Call, Commenter, Commission, CommissionPlan, Paper, PlannedCommission, WipSession
from wip.queries.commenter_plans import plan_of
from wip.services import commenter_plan_offers, commenter_plan_work, commenter_plans, sections, sessions
from wip.services.people import person_at
from wip.services.sessions import SessionFacts
from wip.settings import Settings

T = TypeVar("T")

NOW = datetime(2027, 1, 20, 15, 0, tzinfo=UTC)
WORDS = tuple(
    f"{stem}{ending}"
    for stem in ("plea", "bail", "jury", "patent")
    for ending in ("ry", "ing", "ism", "ance")
)


def main() -> None:
    """Build the session, then do each step once and print what it cost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("papers", type=int, nargs="?", default=200)
    parser.add_argument("people", type=int, nargs="?", default=200)
    sizes = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            instance=Path(folder),
            database_url=f"sqlite:///{Path(folder) / 'wip.sqlite'}",
            secret_key="benchmark-" + "x" * 40,
        )
        app = create_app(settings)
        with app.app_context(), writing():
            upgrade(db.engine)
            _measure(db.session(), sizes.papers, sizes.people)
            db.session.remove()


def _measure(session: Session, papers: int, people: int) -> None:
    by, slug = _fill(session, papers, people)

    def call() -> Call:
        return session.scalars(sa.select(Call).join(Call.wip_session).where(WipSession.slug == slug)).one()

    def plan() -> CommissionPlan:
        found = plan_of(session, call().wip_session, 1)
        if found is None:
            raise LookupError("there is no plan")
        return found

    print(f"{papers} papers, {people} people, two commenters a paper")
    _step(
        session,
        "propose (the worker is woken)",
        lambda: commenter_plans.propose(session, call(), by=by, now=NOW),
    )
    _step(session, "compute and write the plan", lambda: commenter_plan_work.compute_due(session, _clock))
    _step(
        session,
        "read what its letters' page shows",
        lambda: commenter_plan_offers.look(session, plan(), call()),
    )
    _step(
        session,
        "offer all of it, letters written",
        lambda: commenter_plan_offers.offer(session, plan(), call(), seen=plan().version, by=by, now=NOW),
    )
    planned = session.scalar(sa.select(sa.func.count()).select_from(PlannedCommission))
    asked = session.scalar(sa.select(sa.func.count()).select_from(Commission))
    print(f"{planned} pairs planned, {asked} people's places asked")


def _clock() -> datetime:
    return NOW


def _step(session: Session, name: str, act: Callable[[], object]) -> None:
    session.expire_all()
    with _counted(session) as said:
        began = time.process_time()
        act()
        session.commit()
        seconds = time.process_time() - began
    print(f"{name:36} {seconds:7.2f} s  {len(said):6} statements")


@contextmanager
def _counted(session: Session) -> Iterator[list[str]]:
    said: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        said.append(statement)

    engine = session.get_bind()
    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)


def _fill(session: Session, papers: int, people: int) -> tuple[Actor, str]:
    """A session far ahead, its papers with a place, and people who offer two papers each or more where they must."""
    chance = Random(4)  # noqa: S311 - the same at every run
    section = sections.found(
        session, "Section on Benchmarks", "b@law.example.edu", "chair@law.example.edu", "UTC", NOW, "Chair"
    )
    chair = person_at(session, "chair@law.example.edu", NOW, name="Chair")
    by = Actor(chair.id, chair.name, chair.email)
    facts = SessionFacts("Large Session", NOW + timedelta(days=60), "UTC", 90, "About.")
    row = sessions.plan(session, section, facts, by=by, now=NOW)
    for number in range(1, papers + 1):
        author = person_at(session, f"author{number}@school.example.edu", NOW, name=f"Author {number}")
        session.add(
            Paper(
                wip_session_id=row.id,
                number=number,
                submitter_id=author.id,
                title=f"On {' and '.join(chance.sample(WORDS, 2))}, {number}",
                abstract=" ".join(chance.choices(WORDS, k=80)),
                state=PaperState.CONFIRMED,
                submitted_at=NOW,
            )
        )
    for number in range(1, people + 1):
        person = person_at(session, f"reader{number}@school.example.edu", NOW, name=f"Reader {number}")
        session.add(
            Commenter(
                wip_session_id=row.id,
                person_id=person.id,
                topics=" ".join(chance.sample(WORDS, 4)),
                papers_max=min(9, -(-2 * papers // people) + number % 2),
                offered_at=NOW,
            )
        )
    session.commit()
    return by, row.slug


if __name__ == "__main__":
    main()
