"""Markdown as typed becomes safe HTML."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wip.adapters.markdown import plain_lines, rendered


@pytest.mark.parametrize(
    ("typed", "html"),
    [
        ("One.\nTwo.", "<p>One.<br>\nTwo.</p>\n"),
        ("*soft* **loud**", "<p><em>soft</em> <strong>loud</strong></p>\n"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        (
            "[the list](https://lists.example.edu/?a=1&b=2)",
            '<p><a href="https://lists.example.edu/?a=1&amp;b=2" rel="noopener nofollow ugc">the list</a></p>\n',
        ),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>\n"),
        ("[x](data:text/html,x)", "<p>[x](data:text/html,x)</p>\n"),
        ("![x](https://tracker.example.org/p.gif)", "<p></p>\n"),
        ("# Heading", "Heading\n"),
        ("", ""),
    ],
)
def test_typed_text_reads_as_meant_and_runs_nothing(typed: str, html: str) -> None:
    assert str(rendered(typed)) == html


@given(st.text(alphabet=st.sampled_from("<>[]()!*_`\"'&:/=# \njavscriptonerx")))
def test_no_markup_but_ours_survives(text: str) -> None:
    html = str(rendered(text))
    tags = set(re.findall(r"<\s*/?\s*([a-z0-9]+)", html.lower()))
    assert tags <= {"p", "br", "em", "strong", "ul", "ol", "li", "blockquote", "code", "a", "h3", "h4"}
    assert re.search(r"<[^>]*\son\w+\s*=", html) is None


def test_plain_lines_read_without_their_marks() -> None:
    text = "Send *unfinished* work:\nan **abstract**.\n\n- one [page](https://a.example.edu/)\n- two\n\n3. third\n4. fourth\n\n`code` and > this"
    assert plain_lines(text) == [
        "Send unfinished work:",
        "an abstract.",
        "",
        "- one page (https://a.example.edu/)",
        "- two",
        "3. third",
        "4. fourth",
        "",
        "code and > this",
    ]
