"""What a process that runs tests works out once, though each test has an app and a database of its own.

None of it is state: templates, routes and statements compile to the same whenever they are compiled. Without it two
thirds of the tests' time go into compiling.
"""

import gc
from collections.abc import Callable
from typing import Any

from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy.engine import Dialect
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

from wip.db import db

STATEMENTS = 5000


class Compiled(BytecodeCache):
    """Templates."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what was compiled from the same source."""
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self._kept[bucket.key] = bucket.bytecode_to_string()


TEMPLATES = Compiled()

_dialects: dict[str, Dialect] = {}
_statements: LRUCache[Any, Any] = LRUCache(STATEMENTS)


def share_statements(app: Flask) -> None:
    """Let the app's engine take statements that were compiled for an earlier app's engine, and the other way round.

    They are kept by their dialect, so the engines of one kind of database share it. It learns from the first
    connection what the database can do: the same for each, for all are of the same server.
    """
    with app.app_context():
        engine = db.engine
    engine._compiled_cache = _statements
    if engine.dialect.name in _dialects:
        engine.dialect = _dialects[engine.dialect.name]
        return
    with engine.connect():
        _dialects[engine.dialect.name] = engine.dialect


def share_routes() -> None:
    """Werkzeug's functions that build a route's address, for 370 routes: a tenth of a second an app.

    Such a function depends on the rule's text, its parts and its defaults alone; all else it reads from the rule that
    it is bound to afterwards.
    """
    compile_builder = Rule._compile_builder
    kept: dict[tuple[object, ...], Callable[..., tuple[str, str]]] = {}

    def compiled(rule: Rule, *unknown: bool) -> Callable[..., tuple[str, str]]:
        defaults = tuple(sorted((rule.defaults or {}).items()))
        key = (rule.rule, tuple(rule._trace), defaults, unknown)
        if key not in kept:
            kept[key] = compile_builder(rule, *unknown)
        return kept[key]

    Rule._compile_builder = compiled  # type: ignore[method-assign, assignment]  # takes what it is asked with


def leave_modules_alone() -> None:
    """Tell the garbage collector that what is imported stays: it looked through all of it several times a test."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)
