"""Paging: every list is read a page at a time."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

T = TypeVar("T")


def _nowhere(_number: int) -> str:
    return ""


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a list; `number` counts from 1. `url` gives the address of another page."""

    items: Sequence[T]
    number: int
    per_page: int
    total: int
    url: Callable[[int], str] = field(default=_nowhere)

    @property
    def pages(self) -> int:
        """How many pages there are, at least 1."""
        return max(1, math.ceil(self.total / self.per_page))


def page_of(
    session: Session,
    select: sa.Select[*tuple[Any, ...]],
    number: int = 1,
    *,
    per_page: int = 25,
    total_select: sa.Select[int] | None = None,
) -> Page[Any]:
    """The `number`-th page of `select`, in two statements; a number past the end gives the last page.

    Items are rows, or the single entity where the select names one.
    """
    count = (
        total_select
        if total_select is not None
        else sa.select(sa.func.count()).select_from(select.order_by(None).subquery())
    )
    total = session.scalar(count) or 0
    last = max(1, math.ceil(total / per_page))
    number = min(max(1, number), last)
    result = session.execute(select.limit(per_page).offset((number - 1) * per_page))
    items = result.scalars().all() if len(select.column_descriptions) == 1 else result.all()
    return Page(items, number, per_page, total)
