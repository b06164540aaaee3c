"""Who reads what in the browser: lists, grid, sheet, proposal and settings, for leaders and for those who read."""

import io
from typing import Any

import pytest
from flask import Flask
from openpyxl import Workbook

from tests.client import PageClient
from tests.reading import (
    accept,
    add_papers,
    add_readers,
    add_topics,
    decline,
    give,
    given,
    like,
    set_reading,
)
from tests.selecting import add_leader, add_reviewer, score
from tests.world import CHAIR, REVIEWER, World
from wip.domain.reviews import Reading, ReviewState

S = ReviewState
JONAS = "jonas.lind@law.example.edu"


def at(world: World, rest: str = "") -> str:
    return f"/manage/{world.slug}/assignments/{rest}"


def pair_of(world: World, number: int, email: str) -> str:
    return world.do(lambda s: f"{world.row(s, number).id}-{world.actor(s, email).person_id}")


def test_a_leader_looks_accepts_and_everybody_finds_their_papers(world: World, app: Flask) -> None:
    (policing,) = add_topics(world, "Policing")
    set_reading(world, Reading.ASSIGNED, 1)
    world.paper("Stops", "a@one.example.edu", topics=(policing,))
    world.paper("Sundays", "b@two.example.edu")
    one, two = add_readers(world, 2)
    like(world, two, [policing])
    leader = PageClient(app).sign_in(CHAIR)
    page = leader.get(at(world))
    assert "Next: 2 readings to give out" in page.words
    page = leader.get(at(world, "proposal"))
    assert "topic in common: Policing" in page.words
    assert given(world) == {}
    page = leader.send("proposal", button="Accept: give out 2 readings")
    assert "2 readings given out. 2 letters on the way." in page.words
    assert "Every paper has its 1 reader." in page.words
    assert given(world) == {(1, two): S.ASSIGNED, (2, one): S.ASSIGNED}
    reader = PageClient(app).sign_in(two)
    page = reader.get(f"/manage/{world.slug}/reviews/")
    assert ("Stops" in page.words, "Sundays" in page.words) == (True, False)
    assert "These are the papers that were given to you." in page.words
    reader.get(f"/manage/{world.slug}/reviews/2/", status=404)
    reader.get(f"/manage/{world.slug}/reviews/1/")


def test_a_proposal_that_has_changed_is_shown_anew_and_gives_out_nothing(
    world: World, client: PageClient
) -> None:
    add_papers(world, 2)
    one, *_ = add_readers(world)
    client.sign_in(CHAIR).get(at(world, "proposal"))
    give(world, [(1, one)])
    page = client.send("proposal", button="Accept", status=409)
    assert "so nothing was given out" in page.words
    assert "Readings given out now: 1; this proposal would add 5." in page.words
    page = client.send("proposal", button="Accept: give out 5 readings")
    assert len(given(world)) == 6


def test_pressing_twice_gives_out_once(world: World, client: PageClient) -> None:
    add_papers(world, 1)
    add_readers(world)
    client.sign_in(CHAIR).get(at(world, "proposal"))
    data = client.page.form("proposal").filled()
    answers = [client.post(at(world, "proposal"), data) for _ in range(2)]
    assert [each.status_code for each in answers] == [303, 303]
    assert len(world.letters(kind="reviews_assigned")) == 3


def test_by_hand_on_the_page_of_a_paper(world: World, client: PageClient) -> None:
    add_papers(world, 1)
    one, *_ = add_readers(world)
    client.sign_in(CHAIR).get(at(world, "papers/1"))
    page = client.send("/give", button="Give")
    assert "1 reading given out. 1 letter on the way." in page.words
    ((_, first),) = given(world)
    page = client.send("/fix")
    assert "is fixed: no proposal moves it." in page.words
    assert "/take" not in [form.action.rsplit("/", 1)[-1] for form in page.forms]
    client.send("/free")
    page = client.send("/take")
    assert "1 reading taken back." in page.words
    assert (given(world), first) == ({}, one)


