"""The leaders' tabs: ten groups in the order of a session's year, and the pages of the group at hand."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from flask import request, url_for


@dataclass(frozen=True)
class Tab:
    """One tab; `current` is what `aria-current` says: this page, or a page under it."""

    label: str
    href: str
    current: str


@dataclass(frozen=True)
class Group:
    """A tab of the first row. `pages` are (endpoint, label) of the second row; `parts` the modules whose pages it holds."""

    label: str
    pages: tuple[tuple[str, str], ...]
    parts: frozenset[str] = field(default_factory=frozenset)

    @property
    def modules(self) -> frozenset[str]:
        """The modules of its own pages, and of what belongs to them."""
        return self.parts | {endpoint.split(".")[0] for endpoint, _ in self.pages}


GROUPS = (
    Group("Overview", (("sessions.manage", "Overview"),), frozenset({"cancellations"})),
    Group(
        "Plan",
        (
            ("plans.show", "Dates"),
            ("sessions.edit", "Date, length and title"),
            ("sittings.index", "Rooms"),
            ("office.show", "Office"),
        ),
    ),
    Group(
        "Call",
        (
            ("calls.preview", "The call"),
            ("call_settings.edit", "Settings"),
            ("questions.index", "Questions"),
            ("amendments.index", "Amendments"),
            ("late_links.index", "Late door"),
        ),
    ),
    Group(
        "Papers",
        (("papers.index", "Papers"),),
        frozenset({"imports", "updates", "bulk", "exports", "paper_texts"}),
    ),
    Group(
        "Reviews",
        (
            ("reviews.queue", "Reviews"),
            ("assignments.index", "Who reads what"),
            ("reviewers.index", "Reviewers"),
            ("reading_settings.edit", "Settings"),
            ("criteria.index", "Form"),
            ("conflicts.index", "Conflicts"),
            ("pictures.papers", "Picture"),
        ),
        frozenset({"proposals", "assignment_sheets", "readings", "own_conflicts"}),
    ),
    Group(
        "Selection",
        (
            ("decisions.selection", "Selection"),
            ("scenarios.index", "What-if copies"),
            ("freezes.show", "Freeze"),
            ("releases.show", "Release"),
            ("places.show", "Places"),
        ),
        frozenset({"letter_edits"}),
    ),
    Group(
        "Commenters",
        (
            ("commenters.index", "Papers"),
            ("commenters.volunteers", "Volunteers"),
            ("commenter_invitations.new", "Invite"),
            ("commenter_plans.index", "Plans"),
            ("guidelines.show", "Guidelines"),
            ("readiness.show", "Readiness"),
            ("drafts.index", "Drafts"),
            ("thanks.show", "Thanks"),
            ("commenting_settings.edit", "Settings"),
        ),
        frozenset({"commenter_plan_papers", "commenter_plan_offers", "presenter_invitations"}),
    ),
    Group(
        "Agenda",
        (
            ("agendas.edit", "Agenda"),
            ("agenda_layouts.edit", "Lay out"),
            ("agenda_wishes.index", "Wishes and hours"),
            ("agenda_breaks.index", "Breaks"),
            ("session_chairs.index", "Chairs"),
            ("shows.index", "Run of show"),
            ("calendar_invitations.index", "Answers"),
        ),
        frozenset({"agenda_wish_changes"}),
    ),
    Group(
        "Letters",
        (
            ("letters.index", "Letters"),
            ("mailings.index", "Mail to a group"),
            ("letter_templates.of_session", "Texts"),
        ),
    ),
    Group(
        "History",
        (
            ("histories.show", "History"),
            ("hand_overs.show", "Hand over"),
            ("clones.new", "Copy to next year"),
        ),
    ),
)

_UNDER = {
    "proposals": "assignments",
    "assignment_sheets": "assignments",
    "agenda_wish_changes": "agenda_wishes",
    "readings": "reviews",
    "commenter_plan_papers": "commenter_plans",
    "commenter_plan_offers": "commenter_plans",
}
"""Modules whose pages belong to another one's tab of the second row."""


def _is_at(group: Group) -> bool:
    here = request.endpoint or ""
    module = here.split(".")[0]
    if module == "sessions":  # its pages lie in two groups
        wanted = "Plan" if here in {"sessions.edit", "sessions.save"} else "Overview"
        return group.label == wanted
    return module in group.modules


def _tab(endpoint: str, label: str, slug: str, *, is_at: bool) -> Tab:
    current = "page" if request.endpoint == endpoint else "true" if is_at else ""
    return Tab(label, url_for(endpoint, slug=slug), current)


def tabs_of(slug: str, *, leads: bool) -> list[Tab]:
    """The first row; reviewers who do not lead have their reviews alone."""
    if not leads:
        return [_tab("reviews.queue", "Reviews", slug, is_at=True)]
    return [_tab(group.pages[0][0], group.label, slug, is_at=_is_at(group)) for group in GROUPS]


def pages_of(slug: str, *, leads: bool) -> Sequence[Tab]:
    """The second row: the pages of the group at hand, where it has more than one."""
    found = next((group for group in GROUPS if _is_at(group)), None)
    if not leads or found is None or len(found.pages) == 1:
        return ()
    module = (request.endpoint or "").split(".")[0]
    module = _UNDER.get(module, module)
    is_page = any(endpoint == request.endpoint for endpoint, _ in found.pages)
    return [
        _tab(
            endpoint,
            label,
            slug,
            is_at=endpoint.split(".")[0] == module and module != "sessions" and not is_page,
        )
        for endpoint, label in found.pages
    ]
