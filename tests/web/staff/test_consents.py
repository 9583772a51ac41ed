"""At the desk: what each contact person has said, and what they say by telephone or on paper, written down."""

import json
import re
from dataclasses import replace

from directory.organisations import actions
from directory.organisations.entry import Person
from directory.organisations.reads import Stored, find
from directory.organisations.reads_consents import people_of
from directory.organisations.typed import fields_of
from directory.tables.audit import AuditEvent
from directory.tables.contacts import Consent, Contact
from directory.tables.mail import Letter
from tests.builders import STAFF, centre, organisation
from tests.conftest import NOW
from tests.web.staff.conftest import SignIn

LIST = "/intern/organisasjoner"
KARI = Person("Kari Dømesen", "leder", "+4790000001", "kari@fjordglimt.example")
OLA = Person("Ola Dømesen", "kasserer", "+4790000002")


async def with_people(korus: int, *people: Person) -> tuple[Stored, list[str]]:
    stored = await organisation(centre=korus, contacts=people or (KARI, OLA))
    return stored, [str(one.id) for one in await people_of(stored)]


async def test_the_page_tells_of_each_person_and_field_what_was_said_and_what_became_of_the_letter(
    sign_in: SignIn,
) -> None:
    korus = await centre()
    stored, _ids = await with_people(korus)
    anne = await sign_in(korus, "editor")
    page = await anne.get(f"{LIST}/{stored.id}")
    assert page.text.count("ikke svart, vises ikke") == 5
    assert "Brevet om det er på vei." in page.text
    assert "Ring" in page.text or "Spør på telefon eller papir." in page.text
    await Letter.update({Letter.state: "accepted", Letter.accepted_at: NOW}, force=True)
    assert "Brevet om det ble sendt 2. september 2026." in (await anne.get(f"{LIST}/{stored.id}")).text


async def test_what_is_said_by_telephone_or_on_paper_counts_at_once_with_day_and_name(sign_in: SignIn) -> None:
    korus = await centre()
    stored, (_kari, ola) = await with_people(korus)
    anne = await sign_in(korus, "editor")
    here = f"{LIST}/{stored.id}"
    said = {"answer-name": "ja", "seen-name": OLA.name, "answer-phone": "nei", "seen-phone": OLA.phone}
    done = await anne.post(f"{here}/personer/{ola}/samtykke", from_=here, channel="paper", said="30.8.2026", **said)
    assert done.status_code == 303
    page = await anne.get(here)
    assert "ja siden 30. august 2026, på papir (editor-1@korus.example)" in page.text
    assert "nei siden 30. august 2026, på papir" in page.text
    public = json.loads((await anne.get("/eksport.json")).text)[0]["contacts"]
    assert {"name": OLA.name, "role": "kasserer", "phone": "", "email": ""} in public
    taken = {"answer-name": "nei", "seen-name": OLA.name, "channel": "phone"}
    await anne.post(f"{here}/personer/{ola}/samtykke", from_=here, **taken)
    assert OLA.name not in (await anne.get("/eksport.json")).text
    events = await AuditEvent.select().where(AuditEvent.verb == "person.consent").output(load_json=True)
    assert [event["by"] for event in events] == ["editor-1@korus.example"] * 2
    assert [event["details"]["channel"] for event in events] == ["paper", "phone"]


async def test_nothing_is_written_without_an_answer_for_a_day_to_come_or_of_an_old_value(sign_in: SignIn) -> None:
    korus = await centre()
    stored, (_kari, ola) = await with_people(korus)
    anne = await sign_in(korus, "editor")
    here = f"{LIST}/{stored.id}"
    to = f"{here}/personer/{ola}/samtykke"
    yes = {"answer-name": "ja", "seen-name": OLA.name}
    nothing = await anne.post(to, from_=here, channel="paper", said="30.8.2026")
    assert nothing.status_code == 422
    assert 'content="desk-organisation"' in nothing.text
    assert f'<a class="ds-link" href="#{ola}-name-ja">Velg ja eller nei.</a>' in nothing.text
    assert f'id="{ola}-name-error">Velg ja eller nei.' in nothing.text
    assert 'value="30.8.2026"' in nothing.text
    assert '<option value="paper" selected>' in nothing.text
    assert nothing.text.count('<details class="ds-details" open>') == 1
    for day, why in (("1.1.2030", "Dagen har ikke vært ennå."), ("i går", "Skriv datoen")):
        late = await anne.post(to, from_=here, said=day, **yes)
        assert (late.status_code, f'href="#{ola}-said">{why}' in late.text) == (422, True)
        assert re.search(rf'id="{ola}-name-ja"[^>]* checked', late.text)
    assert (await anne.post(to, from_=here, channel="link", **yes)).status_code == 422
    assert (await anne.post(to, from_=here, **{**yes, "seen-name": "Ole"})).status_code == 303
    assert await Consent.count() == 0


