"""Answers to a call's own questions, from the author's page: files among them, and what was typed is kept."""

import io
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from tests import documents
from tests.client import PageClient
from tests.conftest import Clock
from tests.world import DEADLINE, World
from wip.domain.questions import QuestionKind
from wip.models import Answer, Question


@pytest.fixture
def asked(client: PageClient, world: World, clock: Clock) -> PageClient:
    """The author's page after the deadline, with a number and a file to give."""
    world.paper()

    def ask(session: Session) -> None:
        call, due = world.call(session), DEADLINE + timedelta(days=20)
        kinds = ((QuestionKind.NUMBER, "How many slides?"), (QuestionKind.FILE, "A data sheet"))
        session.add_all(
            Question(call_id=call.id, position=place, kind=kind, label=label, required_from=due)
            for place, (kind, label) in enumerate(kinds)
        )

    world.do(ask)
    clock.now = DEADLINE + timedelta(days=10)
    client.get(world.paper_link())
    return client


def said(world: World) -> list[str]:
    return world.do(lambda s: list(s.scalars(sa.select(Answer.value).order_by(Answer.question_id))))


def test_answers_come_in_with_a_file(asked: PageClient, world: World) -> None:
    sheet: dict[str, Any] = {"question-1": "12", "question-2": (io.BytesIO(documents.pdf()), "data.pdf")}
    page = asked.send("answers", **sheet)
    assert "Your answers are saved." in page.words
    assert "Here already: data.pdf" in page.words
    assert said(world) == ["12", "data.pdf"]


def test_a_refused_answer_is_kept_as_typed_and_so_is_its_file(asked: PageClient, world: World) -> None:
    sheet: dict[str, Any] = {"question-1": "a dozen", "question-2": (io.BytesIO(documents.pdf()), "data.pdf")}
    page = asked.send("answers", status=422, **sheet)
    assert "“a dozen” is no number. Write it in digits, such as 12 or 3.5." in page.words
    assert "data.pdf goes along when you send the form." in page.words
    assert said(world) == []
    mended: dict[str, Any] = {"question-1": "12"}
    asked.send("answers", **mended)
    assert said(world) == ["12", "data.pdf"]


def test_files_are_judged_before_anybody_s_writing_waits_for_them(app: Flask) -> None:
    view = app.view_functions["own_papers.answer_questions"]
    assert getattr(view, "reads_first", False) is True


def test_no_address_has_two_views(app: Flask) -> None:
    routes = Counter(
        (rule.rule, method) for rule in app.url_map.iter_rules() for method in rule.methods or ()
    )
    assert [route for route, count in routes.items() if count > 1 and route[1] != "OPTIONS"] == []
