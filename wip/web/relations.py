"""A person's other addresses, and whom they are close to: said once, for every session."""

import sqlalchemy as sa
from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import SelectField

from wip.db import db
from wip.domain.conflict_facts import RELATION_WORDS, RelationKind
from wip.domain.people import Act
from wip.domain.refusals import Refusal, Unknown
from wip.models import Person, Relation
from wip.queries.relations import addresses_of, relations_of
from wip.services import relations
from wip.web.access import actor, open_to
from wip.web.clock import now
from wip.web.forms import PageForm, block, choices, line
from wip.web.writes import attempt, writes

pages = Blueprint("relations", __name__)


class AddressesForm(PageForm):
    """Other addresses, one a line."""

    addresses = block("Your other e-mail addresses", most=2000)


class RelationForm(PageForm):
    """One person, by name, by address, or both."""

    kind = SelectField("They are", choices=choices(RELATION_WORDS.items()))
    name = line("Their name")
    email = line("Their e-mail address", most=320)


def _myself() -> Person:
    return db.session().get_one(Person, actor().person_id)


@pages.get("/me/relations")
@open_to(Act.SEE_WHAT_WAITS)
def show() -> ResponseReturnValue:
    """What has been said, and forms to say more."""
    return _page(_addresses_form(), RelationForm(formdata=None))


def _addresses_form() -> AddressesForm:
    found = addresses_of(db.session(), actor().person_id or 0)
    return AddressesForm(formdata=None, data={"addresses": "\n".join(found)})


def _page(addresses: AddressesForm, form: RelationForm) -> str:
    return render_template(
        "me/relations.html",
        addresses=addresses,
        form=form,
        relations=relations_of(db.session(), actor().person_id or 0),
        relation_words=RELATION_WORDS,
    )


@pages.post("/me/relations")
@open_to(Act.SEE_WHAT_WAITS)
@writes
def add() -> ResponseReturnValue:
    """One more person."""
    form = RelationForm()

    def act() -> Relation:
        if form.kind.data not in list(RelationKind):
            raise Refusal("Choose how you are related.", "kind")
        said = {"name": form.name.data or "", "email": form.email.data or ""}
        kind = RelationKind(form.kind.data)
        return relations.add(db.session(), _myself(), kind, **said, by=actor(), now=now())

    if not form.validate_on_submit() or not attempt(form, act):
        return _page(_addresses_form(), form), 422
    flash("Noted. Leaders are asked to keep their papers from you.", "done")
    return redirect(url_for("relations.show"), 303)


@pages.post("/me/relations/<int:relation_id>/remove")
@open_to(Act.SEE_WHAT_WAITS)
@writes
def remove(relation_id: int) -> ResponseReturnValue:
    """Take a person off the list."""
    me = _myself()
    row = db.session().scalar(
        sa.select(Relation).where(Relation.id == relation_id, Relation.person_id == me.id)
    )
    if row is None:
        raise Unknown
    relations.remove(db.session(), me, row, by=actor(), now=now())
    flash("Removed.", "done")
    return redirect(url_for("relations.show"), 303)


@pages.post("/me/addresses")
@open_to(Act.SEE_WHAT_WAITS)
@writes
def save_addresses() -> ResponseReturnValue:
    """Replace the other addresses."""
    form = AddressesForm()

    def act() -> bool:
        typed = [each for each in (form.addresses.data or "").split() if each]
        relations.set_addresses(db.session(), _myself(), typed, by=actor(), now=now())
        return True

    if not form.validate_on_submit() or not attempt(form, act):
        return _page(form, RelationForm(formdata=None)), 422
    flash("Saved.", "done")
    return redirect(url_for("relations.show"), 303)
