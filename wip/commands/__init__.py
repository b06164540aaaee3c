"""The commands of `wip`, by theme. Each imports the app only when it runs, so that --help is quick."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from wip.domain.refusals import Refusal

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session


def close(app: "Flask") -> None:
    """Let go of the database and the task queue. Inside the app's context."""
    from wip.db import db

    db.engine.dispose()
    app.extensions["wip_tasks"].storage.close()


@contextmanager
def opened() -> "Iterator[tuple[Flask, Session]]":
    """The app and a session on its database, which must be at this version's revision.

    Commits when the block ends well, undoes everything otherwise. Raises Refusal where `wip upgrade` is needed.
    """
    from wip.adapters import servers
    from wip.app import create_app
    from wip.db import db, writing

    app = create_app()
    with app.app_context(), writing():
        try:
            for verdict in (servers.database(db.engine), servers.migrations(db.engine)):
                if not verdict.good:
                    raise Refusal(verdict.sentence[0].upper() + verdict.sentence[1:])
            yield app, db.session()
            db.session.commit()
        finally:
            db.session.remove()
            close(app)
