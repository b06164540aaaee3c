"""The form of a review: one question a criterion, and three texts."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import request
from werkzeug.datastructures import MultiDict
from wtforms import HiddenField, RadioField, SelectChoice

from wip.domain.texts import whole_number
from wip.models import Criterion, Review
from wip.services.reviews import NO_POINTS, UNANSWERED, ReviewFacts
from wip.services.scores import field_of
from wip.services.typed_reviews import Typed
from wip.web.forms import PageForm, block, line

NO_OPINION = 0
TURNS_MOST = 999_999_999
_OURS = {"csrf_token", "form_token", "version", "saved", "page", "turn", "then"}


def _points(value: object) -> int | None:
    return None if value in {None, ""} else int(str(value))


class _Asked:
    """Marks a field that is asked for, without which the form may still be kept for later."""

    field_flags = {"required": True}

    def __call__(self, _form: object, _field: object) -> None:
        """Nothing stops here: whether an answer is needed depends on the button."""


class ReviewForm(PageForm):
    """What a reviewer says of a paper. The criteria's fields come with `review_form`."""

    saved = HiddenField(default="")
    comment_to_author = block("To the author")
    comment = block("To the committee")
    private_note = block("A note to yourself")

    criteria: Sequence[Criterion] = ()

    @property
    def questions(self) -> list[tuple[Criterion, RadioField]]:
        """Each criterion in use, with its field."""
        return [(each, self[field_of(each.id)]) for each in self.criteria]

    @property
    def seen_version(self) -> int:
        """The review's version that the page showed as saved."""
        return whole_number((self.saved.data or "").partition(".")[0]) or 0

    def facts(self) -> ReviewFacts:
        """What the reviewer says."""
        said = {each.id: field.data for each, field in self.questions if field.data is not None}
        return ReviewFacts(
            {id_: points for id_, points in said.items() if points != NO_OPINION},
            frozenset(id_ for id_, points in said.items() if points == NO_OPINION),
            self.comment.data or "",
            self.comment_to_author.data or "",
            self.private_note.data or "",
        )

    def is_whole(self) -> bool:
        """Whether every criterion has an answer, and one has points; names every fault at once."""
        for criterion, field in self.questions:
            if field.data is None and not field.errors:
                field.errors = [UNANSWERED.format(criterion.name)]
        faults = any(field.errors for _, field in self.questions)
        if not faults and not self.facts().points:
            self.form_errors.append(NO_POINTS)
        return not faults and not self.form_errors


class ConflictForm(PageForm):
    """Why one cannot judge this paper."""

    reason = line("Reason", most=500)


class RemarkForm(PageForm):
    """A word in the discussion of a paper."""

    text = block("Say something", needed="Write something first.")


def review_form(criteria: Sequence[Criterion], **more: Any) -> ReviewForm:
    """The form that asks for these criteria. Without `formdata`, what the request sent."""
    fields = {field_of(each.id): _question(each) for each in criteria}
    form: ReviewForm = type("AskedForm", (ReviewForm,), fields)(**more)
    form.criteria = criteria
    return form


def _question(criterion: Criterion) -> Any:
    labels = [SelectChoice(points, label) for points, label in enumerate(criterion.labels, 1)]
    return RadioField(
        criterion.name,
        [_Asked()],
        choices=[*labels, SelectChoice(NO_OPINION, "no opinion")],
        coerce=_points,
        validate_choice=False,
        invalid_value_message=f"Choose one of the answers for “{criterion.name}”.",
        default=None,
    )


def saved_form(
    criteria: Sequence[Criterion], review: Review | None, points: Mapping[int, int], seen: str
) -> ReviewForm:
    """The form filled with what was saved."""
    data: dict[str, Any] = {field_of(id_): given for id_, given in points.items()}
    if review is not None:
        data |= {field_of(id_): NO_OPINION for id_ in review.no_opinion}
        data |= {name: getattr(review, name) for name in ("comment", "comment_to_author", "private_note")}
    form = review_form(criteria, formdata=None, data=data)
    form.saved.data = seen
    return form


def typed_form(criteria: Sequence[Criterion], fields: Mapping[str, list[str]], seen: str) -> ReviewForm:
    """The form with everything as it was typed and not saved."""
    form = review_form(criteria, formdata=MultiDict([(n, v) for n, values in fields.items() for v in values]))
    form.saved.data = seen
    return form


def typed_now() -> Typed:
    """The request as what stands on its page. A button comes after every save that its page sent before."""
    fields = {name: values for name, values in request.form.lists() if name not in _OURS}
    return Typed(
        fields,
        page=(request.form.get("page") or request.form.get("form_token", ""))[:80],
        seen=request.form.get("saved", "")[:40],
        turn=whole_number(request.form.get("turn")) or TURNS_MOST,
    )
