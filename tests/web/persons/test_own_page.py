"""A person's own page: asked field by field, nothing ticked before, shown at once and gone at once."""

import json
import re
from dataclasses import replace
from io import BytesIO

import openpyxl
import pytest

from directory.organisations import actions
from directory.organisations.consent_text import version
from directory.organisations.reads import find
from directory.tables.audit import AuditEvent
from directory.tables.contacts import Consent, Contact, Suppression
from directory.tables.limits import LimitCounter
from directory.tables.mail import Letter
from tests.builders import STAFF
from tests.conftest import NOW
from tests.web.conftest import BASE
from tests.web.persons.conftest import KARI, Own, hidden, page_name

PUBLIC = ("/", "/nn/", "/kommune/4647", "/eksport.csv", "/eksport.json", "/eksport.xlsx", "/organisasjon/")
WORDS = (KARI.name, "90 00 00 01", KARI.phone, KARI.email)


async def public(own: Own) -> str:
    """Everything the public can see, in one text."""
    found = []
    for path in PUBLIC:
        whole = f"{path}{own.stored.slug}" if path.endswith("organisasjon/") else path
        answer = await own.browser.get(whole)
        assert answer.status_code == 200, whole
        if path.endswith("xlsx"):
            rows = openpyxl.load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True)
            found.append(json.dumps(list(rows), default=str, ensure_ascii=False))
        else:
            found.append(answer.text)
    return "\n".join(found).replace("\xa0", " ")


async def seen_of_kari(own: Own) -> set[str]:
    """Which of her name, number and address the public can see."""
    text = await public(own)
    return {word for word in WORDS if word in text}


async def test_looking_changes_nothing_and_keeps_the_token_out_of_the_address(own: Own) -> None:
    before = [await table.count() for table in (Consent, AuditEvent, LimitCounter, Letter)]
    for method in ("GET", "HEAD", "GET"):
        answer = await own.browser.request(method, own.link)
        assert answer.status_code == 303
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cache-control"] == "no-store"
        assert own.link.rpartition("/")[2] not in answer.headers["location"]
        assert "HttpOnly" in answer.headers["set-cookie"]
    page = await own.opens()
    assert page.headers["x-robots-tag"] == "noindex, nofollow"
    assert "checked" not in page.text
    assert page_name(page) == "consent"
    assert [await table.count() for table in (Consent, AuditEvent, LimitCounter, Letter)] == before


async def test_yes_to_the_name_shows_the_name_alone_everywhere_until_it_is_taken_back(own: Own) -> None:
    assert await seen_of_kari(own) == set()
    page = await own.says(name="ja", phone="nei")
    assert "Det du sa ja til, vises nå" in page.text
    assert await seen_of_kari(own) == {KARI.name}
    (row,) = await Consent.select().where(Consent.withdrawn_at.is_null())
    assert (row["channel"], row["text_version"], row["noted_by"]) == ("link", version(), "")
    again = await own.opens()
    assert len(re.findall(r"<input[^>]* checked", again.text)) == 2
    await own.says(name="nei")
    assert await seen_of_kari(own) == set()


async def test_an_unanswered_form_is_shown_again(own: Own) -> None:
    page = await own.says()
    assert page.status_code == 422
    assert "Velg ja eller nei." in page.text
    assert (await own.says(name="kanskje")).status_code == 422
    assert await Consent.count() == 0


async def test_an_answer_to_what_stood_there_before_is_asked_again(own: Own) -> None:
    page = await own.opens()
    stored = await find(own.stored.id)
    people = (replace(KARI, phone="+4790000002"),)
    await actions.edit(str(stored.id), stored.version, replace(stored.entry, contacts=people), STAFF, NOW)
    answer = await own.browser.post(own.path, data=hidden(page) | {"answer-phone": "ja"})
    assert answer.status_code == 409
    assert "90 00 00 02" in answer.text.replace("\xa0", " ")
    assert await Consent.count() == 0


async def test_a_name_and_a_number_are_corrected_by_the_person(own: Own) -> None:
    await own.says(name="ja")
    assert (await own.sends("/opplysninger", name="Kari Dømmesen", phone="900 00 009")).status_code == 303
    seen = await public(own)
    assert "Kari Dømmesen" in seen
    assert "90 00 00 09" not in seen
    assert (await find(own.stored.id)).entry.contacts[0].phone == "+4790000009"
    wrong = await own.sends("/opplysninger", name="", phone="12")
    assert wrong.status_code == 422
    assert "Skriv navnet ditt" in wrong.text
    assert 'value="12"' in wrong.text


async def test_whoever_wants_to_be_away_is_away(own: Own) -> None:
    await own.says(name="ja")
    asked = await own.browser.get(f"{own.path}/bort")
    assert page_name(asked) == "consent-removal"
    assert await Contact.count() == 1
    done = await own.sends("/bort")
    assert page_name(await own.browser.get(done.headers["location"])) == "consent-removed"
    assert await seen_of_kari(own) == set()
    assert await Suppression.count() == 1
    gone = await own.browser.get(own.path)
    assert (gone.status_code, page_name(gone)) == (410, "link-revoked")


