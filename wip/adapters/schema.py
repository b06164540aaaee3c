"""The database's revision: which one it is at, which is the newest, and the way there and back.

Alembic and SQLAlchemy are imported only where they work: every process of the website would carry Alembic's ten
megabytes, and `wip run` would start later.
"""

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from wip import paths

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection, Engine

_NAMED = re.compile(r'^(revision|down_revision): [^=]+ = "(\w+)"$', re.MULTILINE)


@cache
def head() -> str:
    """The newest revision that this version of the app knows: the one that no other builds on."""
    named = {
        (kind, name)
        for file in (paths.migrations() / "versions").glob("*.py")
        for kind, name in _NAMED.findall(file.read_text())
    }
    newest: str
    (newest,) = {name for kind, name in named if kind == "revision" and ("down_revision", name) not in named}
    return newest


def revision(connection: "Connection") -> str:
    """The revision that the database is at; empty for one that was never set up."""
    import sqlalchemy as sa

    if not sa.inspect(connection).has_table("alembic_version"):
        return ""
    return str(connection.scalar(sa.text("SELECT version_num FROM alembic_version")) or "")


def upgrade(engine: "Engine", to: str = "head") -> None:
    """Bring the database to the newest revision, or to another later one. All of it or, on a fault, nothing."""
    from alembic import command

    command.upgrade(_config(engine), to)


def downgrade(engine: "Engine", to: str = "base") -> None:
    """Go back to an earlier revision; "base" leaves nothing."""
    from alembic import command

    command.downgrade(_config(engine), to)


def write_revision(engine: "Engine", name: str, sentence: str) -> None:
    """Write the revision `name` that leads from what `engine` has to what the models say. For those who develop."""
    from alembic import command

    command.revision(_config(engine), message=sentence, autogenerate=True, rev_id=name)


def _config(engine: "Engine") -> Any:
    from alembic.config import Config

    config = Config(str(paths.migrations() / "alembic.ini"), attributes={"engine": engine})
    config.set_main_option("script_location", str(paths.migrations()).replace("%", "%%"))
    return config
