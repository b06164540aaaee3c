"""Links that bring a calendar, or one entry of it, into other people's calendar programs."""

from datetime import UTC, datetime
from html import escape
from urllib.parse import quote, urlencode

from wip.domain.calendar import Entry

_TEXT_MOST = 700


def webcal(url: str) -> str:
    """The address that calendar programs subscribe to at a click."""
    return "webcal://" + url.split("://", 1)[-1]


def google_event_url(entry: Entry, zone: str) -> str:
    """A link that opens Google Calendar with the entry filled in; for participants it has the join link."""
    times = f"{_basic(entry.starts_at)}/{_basic(entry.ends_at)}"
    query = {"action": "TEMPLATE", "text": entry.title, "dates": times, "ctz": zone, "details": _short(entry)}
    query["location"] = entry.join_url or entry.location
    return f"https://calendar.google.com/calendar/render?{_query(query)}"


def outlook_event_url(entry: Entry, *, work: bool = False) -> str:
    """A link that opens Outlook's calendar with the entry filled in."""
    host = "outlook.office.com" if work else "outlook.live.com"
    query = {
        "path": "/calendar/action/compose",
        "rru": "addevent",
        "subject": entry.title,
        "startdt": f"{entry.starts_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "enddt": f"{entry.ends_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "body": _in_html(_short(entry)),
        "location": entry.join_url or entry.location,
    }
    return f"https://{host}/calendar/0/deeplink/compose?{_query(query)}"


def google_subscribe_url() -> str:
    """Google's page for adding a calendar by its address, which people paste there."""
    return "https://calendar.google.com/calendar/u/0/r/settings/addbyurl"


def outlook_subscribe_url(url: str, name: str, *, work: bool = False) -> str:
    """A link that adds the feed to Outlook."""
    host = "outlook.office.com" if work else "outlook.live.com"
    return f"https://{host}/calendar/0/addfromweb?{_query({'url': url, 'name': name})}"


def _short(entry: Entry) -> str:
    """The beginning of the text: an address of many thousand characters is refused."""
    return (
        entry.text if len(entry.text) <= _TEXT_MOST else f"{entry.text[:_TEXT_MOST].rsplit(maxsplit=1)[0]} …"
    )


def _in_html(text: str) -> str:
    # Outlook takes this for HTML: it drops plain line breaks, and an ampersand or a bracket would be its own.
    return escape(text, quote=False).replace("\n", "<br>")


def _query(fields: dict[str, str]) -> str:
    # %20 and not +, which Outlook shows as a plus sign.
    return urlencode(fields, quote_via=quote)


def _basic(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"
