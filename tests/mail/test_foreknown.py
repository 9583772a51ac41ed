"""A letter whose shared facts were written into its templates is the letter that plain templates give."""

import random
from dataclasses import fields, replace
from typing import Any

import pytest
from jinja2 import Environment, StrictUndefined

from directory.mail import letters
from directory.mail.contexts import LETTERS, Asking, Named, names
from directory.mail.foreknown import template_of
from tests.mail.reading import EXISTING
from tests.mail.specimens import ENTRY, FILLED, specimen

SHARING = [(name, language) for name, language in EXISTING if LETTERS[name].SHARED]
ODD = (
    "",
    "Lag \"A\" & 'B' <script>alert(1)</script>",
    "Blåbær og Ærfugl på Østlandet",
    "x" * 150,
    "Lag " * 60,
    "linje\r\nto\u2028tre\x85fire\x0cfem\x00\x1b[31m\u202e\ud800",
    "{{ 7*7 }}{% if %}",
    "100 %\u00a0= bra 4. mars 55 00 00 01",
    "https://a.example/",
    "😀 og 👩‍👩‍👧",
    "&amp; &lt;b&gt;",
    "\\n \\x00 '''",
    ".\n..\n. ",
)


def odd(name: str, some: random.Random) -> Asking:
    """Return a context with about half of its facts odd."""
    changed: dict[str, Any] = {
        declared.name: some.choice(ODD)
        for declared in fields(LETTERS[name])
        if declared.type in ("str", str) and declared.name not in LETTERS[name].AT_SENDING and some.random() < 0.5
    }
    many = some.choice((0, 1, 2, 7))
    if name == "first":
        changed["reminders"] = some.choice((0, 1, 2, 5))
        strange = {declared.name: some.choice(ODD) for declared in fields(ENTRY)}
        changed["entries"] = (ENTRY, *(replace(ENTRY, **strange) for _ in range(many)))[:many]
    else:
        changed["entries"] = tuple(Named(id=str(number), name=some.choice(ODD)) for number in range(many))
    context = specimen(name, **changed)
    assert isinstance(context, Asking)
    return context


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize(("name", "language"), SHARING)
def test_the_letters_of_a_large_campaign_are_the_same_to_the_byte(
    name: str, language: str, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = odd(name, random.Random(f"{name} {language} {seed}"))
    monkeypatch.setattr(letters, "MANY", 2)
    first = letters.render(name, language, context)
    second = letters.render(name, language, replace(context, link=FILLED[name]["link"]))
    assert (second.subject, second.text, second.html) == (first.subject, first.text, first.html)
    other = replace(context, organisation="Eit anna <lag>", code="ZZZZ-ZZZZ")
    assert "ZZZZ-ZZZZ" not in first.text + first.html
    third = letters.render(name, language, other)
    assert ("ZZZZ-ZZZZ" in third.text) == (FILLED[name]["code"] in first.text)
    assert "Eit anna &lt;lag&gt;" in third.html


def test_only_plain_facts_on_one_line_are_shared() -> None:
    for kind in LETTERS.values():
        types = {declared.name: declared.type for declared in fields(kind)}
        assert set(kind.SHARED) <= names(kind) - set(kind.AT_SENDING) - set(kind.SEVERAL_LINES)
        assert {types[fact] for fact in kind.SHARED} <= {"str", "int", str, int}


def test_a_constant_is_tested_filtered_and_escaped_as_a_fact_is() -> None:
    environment = Environment(autoescape=True, undefined=StrictUndefined)
    source = "{% if a %}[{{ a }}|{{ a | upper }}|{{ a ~ b }}|{{ b or a }}]{% endif %}{{ {1: 'one'}.get(n, n) }}"
    for a in ("", "<&\"'>", "{{ b }}", "å\\'"):
        for n in (1, 2):
            whole = {"a": a, "b": "<b>", "n": n}
            plain = environment.from_string(source).render(whole)
            assert template_of(environment, source, {"a": a, "n": n}).render(b="<b>") == plain


@pytest.mark.parametrize("facts", [{"a": a, "b": b} for a in (0, 1) for b in ("", "b")])
@pytest.mark.parametrize("x", [False, True])
def test_a_question_that_facts_alone_answer_is_answered_when_the_template_is_made(
    facts: dict[str, object], x: bool
) -> None:
    source = (
        "{% if a and b %}1{% elif x %}2{% elif a %}3{% elif b == 'b' %}4{% else %}5{% endif %}"
        "{% if x %}6{% elif a %}7{% elif b %}8{% endif %}{% for n in (1, 2) %}{% if b %}{{ n }}{% endif %}{% endfor %}"
    )
    environment = Environment(autoescape=True, undefined=StrictUndefined)
    plain = environment.from_string(source).render(facts | {"x": x})
    assert template_of(environment, source, facts).render(x=x) == plain


def test_what_stands_between_two_unknowns_is_one_piece() -> None:
    environment = Environment(autoescape=True, undefined=StrictUndefined)
    source = (
        "<p>{{ a }}{% if a %} and{% endif %}{% if not a %} or{% endif %} {{ x }}{% if b %}!{% else %}?{% endif %}</p>"
    )
    template = template_of(environment, source, {"a": "&", "b": 0})
    assert list(template.generate(x="x")) == ["<p>&amp; and ", "x", "?</p>"]


def test_a_template_that_gives_a_facts_name_to_something_else_is_refused() -> None:
    with pytest.raises(ValueError, match="centre"):
        template_of(Environment(autoescape=True), "{% for centre in a %}{{ centre }}{% endfor %}", {"centre": "x"})
