"""Being forgotten: no column of any table keeps a trace, what ran is ended, and what others need stays."""

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.forgetting import forget, traces
from tests.places_world import act
from tests.selecting import add_reviewer, decide, release, score
from tests.show_world import seen_in_room
from tests.world import AUTHOR, CHAIR, COAUTHOR, COMMENTER, OTHER_CHAIR, REVIEWER, World
from wip.db import Base
from wip.domain.forgetting import NO_DOMAIN, NO_TITLE, NOBODY, UNNAMED
from wip.domain.papers import AuthorFacts, PaperState
from wip.domain.refusals import Refusal
from wip.domain.reviews import Outcome, ReviewState
from wip.domain.shows import MarkKind
from wip.models import (
    AgendaWish,
    Author,
    Commenter,
    Commission,
    Draft,
    HistoryEvent,
    Letter,
    OtherAddress,
    Paper,
    Person,
    Presence,
    Review,
    Section,
    SessionChair,
    ShowMark,
    SpeakingTurn,
    Upload,
)
from wip.services import attendance, commenters, confirmations, forgetting, people
from wip.services.commenters import OfferFacts
from wip.services.forgotten_texts import PUBLISHED, is_text
from wip.services.people import person_at
from wip.services.person_exports import everything_about, files_of

NAME = "Åsa O’Neill-Wójcik"
EMAIL = "asa.wojcik@ostrava.example.edu"
TOO_OURS = {
    "alembic_version": set(),
    "people": {"email", "email_key", "fs_uniquifier", "zone", "name", "affiliation"},
    "wip_sessions": {"uid", "slug", "zone", "title"},
    "sections": {"slug", "zone", "contact_email", "name"},
    "calendar_documents": {"key", "made_for", "etag", "name"},
    "paper_words": {"word"},
    "form_receipts": {"token", "path"},
    "sign_in_links": set(),
    "uploads": {"key", "sha256", "storage_key", "content_type"},
    "drafts": {"sha256", "storage_key", "content_type"},
    "attachments": {"sha256", "storage_key", "content_type"},
    "letters": {"message_id", "courier", "links", "to_email"},
    "letter_tries": {"digest"},
    "letter_templates": {"kind"},
    "agenda_slots": {"uid"},
    "calendar_entries": {"uid"},
    "history": {"act", "thing"},
    "authors": {"orcid"},
    "calls": {"deadline_zone", "career_stages"},
    "draft_copies": {"role", "mark"},
    "feedbacks": {"page"},
    "started_submissions": {"key"},
    "papers": {"import_key", "title", "sort_title"},
    "topics": {"name"},
}
"""Columns that no person's words get into: keys, kinds and hashes."""


def columns() -> Iterator[tuple[sa.Table, sa.Column[Any]]]:
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if is_text(column) and column.name not in TOO_OURS.get(table.name, set()):
                yield table, column


@pytest.fixture
def busy(world: World) -> World:
    """Somebody with a part in everything: papers alone and with others, reviews, an offer, a place among the audience."""
    world.paper("Alone With It", EMAIL, name=NAME, bio=f"{NAME} teaches.")
    world.paper("With Others", AUTHOR, coauthors=(AuthorFacts(NAME, "Ostrava School of Law", EMAIL),))
    world.paper("Somebody Else’s", "mara.other@southport.example.edu")
    add_reviewer(world, EMAIL, NAME)
    score(world, 3, EMAIL, 4)
    world.do(lambda s: _take_part(s, world))
    decide(world, {1: Outcome.ACCEPT, 2: Outcome.ACCEPT, 3: Outcome.ACCEPT})
    release(world)
    act(world, confirmations.confirm, 1, email=EMAIL)
    world.do(lambda s: _commission(s, world))
    return world


def _take_part(session: Session, world: World) -> None:
    call = world.call(session)
    school, facts = "Ostrava School of Law", OfferFacts("sentencing", "", 2)
    commenters.offer(session, call, facts, name=NAME, email=EMAIL, affiliation=school, now=world.now)
    attendance.attend(session, call, name=NAME, email=EMAIL, affiliation=school, now=world.now)
    row, person = call.wip_session, person_at(session, EMAIL, world.now)
    told = {"wip_session_id": row.id, "told_at": world.now, "told_by": person.id}
    session.add(AgendaWish(paper_id=world.row(session, 3).id, kind="first", note="Her idea.", **told))
    hours = {"begins_at": row.starts_at, "ends_at": row.ends_at}
    session.add(AgendaWish(person_id=person.id, kind="cannot", note="A train.", **hours, **told))
    session.add(SessionChair(wip_session_id=row.id, person_id=person.id))


def _commission(session: Session, world: World) -> None:
    # Past the rules: they keep the two apart, being of one school.
    offer = session.scalars(sa.select(Commenter)).one()
    paper = world.row(session, 3)
    session.add(Commission(paper_id=paper.id, commenter_id=offer.id, offered_at=world.now))
    seen_in_room(session, paper, world.actor(session, EMAIL).person_id, NAME, world.now)


