"""Files beside the draft, and previews: who gets them, and who must not."""

import io
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests import documents, selecting
from tests.client import PageClient
from tests.conftest import NOW, Clock
from tests.world import AUTHOR, CHAIR, OTHER_CHAIR, REVIEWER, START, World
from wip.adapters import backups, files
from wip.db import db, writing
from wip.domain.calls import Blindness
from wip.domain.papers import PaperState
from wip.models import Attachment, Draft
from wip.services import attachments, drafts
from wip.worker import make_previews

BASE = "https://wip.example.edu"
SECRET = b"planted: by Mbali Abara"


def plant(app: Flask, world: World, name: str = "cover.pdf") -> None:
    """A paper with a draft and a cover sheet that names its author, in a double-blind call."""
    world.paper()
    settings = app.extensions["wip_settings"]

    def act(session: Session) -> None:
        world.call(session).blindness = Blindness.DOUBLE
        row = world.row(session)
        for place, content in enumerate((documents.typeset("Informal Targets"), documents.pdf() + SECRET)):
            stored = files.store_draft(settings, io.BytesIO(content))
            upload = drafts.keep_upload(session, f"k{place}", name, stored, NOW)
            if place:
                attachments.attach(session, row, upload, question=None, now=NOW)
            else:
                drafts.attach_draft(session, row, upload, NOW)

    world.do(act)


def fetch(client: PageClient, path: str) -> TestResponse:
    return client.http.get(path.removeprefix(BASE), base_url=BASE)


def make(app: Flask) -> int:
    with app.app_context(), writing():
        return make_previews(app.extensions["wip_settings"], None)


def addresses(world: World) -> tuple[str, str, str, str]:
    own, managed = world.paper_link().partition("?")[0], f"/manage/{world.slug}/papers/1"
    number = world.do(lambda session: session.scalars(sa.select(Attachment.id)).one())
    return (
        f"{own}files/{number}",
        f"{managed}/files/{number}",
        f"{own}drafts/1/first-page.png",
        f"{managed}/drafts/1/first-page.png",
    )


def test_a_cover_sheet_reaches_its_author_and_leaders_and_nobody_else(
    app: Flask, world: World, client: PageClient
) -> None:
    plant(app, world)
    selecting.add_reviewer(world, REVIEWER)
    own, managed, _, _ = addresses(world)
    for path, email in ((own, ""), (managed, CHAIR)):
        if email:
            client.sign_in(email)
            assert fetch(client, path).status_code == 403
            selecting.look_at_names(world, email)
        response = fetch(client, path)
        assert (response.status_code, response.data.endswith(SECRET)) == (200, True)
        assert response.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert response.headers["Cache-Control"] == "private, no-store"
        assert response.headers["Content-Disposition"].startswith('attachment; filename="cover.pdf"')
    for email in (REVIEWER, OTHER_CHAIR, AUTHOR):
        client.sign_in(email)
        assert fetch(client, managed).status_code == 404
    client.sign_in(REVIEWER)
    page = client.get(f"/manage/{world.slug}/reviews/1/")
    text = fetch(client, f"/manage/{world.slug}/reviews/1/").text
    assert ("cover.pdf" in text, "/files/" in text, "Abara" in page.words) == (False, False, False)


def test_another_papers_file_is_not_there(app: Flask, world: World, client: PageClient) -> None:
    plant(app, world)
    world.paper("Another", "other@law.example.edu")
    own, managed, _, _ = addresses(world)
    other = world.paper_link(2, "other@law.example.edu").partition("?")[0]
    assert fetch(client, f"{other}files/{own.rsplit('/', 1)[1]}").status_code == 404
    selecting.look_at_names(world)
    client.sign_in(CHAIR)
    assert fetch(client, managed.replace("/papers/1/", "/papers/2/")).status_code == 404


@pytest.mark.parametrize(
    ("name", "saved_as"),
    [
        ("cover\u202efdp.exe", "coverfdp.exe.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("Draft.PDF", "Draft.PDF"),
    ],
)
def test_a_file_is_saved_as_what_it_is(
    app: Flask, world: World, client: PageClient, name: str, saved_as: str
) -> None:
    plant(app, world, name)
    answer = fetch(client, addresses(world)[0])
    assert answer.headers["Content-Disposition"].split(";")[1] == f' filename="{saved_as}"'


def test_a_preview_is_being_made_then_there_and_made_again_after_a_restore(
    app: Flask, world: World, client: PageClient
) -> None:
    plant(app, world)
    _, _, own, managed = addresses(world)
    assert "A preview is being made." in client.get(world.paper_link()).words
    assert fetch(client, own).status_code == 404
    assert (make(app), make(app)) == (1, 0)
    assert "Page 1 · 1 page · about 2 words · made with LaTeX" in client.get(world.paper_link()).words
    answer = fetch(client, own)
    assert (answer.status_code, answer.mimetype, answer.data[:4]) == (200, "image/png", b"\x89PNG")
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    client.sign_in(CHAIR)
    assert fetch(client, managed).data[:4] == b"\x89PNG"
    assert "Page 1" in client.get(f"/manage/{world.slug}/papers/1/").words
    key = world.do(lambda session: session.scalars(sa.select(Draft.storage_key)).one())
    files.remove_made(app.extensions["wip_settings"], key)
    assert fetch(client, managed).status_code == 404
    assert make(app) == 1
    assert fetch(client, managed).data[:4] == b"\x89PNG"
    client.sign_in(OTHER_CHAIR)
    assert fetch(client, managed).status_code == 404


def test_a_backup_has_the_attachment_and_none_of_what_can_be_made_again(app: Flask, world: World) -> None:
    plant(app, world)
    make(app)
    settings = app.extensions["wip_settings"]
    file = settings.instance / "backup.zip"
    with app.app_context():
        assert backups.write(db.engine, settings, file, NOW).files == 2
        keys = world.do(lambda session: [*session.scalars(sa.select(Attachment.storage_key))])
        files.remove(settings, keys[0])
        with writing():
            backups.restore(db.engine, settings, file, replace=True)
    with files.open_stored(settings, keys[0]) as stream:
        assert stream.read().endswith(SECRET)


def test_new_versions_are_taken_until_the_stated_date(world: World, client: PageClient, clock: Clock) -> None:
    world.paper()

    def act(session: Session) -> None:
        world.row(session).state = PaperState.CONFIRMED
        world.call(session).drafts_until_at = START - timedelta(days=5)

    world.do(act)
    clock.now = START - timedelta(days=6)
    client.get(world.paper_link())
    client.send(button="Send this draft", draft=(io.BytesIO(documents.pdf()), "one.pdf"))
    clock.now = START - timedelta(days=4)
    assert "Send this draft" not in client.get(world.paper_link()).words
