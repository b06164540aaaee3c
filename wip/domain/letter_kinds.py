"""Which letters a section may word itself, for whom each is, and what can stand in its text."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from wip.domain.letter_placeholders import (
    BASE,
    CALL,
    COMMENTS,
    COPY,
    DEADLINE,
    DOORS,
    EARLIER,
    FEED,
    JOINING,
    MINUTES,
    PAPER,
    SESSION,
    SLOT,
    TITLE,
    items,
    link,
    passage,
    phrase,
)
from wip.domain.letter_templates import Placeholder, What
from wip.domain.letters import LetterKind

_K = LetterKind


@dataclass(frozen=True)
class Editable:
    """A kind of letter that a section may word: to whom it goes, when, and its placeholders."""

    to: str
    when: str
    placeholders: tuple[Placeholder, ...]


_AUTHORS, _COMMENTERS, _EVERYBODY = "Authors", "Commenters", "Presenters, commenters and attendees"

EDITABLE: Mapping[LetterKind, Editable] = MappingProxyType(
    {
        _K.PAPER_RECEIVED: Editable(
            _AUTHORS,
            "A paper was submitted",
            (
                *BASE,
                TITLE,
                phrase("what", "“Received”, or that a second copy was not taken in"),
                passage("opening", "That we have the paper; to a co-author also how to object", needed=True),
                items("next", "What happens next, and when"),
                phrase("page_sentence", "What the author can do on the page of the paper"),
                PAPER,
                COPY,
            ),
        ),
        _K.PAPER_SAVED_LATE: Editable(
            _AUTHORS,
            "A paper came after the deadline and is kept, not submitted",
            (
                *BASE,
                TITLE,
                DEADLINE,
                passage("named_by", "To a co-author: who sent the paper, and how to object", needed=True),
                PAPER,
                COPY,
            ),
        ),
        _K.PAPER_CHANGED: Editable(
            _AUTHORS,
            "A paper was changed, or an author was taken off it",
            (
                *BASE,
                TITLE,
                phrase("what", "“Changed: …”, or who says to be no author"),
                passage(
                    "news",
                    "What has changed, with the link to the paper and all that stands in it",
                    needed=True,
                ),
            ),
        ),
        _K.PAPER_WITHDRAWN: Editable(
            _AUTHORS,
            "A paper was withdrawn",
            (
                *BASE,
                TITLE,
                phrase("news", "That the paper is withdrawn, by whom and why"),
                passage("what_now", "How it can be put back in"),
                PAPER,
                SESSION,
            ),
        ),
        _K.PAPER_STARTED: Editable(
            _AUTHORS,
            "Somebody began a paper and asked for the link to finish it",
            (
                *BASE,
                passage("opening", "Which paper was begun"),
                DEADLINE,
                link("started", "The page on which to finish the paper", "Finish the paper", needed=True),
                CALL,
            ),
        ),
        _K.LATE_LINK: Editable(
            "One author",
            "You let somebody submit after the deadline",
            (
                *BASE,
                phrase("opening", "That you let them submit after the deadline, or later than others"),
                Placeholder("note", "Your word to the person, if you wrote one"),
                phrase("what_to_do", "How many papers they may submit"),
                phrase("deadline_sentence", "What the deadline was, or is for others"),
                Placeholder("until", "Until when the link works"),
                Placeholder("email", "The address that the link is for"),
                link("late", "The link to submit by", "Submit your paper", needed=True),
                CALL,
            ),
        ),
        _K.DECISION_ACCEPTED: Editable(
            _AUTHORS,
            "You release decisions: the paper is accepted",
            (
                *BASE,
                TITLE,
                Placeholder("confirm_by", "Until when the author says whether they come"),
                link("confirm", "The page on which to confirm the place", "Yes, I will present", needed=True),
                link("turn_down", "The page on which to turn it down", "No, I cannot", needed=True),
                Placeholder("slot_minutes", "How many minutes the paper has in all", source="slot"),
                *MINUTES,
                EARLIER,
                passage("draft_note", "Where to send the draft, and until when"),
                Placeholder("draft_due", "When the draft is due, if there is such a date"),
                PAPER,
                COMMENTS,
                SESSION,
            ),
        ),
        _K.DECISION_WAITING: Editable(
            _AUTHORS,
            "You release decisions: the paper is on the waiting list",
            (
                *BASE,
                TITLE,
                Placeholder("place", "The place on the waiting list"),
                EARLIER,
                PAPER,
                *DOORS,
                COMMENTS,
                SESSION,
            ),
        ),
        _K.DECISION_DECLINED: Editable(
            _AUTHORS,
            "You release decisions: the paper is not chosen",
            (*BASE, TITLE, EARLIER, *DOORS, COMMENTS, SESSION, replace(PAPER, needed=False)),
        ),
        _K.PLACE_CONFIRMED: Editable(
            _AUTHORS,
            "A place was confirmed",
            (
                *BASE,
                TITLE,
                phrase("what", "“Confirmed: you present”, to a co-author “Confirmed:”"),
                phrase("opening", "Who has confirmed"),
                *MINUTES,
                FEED,
                PAPER,
            ),
        ),
        _K.PLACE_TURNED_DOWN: Editable(
            _AUTHORS,
            "A place was turned down",
            (
                *BASE,
                TITLE,
                phrase("what", "“You will not present”, to a co-author “Not presented”"),
                phrase("opening", "Who has turned the place down"),
                SESSION,
            ),
        ),
        _K.CALL_AMENDED: Editable(
            _AUTHORS,
            "The call was amended",
            (
                *BASE,
                phrase("reason_for_letter", "Why they get this letter: a paper is in, or was begun"),
                passage("amendments", "What has changed, amendment by amendment", needed=True),
                phrase("deadline_now", "The deadline as it stands now"),
                Placeholder("notify", "When authors learn the decision"),
                phrase("what_to_do", "What to do: finish, change, or nothing"),
                passage("own_paper", "The link to the paper or the unfinished form"),
                CALL,
            ),
        ),
        _K.OFFER_RECEIVED: Editable(
            _COMMENTERS,
            "Somebody offered to comment",
            (
                *BASE,
                Placeholder("papers", "How many papers they would read"),
                Placeholder("topics", "What they work on, if they said so"),
                Placeholder("conflicts", "On what they should not comment, if they said so"),
                link(
                    "offer",
                    "The page of their offer, where they change it or take it back",
                    "See your offer",
                    needed=True,
                ),
                SESSION,
            ),
        ),
        _K.COMMISSION_OFFERED: Editable(
            _COMMENTERS,
            "You ask somebody to comment on a paper",
            (
                *BASE,
                TITLE,
                Placeholder("byline", "The paper’s authors"),
                Placeholder("asker", "Who asks"),
                *SLOT,
                link("accept", "The page on which to accept", "Accept", needed=True),
                link("decline", "The page on which to decline", "Decline", needed=True),
                phrase("draft_note", "When the draft is there"),
                SESSION,
            ),
        ),
        _K.COMMISSION_ACCEPTED: Editable(
            _COMMENTERS,
            "A commenter accepted",
            (
                *BASE,
                TITLE,
                Placeholder("byline", "The paper’s authors"),
                *SLOT,
                phrase("next_steps", "What happens next, with draft and agenda"),
                link("commission", "Their page for this paper", "Open your page for this paper", needed=True),
                FEED,
                SESSION,
            ),
        ),
        _K.COMMISSION_WITHDRAWN: Editable(
            _COMMENTERS,
            "A commenter is no longer needed",
            (*BASE, TITLE, Placeholder("byline", "The paper’s authors"), SESSION),
        ),
        _K.REVIEWER_INVITATION: Editable(
            "Reviewers",
            "You invite somebody to review",
            (
                *BASE,
                Placeholder("inviter", "Who invites"),
                DEADLINE,
                Placeholder("notify", "When authors learn the decision"),
                link("accept", "The page on which to say yes", "Yes, I will review", needed=True),
                link("decline", "The page on which to say no", "No, not this time", needed=True),
            ),
        ),
        _K.REVIEWS_ASSIGNED: Editable(
            "Reviewers",
            "Papers were given to a reviewer",
            (
                *BASE,
                Placeholder("giver", "Who gave them out"),
                Placeholder("papers", "How many, such as “3 papers”"),
                Placeholder("more", "How many wait in all, where there were some before"),
                Placeholder("due", "When reviews are due"),
                link("open", "The reviewer’s own list of papers", "Read and review", needed=True),
            ),
        ),
        _K.REVIEWS_DUE: Editable(
            "Reviewers",
            "Reviews are due soon, or overdue",
            (
                *BASE,
                Placeholder("heading", "How many are due, and when"),
                Placeholder("opening", "When reviews are due, and how many papers wait", needed=True),
                Placeholder("advice", "What to do if it cannot be done in time"),
                Placeholder("due", "When reviews are due"),
                link("open", "The reviewer’s own list of papers", "Go on with your reviews", needed=True),
            ),
        ),
        _K.REVIEW_DISCUSSED: Editable(
            "Reviewers",
            "Somebody wrote in the discussion of a paper; at most once a day and paper",
            (
                *BASE,
                TITLE,
                Placeholder("number", "The paper’s number"),
                Placeholder("writer", "Who wrote"),
                link("discussion", "The page of the paper", "Read and answer", needed=True),
            ),
        ),
        _K.ATTENDANCE_RECEIVED: Editable(
            "Attendees", "Somebody signed up to attend", (*BASE, JOINING, FEED, SESSION)
        ),
        _K.AGENDA_PUBLISHED: Editable(
            _EVERYBODY,
            "The agenda was published",
            (
                *BASE,
                items("own_times", "The recipient’s own times", "lines"),
                items("programme", "The whole agenda, a paper a line"),
                JOINING,
                FEED,
                SESSION,
            ),
        ),
        _K.AGENDA_CHANGED: Editable(
            _EVERYBODY,
            "The published agenda, or the session’s date, changed",
            (
                *BASE,
                Placeholder("changes", "What has changed for the recipient", What.LIST, needed=True),
                items("own_times", "How their own times stand now", "lines"),
                JOINING,
                FEED,
                SESSION,
            ),
        ),
        _K.SESSION_CANCELLED: Editable(
            "Authors, volunteers and attendees",
            "The session was cancelled",
            (
                *BASE,
                Placeholder(
                    "section_page", "The section’s page", What.LINK, "section", label="the section’s page"
                ),
            ),
        ),
        _K.GROUP_MAIL: Editable(
            "A group that you choose",
            "What a new letter to a group begins with",
            (
                *BASE,
                Placeholder(
                    "titles",
                    "The papers through which they are in the group: their own, or those they comment on",
                ),
                SESSION,
            ),
        ),
    }
)
"""Kinds that are not here keep the planner’s own words: they go to leaders or the office, or let somebody sign in."""


def placeholders(kind: LetterKind) -> tuple[Placeholder, ...]:
    """What can stand in a text of this kind; nothing for a kind that keeps the planner’s own words."""
    return EDITABLE[kind].placeholders if kind in EDITABLE else ()
