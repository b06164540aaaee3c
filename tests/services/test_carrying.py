"""A paper that is out goes into the section's next call: at once where one is open, by a wish where none is."""

import io
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.documents import pdf
from tests.selecting import decide, release
from tests.world import AUTHOR, CHAIR, COAUTHOR, DEADLINE, NEW_YORK, START, World
from wip.adapters import files
from wip.domain.calls import CallMove
from wip.domain.letters import LetterKind
from wip.domain.papers import AuthorFacts, CareerStage, PaperFacts, PaperState
from wip.domain.refusals import Refusal
from wip.domain.reviews import Outcome
from wip.models import Call, CarryWish, Draft, Paper, Section, StartedSubmission, Upload
from wip.services import calls, carrying, places, sessions, submissions
from wip.services.calls import CallFacts
from wip.services.drafts import attach_draft, keep_upload
from wip.services.sessions import SessionFacts

LATER = DEADLINE + timedelta(days=200)


@pytest.fixture
def declined(world: World) -> World:
    """A declined paper with a co-author and a draft."""
    varga = AuthorFacts("Tomas Varga", "Ashford Law School", COAUTHOR)
    world.paper(
        "Quotas Without Numbers",
        AUTHOR,
        coauthors=(varga,),
        career_stage=CareerStage.UNTENURED,
        questions="Is part II too broad?",
        years=3,
    )

    def send(session: Session) -> None:
        settings = world.app.extensions["wip_settings"]
        stored = files.store_draft(settings, io.BytesIO(pdf()), field_name="draft")
        upload = keep_upload(session, "k" * 32, "quotas.pdf", stored, world.now)
        attach_draft(session, world.row(session), upload, world.now)

    world.do(send)
    decide(world, {1: Outcome.DECLINE})
    release(world)
    return world


def open_next(world: World, at: datetime) -> str:
    """The section publishes its next call; the session's slug."""

    def act(session: Session) -> str:
        section = session.scalars(sa.select(Section).where(Section.slug == world.section)).one()
        by = world.actor(session, CHAIR)
        facts = SessionFacts(
            title="Autumn Works-in-Progress Session",
            about="Four papers.",
            starts_at=START + timedelta(days=300),
            zone=NEW_YORK,
            minutes=90,
        )
        row = sessions.plan(session, section, facts, by=by, now=at)
        call = session.scalars(sa.select(Call).where(Call.wip_session_id == row.id)).one()
        dates = CallFacts(
            opens_at=at,
            deadline_at=at + timedelta(days=30),
            deadline_zone=NEW_YORK,
            notify_at=at + timedelta(days=44),
            draft_due_at=None,
        )
        calls.change(session, call, dates, seen=call.version, by=by, now=at)
        calls.step(session, call, CallMove.PUBLISH, by=by, now=at)
        return row.slug

    return world.do(act)


def copier(world: World) -> Any:
    return partial(files.copied, world.app.extensions["wip_settings"])


def carry(world: World, at: datetime) -> int | None:
    def act(session: Session) -> int | None:
        by = world.actor(session, AUTHOR)
        paper, call = world.row(session), world.call(session)
        row = carrying.carry(session, paper, call, copy=copier(world), by=by, now=at)
        return row.id if row else None

    return world.do(act)


def carry_due(world: World, at: datetime) -> int:
    return world.do(lambda s: carrying.carry_due(s, at, copy=copier(world)))


def fields_of(world: World) -> dict[str, list[str]]:
    return world.do(lambda s: s.scalars(sa.select(StartedSubmission)).one().fields)