def test_who_gave_a_paper_back_and_why_is_seen_and_they_can_be_asked_again(
    world: World, client: PageClient
) -> None:
    add_papers(world, 1)
    one, *_ = add_readers(world)
    give(world, [(1, one)])
    decline(world, 1, one, "Too far from what I know.")
    page = client.sign_in(CHAIR).get(at(world, "papers/1"))
    assert "“Too far from what I know.”" in page.words
    client.send("/give", button="Give again")
    assert given(world) == {(1, one): S.ASSIGNED}


def test_a_reviewer_gives_a_paper_back_with_a_reason(world: World, client: PageClient) -> None:
    set_reading(world, Reading.ASSIGNED)
    add_papers(world, 1)
    one, *_ = add_readers(world)
    give(world, [(1, one)])
    client.sign_in(one).get(f"/manage/{world.slug}/reviews/1/")
    client.get(f"/manage/{world.slug}/reviews/1/decline")
    page = client.send("decline", decline_reason=" ", status=422)
    assert "Say in a few words why" in page.words
    page = client.send("decline", decline_reason="No time before March.")
    assert "Paper 1 is given back." in page.words
    assert "Papers that are given to you appear here" in page.words
    assert "Papers that you gave back 1. Paper Number 1 You said: No time before March." in page.words
    client.get(f"/manage/{world.slug}/reviews/1/", status=404)


def test_the_grid_gives_and_takes_and_leaves_what_others_did(world: World, app: Flask) -> None:
    add_papers(world, 2)
    add_leader(world)
    one, two, _ = add_readers(world)
    give(world, [(1, one), (2, one)])
    leader, other = PageClient(app).sign_in(CHAIR), PageClient(app).sign_in(JONAS)
    leader.get(at(world, "grid"))
    other.get(at(world, "grid"))
    other.send("grid", pair=[pair_of(world, 1, one), pair_of(world, 2, one), pair_of(world, 2, two)])
    page = leader.send("grid", pair=[pair_of(world, 2, one), pair_of(world, 1, two)])
    assert "1 reading given out and 1 reading taken back. 1 letter on the way." in page.words
    assert given(world) == {(1, two): S.ASSIGNED, (2, one): S.ASSIGNED, (2, two): S.ASSIGNED}


def test_a_refused_grid_keeps_its_ticks_and_changes_nothing(world: World, client: PageClient) -> None:
    add_papers(world, 2)
    one, two, _ = add_readers(world)
    give(world, [(1, one)])
    client.sign_in(CHAIR).get(at(world, "grid"))
    score(world, 1, one, None, "Half read.")
    page = client.send("grid", pair=[pair_of(world, 2, two)], status=422)
    assert "Reader 1 has begun with paper 1" in page.words
    assert [name for name, value in page.form("grid").fields if value == pair_of(world, 2, two)] == ["pair"]
    assert given(world) == {(1, one): S.IN_PROGRESS}


def test_a_grid_with_nonsense_in_it_is_refused_or_ignored(world: World, client: PageClient) -> None:
    add_papers(world, 1)
    add_readers(world)
    client.sign_in(CHAIR).get(at(world, "grid"))
    page = client.send("grid", pair=["x-y", "", "1", "9" * 50])
    assert "Nothing was changed." in page.words
    client.send("grid", pair=["999999-1"], status=404)


SHEET = "Paper;Reviewer;Note\n1;{one};\n1;{one};\n9;{one};\n2;nobody@law.example.edu;\n3;{three};\n;;\n2;{TWO};x\n"


