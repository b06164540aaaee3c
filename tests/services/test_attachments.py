"""Cover sheets and files that answer questions: which kinds, how many, and that the newest counts."""

from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.conftest import NOW
from tests.world import CHAIR, World
from wip.adapters.files import DOC, DOCX, JPEG, PDF, PNG, Stored
from wip.domain.questions import QuestionFacts, QuestionKind
from wip.domain.refusals import Refusal
from wip.models import Question, Upload
from wip.services import attachments, drafts, questions

PICTURES = "Choose a PDF, a Word file or a picture (PNG or JPEG)."


def upload(session: Session, n: int, kind: str = PDF, **facts: Any) -> Upload:
    stored = Stored(f"key-{n}", kind, 100, "0" * 64, facts)
    return drafts.keep_upload(session, f"form-{n}", f"file-{n}.pdf", stored, NOW)


def ask(session: Session, world: World, kind: QuestionKind = QuestionKind.FILE) -> Question:
    call, by = world.call(session), world.actor(session, CHAIR)
    return questions.ask(session, call, QuestionFacts(kind, "Your data sheet"), by=by, now=NOW)


def test_the_newest_of_each_counts_and_none_is_lost(world: World, session: Session) -> None:
    world.paper()
    row, question = world.row(session), ask(session, world)
    for n in (1, 2):
        attachments.attach(session, row, upload(session, n), question=None, now=NOW)
    attachments.attach(session, row, upload(session, 3, PNG), question=question, now=NOW)
    found = attachments.newest_of(session, row)
    assert {key: each.storage_key for key, each in found.items()} == {None: "key-2", question.id: "key-3"}
    assert [(what, each.file_name) for what, each in attachments.listed(session, row)] == [
        ("Cover sheet", "file-2.pdf"),
        ("Your data sheet", "file-3.pdf"),
    ]
    assert session.scalar(sa.select(sa.func.count()).select_from(Upload)) == 0


@pytest.mark.parametrize("kind", [PDF, DOCX, DOC, PNG, JPEG])
def test_a_question_takes_pictures_and_a_cover_sheet_does_not(
    world: World, session: Session, kind: str
) -> None:
    world.paper()
    row, question = world.row(session), ask(session, world)
    attachments.attach(session, row, upload(session, 1, kind), question=question, now=NOW)
    sheet = upload(session, 2, kind)
    if kind in {PNG, JPEG}:
        with pytest.raises(Refusal) as no:
            attachments.attach(session, row, sheet, question=None, now=NOW)
        assert (no.value.sentence, no.value.field) == ("Choose a PDF or Word file.", "cover_sheet")
    else:
        assert attachments.attach(session, row, sheet, question=None, now=NOW).content_type == kind


@pytest.mark.parametrize(("kind", "facts"), [("text/csv", {}), (PDF, {"import_of": 1})])
def test_the_sheet_of_an_import_is_no_attachment(
    world: World, session: Session, kind: str, facts: dict[str, Any]
) -> None:
    world.paper()
    question = ask(session, world)
    with pytest.raises(Refusal) as no:
        attachments.attach(
            session, world.row(session), upload(session, 1, kind, **facts), question=question, now=NOW
        )
    assert (no.value.sentence, no.value.field) == (PICTURES, question.asked.field)


def test_ten_times_are_enough_and_a_question_for_words_takes_no_file(world: World, session: Session) -> None:
    world.paper()
    row, words = world.row(session), ask(session, world, QuestionKind.TEXT)
    with pytest.raises(Refusal, match="This question asks for no file"):
        attachments.attach(session, row, upload(session, 99), question=words, now=NOW)
    for n in range(10):
        attachments.attach(session, row, upload(session, n), question=None, now=NOW)
    with pytest.raises(Refusal) as no:
        attachments.attach(session, row, upload(session, 10), question=None, now=NOW)
    assert no.value.sentence == "This file was sent 10 times, and no more are possible."
