"""Plain text as a reader sees it: paragraphs, lists, quotes, headings and buttons."""

from hypothesis import given
from hypothesis import strategies as st

from wip.domain.letter_blocks import MARK, Block, Piece, Shape, blocks, pieces

P, L, Q, B, H = Shape.PARAGRAPH, Shape.LIST, Shape.QUOTE, Shape.BUTTON, Shape.HEADING


def rows(*lines: str) -> tuple[tuple[Piece, ...], ...]:
    return tuple((Piece(line),) for line in lines)


def test_paragraphs_keep_their_lines() -> None:
    assert blocks("Dear Ann,\n\nOne\nTwo\n") == [Block(P, rows("Dear Ann,")), Block(P, rows("One", "Two"))]


def test_links_stand_within_lines() -> None:
    assert pieces("See \u27e61\u27e7 now") == (Piece("See "), Piece(link=1), Piece(" now"))


def test_a_link_alone_is_a_button_named_by_a_short_line_above_it() -> None:
    text = (
        "Please answer.\nYes, I will present:\n\u27e60\u27e7\n\nNo, I cannot:\n\u27e61\u27e7\n\n\u27e62\u27e7"
    )
    assert blocks(text) == [
        Block(P, rows("Please answer.")),
        Block(B, link=0, label="Yes, I will present"),
        Block(B, link=1, label="No, I cannot"),
        Block(B, link=2),
    ]


def test_a_sentence_stays_above_its_button() -> None:
    long = "You would be very welcome. Each presenter is helped by colleagues; you could be one of them:"
    assert blocks(f"{long}\n\u27e60\u27e7") == [Block(P, rows(long)), Block(B, link=0)]


def test_lists_and_quotes() -> None:
    text = "- One\n- Two\n\n- Three\n\n  still three\n\nEnd\n\n> Said\n> so\nNot said"
    assert blocks(text) == [
        Block(L, ((Piece("One"),), (Piece("Two"),), (Piece("Three"), Piece("\n"), Piece("still three")))),
        Block(P, rows("End")),
        Block(Q, rows("Said", "so")),
        Block(P, rows("Not said")),
    ]


def test_a_line_in_capitals_is_a_heading() -> None:
    assert blocks("A COPY OF IT\n\nOK") == [Block(H, rows("A copy of it")), Block(P, rows("OK"))]


@given(st.text(alphabet="ab -:>*\n\u27e6\u27e70123A", max_size=80))
def test_no_link_and_no_word_is_lost(text: str) -> None:
    found = blocks(text)
    links = [b.link for b in found if b.link is not None]
    links += [p.link for b in found for row in b.rows for p in row if p.link is not None]
    assert sorted(links) == sorted(int(n) for n in MARK.findall(text))
    said = "".join(p.text for b in found for row in b.rows for p in row) + "".join(b.label for b in found)
    assert sum(said.lower().count(c) for c in "ab") == sum(MARK.sub("", text).lower().count(c) for c in "ab")
