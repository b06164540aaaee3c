"""Sessions around the days on which clocks change, with the true starts of their slots, worked out by hand."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from wip.domain.agenda import Minutes, SlotLength, lay_out
from wip.domain.calendar import CalendarFile, Entry, EntryStatus, SlotText, slot_text
from wip.domain.zones import instant

MADE = datetime(2027, 1, 4, 9, 30, tzinfo=UTC)
NEW_YORK = "America/New_York"


@dataclass(frozen=True)
class Week:
    """A session of three slots. `begins` is what its zone's clocks show; `starts` are in UTC."""

    name: str
    zone: str
    begins: str
    starts: tuple[str, str, str]

    def entries(self) -> tuple[Entry, ...]:
        """Its slots, the second cancelled."""
        minutes = Minutes(90)
        placed = lay_out(
            instant(datetime.fromisoformat(self.begins), self.zone), minutes, [SlotLength(15, 15)] * 3
        )
        page = f"https://wip.example.edu/sessions/{self.name}/"
        return tuple(
            Entry(
                uid=f"{self.name}-{number}",
                sequence=number,
                created_at=MADE,
                changed_at=MADE + timedelta(days=number),
                starts_at=slot.starts_at,
                ends_at=slot.ends_at,
                title=f"Slot {number}, of {self.name}; 15+15",
                text=slot_text(
                    SlotText(
                        part_of="Part of a session of long ago.",
                        page_url=page,
                        presenters="Mbali Abara",
                        starts_at=slot.starts_at,
                        turns_at=slot.turns_at,
                        ends_at=slot.ends_at,
                        zone=self.zone,
                        commenters=("Piper Nakagawa", "Konrad Bauer"),
                    )
                ),
                url=page,
                status=EntryStatus.CANCELLED if number == 2 else EntryStatus.CONFIRMED,
                categories=("Works in Progress",),
                organizer_name="Section on Criminal Justice",
                organizer_email="criminal-justice@law.example.edu",
                join_url="https://law.zoom.us/j/5550100",
            )
            for number, slot in enumerate(placed, 1)
        )


def calendar(*weeks: Week) -> CalendarFile:
    """These sessions as one file."""
    return CalendarFile(
        name="Clock changes",
        description="Sessions around the days on which clocks change",
        zone=weeks[0].zone,
        url="https://wip.example.edu/",
        entries=tuple(entry for week in weeks for entry in week.entries()),
    )


def _starts(first: str, second: str, third: str) -> tuple[str, str, str]:
    return (f"{first}:00Z", f"{second}:00Z", f"{third}:00Z")


WEEKS = [
    Week(name, zone, begins, _starts(*(f"{day}T{clock}" for clock in clocks.split())))
    for name, zone, begins, day, clocks in [
        ("new-york-before-spring", NEW_YORK, "2027-03-12T12:00", "2027-03-12", "17:00 17:30 18:00"),
        ("new-york-after-spring", NEW_YORK, "2027-03-15T12:00", "2027-03-15", "16:00 16:30 17:00"),
        ("new-york-into-spring", NEW_YORK, "2027-03-14T01:30", "2027-03-14", "06:30 07:00 07:30"),
        ("new-york-before-autumn", NEW_YORK, "2027-11-05T12:00", "2027-11-05", "16:00 16:30 17:00"),
        ("new-york-after-autumn", NEW_YORK, "2027-11-08T12:00", "2027-11-08", "17:00 17:30 18:00"),
        ("new-york-into-autumn", NEW_YORK, "2027-11-07T00:30", "2027-11-07", "04:30 05:00 05:30"),
        ("new-york-over-midnight", NEW_YORK, "2027-03-18T23:30", "2027-03-19", "03:30 04:00 04:30"),
        ("new-york-leap-day", NEW_YORK, "2028-02-29T12:00", "2028-02-29", "17:00 17:30 18:00"),
        ("phoenix-before", "America/Phoenix", "2027-03-12T12:00", "2027-03-12", "19:00 19:30 20:00"),
        ("phoenix-after", "America/Phoenix", "2027-03-15T12:00", "2027-03-15", "19:00 19:30 20:00"),
        ("phoenix-autumn", "America/Phoenix", "2027-11-08T12:00", "2027-11-08", "19:00 19:30 20:00"),
        ("sydney-march", "Australia/Sydney", "2027-03-15T12:00", "2027-03-15", "01:00 01:30 02:00"),
        ("sydney-before-winter", "Australia/Sydney", "2027-04-02T12:00", "2027-04-02", "01:00 01:30 02:00"),
        ("sydney-after-winter", "Australia/Sydney", "2027-04-05T12:00", "2027-04-05", "02:00 02:30 03:00"),
        ("sydney-before-summer", "Australia/Sydney", "2027-10-01T12:00", "2027-10-01", "02:00 02:30 03:00"),
        ("sydney-after-summer", "Australia/Sydney", "2027-10-04T12:00", "2027-10-04", "01:00 01:30 02:00"),
        ("kolkata-before", "Asia/Kolkata", "2027-03-12T18:00", "2027-03-12", "12:30 13:00 13:30"),
        ("kolkata-after", "Asia/Kolkata", "2027-03-15T18:00", "2027-03-15", "12:30 13:00 13:30"),
        ("kolkata-autumn", "Asia/Kolkata", "2027-11-08T18:00", "2027-11-08", "12:30 13:00 13:30"),
        ("lord-howe-before", "Australia/Lord_Howe", "2027-04-03T12:00", "2027-04-03", "01:00 01:30 02:00"),
        ("lord-howe-after", "Australia/Lord_Howe", "2027-04-05T12:00", "2027-04-05", "01:30 02:00 02:30"),
    ]
]
