"""Letters to commenters, reviewers, attendees and groups that a section may word, and what can stand in them."""

from collections.abc import Mapping
from types import MappingProxyType

from wip.domain.letter_placeholders import (
    BASE,
    DEADLINE,
    FEED,
    JOINING,
    OWN,
    SESSION,
    SLOT,
    TITLE,
    Editable,
    items,
    link,
    passage,
    phrase,
)
from wip.domain.letter_templates import Placeholder, What
from wip.domain.letters import LetterKind

_K = LetterKind
ANSWER_BY = Placeholder("answer_by", "Until when they answer; empty where the session is very near")
_COMMENTERS = "Commenters"
_EVERYBODY = "Presenters, commenters and attendees"

TO_OTHERS: Mapping[LetterKind, Editable] = MappingProxyType(
    {
        _K.OFFER_RECEIVED: Editable(
            _COMMENTERS,
            "Somebody offered to comment",
            (
                *BASE,
                Placeholder("papers", "How many papers they would read"),
                Placeholder("ticked", "The call’s topics that they ticked"),
                Placeholder("topics", "What they work on, if they said so"),
                Placeholder("methods", "Their methods, if they said so"),
                Placeholder("works", "What they wrote of their work, if they did"),
                Placeholder("stage", "Their career stage, if they said so"),
                items("hours", "Which hours suit, where not all do"),
                Placeholder("standby", "“yes” where they would step in at short notice"),
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
        _K.COMMENTER_INVITED: Editable(
            _COMMENTERS,
            "You invite somebody to comment in the session",
            (
                *BASE,
                Placeholder("inviter", "Who invites"),
                Placeholder("papers", "How many papers they would read, such as “1 paper”"),
                passage("asked", "Why they are asked: as a presenter, or for what they know", needed=True),
                Placeholder("note", "Your own words to them, if you added some"),
                Placeholder("guideline", "The name of the session’s guideline for commenters"),
                items("guideline_lines", "The guideline, line by line", "lines"),
                link("accept", "The page on which to say yes", "Yes, I will comment", needed=True),
                link("decline", "The page on which to say no", "No, not this time", needed=True),
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
                Placeholder("heading", "What is asked, with the title or how many papers"),
                passage("request", "Who asks, about which paper or papers, and why"),
                phrase("answer_note", "Until when to answer, and what happens then"),
                ANSWER_BY,
                Placeholder("reason", "Why this person is asked, where a plan or a leader said so"),
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
                Placeholder("heading", "What was agreed, with the title"),
                phrase("opening", "Thanks, and whether they comment or stand by"),
                *SLOT,
                phrase("next_steps", "What happens next, with draft and agenda"),
                link("commission", "Their page for this paper", "Open your page for this paper", needed=True),
                link(
                    "guidelines",
                    "The page on which to acknowledge the guideline",
                    "I have read the guidelines",
                ),
                JOINING,
                FEED,
                SESSION,
            ),
        ),
        _K.COMMISSION_REMINDER: Editable(
            _COMMENTERS,
            "Somebody who was asked has not answered, at half-time and a day before the last moment",
            (
                *BASE,
                TITLE,
                Placeholder("byline", "The paper’s authors"),
                Placeholder("heading", "What is asked, with the title or how many papers"),
                passage("request", "Which paper or papers they were asked about"),
                ANSWER_BY,
                link("accept", "The page on which to accept", "Accept", needed=True),
                link("decline", "The page on which to decline", "Decline", needed=True),
                SESSION,
            ),
        ),
        _K.COMMISSION_LAPSED: Editable(
            _COMMENTERS,
            "A request to comment has lapsed, as no answer came",
            (
                *BASE,
                TITLE,
                Placeholder("byline", "The paper’s authors"),
                phrase("task", "“comment on” or “stand by for”"),
                link(
                    "accept",
                    "The page on which to accept after all",
                    "I would still like to come",
                    needed=True,
                ),
                SESSION,
            ),
        ),
        _K.STANDBY_CALLED: Editable(
            _COMMENTERS,
            "A standby is called in",
            (
                *BASE,
                TITLE,
                Placeholder("byline", "The paper’s authors"),
                *SLOT,
                phrase("draft_note", "When the draft is there"),
                link("commission", "Their page for this paper", "Open your page for this paper", needed=True),
                link(
                    "decline", "The page on which to say that they cannot", "I cannot after all", needed=True
                ),
                JOINING,
                FEED,
                SESSION,
            ),
        ),
        _K.COMMISSION_WITHDRAWN: Editable(
            _COMMENTERS,
            "A commenter is no longer needed",
            (
                *BASE,
                TITLE,
                Placeholder("byline", "The paper’s authors"),
                Placeholder("why", "Why: the paper is out, or its commenters were arranged anew"),
                SESSION,
            ),
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
            "Attendees",
            "Somebody signed up to attend",
            (
                *BASE,
                JOINING,
                items("programme", "The whole agenda, a paper a line, once it is published"),
                phrase("papers_note", "When the papers are on the session’s page"),
                FEED,
                OWN,
                SESSION,
            ),
        ),
        _K.AGENDA_PUBLISHED: Editable(
            _EVERYBODY,
            "The agenda was published",
            (
                *BASE,
                items("own_times", "The recipient’s own times", "lines"),
                items("programme", "The whole agenda, a paper a line"),
                Placeholder("to_do", "What to do about it; the calendar’s address follows"),
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
                Placeholder(
                    "heading", "What changed most for the recipient, such as “Moved: …”, with the title"
                ),
                Placeholder("changes", "What has changed for the recipient", What.LIST, needed=True),
                items("own_times", "How their own times stand now", "lines"),
                passage(
                    "reply",
                    "Whom to write to if the change does not suit; empty for the leaders themselves, and of a join link alone",
                ),
                Placeholder("to_do", "What to do about it; the calendar’s address follows"),
                link(
                    "show", "The run of show, for whoever chairs a room from now on", "Open the run of show"
                ),
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
                passage("reason", "What you wrote as you cancelled it, if anything", needed=True),
                passage("ended", "Which requests to comment have ended; empty for most"),
                phrase("kept", "What becomes of calendars, and of what was submitted"),
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
