"""The centre's organisations at the desk: found, added, edited, taken off, given a link."""

import re

from directory.organisations import actions
from directory.organisations.changes import apply
from directory.organisations.reads import find
from directory.tables.audit import AuditEvent
from directory.tables.mail import Letter
from directory.tables.organisations import Organisation
from tests.builders import LONG_AGO, STAFF, centre, organisation
from tests.web.staff.conftest import SignIn

LIST = "/intern/organisasjoner"
NEW = {"name": "Havgap brukerforening", "type": "brukerorganisasjon", "email": "post@havgap.example"}


async def test_the_list_has_our_own_also_the_unpublished_and_nobody_elses(sign_in: SignIn) -> None:
    korus = await centre()
    await organisation("Fjordglimt", centre=korus)
    await organisation("Havgap", centre=korus, published=False)
    await organisation("Andres lag", centre=await centre("rvts"))
    anne = await sign_in(korus, "reader")
    page = await anne.get(LIST)
    assert "Fjordglimt" in page.text
    assert "Havgap" in page.text
    assert "Andres lag" not in page.text
    found = await anne.get(f"{LIST}?q=fjord&status=active")
    assert "Fjordglimt" in found.text
    assert "Havgap" not in found.text


async def test_a_list_is_never_broken_by_what_is_asked_for(sign_in: SignIn) -> None:
    anne = await sign_in(await centre(), "reader")
    assert (await anne.get(f"{LIST}?q=%25_%5C&side=1")).status_code == 200
    for bad in ("status=x", "side=0", "side=99999999999", "q=%00", "type=%27"):
        assert (await anne.get(f"{LIST}?{bad}")).status_code == 422, bad


async def test_an_organisation_is_added_by_hand(sign_in: SignIn) -> None:
    anne = await sign_in(await centre(), "editor")
    done = await anne.post(f"{LIST}/ny", from_=f"{LIST}/ny", **NEW)
    assert done.status_code == 303
    page = await anne.get(done.headers["location"])
    assert "Havgap brukerforening" in page.text
    assert "post@havgap.example" in page.text


async def test_a_form_that_cannot_be_used_keeps_what_was_typed(sign_in: SignIn) -> None:
    anne = await sign_in(await centre(), "editor")
    page = await anne.post(f"{LIST}/ny", from_=f"{LIST}/ny", **NEW | {"orgnr": "123", "phone": "12"})
    assert page.status_code == 422
    assert page.text.count('aria-invalid="true"') >= 2
    assert "Havgap brukerforening" in page.text
    assert await Organisation.count() == 0


async def test_staff_also_edit_what_only_staff_see(sign_in: SignIn) -> None:
    stored = await organisation(centre=await centre())
    anne = await sign_in(stored.centre, "editor")
    path = f"{LIST}/{stored.id}/rediger"
    fields = {"version": stored.version, "aliases": "Glimtet\nFPL", "postal_address": "Boks 1", "language": "nn"}
    assert (await anne.post(path, from_=path, **fields)).status_code == 303
    after = (await find(stored.id)).entry
    assert (after.aliases, after.postal_address, after.language) == (("FPL", "Glimtet"), "Boks 1", "nn")


async def test_an_organisation_that_staff_rename_is_still_found_by_the_name_it_had(sign_in: SignIn) -> None:
    stored = await organisation("Fjordglimt", centre=await centre())
    anne = await sign_in(stored.centre, "editor")
    path = f"{LIST}/{stored.id}/rediger"
    assert (await anne.post(path, from_=path, version=stored.version, name="Nyglimt")).status_code == 303
    after = (await find(stored.id)).entry
    assert (after.name, after.aliases) == ("Nyglimt", ("Fjordglimt",))


async def test_two_editors_see_both_versions_and_nothing_is_lost(sign_in: SignIn) -> None:
    stored = await organisation(centre=await centre())
    anne = await sign_in(stored.centre, "editor")
    await actions.edit(str(stored.id), stored.version, apply(stored.entry, {"phone": "+4755000009"}), STAFF, LONG_AGO)
    path = f"{LIST}/{stored.id}/rediger"
    typed = {"version": stored.version, "phone": "55 00 00 08", "website": "fjordglimt.example"}
    page = await anne.post(path, from_=path, **typed)
    assert page.status_code == 409
    assert "55 00 00 09" in page.text
    assert "55 00 00 08" in page.text
    kept = dict(re.findall(r'type="hidden" name="(website|phone|version)" value="([^"]*)"', page.text))
    assert (await anne.post(path, from_=path, **kept)).status_code == 303
    after = (await find(stored.id)).entry
    assert (after.phone, after.website) == ("+4755000008", "https://fjordglimt.example/")


