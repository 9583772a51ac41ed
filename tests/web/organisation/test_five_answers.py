"""The five answers behind an organisation's link, as a visitor gives them."""

from datetime import date

from directory.organisations.reads import history, waiting_changes
from directory.tables.campaigns import Answer
from directory.tables.mail import Letter
from directory.tables.review import Suggestion
from tests.conftest import NOW
from tests.web.organisation.conftest import Invite, Visitor, page_name


async def test_the_link_leads_to_a_page_without_the_token_in_the_organisations_language(
    invited: Invite, visitor: Visitor
) -> None:
    fjord = await invited()
    answer = await visitor.browser.get(fjord.link)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/nn{fjord.path}")
    assert answer.headers["referrer-policy"] == "no-referrer"
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("directory-links=")
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    page = await visitor.browser.get(answer.headers["location"])
    assert page_name(page) == "edit"
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["referrer-policy"] == "same-origin"
    assert "noindex" in page.text


async def test_the_first_page_says_who_asks_what_is_public_and_hides_the_person(
    invited: Invite, visitor: Visitor
) -> None:
    page = await visitor.opens(await invited())
    for said in ("KORUS Eksempel spør", "Stemmer dette om Fjordglimt pårørendelag?", "Ingenting er endra enno."):
        assert said in page.text
    for said in ("Sunnfjord", "Psykose", "post@fjordglimt.example", "manglar", "55 00 00 01", "1. oktober"):
        assert said in page.text
    assert "(berre vi ser det)" in page.text.partition("Dømesen")[2][:200]
    assert page.text.count('class="answer') == 4  # the list and the three that are not about what stands there
    assert page.text.count('<section class="part untouched"') == 5


async def test_all_correct_takes_one_press_after_the_link(invited: Invite, visitor: Visitor) -> None:
    fjord = await invited()
    page = await visitor.opens(fjord)
    answer = await visitor.sends(page, f"/nn{fjord.path}/bekreftelse")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/nn{fjord.path}/takk")
    thanks = await visitor.browser.get(answer.headers["location"])
    assert page_name(thanks) == "receipt"
    assert "stadfesta av organisasjonen september 2026" in thanks.text
    assert (await fjord.now()).confirmed_at == NOW
    [answered] = await Answer.select()
    assert (answered["kind"], answered["channel"]) == ("confirmed", "link")
    assert answered["campaign"] is not None
    assert [letter["template"] for letter in await Letter.select()] == ["receipt"]


async def test_a_double_press_is_one_answer(invited: Invite, visitor: Visitor) -> None:
    fjord = await invited()
    page = await visitor.opens(fjord)
    for _press in range(2):
        assert (await visitor.sends(page, f"{fjord.path}/bekreftelse")).status_code == 303
    form = await visitor.browser.get(f"{fjord.path}/kontakt")
    for _press in range(2):
        answer = await visitor.sends(form, f"{fjord.path}/kontakt", phone="55 00 00 02")
        assert answer.status_code == 303
    for _press in range(2):
        pause = await visitor.browser.get(f"{fjord.path}/pause")
        assert (await visitor.sends(pause, f"{fjord.path}/pause", kind="pause")).status_code == 303
    assert len(await history((await fjord.now()).id)) == 3
    assert len(await waiting_changes(fjord.stored.id)) == 1


async def test_not_the_right_person_waits_for_staff(invited: Invite, visitor: Visitor) -> None:
    fjord = await invited()
    await visitor.opens(fjord)
    path = f"{fjord.path}/ikke-rett-person"
    page = await visitor.browser.get(path)
    empty = await visitor.sends(page, path)
    assert (empty.status_code, "Velg et av svarene" in empty.text) == (422, True)
    wrong = await visitor.sends(page, path, who="ny", right_name="Ola Nordfjord", right_email="ola@")
    assert wrong.status_code == 422
    assert 'value="Ola Nordfjord"' in wrong.text
    assert await Answer.count() == 0
    sent = await visitor.sends(page, path, who="ny", right_name="Ola Nordfjord", right_email="ola@fjord.example")
    assert sent.status_code == 303
    [waiting] = await waiting_changes(fjord.stored.id)
    assert (waiting["kind"], waiting["note"]) == ("wrong_contact", "Ola Nordfjord")
    assert waiting["fields"]["update_email"][1] == "ola@fjord.example"
    assert page_name(await visitor.browser.get(f"{fjord.path}/takk")) == "receipt"


async def test_ask_again_after_the_annual_meeting_is_a_month_of_the_next_twelve(
    invited: Invite, visitor: Visitor
) -> None:
    fjord = await invited()
    page = await visitor.opens(fjord)
    path = f"/nn{fjord.path}/ikke-rett-person"
    page = await visitor.browser.get(path)
    assert "p…@fjordglimt.example, på ein kvardag" in page.text
    for month in ("", "etter årsmøtet", "2026-09", "2027-10"):
        wrong = await visitor.sends(page, path, who="senere", again=month)
        assert (wrong.status_code, "Vel månaden vi skal spørje igjen." in wrong.text) == (422, True), month
    assert (await visitor.sends(page, path, again="2027-03")).status_code == 303  # who chose a month has answered
    [waiting] = await waiting_changes(fjord.stored.id)
    assert (waiting["note"], waiting["ask_on"]) == ("Spør igjen: mars 2027", date(2027, 3, 1))
    thanks = await visitor.browser.get(f"/nn{fjord.path}/takk")
    assert "Vi spør igjen i mars 2027." in thanks.text
    [receipt] = await Letter.select().where(Letter.template == "receipt").output(load_json=True)
    assert receipt["context"]["ask_again"] == "mars 2027"


