"""The five calls of example-calls.yaml, read as a leader would type them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
import yaml
from sqlalchemy.orm import Session

from wip.domain.calls import Blindness, CallMove
from wip.domain.people import Actor
from wip.domain.refusals import Refusal
from wip.domain.zones import AOE, instant
from wip.models import Call, Section, SessionSection, WipSession
from wip.services import calls, sessions
from wip.services.agendas import minutes_of
from wip.services.calls import CallFacts
from wip.services.sessions import SessionFacts

FILE = Path(__file__).with_name("example-calls.yaml")
YEAR = timedelta(weeks=52)
"""A year of whole weeks, so that a moved example stays on its weekdays."""


@dataclass(frozen=True)
class Example:
    """One call of the file. `shift` moves it whole when its deadline lies behind."""

    data: dict[str, Any]
    shift: timedelta

    @property
    def slug(self) -> str:
        """The session's address."""
        return str(self.data["id"])

    @property
    def sections(self) -> list[str]:
        """The sections' names, the first leading."""
        return list(self.data.get("sections") or [self.data["section"]])

    def moment(self, text: str) -> datetime:
        """`2027-01-29T17:00 America/New_York` or a bare day, which means noon in the session's zone."""
        when, _, zone = text.partition(" ")
        local = datetime.fromisoformat(when if "T" in when else f"{when}T12:00")
        return instant(local, AOE if zone == "Anywhere on Earth" else zone or self.zone) + self.shift

    @property
    def zone(self) -> str:
        """The session's zone."""
        return str(self.data["session"]["start"]).partition(" ")[2]


def examples(now: datetime) -> list[Example]:
    """The file's calls; one whose deadline has passed is moved on by whole years."""
    found = []
    for data in yaml.safe_load(FILE.read_text(encoding="utf-8")):
        example = Example(data, timedelta(0))
        while example.moment(data["deadline"]) <= now:
            example = Example(data, example.shift + YEAR)
        found.append(example)
    return found


def plan(session: Session, example: Example, by: Actor, now: datetime, *, open_now: bool) -> WipSession:
    """Plan and publish the example as its leader would. Raises Refusal for dates that a planner must refuse."""
    facts = _session_facts(example)
    section = session.scalars(sa.select(Section).where(Section.name == example.sections[0])).one()
    planned = min(now, example.moment(example.data["deadline"]) - timedelta(weeks=8))
    row = sessions.plan(session, section, facts, by=by, now=planned)
    row.slug = example.slug
    for name in example.sections[1:]:
        partner = session.scalars(sa.select(Section).where(Section.name == name)).one()
        session.add(SessionSection(wip_session_id=row.id, section_id=partner.id))
    session.flush()
    call = session.scalars(sa.select(Call).where(Call.wip_session_id == row.id)).one()
    wanted = _call_facts(example, row, planned if open_now else None)
    calls.change(session, call, wanted, seen=call.version, by=by, now=planned)
    calls.step(session, call, CallMove.PUBLISH, by=by, now=planned)
    return row


def refusals(session: Session, example: Example, by: Actor, now: datetime) -> list[str]:
    """What a planner says to the call with impossible dates; nothing of it is kept."""
    mark = session.begin_nested()
    try:
        row = sessions.plan(
            session,
            session.scalars(sa.select(Section).where(Section.name == example.sections[0])).one(),
            _session_facts(example),
            by=by,
            now=now,
        )
        call = session.scalars(sa.select(Call).where(Call.wip_session_id == row.id)).one()
        said = [fault.sentence for fault in calls.faults(call, _call_facts(example, row, now))]
        fit = minutes_of(row).fits(example.data["session"].get("slots", 1))
        return said if fit.fits else [*said, fit.sentence]
    except Refusal as no:
        return [no.sentence]
    finally:
        mark.rollback()


def _session_facts(example: Example) -> SessionFacts:
    data = example.data["session"]
    present, comment = data.get("slot", [15, 15])
    return SessionFacts(
        title=example.data["title"],
        about=example.data.get("about", ""),
        starts_at=example.moment(data["start"]),
        zone=example.zone,
        minutes=data["minutes"],
        welcome_minutes=data.get("welcome", 0),
        present_minutes=present,
        comment_minutes=comment,
        recorded=data.get("recorded", False),
    )


def _call_facts(example: Example, row: WipSession, opens_by: datetime | None) -> CallFacts:
    data = example.data
    submit = data.get("submit", {})
    deadline = str(data["deadline"])
    opens = example.moment(data["opens"]) if "opens" in data else row.created_at
    return CallFacts(
        opens_at=min(opens, opens_by) if opens_by else opens,
        deadline_at=example.moment(deadline),
        deadline_zone=AOE if deadline.endswith("Anywhere on Earth") else deadline.partition(" ")[2],
        notify_at=example.moment(data["notify_by"]),
        draft_due_at=example.moment(data["draft_due"]) if "draft_due" in data else None,
        eligible=data.get("eligible", ""),
        what_to_submit="\n\n".join(filter(None, [data.get("rule", ""), _anonymous(submit)])),
        terms=data.get("late_policy", ""),
        blindness=Blindness(data.get("blind", "open")),
        abstract_words_max=submit.get("abstract_words_max") or submit.get("idea_words_max") or 500,
        focus_pages_max=submit.get("focus_pages_max", 10),
        commenters_per_paper=data.get("commenters_per_paper")
        or data.get("commenters", {}).get("per_paper", 2),
    )


def _anonymous(submit: dict[str, Any]) -> str:
    return "Leave your name out of the abstract and the draft." if submit.get("anonymised") else ""