async def test_an_organisation_is_taken_off_the_list_and_put_back(sign_in: SignIn) -> None:
    stored = await organisation(centre=await centre())
    anne = await sign_in(stored.centre, "editor")
    for listed in ("nei", "ja"):
        await anne.post(f"{LIST}/{stored.id}/publisering", listed=listed)
        assert (await find(stored.id)).published is (listed == "ja")


async def test_the_status_has_a_date_as_people_write_it(sign_in: SignIn) -> None:
    stored = await organisation(centre=await centre())
    anne = await sign_in(stored.centre, "editor")
    await anne.post(f"{LIST}/{stored.id}/status", status="dissolved", since="1.6.2026")
    after = await find(stored.id)
    assert (after.status, str(after.status_since)) == ("dissolved", "2026-06-01")
    assert (await anne.post(f"{LIST}/{stored.id}/status", status="paused", since="31.2.2026")).status_code == 422


async def test_the_link_is_shown_once_and_can_be_made_invalid(sign_in: SignIn) -> None:
    stored = await organisation(centre=await centre())
    anne = await sign_in(stored.centre, "editor")
    page = await anne.post(f"{LIST}/{stored.id}/lenke")
    link = re.search(r"http://directory\.example(/o/[\w.-]+)", page.text)
    assert link
    assert "/o/" not in (await anne.get(f"{LIST}/{stored.id}")).text
    assert (await anne.get(link[1])).status_code == 303
    await anne.post(f"{LIST}/{stored.id}/tilbakekalling")
    assert (await anne.get(link[1])).status_code == 410


async def test_the_link_is_mailed_for_the_one_organisation_at_hand_and_it_is_on_record_who_did_it(
    sign_in: SignIn,
) -> None:
    stored = await organisation(centre=await centre())
    await organisation("Andre lag", centre=await centre("rvts"), email=stored.entry.email)
    anne = await sign_in(stored.centre, "editor", "anne@korus.example")
    assert (await anne.post(f"{LIST}/{stored.id}/lenkebrev")).status_code == 303
    (letter,) = await Letter.select(Letter.address, Letter.centre).where(Letter.template == "new_link")
    assert (letter["address"], letter["centre"]) == (stored.entry.email, stored.centre)
    issued = await AuditEvent.select(AuditEvent.subject, AuditEvent.by).where(AuditEvent.verb == "link.issued")
    assert issued == [{"subject": f"organisation:{stored.id}", "by": "anne@korus.example"}]


async def test_a_link_is_not_said_to_be_mailed_when_there_is_no_address(sign_in: SignIn) -> None:
    stored = await organisation(centre=await centre(), email="")
    anne = await sign_in(stored.centre, "editor")
    await anne.post(f"{LIST}/{stored.id}/lenkebrev")
    assert "Vi har ingen adresse" in (await anne.get(f"{LIST}/{stored.id}")).text
    assert not await Letter.exists().where(Letter.template == "new_link")


async def test_another_centres_organisation_is_not_there_whatever_is_tried(sign_in: SignIn) -> None:
    theirs = await organisation(centre=await centre("rvts"))
    anne = await sign_in(await centre(), "admin")
    assert (await anne.get(f"{LIST}/{theirs.id}")).status_code == 404
    assert (await anne.get(f"{LIST}/{theirs.id}/rediger")).status_code == 404
    for act in ("rediger", "publisering", "status", "lenke", "lenkebrev", "tilbakekalling"):
        answer = await anne.post(f"{LIST}/{theirs.id}/{act}", listed="nei", status="dissolved", name="X", version="1")
        assert answer.status_code == 404, act
    assert (await find(theirs.id)) == theirs


async def test_a_reader_gets_no_buttons(sign_in: SignIn) -> None:
    stored = await organisation(centre=await centre())
    page = await (await sign_in(stored.centre, "reader")).get(f"{LIST}/{stored.id}")
    assert "/rediger" not in page.text
    assert "/publisering" not in page.text
