"""Rows. The database states the truth: what must never be is refused by a constraint."""

from wip.models.agendas import (
    AgendaSlot,
    CalendarDocument,
    CalendarEntry,
    Feed,
    Publication,
)
from wip.models.calendar_invitations import CalendarInvitation, LetterCalendar
from wip.models.call_parts import Amendment, LateLink, Question, Topic
from wip.models.calls import Call
from wip.models.circulation import DraftClock, DraftCopy
from wip.models.commenters import Attendee, Commenter, CommenterHours, CommenterTopic, Commission
from wip.models.commenting import (
    CommenterInvitation,
    CommentingSettings,
    CommissionPlan,
    GuidelineSeen,
    GuidelineText,
    PlannedCommission,
)
from wip.models.feedbacks import Aftermath, Feedback
from wip.models.history import (
    FormReceipt,
    HistoryEvent,
    ImportBatch,
    SignInLink,
    Upload,
)
from wip.models.interests import Interest, InterestTopic
from wip.models.layouts import AgendaRules, AgendaStep, AgendaWish, SessionChair
from wip.models.letter_parts import LetterPaper, LetterTemplate, Mailing, StoppedLetters
from wip.models.letters import Letter, LetterTry, Outbox
from wip.models.own_dates import OwnDate
from wip.models.papers import Author, Draft, Paper
from wip.models.people import Leadership, Person, Section
from wip.models.places import CarryWish, PlaceSettings, Vacancy
from wip.models.relations import Institution, OtherAddress, Relation
from wip.models.reviewing import Conflict, Criterion, NamesSeen, Remark, ReviewSettings, Score, SetAside
from wip.models.reviews import Decision, LetterEdit, Release, Review, Reviewer
from wip.models.scenarios import Scenario, ScenarioChoice
from wip.models.sessions import SessionSection, Sitting, WipSession
from wip.models.shows import Presence, Show, ShowMark, SpeakingTurn
from wip.models.submissions import Answer, Attachment, PaperTopic, PaperWord, StartedSubmission

__all__ = [
    "Aftermath",
    "AgendaRules",
    "AgendaSlot",
    "AgendaStep",
    "AgendaWish",
    "Amendment",
    "Answer",
    "Attachment",
    "Attendee",
    "Author",
    "CalendarDocument",
    "CalendarEntry",
    "CalendarInvitation",
    "Call",
    "CarryWish",
    "Commenter",
    "CommenterHours",
    "CommenterInvitation",
    "CommenterTopic",
    "CommentingSettings",
    "Commission",
    "CommissionPlan",
    "Conflict",
    "Criterion",
    "Decision",
    "Draft",
    "DraftClock",
    "DraftCopy",
    "Feed",
    "Feedback",
    "FormReceipt",
    "GuidelineSeen",
    "GuidelineText",
    "HistoryEvent",
    "ImportBatch",
    "Institution",
    "Interest",
    "InterestTopic",
    "LateLink",
    "Leadership",
    "Letter",
    "LetterCalendar",
    "LetterEdit",
    "LetterPaper",
    "LetterTemplate",
    "LetterTry",
    "Mailing",
    "NamesSeen",
    "OtherAddress",
    "Outbox",
    "OwnDate",
    "Paper",
    "PaperTopic",
    "PaperWord",
    "Person",
    "PlaceSettings",
    "PlannedCommission",
    "Presence",
    "Publication",
    "Question",
    "Relation",
    "Release",
    "Remark",
    "Review",
    "ReviewSettings",
    "Reviewer",
    "Scenario",
    "ScenarioChoice",
    "Score",
    "Section",
    "SessionChair",
    "SessionSection",
    "SetAside",
    "Show",
    "ShowMark",
    "SignInLink",
    "Sitting",
    "SpeakingTurn",
    "StartedSubmission",
    "StoppedLetters",
    "Topic",
    "Upload",
    "Vacancy",
    "WipSession",
]