def test_into_an_open_call_it_goes_at_once_with_everything(declined: World) -> None:
    open_next(declined, LATER)
    assert carry(declined, LATER) is not None
    fields = fields_of(declined)
    assert {name: fields[name] for name in ("title", "career_stage", "questions", "years")} == {
        "title": ["Quotas Without Numbers"],
        "career_stage": ["untenured"],
        "questions": ["Is part II too broad?"],
        "years": ["3"],
    }
    assert [fields[f"authors-{n}-email"] for n in (0, 1)] == [[AUTHOR], [COAUTHOR]]

    def bytes_of(session: Session) -> tuple[bytes, bytes, bool]:
        settings = declined.app.extensions["wip_settings"]
        upload = session.scalars(sa.select(Upload).where(Upload.key == fields["kept"][0])).one()
        draft = session.scalars(sa.select(Draft)).one()
        keys = draft.storage_key, upload.storage_key
        found = []
        for key in keys:
            with files.open_stored(settings, key) as stream:
                found.append(stream.read())
        return found[0], found[1], keys[0] != keys[1]

    first, copy, apart = declined.do(bytes_of)
    assert (first == copy, apart) == (True, True)


def test_carrying_twice_is_carrying_once(declined: World) -> None:
    open_next(declined, LATER)
    assert carry(declined, LATER) == carry(declined, LATER)
    assert carry_due(declined, LATER) == 0
    assert declined.letters(kind=LetterKind.PAPER_CARRIED) == []


def test_a_wish_is_kept_until_a_call_opens_and_then_told_of_once(declined: World) -> None:
    assert carry(declined, declined.now) is None
    assert carry_due(declined, LATER) == 0
    open_next(declined, LATER)
    assert [carry_due(declined, LATER + timedelta(minutes=n)) for n in range(3)] == [1, 0, 0]
    (letter,) = declined.letters(kind=LetterKind.PAPER_CARRIED)
    assert letter.to_email == AUTHOR
    words = " ".join(letter.text.split())
    assert (
        "You asked us to carry your paper “Quotas Without Numbers” from “Spring Works-in-Progress Session”"
        in words
    )
    assert "with your draft (quotas.pdf)." in words
    assert [f"{link[0]}" for link in letter.links] == ["started", "page"]
    assert fields_of(declined)["title"] == ["Quotas Without Numbers"]


def test_a_wish_can_be_taken_back(declined: World) -> None:
    carry(declined, declined.now)
    declined.do(
        lambda s: carrying.take_back(
            s, declined.row(s), declined.call(s), by=declined.actor(s, AUTHOR), now=declined.now
        )
    )
    open_next(declined, LATER)
    assert carry_due(declined, LATER) == 0
    assert declined.do(lambda s: s.scalars(sa.select(CarryWish)).all()) == []


def test_another_section_s_call_is_not_the_next_one(declined: World) -> None:
    assert declined.do(lambda s: carrying.next_call(s, declined.call(s).wip_session, declined.now)) is None


def test_a_paper_that_is_still_in_its_session_is_not_carried(world: World) -> None:
    world.paper()
    with pytest.raises(Refusal):
        carry(world, world.now)


def test_who_joined_the_waiting_list_can_still_carry_it_over(declined: World) -> None:
    declined.do(
        lambda s: places.join(
            s, declined.row(s), declined.call(s), by=declined.actor(s, AUTHOR), now=declined.now
        )
    )
    open_next(declined, LATER)
    assert carry(declined, LATER) is not None
    assert declined.do(lambda s: declined.row(s).state) is PaperState.WAITING


def test_what_is_carried_is_submitted_like_any_other(declined: World) -> None:
    slug = open_next(declined, LATER)
    carry(declined, LATER)
    fields = fields_of(declined)

    def submit(session: Session) -> str:
        call = declined.call(session, slug)
        row = session.scalars(sa.select(StartedSubmission)).one()
        upload = session.scalars(sa.select(Upload).where(Upload.key == fields["kept"][0])).one()
        paper: Paper = submissions.submit(session, call, _facts(fields), now=LATER, draft=upload, started=row)
        return paper.drafts[0].file_name

    assert declined.do(submit) == "quotas.pdf"
    assert carry_due(declined, LATER) == 0


def _facts(fields: dict[str, list[str]]) -> Any:
    return PaperFacts(
        fields["title"][0],
        fields["abstract"][0],
        (AuthorFacts(fields["authors-0-name"][0], "", fields["authors-0-email"][0]),),
    )
