"""Where letters are made from: their templates, their declared facts, and what is stored of them."""

import json
import re
import shutil
from dataclasses import MISSING, fields
from pathlib import Path

import pytest
from jinja2 import Environment, meta

from directory.mail import contexts, letters
from directory.mail.contexts import LETTERS, Letter
from tests.mail.reading import EXISTING
from tests.mail.specimens import FILLED, TOKEN, UNDO, specimen

every_letter = pytest.mark.parametrize(("name", "language"), EXISTING)
IN_ENGLISH = {"first", "reminder", "after_deadline", "receipt", "receipts", "new_link", "contact_message"} | {
    "consent",
    "consent_receipt",
    "suggestion_refused",
    "suggestion_accepted",
}


def undeclared(source: str) -> set[str]:
    """Return the names a template asks its context for."""
    environment = Environment(autoescape=True)
    environment.filters.update(dict.fromkeys(("small", "bare", "quoted", "breaks"), str))
    return meta.find_undeclared_variables(environment.parse(source))


def sources(name: str, language: str) -> list[str]:
    """Return a letter's parts and the shared parts they take in."""
    folder = letters.folder()
    parts = [(folder / name / language / part).read_text(encoding="utf-8") for part in letters.PARTS]
    shared = re.findall(r"_base/[\w/.]+", "".join(parts))
    return [*parts, *((folder / path).read_text(encoding="utf-8") for path in set(shared))]


def test_every_letter_exists_in_bokmaal_and_nynorsk_and_some_in_english() -> None:
    for name in LETTERS:
        assert letters.available(name) == ({"nb", "nn", "en"} if name in IN_ENGLISH else {"nb", "nn"})


def test_every_folder_of_templates_is_a_letter_we_know() -> None:
    found = {path.name for path in letters.folder().iterdir() if path.is_dir()}
    assert found == {*LETTERS, letters.BASE}


@every_letter
def test_the_templates_use_the_declared_context_all_of_it_and_nothing_else(name: str, language: str) -> None:
    used = set().union(*(undeclared(source) for source in sources(name, language)))
    assert used == contexts.names(LETTERS[name])


@every_letter
def test_a_missing_fact_is_an_error_and_not_an_empty_place(name: str, language: str) -> None:
    later = {one.name for one in fields(LETTERS[name]) if one.default is not MISSING}  # planned letters lack them
    for left_out in FILLED[name].keys() - (later - {*LETTERS[name].AT_SENDING}):
        rest = {key: value for key, value in FILLED[name].items() if key != left_out}
        if left_out in LETTERS[name].AT_SENDING:
            with pytest.raises(letters.LetterError, match=left_out):
                letters.render(name, language, LETTERS[name](**rest))
        else:
            with pytest.raises(TypeError, match=left_out):
                LETTERS[name](**rest)


def test_another_letters_context_is_refused() -> None:
    with pytest.raises(letters.LetterError, match="FirstLetter"):
        letters.render("first", "nb", specimen("reminder"))


def test_an_unknown_letter_or_language_is_refused() -> None:
    with pytest.raises(letters.LetterError, match="newsletter"):
        letters.available("newsletter")
    with pytest.raises(letters.LetterError, match="'se'"):
        letters.compile_letter("first", "se")
    assert letters.nearest("sign_in", "en") == "nb"
    assert letters.nearest("first", "en") == "en"


@every_letter
def test_stored_facts_hold_no_link_and_make_the_same_letter_again(name: str, language: str) -> None:
    context = specimen(name)
    stored = json.loads(json.dumps(contexts.frozen(context)))
    assert TOKEN not in json.dumps(stored)
    assert not set(stored) & set(context.AT_SENDING)
    again = contexts.thawed(name, stored, **{field: getattr(context, field) for field in context.AT_SENDING})
    assert again == context
    assert letters.render(name, language, again) == letters.render(name, language, context)


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_a_list_of_words_is_stored_and_told_again(language: str) -> None:
    context = specimen("receipt", answer="begun", left=("Kven som\nsvarar", "Kompetanse <og> meir"))
    stored = json.loads(json.dumps(contexts.frozen(context)))
    again = contexts.thawed("receipt", stored, undo_link=UNDO)
    assert again == context
    assert "Kven som svarar, Kompetanse <og> meir" in " ".join(letters.render("receipt", language, again).text.split())
    assert "Kompetanse &lt;og&gt; meir" in letters.render("receipt", language, again).html


def test_a_link_is_never_stored_but_given_when_the_letter_goes() -> None:
    for letter in LETTERS.values():
        names = contexts.names(letter)
        assert set(letter.AT_SENDING) <= names
        assert set(letter.SEVERAL_LINES) <= names
        assert {name for name in names if name.endswith(("link", "links")) or name == "code"} == set(letter.AT_SENDING)


@every_letter
def test_no_link_shows_when_a_context_or_letter_is_logged(name: str, language: str) -> None:
    context = specimen(name)
    logged = f"{context!r} {letters.render(name, language, context)!r}"
    assert TOKEN not in logged
    assert "K7RM" not in logged


def test_facts_that_do_not_fit_the_letter_are_refused() -> None:
    with pytest.raises(TypeError):
        contexts.thawed("sign_in", {"minutes": 15})
    with pytest.raises(TypeError):
        contexts.thawed("sign_in", {"site": "", "minutes": 15, "asked_at": "", "colour": ""})
    with pytest.raises(KeyError):
        contexts.thawed("newsletter", {})


def test_an_unknown_element_of_mjml_is_an_error() -> None:
    with pytest.raises(letters.LetterError, match="mj-carousell"):
        letters.to_html("<mjml><mj-body><mj-carousell>x</mj-carousell></mj-body></mjml>", "x")
    with pytest.raises(letters.LetterError, match=r"x/body\.mjml"):
        letters.to_html("<mjml><mj-body>", "x")


def test_the_version_changes_with_any_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = {pair: letters.template_version(*pair) for pair in EXISTING}
    assert len(set(before.values())) == len(EXISTING)
    assert all(re.fullmatch(r"[0-9a-f]{12}", version) for version in before.values())
    copy = tmp_path / "mail_templates"
    shutil.copytree(letters.folder(), copy)
    with (copy / "first" / "nb" / "body.txt").open("a") as stream:
        stream.write("\n")
    monkeypatch.setattr(letters, "folder", lambda: copy)
    letters.template_version.cache_clear()
    try:
        changed = {pair for pair in EXISTING if letters.template_version(*pair) != before[pair]}
    finally:
        letters.template_version.cache_clear()
    assert changed == {("first", "nb")}


@pytest.mark.parametrize("inside", [True, False])
def test_the_templates_are_found_in_a_checkout_and_in_an_installed_package(
    inside: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "site" / "directory"
    where = package if inside else tmp_path / "site"
    (where / "mail_templates" / "_base").mkdir(parents=True)
    monkeypatch.setattr(letters, "__file__", str(package / "mail" / "letters.py"))
    assert letters.folder() == where / "mail_templates"
    shutil.rmtree(where / "mail_templates")
    with pytest.raises(letters.LetterError, match="mail_templates"):
        letters.folder()


def test_a_letter_is_compiled_once() -> None:
    assert letters.compile_letter("first", "nb") is letters.compile_letter("first", "nb")


def test_a_context_is_a_plain_record() -> None:
    context: Letter = specimen("first")
    with pytest.raises(AttributeError):
        context.link = "x"  # type: ignore[attr-defined]
