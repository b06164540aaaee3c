"""How a sheet is to be read, as a form: one choice of column for each thing that an import can take."""

from collections.abc import Mapping
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import SelectField

from wip.domain.imports_columns import COLUMN_WORDS, REQUIRED, Column
from wip.domain.imports_dates import style_of
from wip.domain.imports_tables import Table
from wip.domain.texts import whole_number
from wip.domain.zones import ZONE_CHOICES
from wip.services.imports import Reading
from wip.web.forms import Needed, PageForm, choices

_LABEL_MOST = 80
_NOT_THERE = ("", "Not in this sheet")
_ORDERS = {None: "", False: "month", True: "day"}


class ReadingForm(PageForm):
    """Sent by GET, since it only shows another preview. Its columns are added below."""

    class Meta:
        csrf = False

    zone = SelectField("Zone of the times in the sheet", choices=choices(ZONE_CHOICES), validate_choice=False)
    order = SelectField("How 4/5/2027 is meant", validate_choice=False)

    @property
    def columns(self) -> list[SelectField]:
        """The choices of columns, those that are needed first."""
        return [self[column.value] for column in sorted(Column, key=lambda column: column not in REQUIRED)]

    def reading(self) -> Reading:
        """What was chosen."""
        columns = {column: _position(self[column.value].data) for column in Column}
        day_first = {"day": True, "month": False}.get(self.order.data)
        return Reading(columns, self.zone.data or "", day_first)

    def chosen(self) -> dict[str, str]:
        """The same as arguments of an address, or as hidden fields."""
        names = [*(column.value for column in Column), "zone", "order"]
        return {name: self[name].data or "" for name in names}

    @property
    def found(self) -> int:
        """For how many things a column is chosen."""
        return sum(bool(field.data) for field in self.columns)


for _column in Column:
    _words = COLUMN_WORDS[_column]
    _rules = [Needed(f"Choose the column that holds the {_words}.")] if _column in REQUIRED else []
    _field = SelectField(_words[:1].upper() + _words[1:], _rules, validate_choice=False)
    setattr(ReadingForm, _column.value, _field)


def _position(text: str | None) -> int | None:
    """A column's place as the form sent it; what is no number is no column."""
    return whole_number(text, digits=5)


def reading_form(table: Table, guessed: Reading, sent: MultiDict[str, str]) -> ReadingForm:
    """The form as sent, or with the guess where nothing was."""
    was_sent = any(column.value in sent for column in Column)
    guess = {"zone": guessed.zone} if was_sent else _data(guessed)
    form = ReadingForm(formdata=sent if was_sent else None, data=guess)
    labels = [(str(place), label[:_LABEL_MOST]) for place, label in enumerate(table.labels)]
    for column in Column:
        form[column.value].choices = choices([_NOT_THERE, *labels])
    form.order.choices = choices(
        [
            ("", f"as the sheet shows{_shown_order(table, form.reading())}"),
            ("month", "5 April (month first)"),
            ("day", "4 May (day first)"),
        ]
    )
    return form


def _data(guessed: Reading) -> Mapping[str, Any]:
    columns = {column.value: "" if place is None else str(place) for column, place in guessed.columns.items()}
    return columns | {"zone": guessed.zone, "order": _ORDERS[guessed.day_first]}


def _shown_order(table: Table, reading: Reading) -> str:
    place = reading.columns.get(Column.SUBMITTED_AT)
    if place is None or place >= len(table.headers):
        return ""
    style = style_of(row.cells[place] for row in table.rows)
    if not style.has_slashes:
        return ""
    sure = "" if style.settled else ", a guess"
    return f" ({'day' if style.day_first else 'month'} first{sure})"
