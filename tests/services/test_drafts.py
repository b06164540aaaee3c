"""Drafts: when one is wanted, how many, and that nothing but a paper becomes one."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from tests.conftest import NOW
from tests.services.test_submissions import FACTS, FIRST, LATE, change, submit
from tests.world import AUTHOR, START, World
from wip.adapters.files import PDF, Stored
from wip.domain.papers import PaperState
from wip.domain.refusals import Refusal
from wip.domain.sessions import SessionState
from wip.models import Paper, Upload
from wip.services import drafts, submissions

UNDER_REVIEW = "The deadline has passed, and the paper is under review. Send a new draft once it has a place."
OUT = "This paper is not in the session, so no draft is needed."
NONE_TAKEN = "This call takes no drafts with the paper. Send the text alone."


def upload(session: Session, n: int = 1, kind: str = PDF, **facts: Any) -> Upload:
    stored = Stored(f"key-{n}", kind, 100, "0" * 64, facts)
    return drafts.keep_upload(session, f"form-{n}", f"draft-{n}.pdf", stored, NOW)


def send(session: Session, world: World, row: Paper, now: datetime = NOW, n: int = 1) -> int:
    by, call = world.actor(session, AUTHOR), world.call(session)
    return drafts.add_draft(session, row, call, upload(session, n), by=by, now=now).number


@pytest.mark.parametrize("state", [PaperState.ACCEPTED, PaperState.CONFIRMED, PaperState.WAITING])
def test_a_paper_with_a_place_or_hope_of_one_takes_drafts_until_the_session(
    world: World, session: Session, state: PaperState
) -> None:
    row = submit(session, world, authors=(FIRST,))
    row.state, call = state, world.call(session)
    assert (send(session, world, row, LATE), drafts.wants_draft(row, call, LATE)) == (1, True)
    over = START + timedelta(minutes=90)
    assert drafts.wants_draft(row, call, over) is False
    with pytest.raises(Refusal, match="The session is over"):
        send(session, world, row, over, 2)
    call.wip_session.state = SessionState.CANCELLED
    with pytest.raises(Refusal, match="The session is cancelled"):
        send(session, world, row, LATE, 3)


@pytest.mark.parametrize("state", [PaperState.SUBMITTED, PaperState.DRAFT])
def test_an_undecided_paper_takes_drafts_until_the_deadline(
    world: World, session: Session, state: PaperState
) -> None:
    row = submit(session, world, authors=(FIRST,))
    row.state = state
    assert send(session, world, row) == 1
    with pytest.raises(Refusal) as no:
        send(session, world, row, LATE, 2)
    assert no.value.sentence == UNDER_REVIEW


@pytest.mark.parametrize("state", [PaperState.DECLINED, PaperState.TURNED_DOWN, PaperState.WITHDRAWN])
def test_a_paper_that_is_out_takes_none(world: World, session: Session, state: PaperState) -> None:
    row = submit(session, world, authors=(FIRST,))
    row.state = state
    with pytest.raises(Refusal) as no:
        send(session, world, row)
    assert no.value.sentence == OUT


def test_a_call_without_drafts_refuses_one_with_the_text(world: World, session: Session) -> None:
    row, call = submit(session, world, authors=(FIRST,)), world.call(session)
    call.takes_drafts = False
    session.flush()

    def again() -> None:
        submissions.submit(session, call, FACTS, now=NOW, draft=upload(session, 1))

    def once_more() -> None:
        by = world.actor(session, AUTHOR)
        file = upload(session, 2)
        submissions.change(session, row, call, FACTS, seen=row.version, by=by, now=NOW, draft=file)

    def later() -> None:
        send(session, world, row, n=3)

    for n, act in enumerate([again, once_more, later]):
        with pytest.raises(Refusal) as no:
            act()
        assert (n, no.value.sentence, no.value.field) == (n, NONE_TAKEN, "draft")
    change(session, world, row, title="Text Alone", authors=(FIRST,))
    row.state = PaperState.CONFIRMED
    assert send(session, world, row, LATE, 4) == 1


def test_twenty_versions_are_enough(world: World, session: Session) -> None:
    row = submit(session, world, authors=(FIRST,))
    assert [send(session, world, row, n=n) for n in range(1, 21)] == list(range(1, 21))
    with pytest.raises(Refusal) as no:
        send(session, world, row, n=21)
    assert no.value.sentence == "There are 20 versions of this draft, and no more are possible."


@pytest.mark.parametrize(("kind", "facts"), [("text/csv", {}), (PDF, {"import_of": 1})])
def test_a_sheet_that_was_kept_for_an_import_is_no_draft(
    world: World, session: Session, kind: str, facts: dict[str, int]
) -> None:
    row = submit(session, world, authors=(FIRST,))
    with pytest.raises(Refusal) as no:
        drafts.attach_draft(session, row, upload(session, kind=kind, **facts), NOW)
    assert (no.value.sentence, no.value.field) == (
        "This file is no draft. Choose a PDF or Word file.",
        "draft",
    )
    assert row.drafts == []
