"""Liveness and readiness for whoever watches over the installation."""

import sqlalchemy as sa
from flask import Flask

from tests.client import PageClient
from tests.world import World


def health(app: Flask) -> tuple[int, object]:
    response = app.test_client().get("/healthz", base_url="https://wip.example.edu")
    return response.status_code, response.get_json()


def test_all_is_well(app: Flask) -> None:
    assert health(app) == (200, {"status": "good", "database": "good", "migrations": "good", "queue": "good"})


def test_a_database_of_another_version(app: Flask, world: World) -> None:
    world.do(lambda session: session.execute(sa.text("UPDATE alembic_version SET version_num = 'older'")))
    assert health(app) == (503, {"status": "bad", "database": "good", "migrations": "bad", "queue": "good"})


def test_nothing_but_words_is_told(app: Flask, client: PageClient) -> None:
    response = client.http.get("/healthz", base_url="https://wip.example.edu")
    assert response.headers["Cache-Control"] == "no-store"
    settings = app.extensions["wip_settings"]
    told = response.get_data(as_text=True)
    assert [
        secret
        for secret in (settings.secret_key, str(settings.instance), settings.database_url)
        if secret in told
    ] == []