async def test_a_pause_deletes_nothing_and_waits_for_staff(invited: Invite, visitor: Visitor) -> None:
    fjord = await invited()
    await visitor.opens(fjord)
    path = f"{fjord.path}/pause"
    page = await visitor.browser.get(path)
    assert (await visitor.sends(page, path, since_month="3", since_year="2026")).status_code == 422
    half = await visitor.sends(page, path, kind="nedlagt", since_month="3", successor="Kinn pårørendelag")
    assert (half.status_code, "Velg både måned og år." in half.text, "Kinn pårørendelag" in half.text) == (
        422,
        True,
        True,
    )
    said = {"since_month": "3", "since_year": "2026", "successor": "Kinn pårørendelag"}
    sent = await visitor.sends(page, path, kind="nedlagt", **said)
    assert sent.status_code == 303
    [waiting] = await waiting_changes(fjord.stored.id)
    assert waiting["kind"] == "dissolved"
    assert waiting["details"] == {"since": "2026-03-01", "successor": "Kinn pårørendelag"}
    assert (await fjord.now()).status == "active"
    assert (await fjord.now()).published


async def test_since_when_is_a_month_that_has_begun(invited: Invite, visitor: Visitor) -> None:
    fjord = await invited()
    await visitor.opens(fjord)
    path = f"{fjord.path}/pause"
    page = await visitor.browser.get(path)
    assert '<option value="2027"' not in page.text
    for month, year in (("10", "2026"), ("1", "2027")):
        later = await visitor.sends(page, path, kind="pause", since_month=month, since_year=year, note="Vi tek pause.")
        assert (later.status_code, "Vi tek pause." in later.text) == (422, True)
        assert "Velg en måned som har begynt." in later.text
    assert await Answer.count() == 0
    assert (await visitor.sends(page, path, kind="pause", since_month="9", since_year="2026")).status_code == 303


async def test_a_pause_that_is_said_anew_takes_the_place_of_what_waited(invited: Invite, visitor: Visitor) -> None:
    fjord = await invited()
    await visitor.opens(fjord)
    path = f"{fjord.path}/pause"
    page = await visitor.browser.get(path)
    await visitor.sends(page, path, kind="pause", since_month="8", since_year="2026")
    for _press in range(2):
        again = {"kind": "nedlagt", "since_month": "3", "since_year": "2026", "successor": "Kinn pårørendelag"}
        again["note"] = "Styret la ned."
        assert (await visitor.sends(page, path, **again)).status_code == 303
    [waiting] = await waiting_changes(fjord.stored.id)
    assert (waiting["kind"], waiting["details"]["successor"]) == ("dissolved", "Kinn pårørendelag")
    thanks = " ".join((await visitor.browser.get(f"{fjord.path}/takk")).text.split())
    assert "Organisasjonen finnes ikke lenger. Siden mars 2026. Kinn pårørendelag fører arbeidet videre." in thanks
    assert "«Styret la ned.»" in thanks
    assert [row["kind"] for row in await Answer.select().order_by(Answer.id)] == ["paused", "dissolved"]
    [former] = await Suggestion.select().where(Suggestion.kind == "paused")
    assert (former["state"], former["decided_at"]) == ("withdrawn", NOW)


async def test_too_long_a_note_or_a_character_that_cannot_be_used_costs_nobody_the_rest(
    invited: Invite, visitor: Visitor
) -> None:
    fjord = await invited()
    await visitor.opens(fjord)
    pause, person = f"{fjord.path}/pause", f"{fjord.path}/ikke-rett-person"
    for path, typed, field in (
        (pause, {"kind": "pause", "note": "Vi tar pause. " * 100}, "note"),
        (pause, {"kind": "pause", "note": "Vi tar pause. ", "successor": "Lag\x00"}, "successor"),
        (pause, {"kind": "ukjent", "note": "Vi tar pause. "}, "kind"),
        (person, {"who": "ny", "right_name": "x" * 300, "right_email": "vi.tar@fjord.example"}, "right_name"),
        (person, {"who": "ny", "right_name": "O\x00la", "right_email": "vi.tar@fjord.example"}, "right_name"),
    ):
        page = await visitor.browser.get(path)
        wrong = await visitor.sends(page, path, **typed)
        assert wrong.status_code == 422, typed
        assert f'href="#{field}"' in wrong.text
        assert f'id="{field}-error"' in wrong.text
        assert ("Vi tar pause." if path == pause else "vi.tar@fjord.example") in wrong.text
    assert await Answer.count() == 0


async def test_all_correct_from_a_broken_page_shows_the_page_again(invited: Invite, visitor: Visitor) -> None:
    fjord = await invited()
    page = await visitor.opens(fjord)
    for version in ("abc", "1\x00", "9" * 30):
        again = await visitor.sends(page, f"{fjord.path}/bekreftelse", version=version)
        assert (again.status_code, page_name(again)) == (422, "edit")
        assert "Se over den, og send" in again.text
    assert await Answer.count() == 0
    assert (await visitor.sends(again, f"{fjord.path}/bekreftelse")).status_code == 303


async def test_who_does_not_want_to_be_listed_is_taken_off_at_once(invited: Invite, visitor: Visitor) -> None:
    fjord = await invited()
    await visitor.opens(fjord)
    path = f"{fjord.path}/ikke-vises"
    page = await visitor.browser.get(path)
    assert (await fjord.now()).published
    sent = await visitor.sends(page, path)
    assert sent.status_code == 303
    assert not (await fjord.now()).published
    thanks = await visitor.browser.get(f"{fjord.path}/takk")
    assert "Ingenting er slettet" in thanks.text
    assert "/organisasjon/" not in thanks.text
