"""A call as list-ready plain text: 72 columns, every zone spelled out (domain.md, WIP 2)."""

import textwrap

from wip.domain.calls import BLINDNESS_WORDS
from wip.domain.texts import without_overrides
from wip.domain.zones import show, show_span
from wip.models import Call

COLUMNS = 72


def plain_text(call: Call, sections: list[str], address: str) -> str:
    """The text to send to an e-mail list; `address` is the session's public page."""
    row = call.wip_session
    parts = [
        _heading(f"Call for papers: {row.title}"),
        _filled(" and ".join(sections)),
        _filled(f"When: {show_span(row.starts_at, row.ends_at, row.zone)}, online"),
        _filled(f"Deadline: {show(call.deadline_at, call.deadline_zone)}"),
        _filled(f"Submit, offer to comment, or attend: {address}"),
        _block("", row.about),
        _block("Who may submit", call.eligible),
        _block("What to submit", _what(call)),
        _block("How papers are chosen", call.criteria),
        _block("Dates", _dates(call)),
        _block("Format", _format(call)),
        _block("Terms", call.terms),
        _filled(f"Questions: {call.contact or row.section.contact_email}"),
        _filled("To change or withdraw a paper, use the link in its receipt."),
    ]
    return without_overrides("\n\n".join(part for part in parts if part)) + "\n"


def _what(call: Call) -> str:
    limit = f"An abstract of at most {call.abstract_words_max} words"
    limit += "; a draft (PDF or Word) is welcome." if call.takes_drafts else "."
    return f"{call.what_to_submit}\n{limit}\n{BLINDNESS_WORDS[call.blindness]}.".strip()


def _dates(call: Call) -> str:
    row = call.wip_session
    lines = [
        f"Opens: {show(call.opens_at, row.zone)}",
        f"Deadline: {show(call.deadline_at, call.deadline_zone)}",
        f"Authors learn the decision by: {show(call.notify_at, row.zone)}",
    ]
    if call.draft_due_at is not None:
        lines.append(f"Drafts are due: {show(call.draft_due_at, row.zone)}")
    lines.append(f"Session: {show_span(row.starts_at, row.ends_at, row.zone)}")
    return "\n".join(lines)


def _format(call: Call) -> str:
    row = call.wip_session
    return (
        f"Each presenter has {row.present_minutes} minutes to present and {row.comment_minutes} minutes to hear "
        f"comments from at least {call.commenters_per_paper} commenters and the audience. "
        f"The session is {'recorded' if row.recorded else 'not recorded'}."
    )


def _heading(text: str) -> str:
    lines = textwrap.wrap(text, COLUMNS)
    return "\n".join([*lines, "=" * max(map(len, lines))])


def _filled(text: str) -> str:
    return textwrap.fill(text, COLUMNS, break_long_words=False, break_on_hyphens=False)


def _block(title: str, text: str) -> str:
    if not text.strip():
        return ""
    body = "\n".join(_filled(each) for each in text.strip().splitlines())
    return f"{title.upper()}\n{body}" if title else body
