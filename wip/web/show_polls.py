"""What the screens of a running room ask every second or two: whether anything has changed, and what time it is.

One statement, no cookie, and 304 while nothing has changed. The tag changes by itself every few seconds too, since how
late a room is changes without anybody pressing anything. `X-Now` is the server's clock in milliseconds: a device
whose own clock is wrong reckons with the difference.
"""

from flask import Blueprint, Response, current_app, request
from flask.typing import ResponseReturnValue

from wip.domain.links import LinkKind
from wip.domain.people import Act
from wip.domain.refusals import Unknown
from wip.queries.shows import standing
from wip.web.access import View, opens, signer
from wip.web.calendar_answers import engine

pages = Blueprint("show_polls", __name__)

ANEW = 15
"""After so many seconds without a press a screen is drawn anew all the same."""


def _polled(view: View) -> View:
    """The link alone says who may ask; the cookie is never looked at."""
    view.access = Act.WATCH_SHOW  # type: ignore[attr-defined]  # a mark on the view
    return view


@pages.get("/show/<token>/state.json")
@_polled
@opens(LinkKind.SHOW, LinkKind.HELPER, LinkKind.SCREEN)
def state(token: str) -> ResponseReturnValue:
    """The mark of the room's state; a screen that has another one draws itself anew."""
    link = signer().read(token)
    if link.kind not in {LinkKind.SHOW, LinkKind.HELPER, LinkKind.SCREEN}:
        raise Unknown
    with engine().connect() as connection:
        found = standing(connection, link)
    moment = current_app.config["CLOCK"]()
    is_own = link.kind is LinkKind.SHOW
    if found is None or (moment > found.open_until and not is_own):
        raise Unknown
    tag = f'"{found.mark}.{int(moment.timestamp()) // ANEW}"'
    now = int(moment.timestamp() * 1000)
    headers = {
        "ETag": tag,
        "X-Now": str(now),
        "Cache-Control": "private, no-cache",
        "X-Robots-Tag": "noindex",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
    }
    if request.headers.get("If-None-Match") == tag:
        return Response(status=304, headers=headers)
    body = f'{{"version": {tag}, "now": {now}}}\n'
    return Response(body, headers=headers, mimetype="application/json")
