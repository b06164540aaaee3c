"""The section's own letters: which there are, and one to word, with a preview beside it."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField, SelectField

from wip.adapters.letter_texts import compose
from wip.adapters.own_letters import Shown, our_words, shown
from wip.db import db
from wip.domain.letter_kinds import EDITABLE
from wip.domain.letter_samples import examples_in, made_up
from wip.domain.letter_templates import SUBJECT_MOST, TEXT_MOST, OwnWords
from wip.domain.letters import LetterKind
from wip.domain.people import Act
from wip.domain.refusals import Refusal, Unknown
from wip.models import Section, WipSession
from wip.queries.letter_templates import own_letters, past_words
from wip.queries.people import leads_section
from wip.services import letter_templates as verbs
from wip.services.letter_samples import MADE_UP, Sample, facts_for, known_facts, samples
from wip.web.access import actor, open_to
from wip.web.clock import now
from wip.web.forms import PageForm, block, choices, line
from wip.web.writes import attempt, reads_first, stays, writes

pages = Blueprint("letter_templates", __name__)


class WordsForm(PageForm):
    """The letter's words, the mark of those that the page showed, and for whom the preview shows them."""

    subject = line("Subject", most=SUBJECT_MOST, needed="A letter needs a subject.")
    body = block("Text", most=TEXT_MOST, needed="A letter needs a text.")
    sample = SelectField("Show it as it would be for", validate_choice=False)
    seen = HiddenField()

    @property
    def words(self) -> OwnWords:
        """What was typed."""
        return OwnWords(self.subject.data or "", self.body.data or "")


def _kind(text: str) -> LetterKind:
    """The kind in the address, if a section may word it. Raises Unknown."""
    found = next((kind for kind in EDITABLE if kind.value == text), None)
    if found is None:
        raise Unknown
    return found


@pages.get("/sections/<section_slug>/letters/")
@open_to(Act.LEAD_SECTION)
def index(section: Section) -> ResponseReturnValue:
    """Every kind of letter that the section may word, and whose words each has."""
    return render_template(
        "letter_templates/index.html", section=section, kinds=EDITABLE, own=own_letters(db.session(), section)
    )


@pages.get("/manage/<slug>/texts")
@open_to(Act.SEE_LETTERS)
def of_session(wip_session: WipSession) -> ResponseReturnValue:
    """The same within the session's tabs; leaders of a co-sponsoring section see, and may not change."""
    section = wip_session.section
    return render_template(
        "letter_templates/of_session.html",
        wip_session=wip_session,
        section=section,
        kinds=EDITABLE,
        own=own_letters(db.session(), section),
        may_change=leads_section(db.session(), actor().person_id or 0, section.id),
    )


@pages.get("/sections/<section_slug>/letters/<kind>/")
@open_to(Act.LEAD_SECTION)
def edit(section: Section, kind: str) -> ResponseReturnValue:
    """One letter's words, its placeholders, and how it reads."""
    wanted = _kind(kind)
    row = verbs.own(db.session(), section, wanted)
    words = OwnWords(row.subject, row.body) if row else our_words(wanted)
    form = WordsForm(formdata=None, subject=words.subject, body=words.body, seen=verbs.mark_of(row))
    return _page(section, wanted, form)


def _page(section: Section, kind: LetterKind, form: WordsForm) -> str:
    found = samples(db.session(), section, kind, by=actor())
    form.sample.choices = choices([(each.key, each.label) for each in found])
    sample = _chosen(found, form)
    form.sample.data = sample.key
    return render_template(
        "letter_templates/edit.html",
        section=section,
        kind=kind,
        about=EDITABLE[kind],
        form=form,
        own=verbs.own(db.session(), section, kind),
        past=past_words(db.session(), section, kind),
        **_preview(section, kind, form.words, sample),
    )


def _chosen(found: list[Sample], form: WordsForm) -> Sample:
    asked = form.sample.data
    known = {each.key: each for each in found}
    return known.get(asked, found[0]) if asked is not None else found[0]