async def test_the_letter_is_sent_again_but_not_without_end(sign_in: SignIn) -> None:
    korus = await centre()
    stored, (kari, ola) = await with_people(korus)
    anne = await sign_in(korus, "editor")
    here = f"{LIST}/{stored.id}"
    for _time in range(5):
        assert (await anne.post(f"{here}/personer/{kari}/brev", from_=here)).status_code == 303
    assert (await anne.post(f"{here}/personer/{kari}/brev", from_=here)).status_code == 429
    waiting = (Letter.template == "consent") & (Letter.state == "ready")
    assert [row["address"] for row in await Letter.select(Letter.address).where(waiting)] == [KARI.email]
    assert (await anne.post(f"{here}/personer/{ola}/brev", from_=here)).status_code == 303
    assert await Letter.count().where(waiting) == 1


async def test_who_asks_to_be_away_is_erased_when_it_is_said_for_sure(sign_in: SignIn) -> None:
    korus = await centre()
    stored, (kari, _ola) = await with_people(korus)
    anne = await sign_in(korus, "editor")
    here = f"{LIST}/{stored.id}"
    await anne.post(f"{here}/personer/{kari}/sletting", from_=here)
    assert await Contact.count() == 2
    await anne.post(f"{here}/personer/{kari}/sletting", from_=here, sure="1")
    assert [row["name"] for row in await Contact.select(Contact.name)] == [OLA.name]
    assert KARI.name not in (await anne.get(here)).text
    assert (await anne.post(f"{here}/personer/{kari}/sletting", from_=here, sure="1")).status_code == 404


async def test_only_ones_own_centres_persons_and_only_editors(sign_in: SignIn) -> None:
    korus = await centre()
    stored, (_kari, ola) = await with_people(korus)
    other = await organisation("Havgap", centre=await centre("rvts"), contacts=(KARI,), email="post@havgap.example")
    (theirs,) = [str(one.id) for one in await people_of(other)]
    yes = {"answer-name": "ja", "seen-name": KARI.name}
    anne = await sign_in(korus, "editor")
    for path in (f"{LIST}/{other.id}/personer/{theirs}", f"{LIST}/{stored.id}/personer/{theirs}"):
        assert (await anne.post(f"{path}/samtykke", **yes)).status_code == 404
        assert (await anne.post(f"{path}/brev")).status_code == 404
    reader = await sign_in(korus, "reader")
    assert (await reader.post(f"{LIST}/{stored.id}/personer/{ola}/samtykke", **yes)).status_code == 403
    assert "Skriv ned hva personen sier" not in (await reader.get(f"{LIST}/{stored.id}")).text


async def test_in_a_youth_panel_nobody_is_named_by_staff_either(sign_in: SignIn) -> None:
    korus = await centre()
    panel = await organisation(
        "Vik ungdomspanel", centre=korus, type="ungdomspanel", contacts=(Person("", "koordinator"),)
    )
    anne = await sign_in(korus, "editor")
    form = (await anne.get(f"{LIST}/{panel.id}/rediger")).text
    assert set(re.findall(r'name="contacts-\d-(\w+)"', form)) == {"role", "remove"}
    fields = fields_of(panel.entry) | {"contacts-0-name": ["Ung Dom"], "version": ["1"]}
    answer = await anne.post(f"{LIST}/{panel.id}/rediger", from_=f"{LIST}/{panel.id}/rediger", **fields)
    assert answer.status_code == 422
    assert [row["name"] for row in await Contact.select(Contact.name)] == [""]
    await actions.edit(str(panel.id), 1, replace(panel.entry, contacts=(Person("Ung Dom", "medlem"),)), STAFF, NOW)
    assert (await find(panel.id)).entry.contacts[0].name == "Ung Dom"  # such as an import of a kind that changed later
    for path in ("/", f"/organisasjon/{panel.slug}", "/eksport.json", "/eksport.csv"):
        assert "Ung Dom" not in (await anne.browser.get(path)).text
    assert not await Letter.exists()
