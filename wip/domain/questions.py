"""A call's own questions, and what counts as an answer to each kind."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from wip.domain.refusals import Refusal
from wip.domain.texts import clean


class QuestionKind(StrEnum):
    """What sort of answer is asked for."""

    TEXT = "text"
    CHOICE = "choice"
    NUMBER = "number"
    DATE = "date"
    FILE = "file"


KIND_WORDS = {
    QuestionKind.TEXT: "Text",
    QuestionKind.CHOICE: "One of several",
    QuestionKind.NUMBER: "A number",
    QuestionKind.DATE: "A date",
    QuestionKind.FILE: "A file",
}

CHOICES_LEAST = 2
TEXT_MOST = 5000
DIGITS_MOST = 15


@dataclass(frozen=True)
class Asked:
    """One question: required now, or from a date (`required_from`); its answer freezes at `frozen_from`."""

    id: int
    kind: QuestionKind
    label: str
    choices: tuple[str, ...] = ()
    required: bool = False
    required_from: datetime | None = None
    frozen_from: datetime | None = None

    @property
    def field(self) -> str:
        """The name of its field in the paper's form."""
        return f"question-{self.id}"

    def is_required(self, now: datetime) -> bool:
        """Whether a paper needs an answer at `now`."""
        return self.required or (self.required_from is not None and now >= self.required_from)

    def is_frozen(self, now: datetime) -> bool:
        """Whether authors can no longer change the answer."""
        return self.frozen_from is not None and now >= self.frozen_from


def checked(asked: Asked, typed: str, now: datetime) -> str:
    """The answer in the canonical spelling of its kind; empty where none is given and none needed.

    Dates are ISO 8601; numbers have no sign or zero that says nothing, and keep the decimals typed. A file is judged by
    its presence alone: `typed` is its name. Raises Refusal about the question's field.
    """
    text = clean(typed)
    if not text:
        if asked.is_required(now):
            raise Refusal(f"Please answer: {asked.label}", asked.field)
        return ""
    match asked.kind:
        case QuestionKind.NUMBER:
            return _number(asked, text)
        case QuestionKind.DATE:
            return _date(asked, text)
        case QuestionKind.CHOICE if text not in asked.choices:
            raise Refusal("Choose one of the answers in the list.", asked.field)
    if len(text) > TEXT_MOST:
        raise Refusal(f"Please shorten this to {TEXT_MOST} characters.", asked.field)
    return text


def _number(asked: Asked, text: str) -> str:
    plain = "".join(text.split()).replace("\N{MINUS SIGN}", "-").removeprefix("+")
    digits = plain.removeprefix("-").replace(".", "", 1)
    if not (digits.isascii() and digits.isdecimal()) or len(digits) > DIGITS_MOST:
        raise Refusal(f"“{text[:40]}” is no number. Write it in digits, such as 12 or 3.5.", asked.field)
    whole, _, decimals = plain.removeprefix("-").partition(".")
    number = (whole.lstrip("0") or "0") + (f".{decimals}" if decimals else "")
    return f"-{number}" if plain.startswith("-") and digits.strip("0") else number


def _date(asked: Asked, text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise Refusal(f"“{text[:40]}” is no date. Write it like 2027-03-18.", asked.field) from None


@dataclass(frozen=True)
class QuestionFacts:
    """What a leader says of a question. `required` is now; otherwise `required_from`, or never. Moments are aware."""

    kind: QuestionKind
    label: str
    help: str = ""
    choices: tuple[str, ...] = ()
    required: bool = False
    required_from: datetime | None = None
    frozen_from: datetime | None = None


def check_question(facts: QuestionFacts, session_at: datetime) -> None:
    """Raise Refusal, naming the form's field, for a question that could not be answered as it stands."""
    if not facts.label:
        raise Refusal("Write the question.", "label")
    if facts.kind is QuestionKind.CHOICE and len(facts.choices) < CHOICES_LEAST:
        raise Refusal("Give at least two answers to choose from, one a line.", "choices")
    if facts.required_from is not None and facts.required_from >= session_at:
        raise Refusal("Answers would be needed only after the session has begun.", "required_from")
    if facts.frozen_from is None:
        return
    if facts.required_from is not None and facts.frozen_from <= facts.required_from:
        raise Refusal("Answers would be fixed before they are needed. Move one of the dates.", "frozen_from")
