"""Role x route x state of the session: who finds which page, and that all others learn nothing and change nothing."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import sqlalchemy as sa
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.client import PageClient
from tests.conftest import NOW, Clock, fresh_database, running_app
from tests.web import matrix
from tests.web.matrix import ELSEWHERE, NOWHERE, ROLES, STATES, Answer, Place, Scene
from tests.web.parts import NO_ROW
from tests.world import CHAIR, World
from wip.domain.people import Act

BASE = "https://wip.example.edu"
SAID = {
    "answer": "confirm",
    "move": "confirm",
    "name": "X",
    "email": "x@law.example.edu",
    "step": "send_again",
}
"""What a forged form says: enough for each route to act if it let the sender in."""

IDS = (
    "number",
    "link_id",
    "letter_id",
    "reviewer_id",
    "conflict_id",
    "institution_id",
    "relation_id",
    "commission_id",
    "commenter_id",
    "leadership_id",
    "invitation_id",
    "sheet_id",
    "batch_id",
    "person_id",
    "scenario_id",
    "key",
)


@dataclass
class House:
    """The app with every session built, and a signed-in browser for each role."""

    scene: Scene
    browsers: dict[str, PageClient]
    rules: list[Rule]
    answers: dict[tuple[str, str, str], Answer] = field(default_factory=dict)

    @property
    def world(self) -> World:
        return self.scene.world

    def act(self, rule: Rule) -> Act:
        found: Act = getattr(self.world.app.view_functions[rule.endpoint], "access")  # noqa: B009
        return found

    def get(self, role: str, path: str) -> TestResponse:
        return self.browsers[role].http.get(path, base_url=BASE)

    def post(self, role: str, path: str) -> TestResponse:
        return self.browsers[role].http.post(path, base_url=BASE, data=SAID)

    def unknown(self, method: str, role: str, rule: Rule) -> Answer:
        """The answer about a session or section that there is not; asked once."""
        key = method, role, rule.rule
        if key not in self.answers:
            send = self.get if method == "GET" else self.post
            path = self.scene.elsewhere.address(rule, slug=NOWHERE, section_slug=NOWHERE)
            self.answers[key] = matrix.answer(send(role, path), path)
        return self.answers[key]

    def routes(self, method: str, *needed: str) -> list[Rule]:
        """Routes about a session or a section, whose address has one of `needed`."""
        return [r for r in self.rules if method in (r.methods or ()) and set(needed) & r.arguments]


@pytest.fixture(scope="module")
def house(prepared: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("matrix")
    with fresh_database(prepared, folder) as url, running_app(folder, url, Clock()) as app:
        scene = Scene(World(app, NOW))
        browsers = {
            role: PageClient(app).sign_in(email) if email else PageClient(app)
            for role, email in ROLES.items()
        }
        # A forged form would stop at its missing token; here authority alone is to stop it.
        app.config["WTF_CSRF_ENABLED"] = False
        rules = [r for r in app.url_map.iter_rules() if r.endpoint != "static" and "token" not in r.arguments]
        yield House(scene, browsers, rules)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("state", STATES)
def test_a_page_answers_as_the_table_says_and_a_hidden_one_like_an_unknown_one(
    house: House, role: str, state: str
) -> None:
    place, wrong = house.scene.places[state], list[object]()
    for rule in house.routes("GET", "slug", "section_slug"):
        act, path = house.act(rule), place.address(rule)
        allowed = matrix.may_get(rule.endpoint, act, role, state)
        if allowed and rule.arguments & set(IDS) and str(NO_ROW) in path:
            continue
        expected = 303 if matrix.signs_in_first(act, role) else 200 if allowed else 404
        response = house.get(role, path)
        if response.status_code != expected:
            wrong.append((rule.endpoint, response.status_code, expected))
        elif not allowed and rule.endpoint in matrix.SAYS_WHY and state != "draft":
            if b"is not published at present" not in response.data:
                wrong.append((rule.endpoint, "does not say why", expected))
        elif not allowed and matrix.answer(response, path) != house.unknown("GET", role, rule):
            wrong.append((rule.endpoint, "tells hidden from unknown", expected))
    assert wrong == []


@pytest.mark.parametrize("role", [role for role in ROLES if role != "leader"])
def test_a_forged_form_changes_nothing(house: House, role: str) -> None:
    before, wrong, sent = matrix.contents(house.world), list[object](), 0
    for state in STATES:
        place = house.scene.places[state]
        for rule in house.routes("POST", "slug", "section_slug"):
            act = house.act(rule)
            if matrix.may_get(rule.endpoint, act, role, state):
                continue
            sent += 1
            path = place.address(rule)
            response = house.post(role, path)
            if response.status_code != (401 if matrix.signs_in_first(act, role) else 404):
                wrong.append((state, rule.endpoint, response.status_code))
            elif matrix.answer(response, path) != house.unknown("POST", role, rule):
                wrong.append((state, rule.endpoint, "tells hidden from unknown"))
    assert wrong == []
    assert sent > 100
    assert matrix.contents(house.world) == before


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("state", ["open", "published"])
def test_what_belongs_to_another_session_is_as_unknown_under_ones_own(
    house: House, method: str, state: str
) -> None:
    mine, theirs = house.scene.places[state], house.scene.elsewhere
    foreign = {name: theirs.parts[name] for name in IDS if name != "number"}
    nobody: dict[str, Any] = dict.fromkeys(foreign, NO_ROW) | {"key": NOWHERE}
    before, wrong, compared = matrix.contents(house.world), [], 0
    for rule in house.routes(method, *foreign):
        compared += 1
        send = house.get if method == "GET" else house.post
        paths = (mine.address(rule, **foreign), mine.address(rule, **nobody))
        hidden, unknown = (matrix.answer(send("leader", path), path) for path in paths)
        if (hidden[0], hidden) != (404, unknown):
            wrong.append((rule.endpoint, hidden[0], unknown[0]))
    assert wrong == []
    assert compared >= 4
    assert matrix.contents(house.world) == before


@pytest.mark.parametrize(
    "instead", [{"number": 77}, {"n": 77}, {"number": NO_ROW * 7}, {"n": 10**30}], ids=str
)
def test_a_number_that_is_not_there_is_an_unknown_page(house: House, instead: dict[str, Any]) -> None:
    place, wrong = house.scene.places["published"], []
    for rule in house.routes("GET", *instead):
        response = house.get("leader", place.address(rule, **instead))
        if response.status_code != 404:
            wrong.append((rule.endpoint, response.status_code))
    assert wrong == []


def test_the_leader_of_another_section_finds_the_own_session(house: House) -> None:
    rule = next(r for r in house.rules if r.endpoint == "sessions.manage")
    role = "leader of another section"
    own = house.get(role, house.scene.elsewhere.address(rule))
    assert (own.status_code, "How it stands" in own.get_data(as_text=True)) == (200, True)
    assert house.get("leader", house.scene.elsewhere.address(rule)).status_code == 404


AFTERWARDS = {"thanks.certificate"}
"""What is there only when the session is over and a leader has said who turned up."""


def _token_routes(house: House) -> list[Rule]:
    return [r for r in house.world.app.url_map.iter_rules() if "token" in r.arguments]


def _links(house: House, place: Place) -> dict[str, str]:
    from wip.domain.links import Link, LinkKind
    from wip.services.people import feed_link, feed_of, personal

    signer, parts = house.world.signer, place.parts

    def make(session: Any) -> dict[str, str]:
        from wip.models import Attendee, CommenterInvitation, Commission, Leadership, Person, Reviewer, Show

        paper = house.world.row(session, 1)
        author = paper.authors[0].person
        assert author is not None
        commission = session.get_one(Commission, parts["commission_id"])
        offer, reviewer = commission.commenter, session.get_one(Reviewer, parts["reviewer_id"])
        leadership = session.get_one(Leadership, parts["leadership_id"])
        came = session.scalars(
            sa.select(Attendee).where(Attendee.wip_session_id == paper.wip_session_id)
        ).one()
        guest = session.get_one(CommenterInvitation, parts["invitation_id"])
        author.erase_asked_at = NOW
        show = session.scalars(sa.select(Show).where(Show.wip_session_id == paper.wip_session_id)).one()
        chair = session.scalars(sa.select(Person).where(Person.email == CHAIR)).one()
        found = {
            LinkKind.COMMENTING: personal(LinkKind.COMMENTING, guest.person, guest.id),
            LinkKind.PAPER: personal(LinkKind.PAPER, author, paper.id),
            LinkKind.COMMISSION: personal(LinkKind.COMMISSION, offer.person, commission.id),
            LinkKind.OFFER: personal(LinkKind.OFFER, offer.person, offer.id),
            LinkKind.REVIEWERSHIP: personal(LinkKind.REVIEWERSHIP, reviewer.person, reviewer.id),
            LinkKind.LEADERSHIP: personal(LinkKind.LEADERSHIP, leadership.person, leadership.id),
            LinkKind.ATTENDANCE: personal(LinkKind.ATTENDANCE, came.person, came.id),
            LinkKind.STOP: personal(LinkKind.STOP, author, paper.wip_session_id),
            LinkKind.FORGET: personal(LinkKind.FORGET, author, author.id),
            LinkKind.FEEDBACK: personal(LinkKind.FEEDBACK, offer.person, paper.wip_session_id),
            LinkKind.SHOW: personal(LinkKind.SHOW, chair, show.id),
            LinkKind.HELPER: Link(LinkKind.HELPER, 0, show.id, 1),
            LinkKind.SCREEN: Link(LinkKind.SCREEN, 0, show.id, 1),
            LinkKind.FEED: feed_link(feed_of(session, offer.person, NOW)),
        }
        return {kind.value: signer.token(link) for kind, link in found.items()}

    house.world.slug = place.slug
    return house.world.do(make)


@pytest.mark.parametrize("role", ["visitor", "stranger", "leader"])
def test_a_personal_link_opens_its_own_kind_of_page_and_no_other(house: House, role: str) -> None:
    place = house.scene.places["published"]
    links, wrong = _links(house, place), []
    before = matrix.contents(house.world)
    for rule in _token_routes(house):
        kinds = {kind.value for kind in getattr(house.world.app.view_functions[rule.endpoint], "opens", ())}
        for kind, token in links.items():
            path = place.address(rule, token=token, name="my-sessions")
            if "GET" in (rule.methods or ()):
                expected = 200 if kind in kinds and rule.endpoint not in AFTERWARDS else 404
                status = house.get(role, path).status_code
            elif kind not in kinds:
                expected, status = 404, house.post(role, path).status_code
            else:
                continue
            if status != expected:
                wrong.append((rule.rule, kind, status, expected))
    assert wrong == []
    assert matrix.contents(house.world) == before


def test_the_sessions_are_where_they_should_be(house: House) -> None:
    assert set(house.scene.places) == set(STATES)
    assert ELSEWHERE not in STATES
