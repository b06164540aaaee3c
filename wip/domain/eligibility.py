"""Who may submit: the rules that real calls state, and what a submission says to them (domain.md, real calls)."""

from dataclasses import dataclass
from enum import StrEnum

from wip.domain.papers import CAREER_WORDS, CareerStage, PaperFacts, PublicationStatus


class CoauthorRule(StrEnum):
    """What a call says of co-authors."""

    ANY = "any"
    ALL_ELIGIBLE = "all_eligible"
    NONE = "none"


COAUTHOR_WORDS = {
    CoauthorRule.ANY: "Co-authors are welcome, whoever they are",
    CoauthorRule.ALL_ELIGIBLE: "Co-authors are welcome if each of them may submit too",
    CoauthorRule.NONE: "Papers of one author only",
}


@dataclass(frozen=True)
class Rules:
    """Who may submit. `career_stages` empty and `years_max` None: no such rule. `years_max` counts years of teaching."""

    career_stages: frozenset[CareerStage] = frozenset()
    years_max: int | None = None
    members_only: bool = False
    coauthors: CoauthorRule = CoauthorRule.ANY
    asks_publication: bool = False
    must_be_revisable: bool = False


def rules_summary(rules: Rules, papers_each: int | None = None) -> str:
    """The rules in a line, for a heading: "Anyone may submit; one paper each"."""
    who = [
        part
        for part in (
            rules.career_stages and _stages(rules),
            rules.years_max is not None and f"{_at_most(rules.years_max, 'year')} of teaching",
            rules.members_only and "member schools",
        )
        if part
    ]
    rest = [
        part
        for part in (
            papers_each and f"{_each(papers_each).lower()} each",
            rules.coauthors is not CoauthorRule.ANY
            and COAUTHOR_WORDS[rules.coauthors][0].lower() + COAUTHOR_WORDS[rules.coauthors][1:],
            rules.must_be_revisable and "still revisable on the session date",
        )
        if part
    ]
    return "; ".join(["Only: " + ", ".join(who) if who else "Anyone may submit", *rest])


def _stages(rules: Rules) -> str:
    named = [words for stage, words in CAREER_WORDS.items() if stage in rules.career_stages]
    return " / ".join(words[0].lower() + words[1:] for words in named)


def _at_most(number: int, thing: str) -> str:
    return f"at most {number} {thing if number == 1 else thing + 's'}"


def _each(papers: int) -> str:
    return "One paper" if papers == 1 else f"At most {papers} papers"


@dataclass(frozen=True)
class RuleFault:
    """A rule that a submission does not keep; `field` is the form's field."""

    field: str
    sentence: str


def rule_faults(rules: Rules, facts: PaperFacts) -> list[RuleFault]:
    """Every rule that the submission breaks or leaves open, in the order of the form; empty when it may come in."""
    return [
        fault
        for fault in (
            _stage(rules, facts),
            _years(rules, facts),
            _member(rules, facts),
            _publication(rules, facts),
            _revisable(rules, facts),
            _coauthors(rules, facts),
        )
        if fault is not None
    ]


def _stage(rules: Rules, facts: PaperFacts) -> RuleFault | None:
    if not rules.career_stages:
        return None
    if facts.career_stage is None:
        return RuleFault("career_stage", "Choose your career stage: the call is for some of them only.")
    if facts.career_stage in rules.career_stages:
        return None
    wanted = "; ".join(words for stage, words in CAREER_WORDS.items() if stage in rules.career_stages)
    return RuleFault(
        "career_stage",
        f"This call is for: {wanted}. Write to the organisers if you think that you should be among them.",
    )


def _years(rules: Rules, facts: PaperFacts) -> RuleFault | None:
    if rules.years_max is None:
        return None
    if facts.years is None:
        return RuleFault("years", "Say for how many years you have taught; 0 if you have not begun.")
    if facts.years <= rules.years_max:
        return None
    return RuleFault(
        "years", f"This call is for people who have taught for {_at_most(rules.years_max, 'year')}."
    )


def _member(rules: Rules, facts: PaperFacts) -> RuleFault | None:
    if not rules.members_only or facts.is_member:
        return None
    return RuleFault("is_member", "This call is for people at member schools. Tick the box if yours is one.")


def _publication(rules: Rules, facts: PaperFacts) -> RuleFault | None:
    if not rules.asks_publication or facts.publication is not None:
        return None
    return RuleFault("publication", "Say whether the paper has been offered to a publisher.")


def _revisable(rules: Rules, facts: PaperFacts) -> RuleFault | None:
    if not rules.must_be_revisable:
        return None
    if facts.publication is PublicationStatus.PUBLISHED:
        return RuleFault(
            "publication",
            "A published paper can no longer be revised, and this call is for work in progress.",
        )
    if facts.still_revisable:
        return None
    return RuleFault(
        "still_revisable",
        "Comments must still be able to change the paper. Tick the box if you can revise it after the session.",
    )


def _coauthors(rules: Rules, facts: PaperFacts) -> RuleFault | None:
    if rules.coauthors is CoauthorRule.NONE and len(facts.authors) > 1:
        return RuleFault(
            "authors", "This call is for papers of one author. Leave one name, or ask the organisers."
        )
    return None
