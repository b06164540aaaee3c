"""What is asked for: each page and calendar, by whom, and what the server should answer."""

from dataclasses import dataclass

from benchmarks.data import SLUG_HUNDRED, SLUG_OPEN, SLUG_THOUSAND, SLUG_THREE, Loaded

VISITOR, LEADER, REVIEWER = "visitor", "leader", "reviewer"


@dataclass(frozen=True)
class Visit:
    """One address, asked for again and again. `again` sends the ETag back and expects 304 with no body."""

    name: str
    path: str
    who: str = VISITOR
    again: bool = False

    @property
    def status(self) -> int:
        """The answer that is expected."""
        return 304 if self.again else 200


def visits(loaded: Loaded, feed: str) -> list[Visit]:
    """Everything that is measured, in the order of the table."""
    return [
        Visit("health", "/healthz"),
        Visit("front page", "/"),
        Visit("session page, 3 papers", f"/sessions/{SLUG_THREE}/"),
        Visit("session page, 200 slots", f"/sessions/{SLUG_THOUSAND}/"),
        Visit("agenda page, 3 papers", f"/sessions/{SLUG_THREE}/agenda/"),
        Visit("agenda page, 200 slots", f"/sessions/{SLUG_THOUSAND}/agenda/"),
        Visit("agenda page, 200 slots, Sydney", f"/sessions/{SLUG_THOUSAND}/agenda/?zone=Sydney"),
        Visit("agenda.json, 200 slots", f"/sessions/{SLUG_THOUSAND}/agenda.json"),
        Visit("agenda embedded, 200 slots", f"/sessions/{SLUG_THOUSAND}/agenda/embed"),
        Visit("call page, 3 papers", f"/sessions/{SLUG_THREE}/call"),
        Visit("call page, open call", f"/sessions/{SLUG_OPEN}/call"),
        Visit("agenda.ics, 3 slots", f"/sessions/{SLUG_THREE}/agenda.ics"),
        Visit("agenda.ics, 200 slots", f"/sessions/{SLUG_THOUSAND}/agenda.ics"),
        Visit("agenda.ics, 3 slots, unchanged", f"/sessions/{SLUG_THREE}/agenda.ics", again=True),
        Visit("agenda.ics, 200 slots, unchanged", f"/sessions/{SLUG_THOUSAND}/agenda.ics", again=True),
        Visit("public feed, 3 slots, unchanged", f"/calendars/{SLUG_THREE}.ics", again=True),
        Visit("personal feed", feed),
        Visit("personal feed, unchanged", feed, again=True),
        Visit("leaders' papers, 100", f"/manage/{SLUG_HUNDRED}/papers/", LEADER),
        Visit("leaders' papers, 1,000", f"/manage/{SLUG_THOUSAND}/papers/", LEADER),
        Visit("selection, 100", f"/manage/{SLUG_HUNDRED}/selection/", LEADER),
        Visit("selection, 1,000", f"/manage/{SLUG_THOUSAND}/selection/", LEADER),
        Visit("picture, 100", f"/manage/{SLUG_HUNDRED}/picture/", LEADER),
        Visit("picture, 1,000", f"/manage/{SLUG_THOUSAND}/picture/", LEADER),
        Visit("picture's progress, 1,000", f"/manage/{SLUG_THOUSAND}/picture/progress", LEADER),
        Visit("overview, 1,000", f"/manage/{SLUG_THOUSAND}/", LEADER),
        Visit("reviewers' queue, 100", f"/manage/{SLUG_HUNDRED}/reviews/", REVIEWER),
        Visit("reviewers' queue, 1,000", f"/manage/{SLUG_THOUSAND}/reviews/", REVIEWER),
        Visit("review form", f"/manage/{SLUG_THOUSAND}/reviews/{loaded.reviewed_number}/", REVIEWER),
    ]
