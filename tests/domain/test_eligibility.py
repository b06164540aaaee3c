"""Who may submit: the rules in a line, and what a submission is told."""

from dataclasses import replace

import pytest

from wip.domain.eligibility import CoauthorRule, Rules, rule_faults, rules_summary
from wip.domain.papers import AuthorFacts, CareerStage, PaperFacts, PublicationStatus

FACTS = PaperFacts("Quotas", "They bind.", (AuthorFacts("Mbali Abara", "", "mbali.abara@law.example.edu"),))
JUNIOR = Rules(frozenset({CareerStage.UNTENURED, CareerStage.FELLOW}), years_max=7, members_only=True)


def test_without_rules_anybody_may_submit_anything() -> None:
    assert rule_faults(Rules(), FACTS) == []
    assert rules_summary(Rules()) == "Anyone may submit"


@pytest.mark.parametrize(
    ("rules", "papers_each", "words"),
    [
        (Rules(), 1, "Anyone may submit; one paper each"),
        (Rules(), 2, "Anyone may submit; at most 2 papers each"),
        (
            JUNIOR,
            None,
            "Only: fellow or visiting assistant professor / untenured, at most 7 years of teaching, member schools",
        ),
        (Rules(coauthors=CoauthorRule.NONE), None, "Anyone may submit; papers of one author only"),
        (
            Rules(must_be_revisable=True),
            1,
            "Anyone may submit; one paper each; still revisable on the session date",
        ),
    ],
)
def test_the_rules_in_a_line(rules: Rules, papers_each: int | None, words: str) -> None:
    assert rules_summary(rules, papers_each) == words


@pytest.mark.parametrize(
    ("rules", "facts", "told"),
    [
        (
            JUNIOR,
            FACTS,
            {
                "career_stage": "Choose your career stage: the call is for some of them only.",
                "years": "Say for how many years you have taught; 0 if you have not begun.",
                "is_member": "This call is for people at member schools. Tick the box if yours is one.",
            },
        ),
        (
            JUNIOR,
            replace(FACTS, career_stage=CareerStage.TENURED, years=8, is_member=True),
            {
                "career_stage": (
                    "This call is for: Fellow or visiting assistant professor; Untenured. "
                    "Write to the organisers if you think that you should be among them."
                ),
                "years": "This call is for people who have taught for at most 7 years.",
            },
        ),
        (JUNIOR, replace(FACTS, career_stage=CareerStage.FELLOW, years=7, is_member=True), {}),
        (
            Rules(years_max=1),
            replace(FACTS, years=2),
            {"years": "This call is for people who have taught for at most 1 year."},
        ),
        (
            Rules(asks_publication=True),
            FACTS,
            {"publication": "Say whether the paper has been offered to a publisher."},
        ),
        (
            Rules(must_be_revisable=True),
            FACTS,
            {
                "still_revisable": (
                    "Comments must still be able to change the paper. Tick the box if you can revise it after the session."
                )
            },
        ),
        (
            Rules(must_be_revisable=True),
            replace(FACTS, publication=PublicationStatus.PUBLISHED, still_revisable=True),
            {
                "publication": "A published paper can no longer be revised, and this call is for work in progress."
            },
        ),
        (
            Rules(must_be_revisable=True),
            replace(FACTS, publication=PublicationStatus.ACCEPTED, still_revisable=True),
            {},
        ),
        (
            Rules(coauthors=CoauthorRule.NONE),
            replace(FACTS, authors=(*FACTS.authors, AuthorFacts("Tomas Varga"))),
            {"authors": "This call is for papers of one author. Leave one name, or ask the organisers."},
        ),
        (
            Rules(coauthors=CoauthorRule.ALL_ELIGIBLE),
            replace(FACTS, authors=(*FACTS.authors, AuthorFacts("Tomas Varga"))),
            {},
        ),
    ],
)
def test_every_rule_says_what_to_do(rules: Rules, facts: PaperFacts, told: dict[str, str]) -> None:
    assert {fault.field: fault.sentence for fault in rule_faults(rules, facts)} == told
