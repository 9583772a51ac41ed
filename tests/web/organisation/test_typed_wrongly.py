"""What cannot be used, and what is hostile, in the form of one part: said, kept, and nothing changed."""

import re

import pytest

from tests.web.organisation.conftest import Invite, Visitor, page_name
from tests.web.organisation.test_sections import PARTS

WRONG = [
    ("om", {"name": "", "orgnr": "123456789", "description": "Ny."}, ("name", "orgnr"), (">\nNy.<",)),
    (
        "kontakt",
        {"phone": "12", "email": "post", "website": "javascript:alert(1)"},
        ("phone", "email", "website"),
        ('value="12"', 'value="javascript:alert(1)"'),
    ),
    ("personer", {"contacts-0-email": "kari@"}, ("contacts-0-email",), ('value="kari@"',)),
    (
        "kompetanse",
        {"representatives": "mange", "areas": "angst:egen"},
        ("representatives",),
        ('value="mange"', 'value="angst:egen" checked'),
    ),
    ("dekning", {"municipality": "46", "coverage": ["4647", "1103"]}, ("municipality",), ('value="1103" checked',)),
]


@pytest.mark.parametrize(("part", "typed", "fields", "kept"), WRONG, ids=[case[0] for case in WRONG])
async def test_what_cannot_be_used_is_said_with_everything_typed_kept(
    invited: Invite,
    visitor: Visitor,
    part: str,
    typed: dict[str, str],
    fields: tuple[str, ...],
    kept: tuple[str, ...],
) -> None:
    fjord = await invited()
    await visitor.opens(fjord)
    form = await visitor.browser.get(f"{fjord.path}/{part}")
    for path in ("", "/visning"):
        wrong = await visitor.sends(form, f"{fjord.path}/{part}{path}", **typed)
        assert (wrong.status_code, page_name(wrong)) == (422, "edit")
        assert "autofocus" in wrong.text
        for field in fields:
            assert f'href="#{field}"' in wrong.text, field
            assert f'id="{field}-error"' in wrong.text, field
        told = [field for field in re.findall(r'<a class="ds-link" href="#([^"]+)"', wrong.text) if field in fields]
        assert told == list(fields), "from the top of the form downwards"
        for text in kept:
            assert text in wrong.text, text
    assert (await fjord.now()) == fjord.stored
    later = await visitor.browser.get(f"{fjord.path}/{part}")  # nor is it lost when the page is closed
    for text in kept:
        assert text in later.text, text


@pytest.mark.parametrize(("part", "group"), [("kompetanse", "forms"), ("kompetanse", "areas"), ("dekning", "coverage")])
async def test_what_is_wrong_with_a_group_of_ticks_is_read_out_with_it(
    invited: Invite, visitor: Visitor, part: str, group: str
) -> None:
    fjord = await invited()
    await visitor.opens(fjord)
    form = await visitor.browser.get(f"{fjord.path}/{part}")
    assert f"{group}-error" not in form.text
    wrong = await visitor.sends(form, f"{fjord.path}/{part}", **{group: ["finst-ikkje"]})
    assert re.search(rf'<fieldset [^>]*aria-describedby="{group}-error"', wrong.text)
    assert f'id="{group}-error"' in wrong.text


@pytest.mark.parametrize("page", ["", "/skjema", "/visning"])
@pytest.mark.parametrize(
    ("broken", "where"),
    [
        ({"description": "Vi møtes\x00 torsdager"}, "description"),
        ({"version": "abc", "description": "Vi møtes torsdager"}, "main"),
        ({"ukjent": "\x00", "description": "Vi møtes torsdager"}, "main"),
    ],
)
async def test_a_character_that_cannot_be_used_costs_nobody_the_rest(
    invited: Invite, visitor: Visitor, page: str, broken: dict[str, str], where: str
) -> None:
    fjord = await invited()
    await visitor.opens(fjord)
    form = await visitor.browser.get(f"{fjord.path}/om")
    again = await visitor.sends(form, f"{fjord.path}/om{page}", orgnr="", **broken)
    assert (again.status_code, page_name(again)) == (422, "edit")
    for said in (f'href="#{where}"', "Vi møtes torsdager"):
        assert said in again.text
    assert (await fjord.now()) == fjord.stored
    assert (await visitor.sends(again, f"{fjord.path}/om")).status_code == 303
    assert (await fjord.now()).entry.description == "Vi møtes torsdager"


async def test_what_was_unticked_stays_unticked_when_something_else_is_wrong(invited: Invite, visitor: Visitor) -> None:
    fjord = await invited()
    await visitor.opens(fjord)
    form = await visitor.browser.get(f"{fjord.path}/kompetanse")
    wrong = await visitor.sends(form, f"{fjord.path}/kompetanse", representatives="mange", areas=None)
    assert wrong.status_code == 422
    assert 'value="psykose:paarorende" checked' not in wrong.text
    form = await visitor.browser.get(f"{fjord.path}/dekning")
    wrong = await visitor.sends(form, f"{fjord.path}/dekning", municipality="46", coverage=None)
    assert 'value="4647" checked' not in wrong.text


HOSTILE = [
    ("om", {"description": "a\x00b"}),
    ("om", {"type": "ukjend"}),
    ("om", {"language": "de"}),
    ("om", {"version": "99999999999"}),
    ("om", {"version": "en"}),
    ("om", {"description": "x" * 2001}),
    ("kompetanse", {"areas": "ukjend:egen"}),
    ("kompetanse", {"areas": "angst:ukjend"}),
    ("kompetanse", {"accepts_requests": "kanskje"}),
    ("kompetanse", {"representatives": "99999999999999999999"}),
    ("dekning", {"coverage": "9999"}),
    ("dekning", {"municipality": "46"}),
]


async def test_hostile_forms_change_nothing(invited: Invite, visitor: Visitor) -> None:
    fjord = await invited()
    await visitor.opens(fjord)
    forms = {part: await visitor.browser.get(f"{fjord.path}/{part}") for part in PARTS}
    for part, typed in HOSTILE:
        answer = await visitor.sends(forms[part], f"{fjord.path}/{part}", **typed)
        assert answer.status_code == 422, typed
    areas = [f"tema{number}" for number in range(5000)]
    many = await visitor.sends(forms["kompetanse"], f"{fjord.path}/kompetanse", areas=areas)
    assert many.status_code in (413, 422)
    for path in ("ukjent", "om/ukjent"):
        assert (await visitor.sends(forms["om"], f"{fjord.path}/{path}")).status_code in (404, 405)
    assert (await fjord.now()) == fjord.stored


async def test_a_script_in_what_is_typed_is_shown_as_text(invited: Invite, visitor: Visitor) -> None:
    fjord = await invited()
    await visitor.opens(fjord)
    form = await visitor.browser.get(f"{fjord.path}/om")
    typed = {"name": "<script>alert(1)</script>", "description": '"><img src=x>'}
    seen = await visitor.sends(form, f"{fjord.path}/om/visning", **typed)
    assert (await visitor.sends(seen, f"{fjord.path}/om")).status_code == 303
    for page in (seen, await visitor.browser.get(fjord.path), await visitor.browser.get(f"{fjord.path}/visning")):
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text
        assert "&lt;script&gt;" in page.text
