"""What pages say of a calendar's address, and the form of how one's own calendar comes."""

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup
from wtforms import BooleanField, SelectField

from wip.adapters.calendar_links import google_subscribe_url, outlook_subscribe_url, webcal
from wip.adapters.qr_codes import qr_svg
from wip.domain.calendar import ALARMS
from wip.domain.texts import whole_number
from wip.models import Feed
from wip.web.forms import PageForm, choices

_NONE = "none"


@dataclass(frozen=True)
class Subscription:
    """One address to subscribe to, and the ways there."""

    address: str
    webcal: str
    others: tuple[tuple[str, str], ...]
    code: Markup

    @classmethod
    def at(cls, address: str, name: str) -> "Subscription":
        """The calendar at this address; some programs are told its name."""
        others = (
            ("Open Google’s page", google_subscribe_url()),
            ("Add to Outlook.com", outlook_subscribe_url(address, name)),
            ("Add to Outlook at work", outlook_subscribe_url(address, name, work=True)),
        )
        return cls(address, webcal(address), others, Markup(qr_svg(webcal(address))))  # noqa: S704 - our own drawing


class WishesForm(PageForm):
    """How one's own calendar comes."""

    alarm = SelectField(
        "Reminder before each entry",
        choices=choices([(str(minutes or _NONE), words) for minutes, words in ALARMS.items()]),
        description="Google and Outlook ignore reminders of subscribed calendars; set theirs instead.",
    )
    halves = BooleanField(
        "Show each slot as two entries",
        description="The paper presented, then the comments: the time is the same.",
    )
    by_mail = BooleanField(
        "Send me calendar invitations by mail, too",
        description="They come inside the letters that we write anyway, and can be accepted or declined. Whoever "
        "accepts one and also subscribes sees it twice in most programs: take one of the two.",
    )

    @classmethod
    def of(cls, feed: Feed | None) -> "WishesForm":
        """As things stand."""
        if feed is None:
            return cls(formdata=None, alarm=_NONE, halves=False, by_mail=True)
        alarm = str(feed.alarm_minutes or _NONE)
        return cls(formdata=None, alarm=alarm, halves=feed.halves, by_mail=feed.by_mail)

    def facts(self) -> dict[str, Any]:
        """What was chosen."""
        return {
            "alarm_minutes": whole_number(self.alarm.data),
            "halves": bool(self.halves.data),
            "by_mail": bool(self.by_mail.data),
        }
