"""Settings: read once, refused in a sentence, and enough without any."""

import stat
from pathlib import Path

import pytest
import sqlalchemy as sa

from wip.adapters.servers import folder as folder_verdict
from wip.settings import BadSetting, read


def test_without_any_setting_everything_lives_in_the_instance_folder(tmp_path: Path) -> None:
    found = read({"WIP_INSTANCE": str(tmp_path)})
    assert (found.database_url, found.base_url, found.mail_url) == (
        f"sqlite:///{tmp_path / 'wip.sqlite'}",
        "http://127.0.0.1:8000",
        "file:",
    )
    assert (found.letters_folder, found.files_root) == (tmp_path / "letters", f"file://{tmp_path / 'files'}")


def test_the_secret_key_is_made_once_and_private(tmp_path: Path) -> None:
    first, second = (read({"WIP_INSTANCE": str(tmp_path)}).secret_key for _ in range(2))
    assert (first == second, len(first)) == (True, 64)
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


def test_a_new_folder_and_its_database_are_private_and_an_old_one_stays_as_it_was(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    old.mkdir(mode=0o755)
    for folder in (old, new):
        engine = sa.create_engine(read({"WIP_INSTANCE": str(folder)}).database_url)
        with engine.begin() as connection:
            connection.exec_driver_sql("CREATE TABLE a (b INTEGER)")
            found = {each.name: stat.S_IMODE(each.stat().st_mode) for each in folder.iterdir()}
        engine.dispose()
        names = ("secret_key", "wip.sqlite", "wip.sqlite-shm", "wip.sqlite-wal")
        assert found == dict.fromkeys(names, 0o600)
    assert [stat.S_IMODE(each.stat().st_mode) for each in (old, new)] == [0o755, 0o700]
    assert folder_verdict(read({"WIP_INSTANCE": str(old)})).sentence == (
        f"other accounts of this machine may look into it; “chmod 700 {old}” keeps them out."
    )


def test_no_secret_shows_when_settings_are_printed(tmp_path: Path) -> None:
    env = {"WIP_INSTANCE": str(tmp_path), "WIP_MAIL_URL": "smtp://wip:hush-hush@mail.example.edu"}
    found = read(env)
    assert [secret for secret in (found.secret_key, "hush-hush") if secret in repr(found)] == []


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_addresses_of_every_kind(tmp_path: Path, scheme: str) -> None:
    found = read({"WIP_INSTANCE": str(tmp_path), "WIP_DATABASE_URL": f"{scheme}://u:p@db.example.edu/wip"})
    assert (found.database_url, found.is_sqlite) == ("postgresql+psycopg://u:p@db.example.edu/wip", False)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("PORT", "x", "WIP_PORT is 'x'; it must be a whole number from 1 to 65535."),
        ("PORT", "0", "WIP_PORT is '0'; it must be a whole number from 1 to 65535."),
        ("WEB_WORKERS", "65", "WIP_WEB_WORKERS is '65'; it must be a whole number from 1 to 64."),
        *(
            (
                "MAIL_PAUSES",
                value,
                f"WIP_MAIL_PAUSES is {value!r}; it must be up to 100 numbers of seconds with commas between, as 60,300,1800.",
            )
            for value in ("1;2", "60,", "nan", "0", "1,9999999", "1," * 100 + "1")
        ),
        ("MAIL_TIMEOUT", "0", "WIP_MAIL_TIMEOUT is '0'; it must be a whole number from 1 to 60."),
        ("SECRET_KEY", "short", "WIP_SECRET_KEY is too short: give at least 32 random characters."),
        ("MAIL_FROM", "nobody", "WIP_MAIL_FROM is 'nobody'; it must be one e-mail address."),
        (
            "MAIL_FROM",
            "a@b.example.edu\nBcc: c",
            "WIP_MAIL_FROM is 'a@b.example.edu\\nBcc: c'; it must be one e-mail address.",
        ),
        ("MAIL_URL", "http://mail", "WIP_MAIL_URL must start with one of: file:, smtp:, smtps:"),
        ("BASE_URL", "wip.example.edu", "WIP_BASE_URL must start with one of: http:, https:"),
        (
            "DATABASE_URL",
            "mysql://db",
            "WIP_DATABASE_URL must start with one of: sqlite:, postgresql:, postgres:",
        ),
    ],
)
def test_a_bad_value_is_refused_in_a_sentence(tmp_path: Path, name: str, value: str, sentence: str) -> None:
    with pytest.raises(BadSetting) as no:
        read({"WIP_INSTANCE": str(tmp_path), f"WIP_{name}": value})
    assert str(no.value) == sentence


def test_pauses_are_seconds_with_commas_between(tmp_path: Path) -> None:
    found = read({"WIP_INSTANCE": str(tmp_path), "WIP_MAIL_PAUSES": "0.5, 3,60"})
    assert found.mail_pauses == (0.5, 3, 60)
