"""Measures the leaders' list of papers at 1,000 and at 10,000 papers: what ten times the papers cost.

.venv/bin/python -m benchmarks.lists [--database URL] [--explain]
"""

import argparse
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from benchmarks.data import LEADER, Loader, Size
from wip.adapters.schema import upgrade
from wip.app import create_app
from wip.db import db, writing
from wip.domain.papers import word_count
from wip.domain.search import fold, words_of
from wip.models import Author, Call, Draft, Paper, PaperTopic, PaperWord, Topic, WipSession
from wip.queries.paper_lists import ordered_ids, query_of
from wip.services.sign_ins import make_link
from wip.settings import Settings

SMALL, LARGE = 1_000, 10_000
TOPICS = 10
ROUNDS, WARM = 30, 3
BASE = "https://wip.example.edu"
RATIO_MOST = 2
"""What a page at ten times the papers may cost of one: what fits is counted, all else must not grow."""

LISTS = {
    "plain": "",
    "sorted by author": "sort=author",
    "sorted by title, downwards": "sort=title&order=down",
    "sorted by words": "sort=words",
    "one state": "state=submitted",
    "filtered by a topic": "topic={topic}",
    "searched for a word and a number": "words=part+{number}",
    "a name and a topic, by school": "words=greywick&topic={topic}&sort=school",
    "with a draft": "draft=yes",
    "the last page": "page=100000",
}


def fill(session: Session, slug: str, now: datetime) -> int:
    """What submitting would have kept with each paper, and a call with topics; returns a topic's id."""
    loader = Loader(session, now, ())
    row = session.scalars(sa.select(WipSession).where(WipSession.slug == slug)).one()
    call_id = session.scalars(sa.select(Call.id).where(Call.wip_session_id == row.id)).one()
    topics = loader.add(
        Topic, [{"call_id": call_id, "position": n, "name": f"Topic {n}"} for n in range(TOPICS)]
    )
    first = sa.select(Paper.id, Paper.title, Paper.abstract, Author.name, Author.affiliation).join(
        Author, sa.and_(Author.paper_id == Paper.id, Author.position == 0)
    )
    papers = session.execute(first.where(Paper.wip_session_id == row.id).order_by(Paper.number)).all()
    keys, found, chosen, drafts = [], [], [], []
    for place, (id_, title, abstract, name, school) in enumerate(papers):
        keys.append(
            {
                "id": id_,
                "sort_title": fold(title)[:200],
                "sort_author": fold(name),
                "sort_school": fold(school),
                "abstract_words": word_count(abstract),
            }
        )
        each = sorted(words_of([title, name, school]))
        found += [{"wip_session_id": row.id, "word": word, "paper_id": id_} for word in each]
        chosen.append({"paper_id": id_, "topic_id": topics[place % TOPICS]})
        if place % 3 == 0:
            drafts.append(
                {
                    "paper_id": id_, "number": 1, "file_name": "a.pdf", "content_type": "application/pdf", "size": 1,
                    "sha256": "0" * 64, "storage_key": f"{slug}-{id_}", "facts": {}, "uploaded_at": now,
                }
            )  # fmt: skip
    session.execute(sa.update(Paper), [key | {"version": 1} for key in keys])
    session.execute(sa.insert(PaperWord), found)
    session.execute(sa.insert(PaperTopic), chosen)
    session.execute(sa.insert(Draft), drafts)
    return topics[3]


def load(app: Flask, sizes: dict[int, str]) -> dict[int, int]:
    """Both sessions, committed and analysed; a topic's id for each."""
    now = datetime.now(UTC)
    with app.app_context(), writing():
        upgrade(db.engine)
        session = db.session()
        Loader(session, now, [Size(slug, f"Session of {n}", n, 3, 0) for n, slug in sizes.items()]).load()
        session.flush()
        topics = {n: fill(session, slug, now) for n, slug in sizes.items()}
        session.commit()
        session.execute(sa.text("ANALYZE"))
        session.commit()
        db.session.remove()
    return topics


def signed_in(app: Flask) -> FlaskClient:
    """A browser of the section's leader."""
    with app.app_context(), writing():
        link = make_link(db.session(), LEADER, datetime.now(UTC), 30)
        db.session.commit()
        path = app.extensions["wip_signer"].path(link)
        db.session.remove()
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    client.post(path, data={"form_token": "x"}, base_url=BASE)
    return client


def milliseconds(client: FlaskClient, paths: dict[int, str]) -> dict[int, float]:
    """The median time of each page, taken in turns so that a busy moment of the machine meets all alike."""
    times: dict[int, list[float]] = {size: [] for size in paths}
    for turn in range(ROUNDS + WARM):
        for size, path in paths.items():
            start = time.perf_counter()
            answer = client.get(path, base_url=BASE)
            spent = (time.perf_counter() - start) * 1000
            if answer.status_code != 200:
                raise SystemExit(f"{path} answered {answer.status_code}")
            if turn >= WARM:
                times[size].append(spent)
    return {size: statistics.median(each) for size, each in times.items()}


def explain(app: Flask, slug: str, args: str) -> str:
    """How the database finds the page's papers."""
    with app.app_context():
        row = db.session().scalars(sa.select(WipSession).where(WipSession.slug == slug)).one()
        given = dict(part.split("=") for part in args.split("&") if part)
        select = ordered_ids(row, query_of(given), datetime.now(UTC)).limit(25)
        is_sqlite = db.engine.dialect.name == "sqlite"
        text = str(select.compile(db.engine, compile_kwargs={"literal_binds": True}))
        prefix = "EXPLAIN QUERY PLAN" if is_sqlite else "EXPLAIN (COSTS OFF)"
        lines = db.session().connection().exec_driver_sql(f"{prefix} {text}".replace("%", "%%")).all()
    return "\n".join(f"    {line[-1]}" for line in lines)


def main() -> int:
    """Print both figures of every list, and their ratio; 1 where one grows too much."""
    parser = argparse.ArgumentParser(description="Measure the list of papers at 1,000 and 10,000 papers.")
    parser.add_argument("--database", default="", help="an empty PostgreSQL database; SQLite if not given")
    parser.add_argument("--explain", action="store_true", help="show how the database finds each page")
    options = parser.parse_args()
    sizes = {SMALL: "list-small", LARGE: "list-large"}
    with tempfile.TemporaryDirectory(prefix="wip-lists-") as name:
        url = options.database or f"sqlite:///{Path(name) / 'wip.sqlite'}"
        app = create_app(Settings(instance=Path(name), database_url=url, secret_key="b" * 40, base_url=BASE))
        topics = load(app, sizes)
        client = signed_in(app)
        print(f"{'list':<34}{SMALL:>10,}{LARGE:>10,}   ratio")
        grown = []
        for what, args in LISTS.items():
            paths = {
                size: f"/manage/{slug}/papers/?{args.format(topic=topics[size], number=size // 2)}"
                for size, slug in sizes.items()
            }
            spent = milliseconds(client, paths)
            ratio = spent[LARGE] / spent[SMALL]
            grown += [what] if ratio > RATIO_MOST else []
            print(f"{what:<34}{spent[SMALL]:>7.1f} ms{spent[LARGE]:>7.1f} ms   {ratio:.2f}")
            if options.explain:
                print(explain(app, sizes[LARGE], args.format(topic=topics[LARGE], number=LARGE // 2)))
    print(
        f"Grows too much: {', '.join(grown)}"
        if grown
        else f"None costs more than {RATIO_MOST} times as much."
    )
    return 1 if grown else 0


if __name__ == "__main__":
    sys.exit(main())
