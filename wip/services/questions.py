"""A call's own questions: asked, changed, moved, retired."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from wip.domain.named_lists import Change, Lost, change_of, refuse_losses
from wip.domain.people import Actor
from wip.domain.questions import KIND_WORDS, QuestionFacts, QuestionKind, check_question
from wip.domain.refusals import Refusal, Stale
from wip.domain.zones import show
from wip.models import Answer, Attachment, Call, Question
from wip.queries.call_parts import questions_of
from wip.services import amendments
from wip.services.histories import differences, record, what_changed

QUESTIONS_MOST = 20
"""More questions than this no author answers."""

STALE = "Somebody else changed this question while your page was open."


def facts_of(question: Question) -> QuestionFacts:
    """What the question says now."""
    return QuestionFacts(
        question.kind,
        question.label,
        question.help,
        tuple(question.choices),
        question.required,
        question.required_from,
        question.frozen_from,
    )


def need(facts: QuestionFacts, zone: str) -> str:
    """Whether and from when an answer is needed, and until when it can be changed; dates in `zone`."""
    if facts.required:
        words = "an answer is needed"
    elif facts.required_from is not None:
        words = f"an answer is needed from {show(facts.required_from, zone)}"
    else:
        words = "an answer is welcome, not needed"
    until = facts.frozen_from
    return f"{words}; it can be changed until {show(until, zone)}" if until is not None else words


def ask(session: Session, call: Call, facts: QuestionFacts, *, by: Actor, now: datetime) -> Question:
    """Add a question at the end. Raises Refusal."""
    there = questions_of(session, call, retired=True)
    if sum(not each.retired for each in there) >= QUESTIONS_MOST:
        raise Refusal(f"A call has at most {QUESTIONS_MOST} questions. Retire one first.")
    _check(call, facts, None, now)
    question = Question(
        call_id=call.id, position=1 + max((each.position for each in there), default=0), **_columns(facts)
    )
    session.add(question)
    session.flush()
    _note(session, call, f"New question: “{facts.label}”; {need(facts, call.wip_session.zone)}.", by, now)
    _record(session, call, question, "add question", by, now, new={"label": facts.label, "kind": facts.kind})
    return question


def change(
    session: Session,
    call: Call,
    question: Question,
    facts: QuestionFacts,
    *,
    lost: Lost | None = None,
    seen: int,
    by: Actor,
    now: datetime,
) -> bool:
    """Change a question; returns whether that changed anything. Raises Refusal, and Stale for an old page.

    A question that has answers keeps its kind. `lost` says what becomes of answers that are no longer in the list;
    without it such a change is refused (field "choices_lost").
    """
    _check_seen(session, call, question, seen)
    was = facts_of(question)
    _check(call, facts, was, now)
    if facts == was:
        return False
    if facts.kind is not was.kind and is_answered(session, question):
        raise Refusal(
            f"Papers have answered this as “{KIND_WORDS[was.kind]}” already. Retire it, and ask a new question.",
            "kind",
        )
    if QuestionKind.CHOICE is facts.kind is was.kind:
        _carry_over(session, question, change_of(was.choices, facts.choices), lost)
    columns = _columns(facts)
    old, new = differences(question, columns)
    for name, value in columns.items():
        setattr(question, name, value)
    session.flush()
    zone = call.wip_session.zone
    if (facts.label, need(facts, zone), facts.choices) != (was.label, need(was, zone), was.choices):
        _note(session, call, f"Question changed: “{facts.label}”; {need(facts, zone)}.", by, now)
    _record(session, call, question, "change question", by, now, old, new)
    return True


def move(
    session: Session, call: Call, question: Question, *, up: bool, seen: int, by: Actor, now: datetime
) -> None:
    """Have the question change places with the one above it, or below."""
    _check_seen(session, call, question, seen)
    shown = list(questions_of(session, call))
    place = shown.index(question) if question in shown else -1
    other = place - 1 if up else place + 1
    if place < 0 or not 0 <= other < len(shown):
        return
    shown[place], shown[other] = shown[other], shown[place]
    for position, each in enumerate(shown, 1):
        each.position = position
    session.flush()
    _record(
        session, call, question, f"move question {'up' if up else 'down'}", by, now, new={"place": other + 1}
    )


def retire(session: Session, call: Call, question: Question, *, seen: int, by: Actor, now: datetime) -> bool:
    """Ask the question no longer. Its answers stay; one that nobody answered is deleted. Returns whether it stays."""
    _check_seen(session, call, question, seen)
    stays = is_answered(session, question)
    _note(session, call, f"Question withdrawn: “{question.label}”.", by, now)
    _record(session, call, question, "retire question", by, now, old={"label": question.label})
    if stays:
        question.retired = True
    else:
        session.delete(question)
    session.flush()
    return stays


def ask_again(
    session: Session, call: Call, question: Question, *, seen: int, by: Actor, now: datetime
) -> None:
    """Ask a retired question again, as the last."""
    _check_seen(session, call, question, seen)
    if not question.retired:
        return
    last = max((each.position for each in questions_of(session, call, retired=True)), default=0)
    question.retired, question.position = False, last + 1
    session.flush()
    said = need(facts_of(question), call.wip_session.zone)
    _note(session, call, f"Asked again: “{question.label}”; {said}.", by, now)
    _record(session, call, question, "ask question again", by, now, new={"label": question.label})


def is_answered(session: Session, question: Question) -> bool:
    """Whether any paper, be it withdrawn by now, says something to the question."""
    said = sa.exists().where(Answer.question_id == question.id, Answer.value != "")
    sent = sa.exists().where(Attachment.question_id == question.id)
    return bool(session.scalar(sa.select(sa.or_(said, sent))))


def _check(call: Call, facts: QuestionFacts, was: QuestionFacts | None, now: datetime) -> None:
    check_question(facts, call.wip_session.starts_at)
    # A date that lies behind may stay; nobody can be asked to have answered by one that is newly set.
    if (
        facts.required_from is not None
        and facts.required_from <= now
        and facts.required_from != (was.required_from if was else None)
    ):
        raise Refusal("This moment has passed. Choose a later one, or “now”.", "required_from")
    if was is None and facts.frozen_from is not None and facts.frozen_from <= now:
        raise Refusal("This moment has passed: nobody could answer. Choose a later one.", "frozen_from")
    if was is None or _dates(was) != _dates(facts):
        _refuse_unanswerable(call, facts)


def _dates(facts: QuestionFacts) -> tuple[object, ...]:
    return facts.required, facts.required_from, facts.frozen_from


def _refuse_unanswerable(call: Call, facts: QuestionFacts) -> None:
    """Papers that come in after the answer was fixed, and before the deadline, could never give a needed one."""
    needed = facts.required or facts.required_from is not None
    if needed and facts.frozen_from is not None and facts.frozen_from < call.deadline_at:
        deadline = show(call.deadline_at, call.deadline_zone)
        raise Refusal(
            "Papers that come in after this moment could not answer, and an answer is needed. Choose the deadline "
            f"({deadline}) or later, or need no answer.",
            "frozen_from",
        )


def _carry_over(session: Session, question: Question, change: Change, lost: Lost | None) -> None:
    select = (
        sa.select(Answer.value, sa.func.count())
        .where(Answer.question_id == question.id, Answer.value != "")
        .group_by(Answer.value)
    )
    counts = {row[0]: row[1] for row in session.execute(select)}
    there = list(question.choices)
    chosen = [(there[place], counts[there[place]]) for place in change.gone if there[place] in counts]
    refuse_losses(change, chosen, lost, "choices_lost")
    spelled = {there[was]: name for name, was in change.names if was is not None and there[was] != name}
    renamed = {there[place]: name for place, name in change.renamed.items()} if lost is Lost.RENAME else {}
    dropped = {name: "" for name, _ in chosen if name not in renamed}
    now_called = {old: new for old, new in (spelled | renamed | dropped).items() if old in counts}
    if now_called:
        session.execute(
            sa.update(Answer)
            .where(Answer.question_id == question.id, Answer.value.in_(now_called))
            .values(value=sa.case(now_called, value=Answer.value, else_=Answer.value))
        )


def _columns(facts: QuestionFacts) -> dict[str, object]:
    return {
        "kind": facts.kind,
        "label": facts.label,
        "help": facts.help,
        "choices": list(facts.choices) if facts.kind is QuestionKind.CHOICE else [],
        "required": facts.required,
        "required_from": facts.required_from,
        "frozen_from": facts.frozen_from,
    }


def _check_seen(session: Session, call: Call, question: Question, seen: int) -> None:
    if seen != question.version:
        raise Stale(STALE, what_changed(session, question, seen, call.wip_session.zone))


def _note(session: Session, call: Call, sentence: str, by: Actor, now: datetime) -> None:
    amendments.note(session, call, [sentence], by=by, now=now)


def _record(
    session: Session,
    call: Call,
    question: Question,
    act: str,
    by: Actor,
    now: datetime,
    old: dict[str, object] | None = None,
    new: dict[str, object] | None = None,
) -> None:
    record(session, by, act, question, now, wip_session=call.wip_session, old=old, new=new)
