"""Made-up names, titles and texts."""

from random import Random

_FIRST = "Ada Bram Carys Dov Edda Femi Gwen Hiro Inés Jarek Kaia Leif"
_LAST = "Amberly Brookfen Caldermoor Dunmarsh Elmsworth Fairholt Greywick Hollin"
_SCHOOLS = [
    "Northfield College of Law",
    "Harbour Law School",
    "University of Eastmere",
    "Lakeside School of Law",
]
_THINGS = [
    "Quotas",
    "Bail",
    "Recusal",
    "Water Rights",
    "Expert Witnesses",
    "Trust Deeds",
    "Zoning",
    "Tort Reform",
]
_TURNS = [
    "without Numbers",
    "after Dark",
    "at the Margins",
    "in Translation",
    "and Its Discontents",
    "Revisited",
]
_WORDS = """informal targets survive where rules are abolished and courts defer to custom while agencies count what
they can see and leave the remainder to discretion that nobody reviews until a scandal makes it visible"""


def name(random: Random) -> str:
    """Somebody's name."""
    return f"{random.choice(_FIRST.split())} {random.choice(_LAST.split())}"


def school(random: Random) -> str:
    """An affiliation."""
    return random.choice(_SCHOOLS)


def title(random: Random) -> str:
    """A paper's title."""
    return f"{random.choice(_THINGS)} {random.choice(_TURNS)}"


def text(random: Random, count: int) -> str:
    """So many words of no meaning."""
    return " ".join(random.choices(_WORDS.split(), k=count)).capitalize()