def plant(session: Session) -> int:
    """The name and the address in one row of every column that can hold words; returns in how many."""
    count = 0
    for table, column in columns():
        keys = list(table.primary_key.columns)
        row = session.execute(sa.select(*keys, column).order_by(*keys).limit(1)).first()
        if row is None:
            continue
        said = EMAIL.upper() if table.name in PUBLISHED else f"{NAME.upper()} <{EMAIL.upper()}>"
        value = with_words(said, row[-1], column.name) if isinstance(column.type, sa.JSON) else said
        where = [key == at for key, at in zip(keys, row[:-1], strict=True)]
        session.execute(sa.update(table).where(*where).values({column.name: value}))
        count += 1
    return count


def with_words(said: str, value: Any, name: str) -> Any:
    """A JSON value of the same shape that holds the words too."""
    if name == "kept_from":
        return [dict.fromkeys(("name", "email", "relation", "email_key"), said)]
    if name == "breaks":
        return [{"sitting": 0, "after": 1, "minutes": 5, "name": said}]
    if isinstance(value, dict):
        return value | {"said": [said]}
    inner = value[0] if value and isinstance(value[0], dict) else None
    return [*value, dict.fromkeys(inner, said) if inner else said]


def test_no_column_of_any_table_keeps_the_name_or_the_address(busy: World) -> None:
    planted = busy.do(plant)
    assert planted >= 50
    assert len(busy.do(lambda s: traces(s, NAME))) >= 40
    forget(busy, EMAIL)
    assert busy.do(lambda s: traces(s, EMAIL, NAME, "wójcik", "asa.wojcik")) == []


def test_what_ran_is_ended_and_what_others_wrote_stays(busy: World) -> None:
    letters = forget(busy, EMAIL)
    papers = busy.do(
        lambda s: {
            p.title: (p.state, p.byline, p.abstract != "")
            for p in s.scalars(sa.select(Paper).order_by(Paper.id))
        }
    )
    assert papers == {
        NO_TITLE: (PaperState.WITHDRAWN, UNNAMED, False),
        "With Others": (PaperState.ACCEPTED, f"Mbali Abara, {UNNAMED}", True),
        "Somebody Else’s": (PaperState.ACCEPTED, "Mara Other", True),
    }
    assert busy.do(lambda s: [c.state.value for c in s.scalars(sa.select(Commission))]) == ["declined"]
    assert letters
    assert busy.do(lambda s: [p.state.value for p in _waiting_letters(s)]) == []
    assert busy.do(lambda s: s.scalars(sa.select(Paper).where(Paper.number == 3)).one().score_mean) == 4.0
    acts = busy.do(
        lambda s: s.scalars(
            sa.select(HistoryEvent.actor_name).where(HistoryEvent.act == "offer to comment")
        ).all()
    )
    assert acts == [NOBODY]


def _waiting_letters(session: Session) -> list[Letter]:
    gone = session.scalars(sa.select(Person.id).where(Person.erased_at.is_not(None))).one()
    return list(session.scalars(sa.select(Letter).where(Letter.person_id == gone, Letter.state == "waiting")))


def test_of_a_room_that_ran_there_stays_that_somebody_pressed(busy: World) -> None:
    forget(busy, EMAIL)
    rows = busy.do(lambda s: s.execute(sa.select(ShowMark.kind, ShowMark.made_by, ShowMark.said_by)).all())
    assert [tuple(row) for row in rows] == [(MarkKind.BEGIN, None, NOBODY)]
    assert busy.do(lambda s: s.scalars(sa.select(Presence.person_id)).all()) == []
    assert busy.do(lambda s: s.scalars(sa.select(SpeakingTurn.name)).all()) == [NOBODY.capitalize()]


def test_leaders_and_co_authors_hear_of_what_ends_without_the_name(busy: World) -> None:
    forget(busy, EMAIL)
    told = [letter for letter in busy.letters() if "withdraw" in letter.subject.lower()]
    assert told
    assert all(NAME not in letter.text for letter in told)
    news = [letter.subject for letter in busy.letters() if "comment" in letter.subject]
    assert "Somebody who asked to be forgotten cannot comment on “Somebody Else’s”" in news


def test_leaders_see_no_machine_s_name_for_whoever_was_forgotten(busy: World) -> None:
    forget(busy, EMAIL)
    gone = busy.do(lambda s: s.scalars(sa.select(Person).where(Person.erased_at.is_not(None))).one().called)
    assert gone == NOBODY
    assert [
        t for t in busy.do(lambda s: traces(s, NO_DOMAIN)) if not t.startswith(("people.", "letters.to_"))
    ] == []


def test_the_address_may_come_back_as_somebody_new(busy: World) -> None:
    forget(busy, EMAIL)
    new = busy.do(lambda s: person_at(s, EMAIL, busy.now).id)
    assert busy.do(lambda s: everything_about(s, s.get_one(Person, new))["papers"]) == []
    assert busy.do(lambda s: s.scalar(sa.select(sa.func.count()).where(Author.person_id == new))) == 0


