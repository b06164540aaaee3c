"""Where what stands against an order can be mended, and the way back from there to the preview."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import has_request_context, request, url_for

from wip.domain.agenda_tasks import Talk
from wip.domain.agenda_whys import Unkept
from wip.domain.texts import whole_number
from wip.models import WipSession
from wip.services.layout_tasks import Material

PAPERS_MOST = 500

_RETURNING = frozenset(
    {"agenda_wish_changes", "agenda_wishes", "agenda_breaks", "commenters", "session_chairs", "sittings"}
)
"""Modules on whose pages something is mended for a preview; they pass on which one."""

_QUOTED = re.compile("“[^”]*”")
_FIXED = re.compile(r"” is fixed as the [^”]+\.$")


@dataclass(frozen=True)
class Link:
    """A page where something can be mended."""

    url: str
    label: str


@dataclass(frozen=True)
class Reason:
    """What stands against an order, with where it can be mended."""

    said: str
    links: Sequence[Link]


@dataclass(frozen=True)
class Broken:
    """A wish that could not be had, with why: `reasons` with their links, or a `plain` sentence."""

    said: str
    reasons: Sequence[Reason]
    plain: str


def chosen_numbers(found: Sequence[str]) -> frozenset[int]:
    """The papers' numbers as ticked."""
    return frozenset(
        each for text in found[:PAPERS_MOST] if (each := whole_number(text, digits=9)) is not None
    )


def reasons(row: WipSession, found: Material, said: Sequence[str]) -> list[Reason]:
    """Sentences with what mends each of them, in their order; what is hidden may come to the same words twice."""
    return [Reason(each, _links(row, found, each)) for each in dict.fromkeys(said)]


def broken(row: WipSession, found: Material, each: Unkept) -> Broken:
    """A wish that could not be had, with what stands against it."""
    plain = (
        "No order of these papers keeps it within the minutes."
        if each.is_alone
        else "It stands against several other things at once."
    )
    return Broken(each.said, reasons(row, found, (*each.needs, *each.wishes)), plain)


def _links(row: WipSession, found: Material, said: str) -> list[Link]:
    back = _numbers(found)
    if _FIXED.search(said):
        return [_rules(row, back, "fixed", "Let it move")]
    if said.startswith("“"):
        return [_page(row, back, "agenda_wishes.index", "wishes", "Change the wish")]
    bare = _QUOTED.sub("", said)
    links = [_page(row, back, "session_chairs.index", "", "Choose another chair")] * (" chairs " in bare)
    talks = [talk for talk in found.task.talks if _comments(said, talk)]
    links += [_commenters(row, found, talk, is_one=len(talks) == 1) for talk in talks]
    if re.search(r" (cannot|would rather not be there) (?!be in two)", bare):
        links.append(_page(row, back, "agenda_wishes.index", "hours", "See the hours"))
    return links or [_rules(row, back, "papers", "Lay out without the paper")]


def _numbers(found: Material) -> list[int]:
    return sorted(each.number for each in found.papers if each.id in found.chosen)


def _comments(said: str, talk: Talk) -> bool:
    return f" comments on “{talk.title}”" in said


def _commenters(row: WipSession, found: Material, talk: Talk, *, is_one: bool) -> Link:
    label, back = f"Ask somebody else to comment{'' if is_one else f' on “{talk.title}”'}", _numbers(found)
    if talk.id in found.unseen:
        return _page(row, back, "commenters.index", "", label)
    number = next(each.number for each in found.papers if each.id == talk.id)
    return _page(row, back, "commenters.paper_page", "", label, number=number)


def _rules(row: WipSession, numbers: Sequence[int], anchor: str, label: str) -> Link:
    return Link(url_for("agenda_layouts.edit", slug=row.slug, paper=numbers, _anchor=anchor), label)


def _page(
    row: WipSession, back: Sequence[int], endpoint: str, anchor: str, label: str, **values: Any
) -> Link:
    papers = " ".join(map(str, back))
    return Link(url_for(endpoint, slug=row.slug, preview=papers, _anchor=anchor or None, **values), label)


def pass_on(endpoint: str, values: dict[str, Any]) -> None:
    """Let addresses of pages on which something is mended say which preview waits: as papers' numbers, never as an address."""
    if "preview" in values or endpoint.partition(".")[0] not in _RETURNING:
        return
    numbers = _waiting()
    if numbers and (request.view_args or {}).get("slug") == values.get("slug"):
        values["preview"] = " ".join(map(str, numbers))


def preview_waiting(slug: str) -> str:
    """The address of the preview from which the reader came to mend something; empty where they did not."""
    numbers = _waiting()
    return url_for("agenda_layouts.look", slug=slug, paper=numbers) if numbers else ""


def _waiting() -> list[int]:
    if not has_request_context() or (request.endpoint or "").partition(".")[0] not in _RETURNING:
        return []
    return sorted(chosen_numbers(request.args.get("preview", "").split()))
