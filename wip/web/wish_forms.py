"""The forms by which leaders say how papers are to lie, and who cannot when."""

from collections.abc import Mapping, Sequence

from wtforms import RadioField, SelectField

from wip.domain.agenda_wishes import NOTE_MOST, PAIRS, WISH_WORDS, Away, PaperWish, WishKind
from wip.domain.refusals import Refusal
from wip.domain.rooms import Room
from wip.domain.texts import whole_number
from wip.domain.zones import in_zone, instant
from wip.models import Paper, WipSession
from wip.services.agenda_people import Involvement
from wip.web.forms import Needed, PageForm, choices, line, local_time

_NEEDED, _WISHED = "needed", "wished"


def strictness(is_needed: bool) -> str:  # noqa: FBT001 - a row's value
    """How the form says whether a wish must hold."""
    return _NEEDED if is_needed else _WISHED


class WishForm(PageForm):
    """How one paper is to lie."""

    paper = SelectField("Paper", [Needed("Choose a paper.")], validate_choice=False)
    kind = SelectField(
        "What it should be", choices=choices([(kind, words) for kind, words in WISH_WORDS.items()])
    )
    other = SelectField("The other paper, where the wish names one", validate_choice=False)
    room = SelectField("The room, where the wish names one", validate_choice=False)
    strict = RadioField(
        "How much it matters",
        [Needed("Choose one of the two.")],
        choices=choices([(_NEEDED, "It must be so"), (_WISHED, "If it can be had")]),
        default=_NEEDED,
    )
    note = line("Why", most=NOTE_MOST)

    def said(self) -> PaperWish:
        """The form's content."""
        kind = WishKind(self.kind.data)
        return PaperWish(
            kind,
            whole_number(self.paper.data or "") or 0,
            whole_number(self.other.data or "") if kind in PAIRS else None,
            (whole_number(self.room.data or "") or None)
            if kind is WishKind.IN_ROOM and "room" in self
            else None,
            self.strict.data != _WISHED,
            self.note.data or "",
        )


class HoursForm(PageForm):
    """Between which clock times of the session's zone somebody cannot."""

    person = SelectField("Who", [Needed("Choose a person.")], validate_choice=False)
    begins = local_time("From", "Give the date and the clock time from which they cannot.")
    ends = local_time("Until", "Give the date and the clock time until which they cannot.")
    strict = RadioField(
        "How much it matters",
        [Needed("Choose one of the two.")],
        choices=choices([(_NEEDED, "They cannot"), (_WISHED, "They would rather not")]),
        default=_NEEDED,
    )
    note = line("Why", most=NOTE_MOST)

    def away(self, zone: str) -> Away:
        """The form's content; raises Refusal for a clock time that the zone does not have."""
        moments = []
        for field in (self.begins, self.ends):
            if field.data is None:
                raise Refusal("Give the date and the clock time.", field.name)
            try:
                moments.append(instant(field.data, zone))
            except Refusal as no:
                raise Refusal(no.sentence, field.name) from None
        return Away(moments[0], moments[1], self.strict.data != _WISHED, self.note.data or "")


def wish_choices(form: WishForm, papers: Sequence[Paper], rooms: Sequence[Room]) -> WishForm:
    """Offer the papers and rooms there are."""
    listed = [(str(paper.id), _short(paper)) for paper in papers]
    form.paper.choices = choices([("", "Choose a paper"), *listed])
    form.other.choices = choices([("", "None"), *listed])
    if "room" in form:
        form.room.choices = choices([(str(room.sitting_id or 0), room.name) for room in rooms])
    if len(rooms) == 1:
        without_room(form)
        form.kind.choices = choices(
            [(k, words) for k, words in WISH_WORDS.items() if k is not WishKind.IN_ROOM]
        )
    return form


def without_room(form: PageForm) -> None:
    """A session of one room is not asked for it."""
    if "room" in form:
        del form["room"]


def _short(paper: Paper) -> str:
    most = 90
    title = paper.title if len(paper.title) <= most else paper.title[:most].rstrip() + "…"
    return f"{paper.number}. {title}"


def people_choices(
    form: HoursForm, row: WipSession, rooms: Sequence[Room], people: Mapping[int, Involvement]
) -> HoursForm:
    """Offer the people with a part; the hours are at first those of the first room."""
    listed = [(str(id_), f"{each.name} ({each.parts})") for id_, each in people.items()]
    form.person.choices = choices([("", "Choose a person"), *listed])
    if form.begins.raw_data is None:
        form.begins.data = in_zone(rooms[0].starts_at, row.zone).replace(tzinfo=None)
        form.ends.data = in_zone(rooms[0].ends_at, row.zone).replace(tzinfo=None)
    return form