def sheets(one: str, two: str, three: str) -> dict[str, bytes]:
    text = SHEET.format(one=one, three=three, TWO=two.upper())
    book, out = Workbook(), io.BytesIO()
    for line in text.splitlines():
        book.active.append([int(cell) if cell.isdigit() else cell or None for cell in line.split(";")])
    book.save(out)
    return {"csv": text.encode(), "xlsx": out.getvalue()}


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_sheet_is_shown_row_by_row_before_anything_is_given_out(
    world: World, client: PageClient, kind: str
) -> None:
    add_papers(world, 2)
    one, two, three = add_readers(world)
    world.paper("Their Own", three)
    client.sign_in(CHAIR).get(at(world, "sheet"))
    file = (io.BytesIO(sheets(one, two, three)[kind]), f"readers.{kind}")
    page = client.send("sheet", file=file, follow=False)
    for sentence in (
        "The same stands further up.",
        "There is no paper “9” in review.",
        "“nobody@law.example.edu” does not review this session. Invite them first; they must accept.",
        "They must be kept apart: it is their own, or a conflict stands or waits for judgement.",
    ):
        assert page.words.count(sentence) == 1
    assert given(world) == {}
    page = client.send("take-in", button="Give out 2 readings")
    assert "2 readings given out. 2 letters on the way." in page.words
    assert given(world) == {(1, one): S.ASSIGNED, (2, two): S.ASSIGNED}
    client.get(at(world, "sheet"))
    page = client.send("sheet", file=(io.BytesIO(sheets(one, two, three)["csv"]), "a.csv"), follow=False)
    assert "Nothing in this sheet can be given out" in page.words
    assert page.words.count("They have it already.") == 3


def test_a_sheet_names_what_has_been_reviewed_already_though_a_conflict_waits_for_judgement(
    world: World, client: PageClient
) -> None:
    world.paper()
    add_reviewer(world, REVIEWER)
    score(world, 1, REVIEWER, 4)
    client.sign_in(CHAIR).get(at(world, "sheet"))
    content = f"Paper;Reviewer\n1;{REVIEWER}\n".encode()
    page = client.send("sheet", file=(io.BytesIO(content), "a.csv"), follow=False)
    assert "They have reviewed it already, or abstained." in page.words
    assert "They must be kept apart" not in page.words


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "This file is empty."),
        (b"a,b\n1,2\n", "This sheet needs one column with the numbers of papers"),
        (b"%PDF-1.7", "This is a PDF, not a CSV file."),
    ],
)
def test_what_is_no_such_sheet_is_refused(
    world: World, client: PageClient, content: bytes, sentence: str
) -> None:
    client.sign_in(CHAIR).get(at(world, "sheet"))
    page = client.send("sheet", file=(io.BytesIO(content), "a.csv"), status=422)
    assert sentence in page.words


def test_why_not_is_answered_and_the_paper_can_be_given_all_the_same(
    world: World, client: PageClient
) -> None:
    policing, evidence = add_topics(world, "Policing", "Evidence")
    set_reading(world, Reading.ASSIGNED, 1)
    world.paper("Stops", "a@one.example.edu", topics=(policing,))
    world.paper("Hearsay", "b@two.example.edu", topics=(evidence,))
    one, two = add_readers(world, 2)
    like(world, one, [policing])
    like(world, two, [evidence])
    who = world.do(lambda s: world.actor(s, two).person_id)
    page = client.sign_in(CHAIR).get(at(world, f"papers/1/why-not/{who}"))
    assert "the plan as a whole falls from 200 points to 0, by 200" in page.words
    client.send("give", button="Give it to them all the same")
    assert given(world) == {(1, two): S.ASSIGNED}


def test_a_leader_finds_nothing_of_a_paper_that_is_closed_to_them(world: World, app: Flask) -> None:
    add_leader(world)
    world.paper("The Chair’s Own Secret", CHAIR)
    add_papers(world, 1)
    one, *_ = add_readers(world)
    who = world.do(lambda s: world.actor(s, one).person_id)
    accept(world, email=JONAS)
    decline(world, 1, one, "I know who wrote this.")
    leader = PageClient(app).sign_in(CHAIR)
    for path in ("", "readers/", f"readers/{who}", "grid", "proposal", "proposal?anew=yes", "papers/2"):
        page = leader.get(at(world, path))
        assert ("Secret" in page.words, "I know who" in page.words) == (False, False), path
    assert (
        "1 paper of your own, or with which you have a conflict, is not shown to you."
        in leader.get(at(world)).words
    )
    for path in ("papers/1", f"papers/1/why-not/{who}"):
        leader.get(at(world, path), status=404)
    leader.get(at(world, "papers/2"))
    data = leader.page.form("/take").filled()
    for what in ("give", "take", "fix", "free"):
        assert leader.post(at(world, f"papers/1/{who}/{what}"), data).status_code == 404
    sent = data | {"pair": [pair_of(world, 1, one)]}
    assert leader.post(at(world, "grid"), sent).status_code == 404
    assert "Secret" in PageClient(app).sign_in(JONAS).get(at(world, "papers/1")).words


