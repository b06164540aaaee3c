"""Sweeping: what has served goes, with its files; what may still be needed stays."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tests.conftest import NOW
from wip.models import FormReceipt, SignInLink, Upload
from wip.services.sweeping import sweep


def plant(session: Session, at: datetime, name: str) -> None:
    session.add(FormReceipt(token=name, path="/", at=at))
    session.add(SignInLink(email=f"{name}@law.example.edu", email_key=name, made_at=at, expires_at=at))
    session.add(
        Upload(
            key=name,
            file_name="a.pdf",
            content_type="application/pdf",
            size=1,
            sha256="0",
            storage_key=name,
            at=at,
        )
    )
    session.flush()


def left(session: Session) -> tuple[list[str], list[str], list[str]]:
    columns = (FormReceipt.token, SignInLink.email_key, Upload.key)
    receipts, links, uploads = (
        list(session.scalars(sa.select(column).order_by(column))) for column in columns
    )
    return receipts, links, uploads


def test_each_goes_after_its_own_time(session: Session) -> None:
    for days in (1, 2, 3, 4, 30, 31):
        plant(session, NOW - timedelta(days=days, seconds=1), f"{days:02} days")
    plant(session, NOW - timedelta(days=2), "just 2 days")
    removed: list[str] = []
    assert sweep(session, NOW, removed.append) == 5 + 2 + 4
    assert sorted(removed) == ["03 days", "04 days", "30 days", "31 days"]
    assert left(session) == (
        ["01 days", "just 2 days"],
        ["01 days", "02 days", "03 days", "04 days", "just 2 days"],
        ["01 days", "02 days", "just 2 days"],
    )


def test_nothing_to_sweep(session: Session) -> None:
    assert sweep(session, NOW, lambda _key: None) == 0
