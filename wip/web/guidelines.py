"""Guidelines on the leaders' side: the text that counts, the texts to begin from, earlier versions, and who has read it."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import HiddenField

from wip.adapters.own_letters import shown
from wip.db import db
from wip.domain.guidelines import (
    AUDIENCE_WORDS,
    DEFAULT_STYLE,
    MARKS,
    STYLE_WORDS,
    TEXT_MOST,
    TITLE_MOST,
    Audience,
    Guideline,
    Style,
    built_in,
    compared,
    read,
)
from wip.domain.letter_samples import NAME
from wip.domain.people import Act
from wip.domain.refusals import Unknown
from wip.models import Paper, Person, WipSession
from wip.queries.guidelines import Reader, Version, current, readers, version_at, versions
from wip.queries.mailings import has_closed_papers, visible_papers
from wip.services import guidelines
from wip.services.guideline_letters import letter_to
from wip.web.access import actor, open_to
from wip.web.clock import now
from wip.web.forms import PageForm, block, line
from wip.web.names import names_shown
from wip.web.writes import attempt, reads_first, writes

pages = Blueprint("guidelines", __name__)


class GuidelineForm(PageForm):
    """The text as a leader writes it; `version` is the number of the one that the page showed."""

    style = HiddenField()
    title = line("Heading", most=TITLE_MOST, needed="Give the guidelines a heading.")
    text = block("Instructions, one a line", most=TEXT_MOST, needed="Write at least one instruction.")

    @property
    def chosen(self) -> Style:
        """The style that the text began from."""
        return _style(self.style.data)


@dataclass(frozen=True)
class Known:
    """Whom the guidelines are for, as far as the leader may know; `hides_some`: there may be others."""

    people: tuple[Reader, ...]
    hides_some: bool

    def seen(self, number: int) -> int:
        """How many have acknowledged this version."""
        return sum(each.has_seen(number) for each in self.people)


def _style(text: str | None) -> Style:
    return Style(text) if text in list(Style) else DEFAULT_STYLE


def _audience(text: str | None) -> Audience:
    return Audience(text) if text in list(Audience) else Audience.COMMENTERS


def _known(wip_session: WipSession, audience: Audience) -> Known:
    me = actor().person_id or 0
    seen = visible_papers(db.session(), wip_session, me)
    found = [
        each
        for each in readers(db.session(), wip_session, audience)
        if all(p.id in seen for p in each.papers)
    ]
    return Known(tuple(found), has_closed_papers(db.session(), wip_session, me))


@pages.get("/manage/<slug>/commenters/guidelines")
@open_to(Act.FIND_COMMENTERS)
def show(wip_session: WipSession) -> ResponseReturnValue:
    """The text that counts, and a form to change it; `?style=` fills the form with one of ours."""
    audience, asked = _audience(request.args.get("whom")), request.args.get("style")
    now_counts = current(db.session(), wip_session.id, audience)
    style = _style(asked) if asked else now_counts.style
    text = built_in(audience, style) if asked else now_counts.guideline
    form = GuidelineForm(
        formdata=None, style=style.value, title=text.title, text=text.text, version=str(now_counts.number)
    )
    return _page(wip_session, audience, now_counts, form)


def _page(
    wip_session: WipSession, audience: Audience, counts: Version, form: GuidelineForm, **more: Any
) -> str:
    begin = [(STYLE_WORDS[each], each, _fitted(wip_session, built_in(audience, each))) for each in Style]
    return render_template(
        "guidelines/show.html",
        wip_session=wip_session,
        audience=audience,
        audiences=AUDIENCE_WORDS,
        counts=counts,
        asked=counts.fitted_to(wip_session),
        styles=begin if audience is Audience.COMMENTERS else begin[:1],
        style_words=STYLE_WORDS,
        marks=MARKS,
        known=_known(wip_session, audience),
        older=versions(db.session(), wip_session.id, audience),
        form=form,
        **more,
    )


def _fitted(wip_session: WipSession, text: Guideline) -> Guideline:
    return text.fitted(wip_session.comment_minutes, wip_session.present_minutes)


@pages.post("/manage/<slug>/commenters/guidelines/<audience>/preview")
@open_to(Act.FIND_COMMENTERS)
@reads_first
def preview(wip_session: WipSession, audience: str) -> ResponseReturnValue:
    """How the text reads, what changes, and the letter; nothing is saved."""
    whom, form = _known_audience(audience), GuidelineForm()
    counts = current(db.session(), wip_session.id, whom)
    text = None
    if form.validate_on_submit():
        text = attempt(form, lambda: read(form.title.data, form.text.data))
    if text is None:
        return _page(wip_session, whom, counts, form), 422
    new = Version(whom, counts.number + 1, form.chosen, text)
    return _page(wip_session, whom, counts, form, **_preview(wip_session, whom, counts, new))


def _known_audience(text: str) -> Audience:
    if text not in list(Audience):
        raise Unknown
    return Audience(text)


def _preview(wip_session: WipSession, audience: Audience, old: Version, new: Version) -> dict[str, Any]:
    known = _known(wip_session, audience)
    named = audience is Audience.COMMENTERS or names_shown(wip_session)
    reader = known.people[0] if known.people and named else _somebody()
    letter = letter_to(db.session(), wip_session, reader, old, new)
    return {
        "previewed": new.fitted_to(wip_session),
        "found": compared(old.fitted_to(wip_session), new.fitted_to(wip_session)),
        "is_same": old.guideline == new.guideline,
        "named": named,
        "letter": shown(letter.kind, letter.words, letter.names),
        "to": f"{reader.person.called} <{reader.person.email}>",
    }


def _somebody() -> Reader:
    """A made-up reader, where nobody is there yet or nobody may be named."""
    person = Person(id=0, name=NAME, email="avery.sample@example.edu", link_generation=0)
    return Reader(person, (Paper(title="A Sample Paper"),), (0,), (None,))


@pages.post("/manage/<slug>/commenters/guidelines/<audience>")
@open_to(Act.FIND_COMMENTERS)
@writes
def save(wip_session: WipSession, audience: str) -> ResponseReturnValue:
    """Save a new version; with the button that says so, tell its readers."""
    whom, form, tells = _known_audience(audience), GuidelineForm(), request.form.get("tell") == "yes"

    def keep() -> bool:
        guidelines.save(
            db.session(),
            wip_session,
            whom,
            form.chosen,
            title=form.title.data,
            text=form.text.data,
            seen=form.seen,
            by=actor(),
            now=now(),
            tells=tells,
        )
        return True

    if not form.validate_on_submit() or not attempt(form, keep):
        return _page(wip_session, whom, current(db.session(), wip_session.id, whom), form), 422
    told = "The letters are on their way." if tells else "No letters were sent."
    flash(f"Saved. Pages and calendars say it from now on. {told}", "done")
    return redirect(url_for("guidelines.show", slug=wip_session.slug, whom=whom.value), 303)


@pages.get("/manage/<slug>/commenters/guidelines/<audience>/<int:version>")
@open_to(Act.FIND_COMMENTERS)
def older(wip_session: WipSession, audience: str, version: int) -> ResponseReturnValue:
    """One version in full, and what has changed since."""
    whom = _known_audience(audience)
    found = version_at(db.session(), wip_session.id, whom, version)
    if found is None:
        raise Unknown
    counts = current(db.session(), wip_session.id, whom)
    return render_template(
        "guidelines/version.html",
        wip_session=wip_session,
        audience=whom,
        audiences=AUDIENCE_WORDS,
        version=found,
        asked=found.fitted_to(wip_session),
        counts=counts,
        found=compared(found.fitted_to(wip_session), counts.fitted_to(wip_session)),
        form=PageForm(formdata=None, version=str(counts.number)),
    )


@pages.post("/manage/<slug>/commenters/guidelines/<audience>/<int:version>")
@open_to(Act.FIND_COMMENTERS)
@writes
def use_again(wip_session: WipSession, audience: str, version: int) -> ResponseReturnValue:
    """Have an older version count again."""
    whom, seen = _known_audience(audience), PageForm().seen
    guidelines.use_again(db.session(), wip_session, whom, version, seen=seen, by=actor(), now=now())
    flash("That text counts again. No letters were sent.", "done")
    return redirect(url_for("guidelines.show", slug=wip_session.slug, whom=whom.value), 303)
