"""The form of one of a call's own questions."""

from datetime import datetime
from typing import Any

from wtforms import RadioField, SelectField
from wtforms.validators import Optional

from wip.domain.named_lists import Lost, names_of
from wip.domain.questions import CHOICES_LEAST, KIND_WORDS, QuestionFacts, QuestionKind
from wip.domain.refusals import Refusal
from wip.domain.zones import instant
from wip.models import Question
from wip.web.forms import Needed, PageForm, block, line, local_time
from wip.web.forms import choices as options
from wip.web.plan_forms import local

LOST_WORDS = {
    Lost.RENAME: "Renamed: the papers keep them under the new names, in the order of the lines",
    Lost.DROP: "Taken out: these papers have no answer any more",
}


class QuestionForm(PageForm):
    """What a leader says of a question; dates count in the session's zone."""

    label = line("Question", most=300, needed="Write the question.")
    kind = SelectField(
        "Answered by", choices=options((kind.value, words) for kind, words in KIND_WORDS.items())
    )
    choices = block("Answers to choose from, one a line", most=8000)
    choices_lost = RadioField(
        "Answers that papers gave and that are no longer in the list",
        choices=options((each.value, words) for each, words in LOST_WORDS.items()),
        validators=[Optional()],
    )
    help = block("A line of help", most=1000)
    need = RadioField(
        "Is an answer needed?",
        choices=options(
            [("no", "No, it is welcome"), ("now", "Yes, to submit"), ("from", "Yes, from a date on")]
        ),
        default="no",
        validators=[Needed("Say whether an answer is needed.")],
    )
    required_from = local_time("Needed from")
    frozen_from = local_time("Authors can change their answer until")

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether all is there that the chosen kind and need ask for; every fault at once."""
        faults = []
        if self.need.data == "from" and self.required_from.data is None and not self.required_from.errors:
            faults.append(Refusal("Give the date from which an answer is needed.", "required_from"))
        lines = [row for row in (self.choices.data or "").splitlines() if row.strip()]
        if self.kind.data == QuestionKind.CHOICE and len(lines) < CHOICES_LEAST:
            faults.append(Refusal("Give at least two answers to choose from, one a line.", "choices"))
        fine = super().validate(extra_validators)
        for fault in faults:
            self.refuse(fault)
        return fine and not faults

    def facts(self, zone: str, was: Question | None) -> QuestionFacts:
        """The form's content. Raises Refusal for a clock time that the zone skips."""
        kind = QuestionKind(self.kind.data)
        listed = names_of(self.choices.data or "", "choices") if kind is QuestionKind.CHOICE else []
        return QuestionFacts(
            kind,
            self.label.data or "",
            self.help.data or "",
            tuple(listed),
            required=self.need.data == "now",
            required_from=self._moment("required_from", zone, was) if self.need.data == "from" else None,
            frozen_from=self._moment("frozen_from", zone, was),
        )

    def fill(self, question: Question, zone: str) -> None:
        """Show a question as it stands."""
        self.kind.data = question.kind.value
        self.choices.data = "\n".join(question.choices)
        self.need.data = "now" if question.required else "from" if question.required_from else "no"
        for name in ("required_from", "frozen_from"):
            self[name].data = local(getattr(question, name), zone)

    @property
    def lost(self) -> Lost | None:
        """What becomes of answers that papers gave, where the leader was asked."""
        return Lost(self.choices_lost.data) if self.choices_lost.data else None

    def _moment(self, name: str, zone: str, question: Question | None) -> datetime | None:
        typed = self[name].data
        was: datetime | None = getattr(question, name) if question else None
        # An untouched field keeps its seconds, and which of two equal clock times it meant.
        if typed is None or typed == local(was, zone):
            return None if typed is None else was
        try:
            return instant(typed, zone)
        except Refusal as no:
            raise Refusal(no.sentence, name) from None
