"""Every state a letter can be in, and every way an attempt can end, in words people understand."""

import re
from datetime import timedelta
from typing import Any

import pytest

from directory.i18n import LANGUAGES, speaking
from directory.mail.states import MOVES, REASONS, STATES
from directory.web.staff.letter_story import story
from directory.web.staff.letter_words import LONGEST_QUOTE, MEANS, STAGES, happened, means, quoted
from tests.conftest import NOW

WHYS = [(state, why) for state in STATES for why in sorted(REASONS.get(state, {""}))]
MACHINE = re.compile(r"%\(|_|\b(None|unknown|deferred|SMTP|RCPT|DATA|lease)\b")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("state", "why"), WHYS)
def test_every_state_and_reason_says_what_it_means_and_what_comes_next(state: str, why: str, language: str) -> None:
    assert (state, why) in MEANS
    with speaking(language):
        for said in means(state, why):
            assert said.endswith(".")
            assert not MACHINE.search(said), said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("stage", [*STAGES, "person"])
@pytest.mark.parametrize("outcome", sorted(MOVES["sending"]))
def test_every_end_of_an_attempt_at_every_stage_has_words(stage: str, outcome: str, language: str) -> None:
    with speaking(language):
        for why in ("", *REASONS.get(outcome, ())):
            for code, text in ((None, ""), (550, "5.1.1 no such user"), (421, "busy"), (None, "Connection lost")):
                said = happened(stage, outcome, why, code, text)
                assert said
                assert not MACHINE.search(said.replace(text, "") if text else said), said


def test_the_words_differ_between_the_languages() -> None:
    told = []
    for language in LANGUAGES:
        with speaking(language):
            told.append(happened("rcpt", "refused", "address", 550, "5.1.1 no such user here"))
    assert len(set(told)) == len(LANGUAGES)
    assert all("«550 5.1.1 no such user here»" in said for said in told)


def test_what_a_server_says_is_on_one_line_and_never_endless() -> None:
    assert quoted(550, "no\r\n such   user") == "«550 no such user»"
    assert quoted(None, " ") == ""
    assert len(quoted(250, "x" * 5000)) < LONGEST_QUOTE + 10


def test_an_address_with_a_line_break_and_a_letter_that_cannot_be_written_are_told_apart() -> None:
    with speaking("nb"):
        address = happened("rcpt", "refused", "address", None, "the address cannot be used in mail: CR or LF")
        letter = happened("render", "refused", "content", None, "the letter could not be written: KeyError: 'x'")
    assert "linjeskift" in address
    assert "KeyError" not in letter
    assert address != letter


def a_letter(**more: Any) -> dict[str, Any]:
    return {
        "created_at": NOW, "state": "accepted", "why": "", "state_at": NOW, "due_at": NOW, "campaign": 1, "facts": [],
        "tries": [], "template": "first", "round_state": "running", "organisations": [{"answered": False}],
    } | more  # fmt: skip


def test_a_letter_that_came_back_tells_its_whole_story_in_order() -> None:
    tries = [
        {"at": NOW + timedelta(minutes=1), "stage": "rcpt", "outcome": "deferred", "code": 450, "text": "later",
         "worker": "a:1"},
        {"at": NOW + timedelta(minutes=31), "stage": "data", "outcome": "accepted", "code": 250, "text": "queued as 7",
         "worker": "a:1"},
    ]  # fmt: skip
    facts = [{"at": NOW + timedelta(hours=1), "kind": "hard", "text": "no such user"}]
    with speaking("nb"):
        lines = story(a_letter(tries=tries, facts=facts), "Europe/Oslo")
    assert [line.when[-5:] for line in lines[:4]] == ["10.00", "10.01", "10.31", "11.00"]
    assert "«250 queued as 7»" in lines[2].text
    assert "«no such user»" in lines[3].text
    assert lines[-1].next


@pytest.mark.parametrize(("state", "why"), WHYS)
def test_a_letter_in_any_state_has_a_story(state: str, why: str) -> None:
    with speaking("nn"):
        lines = story(a_letter(state=state, why=why), "Europe/Oslo")
    assert lines
    assert all(line.text for line in lines)


def test_what_a_person_decided_is_told_with_name_and_reason() -> None:
    tries = [
        {"at": NOW, "stage": "person", "outcome": "ready", "code": None, "text": "Ikke i loggen", "worker": "per@k"}
    ]
    with speaking("nb"):
        lines = story(a_letter(state="ready", tries=tries), "Europe/Oslo")
    assert any(line.by == "per@k" and "«Ikke i loggen»" in line.text for line in lines)
