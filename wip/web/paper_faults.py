"""Everything that is wrong with a paper's form, at once, each beside its field and in plain words."""

from collections.abc import Collection

from flask import current_app

from wip.adapters.addresses import normalised
from wip.adapters.files import Stored
from wip.domain.calls import Blindness
from wip.domain.eligibility import rule_faults
from wip.domain.imports_plans import pages_named
from wip.domain.orcid import canonical
from wip.domain.papers import word_count
from wip.domain.questions import QuestionKind, checked
from wip.domain.refusals import Refusal
from wip.models import Draft, Upload
from wip.services import anonymity
from wip.services.paper_checks import bad_orcid, refuse_long_draft, too_long
from wip.web.paper_forms import Asks, PaperForm
from wip.web.paper_uploads import kept_field

_NO_ADDRESS = "This is not an e-mail address. Write it like name@example.edu."


def judged(form: PaperForm, asks: Asks) -> bool:
    """Validate; whether the form may come in as it is. Files are judged when they are stored."""
    fine = bool(form.validate_on_submit())
    return all(
        [
            fine,
            _words(form, asks),
            _authors(form),
            _readers(form, asks),
            _rules(form, asks),
            _answers(form, asks),
        ]
    )


def draft_judged(
    form: PaperForm, asks: Asks, draft: Stored | Upload | Draft | None, left: Collection[str] = ()
) -> bool:
    """Whether the draft may come in: not too long and, in a blind call, free of names like the typed text.

    What the author has looked at and leaves as it is passes, now or earlier (`left`). Reads the file.
    """
    fine = True
    if draft is not None and not isinstance(draft, Draft):
        try:
            refuse_long_draft(asks.call, draft)
        except Refusal as no:
            fine = _say(form, "draft", no.sentence)
    return all([fine, _names_looked_at(form, asks, draft, left)])


def _names_looked_at(
    form: PaperForm, asks: Asks, draft: Stored | Upload | Draft | None, left: Collection[str]
) -> bool:
    if asks.call.blindness is not Blindness.DOUBLE:
        return True
    facts, settings = form.facts(asks), current_app.extensions["wip_settings"]
    found = anonymity.findings_in_text(facts.title, facts.abstract, facts.authors)
    if draft is not None:
        found += anonymity.findings(settings, draft.storage_key, draft.content_type, facts.authors)
    form.found_names = found
    if form.names_read.data or set(found) <= set(left):
        return True
    return _say(form, "names_read", "Something may give you away: see what is listed beside the draft.")


def _say(form: PaperForm, name: str, sentence: str) -> bool:
    field = form[name]
    field.errors = [*field.errors, sentence]
    return False


def _words(form: PaperForm, asks: Asks) -> bool:
    fine, call = True, asks.call
    for name, what, most in (
        ("abstract", "abstract", call.abstract_words_max),
        ("bio", "biography", call.bio_words_max),
    ):
        words = word_count(form.said(name) or "")
        if most and words > most:
            fine = _say(form, name, too_long(what, words, most))
    chosen = len(set(form.said("topics") or ()))
    if chosen > call.topics_max:
        fine = _say(form, "topics", f"Choose at most {call.topics_max} topics; these are {chosen}.")
    return fine


def _readers(form: PaperForm, asks: Asks) -> bool:
    fine, call = True, asks.call
    pages = pages_named(form.said("focus_pages") or "")
    if call.focus_pages_max and pages and pages > call.focus_pages_max:
        sentence = f"These are {pages} pages; the call allows {call.focus_pages_max}. Please name fewer."
        fine = _say(form, "focus_pages", sentence)
    asked = sum(1 for row in (form.said("questions") or "").splitlines() if row.strip())
    if asked > call.questions_max:
        many = (
            "1 question" if call.questions_max == 1 else f"{call.questions_max} questions, each on one line"
        )
        fine = _say(form, "questions", f"These are {asked} lines; ask at most {many}.")
    return fine


def _authors(form: PaperForm) -> bool:
    fine = True
    for place, row in enumerate(entry.form for entry in form.authors):
        if place and row.is_empty:
            continue
        if not row.name.data:
            row.name.errors, fine = ["Give the author’s name."], False
        if place == 0 and not row.email.data:
            row.email.errors, fine = ["Give your e-mail address: letters go there."], False
        elif row.email.data and normalised(row.email.data) is None:
            row.email.errors, fine = [_NO_ADDRESS], False
        if canonical(row.orcid.data or "") is None:
            row.orcid.errors, fine = [f"Author {place + 1}: {bad_orcid(row.orcid.data)}"], False
    # The summary at the top lists what the field itself holds; rows are judged here, after the field was.
    own = [fault for fault in form.authors.errors if isinstance(fault, str)]
    form.authors.errors = [*own, *(row.errors for row in form.authors if row.errors)]
    return fine


def _rules(form: PaperForm, asks: Asks) -> bool:
    fine = True
    for fault in rule_faults(asks.call.rules, form.facts(asks)):
        fine = _say(form, fault.field, fault.sentence)
    return fine


def _answers(form: PaperForm, asks: Asks) -> bool:
    fine = True
    for question in asks.questions:
        name = question.asked.field
        if question.kind is QuestionKind.FILE:
            sent = (
                getattr(form[name].data, "filename", "")
                or form.said(kept_field(name))
                or form.kept_names.get(name)
            )
            typed = sent or ""
        else:
            typed = form.said(name) or ""
        try:
            checked(question.asked, typed, asks.now)
        except Refusal as no:
            fine = _say(form, name, no.sentence)
    return fine
