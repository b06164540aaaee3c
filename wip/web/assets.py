"""The stylesheet: small files as written, one file as served, with its content in its address."""

import hashlib
from functools import lru_cache

from flask import Blueprint, Response

from wip import paths
from wip.domain.people import Act
from wip.domain.refusals import Unknown
from wip.web.access import open_to

pages = Blueprint("assets", __name__)


@lru_cache(maxsize=1)
def stylesheet_bytes() -> bytes:
    """All style files in the order that order.txt gives."""
    folder = paths.static() / "css"
    names = (folder / "order.txt").read_text().split()
    return b"\n".join((folder / name).read_bytes() for name in names)


@lru_cache(maxsize=1)
def stylesheet_mark() -> str:
    """A short hash of the stylesheet."""
    return hashlib.sha256(stylesheet_bytes()).hexdigest()[:12]


@pages.get("/style/<mark>.css")
@open_to(Act.SEE_PUBLIC_PAGES)
def stylesheet(mark: str) -> Response:
    """The stylesheet; an address with another hash is none."""
    if mark != stylesheet_mark():
        raise Unknown
    response = Response(stylesheet_bytes(), mimetype="text/css")
    response.cache_control.public, response.cache_control.max_age = True, 31_536_000
    response.cache_control.immutable = True
    return response
