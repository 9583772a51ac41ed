"""Experience and forms without script: themes are searched for, ticked, taken away, and missed."""

import re

import httpx
import pytest

from directory.organisations.reads_themes import wished
from directory.organisations.wishes import LONGEST
from directory.tables.review import Suggestion
from tests.web.organisation.conftest import Invite, Invited, Visitor, fields_of, page_name

PART = "/kompetanse"


async def form(visitor: Visitor, invited: Invited) -> httpx.Response:
    await visitor.opens(invited)
    page = await visitor.browser.get(invited.path + PART)
    assert page.status_code == 200, page.text
    return page


def offered(page: httpx.Response) -> list[str]:
    """The pairs that a search found and that can be added."""
    return re.findall(r'id="found-[^"]+" name="areas" value="([^"]+)"', page.text)


async def test_the_form_shows_what_is_chosen_and_never_the_whole_vocabulary(invited: Invite, visitor: Visitor) -> None:
    fjord = await invited(areas=(("psykose", "paarorende"),))
    page = await form(visitor, fjord)
    assert "Psykose og stemmehøring – som pårørende" in page.text
    assert re.findall(r'name="areas" value="([^"]+)"', page.text) == ["psykose:paarorende"]
    assert page.text.count('name="forms"') == 8
    for folded in ("representatives", "travels", "digital", "answer_days"):
        assert page.text.index("<summary>Hvor mange") < page.text.index(f'name="{folded}"')


async def test_a_theme_is_found_added_and_saved_without_script(invited: Invite, visitor: Visitor) -> None:
    fjord = await invited(areas=(("psykose", "paarorende"),))
    page = await form(visitor, fjord)
    searched = await visitor.sends(page, f"{fjord.path}{PART}/skjema", find_theme="metadon", find="1", answer_days="7")
    assert (searched.status_code, page_name(searched)) == (200, "edit")
    assert offered(searched)[0] == "lar:paarorende"
    assert "autofocus" in searched.text  # the reader goes on where the news is
    assert 'value="7"' in searched.text
    assert (await fjord.now()) == fjord.stored
    ticked = [*fields_of(searched)["areas"], "lar:paarorende"]
    saved = await visitor.sends(searched, fjord.path + PART, areas=ticked)
    assert saved.status_code == 303, saved.text
    now = (await fjord.now()).entry
    assert now.areas == (("lar", "paarorende"), ("psykose", "paarorende"))
    assert now.answer_days == 7


async def test_what_was_ticked_stays_when_something_else_is_searched_for(invited: Invite, visitor: Visitor) -> None:
    fjord = await invited(areas=(("psykose", "paarorende"),))
    page = await form(visitor, fjord)
    first = await visitor.sends(page, f"{fjord.path}{PART}/skjema", find_theme="angst", find="1")
    second = await visitor.sends(
        first,
        f"{fjord.path}{PART}/skjema",
        areas=["psykose:paarorende", "angst:paarorende"],
        find_theme=["angst", "Levekår"],  # the field, and the button of a subject
    )
    assert fields_of(second)["areas"] == ["angst:paarorende", "psykose:paarorende"]
    assert {pair.partition(":")[0] for pair in offered(second)} == {"bolig", "arbeid", "okonomi", "kriminalomsorg"}
    assert "temaer passer til «Levekår»" in second.text


async def test_enter_in_a_field_presses_the_button_that_saves(invited: Invite, visitor: Visitor) -> None:
    fjord = await invited()
    page = await form(visitor, fjord)
    buttons = re.findall(r'<button[^>]* type="submit"[^>]*>', page.text.partition('<form class="edit')[2])
    assert ["formaction" in button for button in buttons][:2] == [False, True]