def _preview(section: Section, kind: LetterKind, words: OwnWords, sample: Sample) -> dict[str, Any]:
    """The letter for the preview, or the sentence that says why there is none."""
    letter: Shown | None = None
    fault, examples = "", list[str]()
    try:
        verbs.refuse_unsendable(kind, words)
        known = known_facts(db.session(), section, kind, sample, by=actor(), now=now())
        facts = made_up(kind) | known
        if sample.key != MADE_UP:
            examples = examples_in(kind, words, facts, known)
        links = verbs.inert_links(section, kind)
        letter = shown(kind, compose(kind, facts, links, words), list(links))
    except Refusal as no:
        fault = no.sentence
    return {"letter": letter, "fault": fault, "examples": examples, "to": sample.label}


@pages.post("/sections/<section_slug>/letters/<kind>/")
@open_to(Act.LEAD_SECTION)
@writes
def save(section: Section, kind: str) -> ResponseReturnValue:
    """Have the section's letters say this from now on."""
    wanted, form = _kind(kind), WordsForm()

    def word() -> bool:
        seen = form.seen.data or ""
        verbs.word(db.session(), section, wanted, form.words, seen=seen, by=actor(), now=now())
        return True

    if not form.validate_on_submit() or not attempt(form, word):
        return _page(section, wanted, form), 422
    flash("Saved. Letters that are written from now on say this.", "done")
    return redirect(url_for("letter_templates.edit", section_slug=section.slug, kind=kind), 303)


@pages.post("/sections/<section_slug>/letters/<kind>/preview")
@open_to(Act.LEAD_SECTION)
@reads_first
def preview(section: Section, kind: str) -> ResponseReturnValue:
    """How the typed words would read: the part beside the form, or the page anew where there are no scripts."""
    wanted, form = _kind(kind), WordsForm()
    if request.headers.get("HX-Request") == "true":
        sample = _chosen(samples(db.session(), section, wanted, by=actor()), form)
        return render_template(
            "letter_templates/_preview.html", **_preview(section, wanted, form.words, sample)
        )
    checked = form.validate_on_submit() and attempt(form, lambda: _is_sendable(wanted, form))
    return _page(section, wanted, form), 200 if checked else 422


def _is_sendable(kind: LetterKind, form: WordsForm) -> bool:
    verbs.refuse_unsendable(kind, form.words)
    return True


@pages.post("/sections/<section_slug>/letters/<kind>/test")
@open_to(Act.LEAD_SECTION)
@writes
def test(section: Section, kind: str) -> ResponseReturnValue:
    """Send the typed words to oneself; the page stays as it is, saved or not."""
    wanted, form = _kind(kind), WordsForm()

    def send() -> bool:
        sample = _chosen(samples(db.session(), section, wanted, by=actor()), form)
        facts = facts_for(db.session(), section, wanted, sample, by=actor(), now=now())
        verbs.send_test(db.session(), section, wanted, form.words, facts, by=actor(), now=now())
        return True

    if not form.validate_on_submit() or not attempt(form, send):
        return _page(section, wanted, form), 422
    stays()
    flash(
        f"A test is on its way to {actor().email}. Its links lead to this page, for nobody else’s eyes.",
        "done",
    )
    form.form_token.data = PageForm(formdata=None).form_token.data
    return _page(section, wanted, form)


@pages.post("/sections/<section_slug>/letters/<kind>/planner")
@open_to(Act.LEAD_SECTION)
@writes
def put_back(section: Section, kind: str) -> ResponseReturnValue:
    """Use the planner's own words again."""
    wanted, form = _kind(kind), WordsForm()
    verbs.put_back(db.session(), section, wanted, seen=form.seen.data or "", by=actor(), now=now())
    flash("The planner’s own text is used again. The history keeps yours.", "done")
    return redirect(url_for("letter_templates.edit", section_slug=section.slug, kind=kind), 303)