@pytest.mark.parametrize("token", ["x", "abc-1.def", "0" * 300])
async def test_a_link_that_is_none_of_ours_says_so_and_what_to_do(own: Own, token: str) -> None:
    answer = await own.browser.get(f"/samtykke/{token}")
    assert (answer.status_code, page_name(answer)) == (404, "link-unknown")
    assert 'href="/samtykke"' in answer.text


async def test_another_purposes_link_opens_nothing(own: Own) -> None:
    answer = await own.browser.get(own.link.replace("/samtykke/", "/o/"))
    assert answer.status_code == 404


async def test_a_page_that_was_not_opened_here_cannot_be_answered(own: Own) -> None:
    page = await own.opens()
    own.browser.cookies.clear()
    assert (await own.browser.get(own.path)).status_code == 404
    for answer in (
        await own.browser.post(own.path, data=hidden(page) | {"answer-name": "ja"}),
        await own.browser.post(f"{own.path}/bort", data=hidden(page)),
    ):
        assert (answer.status_code, page_name(answer)) == (403, "consent-ended")
        assert "Åpne lenken i brevet fra oss en gang til" in answer.text
        assert 'href="/samtykke"' in answer.text
        assert "Send en gang til" not in answer.text  # nobody says that it came from a page of ours
    assert await Consent.count() == 0


async def test_what_was_answered_on_a_page_that_is_open_no_more_is_sent_when_the_link_is_opened_again(
    own: Own,
) -> None:
    page = await own.opens()
    own.browser.cookies.clear()
    own.browser.headers["origin"] = BASE
    ended = await own.browser.post(own.path, data=hidden(page) | {"answer-name": "ja", "answer-phone": "nei"})
    assert (ended.status_code, page_name(ended)) == (403, "consent-ended")
    assert "Svaret ditt er ikke tapt" in ended.text
    again = await own.browser.post(own.path, data=hidden(ended))  # before the link was opened
    assert (again.status_code, page_name(again)) == (403, "consent-ended")
    assert "55 00 00 01" in again.text
    assert await Consent.count() == 0
    await own.opens()
    shown = await own.browser.post(own.path, data=hidden(again))
    assert (shown.status_code, page_name(shown)) == (403, "error")
    assert (await own.browser.post(own.path, data=hidden(shown))).status_code == 303
    assert await seen_of_kari(own) == {KARI.name}


async def test_a_page_that_is_open_no_more_speaks_as_its_address_says(own: Own) -> None:
    page = await own.opens()
    own.browser.cookies.clear()
    answer = await own.browser.post(f"/nn{own.path}/opplysninger", data=hidden(page) | {"name": "Kari D", "phone": ""})
    assert "Sida di er ikkje open her lenger" in answer.text


async def test_the_page_opens_in_the_organisations_own_language_and_the_others(own: Own) -> None:
    stored = await find(own.stored.id)
    await actions.edit(str(stored.id), stored.version, replace(stored.entry, language="nn"), STAFF, NOW)
    page = await own.opens()
    assert own.path.startswith("/nn/samtykke/")
    assert "Kva kan vi vise om deg?" in page.text
    assert "What may we show about you?" in (await own.browser.get(own.path.replace("/nn/", "/en/"))).text


async def test_asking_for_the_link_answers_everybody_alike_and_mails_the_stored_address_only(own: Own) -> None:
    await Letter.delete(force=True)
    answers = []
    for address in ("KARI@fjordglimt.example", "ukjent@fjordglimt.example"):
        form = await own.browser.get("/samtykke")
        answers.append(await own.browser.post("/samtykke", data={**hidden(form), "email": address}))
    first, second = ((one.status_code, one.headers["location"], one.content) for one in answers)
    assert first == second == (303, "/samtykke/sendt", b"")
    (letter,) = await Letter.select().where(Letter.template == "consent")
    assert (letter["address"], letter["link_purpose"]) == (KARI.email, "consent")
    assert own.link.split("/")[2].partition("-")[0] == letter["link_id"]
    assert page_name(await own.browser.get("/samtykke/sendt")) == "new-link-sent"
    form = await own.browser.get("/samtykke")
    for typed in ("", "ikke en adresse"):
        assert (await own.browser.post("/samtykke", data={**hidden(form), "email": typed})).status_code == 422


async def test_asking_again_and_again_is_stopped(own: Own) -> None:
    form = await own.browser.get("/samtykke")
    for _time in range(6):
        answer = await own.browser.post("/samtykke", data={**hidden(form), "email": "kari@fjordglimt.example"})
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0


async def test_after_three_no_it_says_who_sees_it_all_the_same(own: Own) -> None:
    await own.opens()
    page = await own.says(name="nei", phone="nei", email="nei")
    assert "Bare organisasjonen og vi ser navnet, telefonen og e-posten din." in page.text
    assert await seen_of_kari(own) == set()