async def test_what_is_typed_in_the_search_is_looked_for_before_anything_is_saved(
    invited: Invite, visitor: Visitor
) -> None:
    fjord = await invited(areas=(("psykose", "paarorende"),))
    page = await form(visitor, fjord)
    searched = await visitor.sends(page, fjord.path + PART, find_theme="metadon", answer_days="7")
    assert (searched.status_code, offered(searched)[0]) == (200, "lar:paarorende")
    assert 'value="7"' in searched.text
    assert (await fjord.now()) == fjord.stored
    assert (await visitor.sends(searched, fjord.path + PART)).status_code == 303  # the search has been made
    assert (await fjord.now()).entry.answer_days == 7


async def test_an_unticked_theme_is_taken_away_also_the_last_one(invited: Invite, visitor: Visitor) -> None:
    fjord = await invited(areas=(("psykose", "paarorende"),))
    page = await form(visitor, fjord)
    assert (await visitor.sends(page, fjord.path + PART, areas=None)).status_code == 303
    assert (await fjord.now()).entry.areas == ()


@pytest.mark.parametrize("areas", ["ukjend:egen", "psykose:ukjend", "psykose:egen:egen", "<script>:egen"])
async def test_a_pair_that_does_not_exist_is_refused(invited: Invite, visitor: Visitor, areas: str) -> None:
    fjord = await invited()
    page = await form(visitor, fjord)
    refused = await visitor.sends(page, fjord.path + PART, areas=areas)
    assert refused.status_code == 422
    assert 'href="#areas"' in refused.text
    assert 'id="areas-error"' in refused.text
    assert (await fjord.now()) == fjord.stored


async def test_a_missing_theme_waits_for_staff_and_holds_nothing_up(invited: Invite, visitor: Visitor) -> None:
    fjord = await invited(areas=(("psykose", "paarorende"),))
    page = await form(visitor, fjord)
    typed = {"suggested_theme": "  Utbrenthet i  helsevesenet ", "forms": ["gruppe"], "areas": "angst:paarorende"}
    assert (await visitor.sends(page, fjord.path + PART, **typed)).status_code == 303
    now = (await fjord.now()).entry
    assert (now.areas, now.forms) == ((("angst", "paarorende"),), ("gruppe",))
    assert await wished(fjord.stored.id) == ["Utbrenthet i helsevesenet"]
    overview = await visitor.browser.get(fjord.path)
    assert re.search(r"Et tema dere savner.*Venter på oss.*Utbrenthet i helsevesenet", overview.text, re.DOTALL)
    again = await visitor.browser.get(fjord.path + PART)
    assert "Dere har foreslått «Utbrenthet i helsevesenet»" in again.text
    assert 'name="suggested_theme" type="text" value=""' in again.text
    await visitor.sends(again, fjord.path + PART, suggested_theme="utbrenthet i helsevesenet")
    assert await Suggestion.count().where(Suggestion.kind == "theme") == 1


@pytest.mark.parametrize(
    "typed",
    ["x" * (LONGEST + 1), "Kari har vært innlagt", "ring 41 50 00 09", "010190 12345", "kari@lag.example", "a\x00b"],
)
async def test_a_wish_that_is_no_theme_is_refused_with_everything_kept(
    invited: Invite, visitor: Visitor, typed: str
) -> None:
    fjord = await invited()
    page = await form(visitor, fjord)
    refused = await visitor.sends(page, fjord.path + PART, suggested_theme=typed, answer_days="9")
    assert refused.status_code == 422
    assert 'href="#suggested_theme"' in refused.text
    assert 'id="suggested_theme-error"' in refused.text
    assert 'value="9"' in refused.text
    assert (await fjord.now()) == fjord.stored
    assert await wished(fjord.stored.id) == []


async def test_the_form_speaks_nynorsk_and_finds_in_it(invited: Invite, visitor: Visitor) -> None:
    fjord = await invited()
    await visitor.opens(fjord)
    page = await visitor.browser.get(f"/nn{fjord.path}{PART}")
    searched = await visitor.sends(page, f"/nn{fjord.path}{PART}/skjema", find_theme="sjølvskading", find="1")
    assert offered(searched)[0] == "selvskading:paarorende"
    for said in ("Sjølvskading", "Finn eit tema", "Saknar de eit tema?", "Kva de kan vere med på"):
        assert said in searched.text, said
