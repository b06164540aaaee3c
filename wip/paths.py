"""Finds the folders that ship with the package, in a checkout and inside an installed wheel."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


def _shipped(name: str) -> Path:
    inside = PACKAGE / name
    return inside if inside.is_dir() else PACKAGE.parent / name


def templates() -> Path:
    """The folder of page and letter templates."""
    return _shipped("templates")


def static() -> Path:
    """The folder of stylesheets, scripts and fonts."""
    return _shipped("static")


def migrations() -> Path:
    """The folder of Alembic's environment; always inside the package."""
    return PACKAGE / "migrations"
