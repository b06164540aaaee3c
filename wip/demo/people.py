"""The people of the examples; all are made up."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from wip.domain.people import Actor
from wip.services.people import person_at


@dataclass(frozen=True)
class Colleague:
    """A fictional colleague."""

    name: str
    school: str
    email: str


CHAIR = Colleague("Robin Vale", "Northfield College of Law", "robin.vale@law.example.edu")
CO_CHAIR = Colleague("Ines Moreau", "Bridgeport University", "ines.moreau@bpu.example.edu")
REVIEWER = Colleague("Remi Oyelaran", "Lakeview Law School", "remi.oyelaran@law.example.edu")
AUTHOR = Colleague("Mbali Abara", "Northfield College of Law", "mbali.abara@law.example.edu")
COMMENTER = Colleague("Piper Nakagawa", "Western Plains School of Law", "piper.nakagawa@plains.example.edu")

AUTHORS = (
    AUTHOR,
    Colleague("Johan Lindqvist", "Harbor State University", "johan.lindqvist@uni.example.edu"),
    Colleague("Tomas Varga", "Lakeview Law School", "tomas.varga@law.example.edu"),
    Colleague("Sami Haddad", "Eastgate University", "sami.haddad@crim.example.edu"),
    Colleague("Dagny Kowalczyk", "Hillside University", "dagny.kowalczyk@hill.example.edu"),
    Colleague("Grace Mbeki", "Southern Cross University", "grace.mbeki@south.example.edu"),
    Colleague("Caio Duarte", "Valley Law School", "caio.duarte@valley.example.edu"),
)

COMMENTERS = (
    COMMENTER,
    Colleague("Nneka Okafor", "Lakefront University", "nneka.okafor@lake.example.edu"),
    Colleague("Konrad Bauer", "University on the Main", "konrad.bauer@main.example.edu"),
    Colleague("Elia Castellanos", "Mesa College of Law", "elia.castellanos@mesa.example.edu"),
)

STANDBY = Colleague("Sunniva Hale", "Fjordside School of Law", "sunniva.hale@fjord.example.edu")
"""Offers after the others, to step in at short notice."""

LATECOMER = Colleague("Bram Oster", "Delta College of Law", "bram.oster@delta.example.edu")
"""Offers last of all."""

READERS = (
    Colleague("Tilda Wren", "Seaview College of Law", "tilda.wren@sea.example.edu"),
    Colleague("Amara Osei", "Ridgemont University", "amara.osei@ridge.example.edu"),
)
"""Who is asked to review beside the reviewer."""

TITLES = (
    (
        "Quotas Without Numbers: Informal Targets in Patrol",
        "Statutes in nineteen jurisdictions forbid ticket quotas. None reaches the targets that are never written down. From interviews, the paper shows how they survive.",
    ),
    (
        "Mercy as Procedure",
        "Clemency is defended, or attacked, as an exception to procedure. It is better understood as a procedure of its own, with standing, evidence and reasons.",
    ),
    (
        "Discovery After Death",
        "When a witness dies between deposition and trial, the rules treat the words as a document. The paper asks what discovery owes to the dead.",
    ),
    (
        "Bail, Bonds, and the Neutral Algorithm",
        "Risk tools enter the bail hearing as neutral advice. Transcripts show how judges quote, ignore and perform reliance on a score.",
    ),
    (
        "Three Ways to Say Nothing",
        "The law of pleas treats three silences as one: of the defendant, of counsel, and of the record. The paper takes them apart.",
    ),
    (
        "Restorative Sentencing",
        "A comparison of restorative conferences before and after sentence in two provinces, and of what each asks of victims.",
    ),
    (
        "Prosecutors Who Decline",
        "Nonprosecution policies are announced; declinations are made. Memoranda from one office show what an announced policy changed.",
    ),
)

EARLIER_TITLES = (
    (
        "The Body Camera’s Memory",
        "Officers may watch their recordings before they write. From two departments’ rules, the paper asks what that does to what they remember.",
    ),
    (
        "Parole for the Old",
        "Release on grounds of age turns a judgment of danger into one of health. The paper follows forty files through a board’s year.",
    ),
    (
        "A Transcript for Every Plea",
        "Pleas are taken in minutes, and records of them are kept for years. The paper reads both beside each other.",
    ),
)
"""What was presented in the session that lies behind."""


def actor(session: Session, colleague: Colleague, now: datetime) -> Actor:
    """A colleague as an actor, made if new."""
    person = person_at(session, colleague.email, now, name=colleague.name, affiliation=colleague.school)
    return Actor(person.id, person.name, person.email)
