"""The short form with which title and abstract of a paper are mended, and where it stands on the authors' own page."""

from wtforms import TextAreaField
from wtforms.validators import Length

from wip.domain.publications import AgendaState
from wip.domain.texts import clean
from wip.models import Call, Paper
from wip.services.mendings import may_mend_own
from wip.services.rooms import over_at
from wip.web.clock import now
from wip.web.forms import PageForm, TypedNeeded, line


class TextForm(PageForm):
    """Title and abstract."""

    title = line("Title", most=500, needed="Give the paper a title.")
    abstract = TextAreaField(
        "Abstract",
        [TypedNeeded("Write an abstract; a few sentences are enough."), Length(max=60_000)],
        filters=[lambda value: clean(value or "")],
    )


def text_facts(paper: Paper, call: Call, form: TextForm | None) -> dict[str, object]:
    """What the card on the authors' own page needs: the form while it is open, else None."""
    row = call.wip_session
    if form is None and may_mend_own(paper, row, now()):
        form = TextForm(formdata=None, obj=paper)
    return {
        "text_form": form,
        "text_until": over_at(row),
        "agenda_is_out": row.agenda_state is AgendaState.PUBLISHED,
    }
