"""What each group of the call's form has set, in a line: the reader need not open it to know."""

from collections.abc import Mapping

from wip.domain.calls import Blindness
from wip.domain.eligibility import CoauthorRule, Rules, rules_summary
from wip.domain.papers import CareerStage
from wip.web.call_forms import CallForm

GROUPS: Mapping[str, tuple[str, ...]] = {
    "dates": ("review_due", "draft_due", "drafts_until", "circulate", "remind", "thank"),
    "who": (
        "career_stages",
        "years_max",
        "papers_each",
        "members_only",
        "coauthors",
        "must_be_revisable",
        "eligible",
    ),
    "parts": (
        "abstract_words_max",
        "takes_drafts",
        "draft_words_max",
        "focus_pages_max",
        "questions_max",
        "bio_words_max",
        "asks_publication",
    ),
    "topics": ("topics", "topics_max", "topics_lost"),
    "review": ("blindness", "cover_sheet"),
    "other": ("terms", "contact", "commenters_per_paper", "grace_minutes"),
}
"""The fields of each group: one with an error is shown open."""


def open_groups(form: CallForm) -> set[str]:
    """The groups in which something is to be mended."""
    return {group for group, names in GROUPS.items() if any(form[name].errors for name in names)}


def summaries(form: CallForm) -> dict[str, str]:
    """A line for each group, by what the form holds now; the group's name alone where something is to be mended."""
    amiss = open_groups(form)
    lines = {
        "dates": _dates,
        "who": _who,
        "parts": _parts,
        "topics": _topics,
        "review": _review,
        "other": _other,
    }
    return {
        group: "please look at this again" if group in amiss else say(form) for group, say in lines.items()
    }


def _dates(form: CallForm) -> str:
    words = {
        "review_due": "reviews",
        "draft_due": "drafts due",
        "circulate": "drafts go out",
        "remind": "reminder",
        "thank": "thanks",
    }
    said = [
        f"{words[name]} {form[name].data.day} {form[name].data:%b}"
        for name in GROUPS["dates"]
        if name in words and form[name].data
    ]
    return "; ".join(said) or "none"


def _who(form: CallForm) -> str:
    rules = Rules(
        frozenset(CareerStage(stage) for stage in form.career_stages.data or ()),
        form.years_max.data,
        bool(form.members_only.data),
        CoauthorRule(form.coauthors.data),
        must_be_revisable=bool(form.must_be_revisable.data),
    )
    return rules_summary(rules, form.papers_each.data) + ("; and in your words" if form.eligible.data else "")


def _parts(form: CallForm) -> str:
    focus, questions, bio = form.focus_pages_max.data, form.questions_max.data, form.bio_words_max.data
    draft = f"a draft of up to {form.draft_words_max.data} words" if form.draft_words_max.data else "a draft"
    said = (
        f"abstract of {form.abstract_words_max.data} words",
        f"{draft} is welcome" if form.takes_drafts.data else "no draft",
        focus and f"{focus} focus {'page' if focus == 1 else 'pages'}",
        questions and f"{questions} {'question' if questions == 1 else 'questions'} to readers",
        f"biography of {bio} words" if bio else "no biography",
        form.asks_publication.data and "publication status",
    )
    return ", ".join(part for part in said if part)


def _topics(form: CallForm) -> str:
    names = [line for line in (form.topics.data or "").splitlines() if line.strip()]
    if not names:
        return "none"
    return f"{len(names)}, of which an author may choose {form.topics_max.data}"


def _review(form: CallForm) -> str:
    words = {
        Blindness.OPEN: "open, reviewers see the authors’ names",
        Blindness.SINGLE: "single blind",
        Blindness.DOUBLE: "double blind",
    }[Blindness(form.blindness.data)]
    return words + (", with a cover sheet" if form.cover_sheet.data else "")


def _other(form: CallForm) -> str:
    number, grace = form.commenters_per_paper.data, form.grace_minutes.data
    said = (
        "terms as written" if form.terms.data else "no terms yet",
        f"{number} {'commenter' if number == 1 else 'commenters'} a paper",
        f"{grace} minutes of grace" if grace else "no grace",
        form.contact.data and f"questions to {form.contact.data}",
    )
    return ", ".join(part for part in said if part)
