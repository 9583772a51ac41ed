"""Two at once: nobody's text and nobody's contact person goes unseen."""

import re
from dataclasses import replace
from typing import Any

import httpx
import pytest

from directory.organisations import actions
from directory.organisations.changes import all_added
from directory.organisations.entry import Person
from tests import builders
from tests.conftest import NOW
from tests.web.organisation.conftest import Invite, Invited, Visitor, page_name

PER, KARI, OLA = (Person(name=name, role="leiar") for name in ("Per Prøve", "Kari Første", "Ola Andre"))


async def conflict(fjord: Invited, visitor: Visitor, part: str, theirs: dict[str, Any], **typed: str) -> httpx.Response:
    """The page that a visitor gets who saves a part when somebody else has saved `theirs` meanwhile."""
    await visitor.opens(fjord)
    form = await visitor.browser.get(f"/nn{fjord.path}/{part}")
    now = await fjord.now()
    await actions.edit(str(now.id), now.version, replace(now.entry, **theirs), builders.STAFF, NOW)
    page = await visitor.sends(form, f"/nn{fjord.path}/{part}", **typed)
    assert (page.status_code, page_name(page)) == (409, "conflict")
    return page


async def test_the_page_names_whom_to_ask_and_keeps_the_paragraphs(invited: Invite, visitor: Visitor) -> None:
    fjord = await invited()
    page = await conflict(
        fjord, visitor, "om", {"description": "Ein.\n\nTo."}, description="Vi møtest.\n\nKvar torsdag."
    )
    assert "55 00 00 01" in page.text
    for text in ("Vi møtest.\n\nKvar torsdag.", "Ein.\n\nTo."):
        assert re.search(rf'<td class="lines"[^>]*>{re.escape(text)}</td>', page.text)


async def test_the_form_shows_what_the_other_one_wrote_beside_each_field_that_both_changed(
    invited: Invite, visitor: Visitor
) -> None:
    fjord = await invited()
    theirs = {"phone": "+4755000003", "website": "https://fjordglimt.example/ny"}
    page = await conflict(fjord, visitor, "kontakt", theirs, phone="55 00 00 02")
    form = await visitor.sends(page, f"/nn{fjord.path}/kontakt/skjema")
    assert form.status_code == 200
    beside = re.findall(r'id="([a-z_]+)-beside">.*?<p class="lines">(.*?)</p>', form.text, re.DOTALL)
    assert beside == [("phone", "55 00 00 03")]
    assert 'aria-describedby="phone-beside"' in form.text
    assert 'value="55 00 00 02"' in form.text
    wrong = await visitor.sends(form, f"/nn{fjord.path}/kontakt", phone="55")
    assert (wrong.status_code, 'id="phone-beside"' in wrong.text) == (422, True)
    assert (await visitor.sends(wrong, f"/nn{fjord.path}/kontakt", phone="55 00 00 02")).status_code == 303
    now = (await fjord.now()).entry
    assert (now.phone, now.website) == ("+4755000002", "https://fjordglimt.example/ny")


@pytest.mark.parametrize("way", ["", "/skjema"])
async def test_two_who_add_different_contact_persons_add_both(invited: Invite, visitor: Visitor, way: str) -> None:
    fjord = await invited(contacts=(PER,))
    typed = {"contacts-1-name": OLA.name, "contacts-1-role": OLA.role}
    page = await conflict(fjord, visitor, "personer", {"contacts": (PER, KARI)}, **typed)
    assert "begge har lagt til nokon, og alle blir med" in page.text
    assert "kjem teksten din i staden for" not in page.text
    if way:
        page = await visitor.sends(page, f"/nn{fjord.path}/personer{way}")
        assert (page.status_code, KARI.name in page.text, OLA.name in page.text) == (200, True, True)
    assert (await visitor.sends(page, f"/nn{fjord.path}/personer")).status_code == 303
    assert (await fjord.now()).entry.contacts == (PER, KARI, OLA)


async def test_contact_persons_that_cannot_be_joined_are_shown_in_the_form(invited: Invite, visitor: Visitor) -> None:
    fjord = await invited(contacts=(PER,))
    typed = {"contacts-0-name": OLA.name}
    page = await conflict(fjord, visitor, "personer", {"contacts": (KARI,)}, **typed)
    assert "begge endra dette" in page.text
    form = await visitor.sends(page, f"/nn{fjord.path}/personer/skjema")
    assert "Nokon andre har endra det same" in form.text
    assert KARI.name in form.text


def test_the_same_person_added_twice_or_one_taken_away_is_not_joined() -> None:
    assert all_added((PER,), (PER, OLA), (PER, KARI)) == (PER, KARI, OLA)
    assert all_added((), (OLA,), (KARI,)) == (KARI, OLA)
    for mine, theirs in (
        ((PER, KARI), (PER, replace(KARI, name="kari første", role="skrivar"))),
        ((OLA,), (PER, KARI)),
        ((PER, OLA), (KARI,)),
        ((PER, OLA), (PER,)),
        ((PER,), (PER, KARI)),
    ):
        assert all_added((PER,), mine, theirs) is None