def test_a_reader_says_what_they_know_and_stops_the_reminders(world: World, client: PageClient) -> None:
    (policing,) = add_topics(world, "Policing")
    one, *_ = add_readers(world)
    path = f"/manage/{world.slug}/reviews/interests"
    client.sign_in(one).get(path)
    old = client.page.form("interests")
    page = client.send("interests", topics=[str(policing)], words="Plea bargaining", papers_most="4")
    assert "papers are given out with this in mind" in page.words
    fields = dict(page.form("interests").fields)
    assert (fields["topics"], fields["words"], fields["papers_most"]) == (
        str(policing),
        "Plea bargaining",
        "4",
    )
    assert client.post(path, old.filled(words="Old")).status_code == 409
    page = client.send("interests", topics=["999"], status=422)
    assert "A topic that you chose is not offered any more." in page.words
    client.get(path)
    page = client.send("interests", papers_most="0", status=422)
    assert "Give a number from 1 to 99" in page.words
    client.get(path)
    page = client.send("reminders", button="Stop the reminders")
    assert "You get no reminders of this session’s reviews." in page.words
    page = client.send("reminders", button="Remind me again")
    assert "Stop the reminders" in page.words
    page = PageClient(client.app).sign_in(CHAIR).get(at(world, "readers/"))
    assert "Policing; Plea bargaining" in page.words


def test_the_settings_are_kept_and_a_stale_page_is_refused(world: World, client: PageClient) -> None:
    one, *_ = add_readers(world)
    path = f"/manage/{world.slug}/reviewers/settings"
    chair = world.do(lambda s: str(world.actor(s, CHAIR).person_id))
    other = world.do(lambda s: str(world.actor(s, one).person_id))
    client.sign_in(CHAIR).get(path)
    old = client.page.form("settings")
    page = client.send(
        "settings", reading="assigned", reviews_per_paper="2", reminds=None, takers=[chair, other]
    )
    assert "The settings are kept." in page.words
    fields = page.form("settings").fields
    assert [value for name, value in fields if name == "takers"] == [other, chair]
    assert ("reading", "assigned") in fields
    assert "reminds" not in dict(fields)
    assert client.post(path, old.filled(reading="everything")).status_code == 409
    page = client.send("settings", reviews_per_paper="12", status=422)
    assert "Give a whole number from 1 to 9." in page.words
    page = client.get(at(world, "readers/"))
    assert page.words.count("is given no papers") == 2


@pytest.mark.parametrize(
    ("path", "expected"),
    [("", 7), ("readers/", 8), ("grid", 9), ("proposal", 14), ("papers/1", 17)],
)
def test_pages_cost_the_same_at_1_3_and_30_papers_and_readers(
    world: World, client: PageClient, statements: Any, path: str, expected: int
) -> None:
    client.sign_in(CHAIR)
    found = {}
    for more, total in ((1, 1), (2, 3), (27, 30)):
        for n in range(total - more, total):
            world.paper(f"Paper {n}", f"author{n}@school{n}.example.edu")
            add_reviewer(world, f"reader{n}@college{n}.example.edu", f"Reader {n}")
            give(world, [(n + 1, f"reader{n}@college{n}.example.edu")])
        client.get(at(world, path))
        with statements() as said:
            client.get(at(world, path))
        found[total] = len(said)
    assert found == dict.fromkeys((1, 3, 30), expected)
