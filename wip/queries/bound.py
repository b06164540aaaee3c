"""Statements that are built once: their values are bound when they run.

Building a statement costs SQLAlchemy more than a small one costs the database, so reads on the busiest pages are made
by functions under `functools.cache` of these parameters.
"""

import sqlalchemy as sa

PERSON: sa.BindParameter[int] = sa.bindparam("person_id", type_=sa.Integer)
SESSION: sa.BindParameter[int] = sa.bindparam("session_id", type_=sa.Integer)
SLUG: sa.BindParameter[str] = sa.bindparam("slug", type_=sa.String)

IDS: sa.BindParameter[list[int]] = sa.bindparam("ids", type_=sa.Integer, expanding=True)  # type: ignore[arg-type]  # expanding: one of the list's type
"""A list of ids, for IN."""

Bound = int | sa.BindParameter[int]
"""A value, or the parameter that it will be bound to."""
