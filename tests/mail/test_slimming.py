"""The HTML of a letter is made smaller without a word, an address or a rule of its style being lost."""

import re

import pytest
from mjml import mjml2html

from directory.mail.letters import INCLUDE, folder, to_html
from directory.mail.slimming import slim
from tests.mail.reading import EXISTING, Visible

every_letter = pytest.mark.parametrize(("name", "language"), EXISTING)


def as_mjml_makes_it(where: str) -> str:
    source = (folder() / where).read_text(encoding="utf-8")
    return str(
        mjml2html(INCLUDE.sub(lambda found: (folder() / found[1]).read_text(encoding="utf-8"), source), fonts={})
    )


@every_letter
def test_a_smaller_letter_says_the_same_and_is_built_of_the_same_elements(name: str, language: str) -> None:
    before = as_mjml_makes_it(f"{name}/{language}/body.mjml")
    after = to_html((folder() / name / language / "body.mjml").read_text(encoding="utf-8"), "x")
    assert len(after) < len(before) - 500
    seen, still_seen = Visible(before), Visible(after)
    assert " ".join(" ".join(still_seen.words).split()) == " ".join(" ".join(seen.words).split())
    assert still_seen.addresses == seen.addresses
    without_column = re.sub(r"<style[^>]*>[^<]*mj-column-per-100[^<]*</style>", "", before)
    assert re.findall(r"</?\w+|<!--\[if [^]]*\]>|\{%.*?%\}", after) == re.findall(
        r"</?\w+|<!--\[if [^]]*\]>|\{%.*?%\}", without_column
    )


def test_what_is_filled_in_stands_on_lines_of_its_own() -> None:
    assert slim('<td><a href="{{ link }}" target="_blank">x</a></td><td title="{{ a }}">') == (
        '<td><a\nhref="{{ link }}"\ntarget="_blank">x</a></td><td\ntitle="{{ a }}"\n>'
    )
    assert slim("<ul>\n    <li>{{ a }}</li><li>b\n      c</li></ul>") == "\n<ul>\n<li>{{ a }}</li>\n<li>b\nc</li></ul>"


def test_style_keeps_every_rule() -> None:
    assert slim("<style>\n  .a b, .c + d { margin: 0 1px; color: red !important; }\n\n  :root { x: y }\n</style>") == (
        "<style>\n.a b,.c + d{margin:0 1px;color:red !important;}:root{x:y}\n</style>"
    )
