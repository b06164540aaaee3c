"""Guidelines: versions that leaders save, what their readers acknowledge, and whom a change reaches."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.conftest import NOW
from tests.preparing import commenter, confirmed, seen_by
from tests.world import AUTHOR, CHAIR, COMMENTER, START, World
from wip.domain.guidelines import GUIDELINES, Audience, Style, built_in
from wip.domain.letters import LetterKind
from wip.domain.refusals import Refusal, Stale
from wip.models import Commission, GuidelineSeen, GuidelineText, HistoryEvent, LetterPaper
from wip.queries.guidelines import current, guidelines_of, readers, usual, version_at, versions
from wip.services import clones, guidelines

FOR, TO = Audience.COMMENTERS, Audience.PRESENTERS
OTHER = "noor.azimi@lake.example.edu"


def save(
    world: World,
    text: str = "Ask.\nStop at {share}.",
    seen: int = 0,
    whom: Audience = FOR,
    *,
    tells: bool = False,
) -> int:
    def act(session: Session) -> int:
        row, by = world.call(session).wip_session, world.actor(session, CHAIR)
        return guidelines.save(
            session,
            row,
            whom,
            Style.TWO_POINTS,
            title="Two points",
            text=text,
            seen=seen,
            by=by,
            now=NOW,
            tells=tells,
        )

    return world.do(act)


def acknowledge(world: World, commission_id: int, number: int, email: str = COMMENTER) -> None:
    def act(session: Session) -> None:
        row, by = session.get_one(Commission, commission_id), world.actor(session, email)
        guidelines.acknowledge_as_commenter(session, row, number, by=by, now=NOW)

    world.do(act)


def as_presenter(world: World, number: int, paper: int = 1, email: str = AUTHOR) -> None:
    def act(session: Session) -> None:
        by = world.actor(session, email)
        guidelines.acknowledge_as_presenter(session, world.row(session, paper), number, by=by, now=NOW)

    world.do(act)


def history(world: World, act: str) -> list[dict[str, object]]:
    return world.do(lambda s: list(s.scalars(sa.select(HistoryEvent.new).where(HistoryEvent.act == act))))


def test_without_a_version_the_planner_s_own_texts_count(world: World) -> None:
    session_id = world.do(lambda s: world.call(s).wip_session_id)
    assert world.do(lambda s: current(s, session_id, FOR)) == usual(FOR)
    assert world.do(lambda s: dict(guidelines_of(s, [session_id]))) == {
        (session_id, whom): usual(whom) for whom in Audience
    }
    assert world.do(lambda s: version_at(s, session_id, TO, 0)) == usual(TO)
    assert world.do(lambda s: version_at(s, session_id, TO, 1)) is None


def test_each_save_is_a_version_of_its_own_audience_and_older_ones_stay(world: World) -> None:
    session_id = world.do(lambda s: world.call(s).wip_session_id)
    save(world)
    save(world, "Ask.", seen=1)
    save(world, "Present.", whom=TO)
    found = world.do(lambda s: versions(s, session_id, FOR))
    assert [(each.number, each.guideline.text, each.maker) for each in found] == [
        (2, "Ask.", "Robin Vale"),
        (1, "Ask.\nStop at {share}.", "Robin Vale"),
        (0, built_in(FOR).text, ""),
    ]
    assert world.do(lambda s: {k[1]: v.number for k, v in guidelines_of(s, [session_id]).items()}) == {
        FOR: 2,
        TO: 1,
    }
    assert history(world, "change guidelines") == [
        {"for": "Commenters", "version": 1, "heading": "Two points"},
        {"for": "Commenters", "version": 2, "heading": "Two points"},
        {"for": "Presenters", "version": 1, "heading": "Two points"},
    ]


def test_a_second_leader_does_not_write_over_the_first(world: World) -> None:
    save(world)
    with pytest.raises(Stale):
        save(world, "Something else.")
    assert world.do(lambda s: s.scalars(sa.select(GuidelineText.text)).all()) == ["Ask.\nStop at {share}."]


def test_the_same_words_make_no_version(world: World) -> None:
    save(world)
    with pytest.raises(Refusal):
        save(world, "- Ask.\n- Stop at {share}.", seen=1)


def test_an_older_text_can_count_again(world: World) -> None:
    save(world)

    def again(session: Session, number: int, seen: int) -> None:
        row, by = world.call(session).wip_session, world.actor(session, CHAIR)
        guidelines.use_again(session, row, FOR, number, seen=seen, by=by, now=NOW)

    world.do(lambda s: again(s, 0, 1))
    world.do(lambda s: again(s, 0, 2))
    found = world.do(lambda s: s.execute(sa.select(GuidelineText.number, GuidelineText.title)).all())
    assert found == [(1, "Two points"), (2, GUIDELINES[Style.FOR_EVERYONE].title)]
    with pytest.raises(Refusal):
        world.do(lambda s: again(s, 9, 2))


def test_one_click_acknowledges_for_all_of_a_commenter_s_papers_and_keeps_leaders_pages_fresh(
    world: World,
) -> None:
    confirmed(world)
    confirmed(world, "Mercy as Procedure", "leila.haddad@law.example.edu")
    first, second = commenter(world, 1), commenter(world, 2)
    other = commenter(world, 1, OTHER, "Noor Azimi")
    before = world.do(lambda s: s.get_one(Commission, first).version)
    acknowledge(world, first, 0)
    acknowledge(world, first, 0)
    assert [seen_by(world, each) for each in (first, second, other)] == [0, 0, None]
    assert world.do(lambda s: s.get_one(Commission, first).version) == before
    assert history(world, "acknowledge guidelines") == [{"for": "Commenters", "version": 0}]


def test_an_old_page_acknowledges_nothing(world: World) -> None:
    confirmed(world)
    mine = commenter(world)
    save(world)
    save(world, "Present.", whom=TO)
    with pytest.raises(Stale):
        acknowledge(world, mine, 0)
    with pytest.raises(Stale):
        as_presenter(world, 0)
    assert (seen_by(world, mine), world.do(lambda s: s.scalars(sa.select(GuidelineSeen)).all())) == (None, [])


def test_a_presenter_acknowledges_theirs_once_for_all_papers(world: World) -> None:
    confirmed(world)
    confirmed(world, "Mercy as Procedure")
    as_presenter(world, 0)
    as_presenter(world, 0)
    marks = sa.select(GuidelineSeen.paper_id, GuidelineSeen.number).order_by(GuidelineSeen.paper_id)
    assert world.do(lambda s: [n for _, n in s.execute(marks)]) == [0, 0]
    save(world, "Present.", whom=TO)
    as_presenter(world, 1, paper=2)
    assert world.do(lambda s: [n for _, n in s.execute(marks)]) == [1, 1]
    assert history(world, "acknowledge guidelines") == [
        {"for": "Presenters", "version": 0},
        {"for": "Presenters", "version": 1},
    ]


def test_nobody_acknowledges_for_a_paper_without_a_place(world: World) -> None:
    world.paper()
    with pytest.raises(Refusal):
        as_presenter(world, 0)


def test_a_change_is_told_once_to_everybody_whom_it_concerns_with_what_changed(world: World) -> None:
    confirmed(world)
    confirmed(world, "Mercy as Procedure", "leila.haddad@law.example.edu")
    mine = commenter(world, 1)
    commenter(world, 2)
    commenter(world, 1, OTHER, "Noor Azimi", accepts=False)
    acknowledge(world, mine, 0)
    assert save(world, tells=True) == 1
    (letter,) = world.letters(kind=LetterKind.GUIDELINES_SENT)
    assert (letter.to_email, letter.subject, letter.paper_id) == (
        COMMENTER,
        "What we ask of commenters has changed: “Spring Works-in-Progress Session”",
        None,
    )
    for words in (
        "You comment on “Quotas Without Numbers” and “Mercy as Procedure”",
        "- No longer: Do not cite, quote or forward the draft.",
        "- New: Stop at 5.",
        "Two points:\n- Ask.\n- Stop at 5.",
    ):
        assert words in letter.text.replace("\n", " ") or words in letter.text
    assert [link[4] for link in letter.links] == ["guidelines"]
    assert len(world.do(lambda s: s.scalars(sa.select(LetterPaper.paper_id)).all())) == 2
    names = world.do(
        lambda s: [r.person.email for r in readers(s, world.call(s).wip_session, FOR) if r.has_seen(1)]
    )
    assert names == []


def test_presenters_are_told_of_theirs(world: World) -> None:
    confirmed(world)
    world.paper("Not in it", "else@law.example.edu")
    assert save(world, "Present.", whom=TO, tells=True) == 1
    (letter,) = world.letters(kind=LetterKind.GUIDELINES_SENT)
    assert (letter.to_email, letter.subject.startswith("What we ask of presenters")) == (AUTHOR, True)
    assert "You present “Quotas Without Numbers”" in letter.text


def test_next_year_s_session_begins_with_the_same_words(world: World) -> None:
    save(world)
    save(world, "Ask.", seen=1)

    def clone(session: Session) -> list[tuple[int, str]]:
        call, by = world.call(session), world.actor(session, CHAIR)
        row = clones.clone(session, call, title="Next", starts_at=START + timedelta(days=364), by=by, now=NOW)
        found = [current(session, row.id, audience) for audience in Audience]
        return [(each.number, each.guideline.text) for each in found]

    assert world.do(clone) == [(1, "Ask."), (0, built_in(TO).text)]


def test_letters_of_commissions_say_what_counts(world: World) -> None:
    confirmed(world)
    save(world)
    commenter(world)
    asked, agreed = (
        world.letters(kind=LetterKind.COMMISSION_OFFERED),
        world.letters(kind=LetterKind.COMMISSION_ACCEPTED),
    )
    assert ["Two points:\n- Ask.\n- Stop at 5." in each.text for each in (*asked, *agreed)] == [True, True]
    assert ["guidelines" in [link[4] for link in each.links] for each in (*asked, *agreed)] == [False, True]
