"""Institutions by the names that people write and by the domains of their e-mail; what says nothing is left out."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from wip.domain.search import fold

_FILLERS = frozenset("the of and at in for a de der la le du des und et y".split())  # noqa: SIM905 - reads as one line
_SHORT = {
    "univ": "university",
    "u": "university",
    "uni": "university",
    "coll": "college",
    "inst": "institute",
}
_LAW_SCHOOL = re.compile(
    r"\b(?:(?:school|college|faculty|department|dept|institute) of law"
    r"|law (?:school|college|faculty|department|center|centre))\b"
)
_NONE_TEXT = (
    "none, n, na, n a, independent, independent scholar, independent researcher, retired, unaffiliated, emeritus, "
    "self employed, private practice, law, university, college, school, institute, law school, school law, college law, "
    "faculty law, law faculty, department law, law department, tba, tbd, student, professor, unknown"
)
_NONE = frozenset({"", *_NONE_TEXT.split(", ")})
_PLACE = re.compile(r"\b(?:universi\w+|college|institut\w*|academy|hochschule|school)\b")

_PUBLIC_TEXT = """
gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com ymail.com aol.com icloud.com me.com
mac.com proton.me protonmail.com pm.me gmx.com gmx.de gmx.net gmx.at web.de mail.com mail.ru yandex.com yandex.ru
qq.com 163.com 126.com sina.com zoho.com fastmail.com fastmail.fm tutanota.com tuta.io posteo.de mailbox.org
t-online.de orange.fr free.fr laposte.net wanadoo.fr libero.it virgilio.it btinternet.com comcast.net verizon.net
att.net cox.net sbcglobal.net charter.net earthlink.net hey.com rediffmail.com naver.com daum.net hanmail.net
"""
_PUBLIC_HOSTS = frozenset(_PUBLIC_TEXT.split())
_PUBLIC_NAMES = frozenset({"yahoo", "hotmail", "outlook", "live", "gmx", "yandex", "googlemail"})
_SECOND_LEVEL = frozenset("ac co com edu gov gob govt net org sch uni school mil nom".split())  # noqa: SIM905 - reads as one line
_COUNTRY = 2
"""Letters of a country's top-level domain."""


def school_keys(text: str) -> frozenset[str]:
    """What an affiliation as typed is compared by: one key for each institution that it names.

    "The Northfield College of Law" and "Northfield Law School" are one; "University of York" and "York University" are
    two. "Independent scholar" and its like name none.
    """
    found: set[str] = set()
    for part in re.split(r"[;/|\n]| & (?=the )", fold(text)):
        found.add(_key(part))
        found |= {_key(piece) for piece in part.split(",") if _PLACE.search(piece)}
    return frozenset(found - _NONE)


def _key(text: str) -> str:
    words = re.findall(r"\w+", text.replace("&", " and ").replace("'", "").replace("’", ""))
    whole = " ".join(_SHORT.get(word, word) for word in words)
    without = _plain(_LAW_SCHOOL.sub(" ", whole))
    return without or _plain(whole)


def _plain(text: str) -> str:
    return " ".join(word for word in text.split() if word not in _FILLERS)


def registrable(address: str) -> str:
    """The domain that an institution registers, of an address or domain: `mail.law.north.ac.uk` is `north.ac.uk`'s.

    Empty for public mail hosts, and for names reserved for examples, whose sub-domains stand for institutions.
    """
    labels = [label for label in address.rpartition("@")[2].strip().strip(".").lower().split(".") if label]
    if len(labels) < 2:  # noqa: PLR2004 - a name and a top-level domain
        return ""
    if "example" in labels[-2:]:
        most = 3 if labels[-2] == "example" else 2
        return ".".join(labels[-most:]) if len(labels) >= most else ""
    if labels[-1] in {"test", "invalid", "local", "localhost"}:
        return ""
    with_country = len(labels[-1]) == _COUNTRY and labels[-2] in _SECOND_LEVEL
    domain = ".".join(labels[-3:] if with_country else labels[-2:])
    name = domain.partition(".")[0]
    if domain in _PUBLIC_HOSTS or name in _PUBLIC_NAMES or (with_country and len(labels) < 3):  # noqa: PLR2004
        return ""
    return domain


@dataclass(frozen=True)
class Known:
    """One row of a section's table of institutions."""

    name: str
    aliases: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()


@dataclass(frozen=True)
class Institutions:
    """A section's table, looked up by any name or domain in it; what is not in it stands for itself."""

    by_key: Mapping[str, str] = field(default_factory=dict)
    by_domain: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[Known]) -> "Institutions":
        """The table of these rows; the first row wins where two have the same name."""
        by_key: dict[str, str] = {}
        by_domain: dict[str, str] = {}
        for row in rows:
            for text in (row.name, *row.aliases):
                for key in school_keys(text):
                    by_key.setdefault(key, row.name)
            for domain in row.domains:
                by_domain.setdefault(registrable(domain) or domain.lower(), row.name)
        return cls(by_key, by_domain)

    def schools(self, affiliation: str) -> dict[str, str]:
        """What an affiliation stands for: what it is compared by, and what it is called here."""
        return {
            f"school {self.by_key[key]}" if key in self.by_key else f"name {key}": self.by_key.get(
                key, affiliation
            )
            for key in school_keys(affiliation)
        }

    def hosts(self, address: str) -> dict[str, str]:
        """The same of the domain of an e-mail address."""
        domain = registrable(address)
        if not domain:
            return {}
        name = self.by_domain.get(domain)
        return {f"school {name}": name} if name else {f"domain {domain}": domain}
