"""Staff's pages about themes: the same search in the form, a missed theme decided, all of them listed."""

import re

import httpx

from directory.organisations.actions_themes import suggest_theme
from directory.organisations.entry import Visit
from directory.organisations.reads import Stored, find
from directory.review import suggestions
from directory.tables.mail import Letter
from tests.builders import centre, organisation
from tests.conftest import MovableClock
from tests.web.organisation.conftest import fields_of, page_name
from tests.web.staff.conftest import SignIn


def offered(page: httpx.Response) -> list[str]:
    return re.findall(r'id="found-[^"]+" name="areas" value="([^"]+)"', page.text)


async def waits(clock: MovableClock, words: str) -> tuple[Stored, str]:
    stored = await organisation(centre=await centre(), areas=(("angst", "paarorende"),))
    await suggest_theme(str(stored.id), words, Visit(), clock())
    return stored, f"/intern/gjennomsyn/{(await suggestions.queue(stored.centre))[0].id}"


async def test_a_missed_theme_is_shown_with_what_its_own_words_find_and_is_added(
    clock: MovableClock, sign_in: SignIn
) -> None:
    stored, path = await waits(clock, "Hører stemmer, psykose")
    staff = await sign_in(stored.centre, "editor")
    assert "Et tema mangler" in (await staff.get("/intern/gjennomsyn")).text
    page = await staff.get(path)
    assert "Hører stemmer, psykose" in page.text
    assert offered(page)[0] == "psykose:paarorende"
    again = await staff.post(f"{path}/tema", path, find_theme="angst", find="1", reason="Vi ser på det")
    assert "Angst – som pårørende" in again.text
    assert offered(again)[0] == "angst:egen"
    assert "Vi ser på det" in again.text
    nothing = await staff.post(f"{path}/onske", path, decision="accept", version=str(stored.version))
    assert nothing.status_code == 422
    assert 'href="#areas"' in nothing.text
    done = await staff.post(f"{path}/onske", path, decision="accept", areas="psykose:egen", version=str(stored.version))
    assert done.status_code == 303
    assert ("psykose", "egen") in (await find(stored.id)).entry.areas
    assert await Letter.count().where(Letter.template == "suggestion_accepted") == 1
    assert "Dette er avgjort" in (await staff.get(path)).text
    listed = await staff.get("/intern/gjennomsyn/tema")
    assert "Psykose og stemmehøring – egen erfaring" in listed.text


async def test_a_missed_theme_is_refused_with_a_reason_and_still_counted(clock: MovableClock, sign_in: SignIn) -> None:
    stored, path = await waits(clock, "Kreft <b>")
    staff = await sign_in(stored.centre, "editor")
    mute = await staff.post(f"{path}/onske", path, decision="refuse", version=str(stored.version))
    assert (mute.status_code, 'href="#reason"' in mute.text) == (422, True)
    fields = {"decision": "refuse", "reason": "Utenfor lista.", "version": str(stored.version)}
    assert (await staff.post(f"{path}/onske", path, **fields)).status_code == 303
    assert (await find(stored.id)).entry == stored.entry
    assert await Letter.count().where(Letter.template == "suggestion_refused") == 1
    listed = await staff.get("/intern/gjennomsyn/tema")
    assert "Kreft &lt;b&gt;" in listed.text
    assert page_name(listed) == "desk-wishes"


async def test_another_centres_wish_and_what_is_no_wish_are_not_there(clock: MovableClock, sign_in: SignIn) -> None:
    _stored, path = await waits(clock, "Søvn")
    staff = await sign_in(await centre("annet"), "editor")
    for answer in (
        await staff.get(path),
        await staff.post(f"{path}/tema", find_theme="angst"),
        await staff.post(f"{path}/onske", decision="refuse", reason="Nei."),
        await staff.post("/intern/gjennomsyn/9999/onske", decision="refuse", reason="Nei."),
    ):
        assert answer.status_code == 404
    assert "Søvn" not in (await staff.get("/intern/gjennomsyn/tema")).text


async def test_a_theme_that_does_not_exist_is_refused(clock: MovableClock, sign_in: SignIn) -> None:
    stored, path = await waits(clock, "Søvn")
    staff = await sign_in(stored.centre, "editor")
    fields = {"decision": "accept", "areas": "ukjend:egen", "version": str(stored.version)}
    assert (await staff.post(f"{path}/onske", path, **fields)).status_code == 422
    assert (await find(stored.id)).entry == stored.entry


async def test_staff_search_for_themes_in_their_own_form_without_script(clock: MovableClock, sign_in: SignIn) -> None:
    stored = await organisation(centre=await centre(), areas=(("angst", "paarorende"),))
    staff = await sign_in(stored.centre, "editor")
    path = f"/intern/organisasjoner/{stored.id}/rediger"
    form = await staff.get(path)
    assert re.findall(r'name="areas" value="([^"]+)"', form.text) == ["angst:paarorende"]
    typed = fields_of(form) | {"find_theme": ["metadon"], "find": ["1"], "description": ["Ny tekst."]}
    searched = await staff.post(f"{path}/tema", path, **{k: v for k, v in typed.items() if k != "_csrf_token"})
    assert offered(searched)[0] == "lar:paarorende"
    assert "Ny tekst." in searched.text
    sent = fields_of(searched)
    sent["areas"].append("lar:egen")
    saved = await staff.post(path, path, **{k: v for k, v in sent.items() if k != "_csrf_token"})
    assert saved.status_code == 303, saved.text
    now = (await find(stored.id)).entry
    assert now.areas == (("angst", "paarorende"), ("lar", "egen"))
    assert now.description == "Ny tekst."
    blank = await staff.post("/intern/organisasjoner/ny/tema", name="Ny", type="paraply", find_theme="spel")
    entered = await staff.post("/intern/organisasjoner/ny", name="Ny", type="paraply", find_theme="spel")
    assert offered(blank)[0].startswith("spilleavhengighet:")
    assert offered(entered) == offered(blank)
    again = await staff.post(path, path, **{k: v for k, v in (sent | {"find_theme": ["spel"]}).items() if k[0] != "_"})
    assert offered(again)[0].startswith("spilleavhengighet:")
    assert 'value="Ny"' in blank.text