def test_forgetting_twice_is_forgetting_once(busy: World) -> None:
    number = busy.do(lambda s: busy.actor(s, EMAIL).person_id)
    forget(busy, EMAIL)

    def again(session: Session) -> tuple[str, ...]:
        person = session.get_one(Person, number)
        return forgetting.forget(session, person, by=busy.system, now=busy.now)

    assert busy.do(again) == ()


def test_a_name_that_another_bears_too_stays_where_it_is_theirs(busy: World) -> None:
    busy.paper("By a Namesake", "asa.other@law.example.edu", name=NAME)
    forget(busy, EMAIL)
    assert busy.do(lambda s: s.scalars(sa.select(Paper.id).where(Paper.title == "By a Namesake")).one())
    named = busy.do(lambda s: s.scalars(sa.select(Author.name).order_by(Author.id)).all())
    assert named == [UNNAMED, "Mbali Abara", UNNAMED, "Mara Other", NAME]


def test_what_somebody_only_typed_takes_no_words_from_others(busy: World) -> None:
    """Another's address among the own ones, and a name like a section's: both are free to be typed."""

    def act(session: Session) -> None:
        by = busy.actor(session, EMAIL)
        person = session.get_one(Person, by.person_id)
        for email in ("cj@law.example.edu", CHAIR):
            session.add(OtherAddress(person_id=person.id, email=email, email_key=email))
        people.change_details(session, person, {"name": "Criminal Justice"}, by=by, now=busy.now)

    busy.do(act)
    before = [(letter.to_email, letter.subject) for letter in busy.letters() if letter.to_email == CHAIR]
    forget(busy, EMAIL)
    assert [(x.to_email, x.subject) for x in busy.letters() if x.to_email == CHAIR][: len(before)] == before
    sections = busy.do(lambda s: s.execute(sa.select(Section.name, Section.contact_email)).all())
    assert ("Section on Criminal Justice", "cj@law.example.edu") in [tuple(row) for row in sections]
    assert busy.do(lambda s: traces(s, EMAIL, NAME)) == []


def test_a_letter_that_has_not_left_is_in_no_copy(busy: World) -> None:
    facts = busy.do(lambda s: everything_about(s, s.get_one(Person, busy.actor(s, EMAIL).person_id)))
    assert facts["letters to you"] == []
    assert busy.letters(to_email=EMAIL)


def test_the_only_leader_of_a_section_and_its_address_are_still_needed(world: World) -> None:
    with pytest.raises(Refusal, match="You are the only leader of the Section on Evidence"):
        forget(world, OTHER_CHAIR)
    with pytest.raises(Refusal, match="to which the Section on Criminal Justice gets its answers"):
        forget(world, "cj@law.example.edu")


def test_a_copy_holds_what_is_theirs_and_nothing_that_others_wrote_in_confidence(busy: World) -> None:
    add_reviewer(busy, REVIEWER)
    busy.do(lambda s: s.add(_review(s, busy)))
    facts = busy.do(lambda s: everything_about(s, s.get_one(Person, busy.actor(s, EMAIL).person_id)))
    assert [p["title"] for p in facts["papers"]] == ["Alone With It", "With Others"]
    assert facts["about you"]["name"] == NAME
    assert [r["score"] for r in facts["reviews that you wrote"]] == [4.0]
    assert "SECRET" not in str(facts)
    assert COAUTHOR not in str(facts)
    assert COMMENTER not in str(facts)


def _review(session: Session, world: World) -> Review:
    reviewer = world.actor(session, REVIEWER).person_id or 0
    paper = world.row(session, 1).id
    said = {"comment": "SECRET", "private_note": "SECRET", "comment_to_author": "SECRET", "score": 2.0}
    return Review(
        paper_id=paper,
        person_id=reviewer,
        state=ReviewState.DONE,
        changed_at=world.now,
        finished_at=world.now,
        **said,
    )


def test_files_of_papers_of_theirs_alone_are_left_to_the_next_sweep(busy: World) -> None:
    def add(session: Session) -> None:
        for paper in session.scalars(sa.select(Paper).order_by(Paper.id)):
            session.add(
                Draft(
                    paper_id=paper.id, number=1, file_name="a.pdf", content_type="application/pdf", size=9,
                    sha256="0", storage_key=f"key-{paper.number}", uploaded_at=busy.now,
                )
            )  # fmt: skip

    busy.do(add)
    files = busy.do(lambda s: files_of(s, s.get_one(Person, busy.actor(s, EMAIL).person_id)))
    assert [key for _, key in files] == ["key-1", "key-2"]
    forget(busy, EMAIL)
    assert busy.do(lambda s: s.scalars(sa.select(Draft.storage_key).order_by(Draft.id)).all()) == [
        "key-2",
        "key-3",
    ]
    assert busy.do(lambda s: s.scalars(sa.select(Upload.storage_key)).all()) == ["key-1"]
