"""What all forms share: their token, the version that the page showed, and how a refusal is shown beside a field."""

import re
import secrets
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    DateTimeLocalField,
    HiddenField,
    IntegerField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import (
    InputRequired,
    Length,
    NumberRange,
    Optional,
    StopValidation,
)

from wip.domain.refusals import Refusal
from wip.domain.texts import clean, clean_line, whole_number


def _line(value: str | None) -> str:
    return clean_line(value or "")


def _block(value: str | None) -> str:
    return clean(value or "")


class PageForm(FlaskForm):
    """A form with a token of its own, so that sending it twice acts once."""

    form_token = HiddenField(default=lambda: secrets.token_urlsafe(24))
    version = HiddenField(default="")

    def refuse(self, no: Refusal) -> None:
        """Show a refusal beside the field that it names, or at the top of the form."""
        field = self._fields.get(no.field or "")
        if field is None:
            self.form_errors.append(no.sentence)
        else:
            field.errors = [*field.errors, no.sentence]

    @property
    def seen(self) -> int:
        """The version of the thing as the page showed it; 0 when the page said none."""
        text = self.version.data or ""
        return whole_number(text) or 0


class Needed(InputRequired):
    """A field that must be filled in; the sentence names it."""

    def __init__(self, sentence: str) -> None:
        super().__init__(message=sentence)


class TypedNeeded:
    """As Needed, for text: white space alone does not count."""

    field_flags = {"required": True}

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence

    def __call__(self, _form: object, field: Any) -> None:
        if not field.data or not str(field.data).strip():
            field.errors[:] = []
            raise StopValidation(self.sentence)


def line(label: str, *, most: int = 200, needed: str | None = None, **more: Any) -> StringField:
    """One line of text, cleaned."""
    rules = [TypedNeeded(needed)] if needed else [Optional()]
    too_long = f"Please shorten this to {most} characters."
    return StringField(label, [*rules, Length(max=most, message=too_long)], filters=[_line], **more)


def block(label: str, *, most: int = 20_000, needed: str | None = None, **more: Any) -> TextAreaField:
    """Several lines of text, cleaned of control characters and otherwise kept as typed."""
    rules = [TypedNeeded(needed)] if needed else [Optional()]
    too_long = f"Please shorten this to {most} characters."
    return TextAreaField(label, [*rules, Length(max=most, message=too_long)], filters=[_block], **more)


class Number(IntegerField):
    """A whole number; an empty field means its default, so that nobody has to fill in what is usual."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what the browser sent."""
        if not valuelist or not valuelist[0].strip():
            self.data = self.default if isinstance(self.default, int) else None
            return
        text = valuelist[0].strip()
        # A number that no float can hold would make WTForms' own bounds fail; the bounds say what to write.
        found = whole_number(text.removeprefix("-"))
        self.data = -found if found is not None and text.startswith("-") else found


def number(label: str, low: int, high: int, *, default: int, **more: Any) -> Number:
    """A whole number within bounds."""
    sentence = f"Give a whole number from {low} to {high}."
    return Number(label, [NumberRange(low, high, sentence)], default=default, **more)


def choices(rows: Iterable[tuple[str, ...]]) -> list[SelectChoice]:
    """(value, label) or (value, label, group) as a select field's choices."""
    return [SelectChoice(value, label, optgroup=next(iter(group), None)) for value, label, *group in rows]


_LOCAL = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?", re.ASCII)


class LocalTime(DateTimeLocalField):
    """A date and clock time as typed, without a zone; the form's zone makes a moment of it."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what the browser sent; what is no date keeps the typed text and says what to write."""
        if not valuelist or not valuelist[0].strip():
            self.data = None
            return
        text = valuelist[0].strip()
        try:
            # Python reads offsets and weeks too ("2027-W10-1"); nobody here means what it makes of them.
            if not _LOCAL.fullmatch(text):
                raise ValueError  # noqa: TRY301 - one sentence for whatever is no date
            self.data = datetime.fromisoformat(text).replace(second=0, microsecond=0)
        except ValueError:
            self.data = None
            raise ValueError(
                f"“{valuelist[0][:40]}” is no date and time. Write it like 2027-03-18 12:00."
            ) from None


def local_time(label: str, needed: str | None = None, **more: Any) -> LocalTime:
    """A date and clock time field."""
    return LocalTime(label, [InputRequired(needed)] if needed else [Optional()], **more)
