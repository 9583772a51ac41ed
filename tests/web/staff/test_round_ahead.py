"""A round before it starts, and what is left when its letters have gone: calendar, start time, test letter, calls."""

from datetime import UTC, date, datetime, timedelta

import pytest

from directory.campaigns import actions, reads
from directory.campaigns.actions_due import enqueue_due
from directory.organisations.reads import find
from directory.settings import Settings
from directory.tables.campaigns import Answer, Campaign
from directory.tables.mail import Attempt, Letter
from tests.campaigns.rounds import BY, draft, region, running
from tests.conftest import NOW, MovableClock
from tests.web.staff.conftest import SignIn

PATH = "/intern/runde/1"


async def test_september_is_proposed_and_the_days_can_be_changed(sign_in: SignIn, clock: MovableClock) -> None:
    centre, _organisations = await region(1)
    anne = await sign_in(centre, "editor")
    page = await anne.get("/intern/runde/ny")
    assert 'name="year" type="text" value="2027"' in page.text, "this year's September has begun"
    clock.now = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    page = await (await sign_in(centre, "editor", "kari@korus.example")).get("/intern/runde/ny")
    assert 'value="2026-10' in page.text


@pytest.mark.parametrize("field", ["year", "deadline", "reminders", "after_deadline"])
async def test_what_was_typed_stays_when_it_cannot_be_used(sign_in: SignIn, field: str) -> None:
    centre, _organisations = await region(1)
    anne = await sign_in(centre, "editor")
    fields = {"year": "2027", "deadline": "1.10.2027", "reminders": "14", "after_deadline": "7"}
    for wrong in ("mine ord", "9" * 90):
        page = await anne.post("/intern/runde/ny", from_="/intern/runde/ny", **fields | {field: wrong})
        assert page.status_code == 422
        assert wrong in page.text
        assert "ds-error-summary" in page.text
    assert await Campaign.count() == 0


async def test_a_start_is_set_changed_and_taken_away(sign_in: SignIn) -> None:
    centre, _organisations = await region(1)
    await draft()
    anne = await sign_in(centre, "editor")
    for day in ("2026-09-08", "9.9.2026"):
        done = await anne.post(f"{PATH}/starttid", from_=PATH, day=day, time="09.30")
        assert done.status_code == 303
    found = await reads.find(1)
    assert (found.state, found.opens_at) == ("scheduled", datetime(2026, 9, 9, 7, 30, tzinfo=UTC))
    assert "9. september 2026 kl. 09.30" in (await anne.get(PATH)).text
    assert (await anne.post(f"{PATH}/starttid/fjerning", from_=PATH)).status_code == 303
    assert (await reads.find(1)).state == "draft"


@pytest.mark.parametrize(
    ("day", "time"), [("", "09:00"), ("i morgen", "09:00"), ("1.1.2020", "09:00"), ("8.9.2026", "25:00"),
                      ("8.9.2026", "tidlig"), ("2.11.2026", "09:00")],
)  # fmt: skip
async def test_a_start_that_cannot_be_is_asked_about_again(sign_in: SignIn, day: str, time: str) -> None:
    centre, _organisations = await region(1)
    await draft()
    page = await (await sign_in(centre, "editor")).post(f"{PATH}/starttid", from_=PATH, day=day, time=time)
    assert page.status_code == 422
    assert "ds-error-summary" in page.text
    assert day in page.text
    assert (await reads.find(1)).state == "draft"


async def test_a_start_that_was_missed_asks_on_the_page_and_on_the_desk(
    sign_in: SignIn, settings: Settings, clock: MovableClock
) -> None:
    centre, _organisations = await region(1)
    campaign = await draft()
    await actions.schedule(campaign, NOW + timedelta(hours=1), settings, BY, NOW)
    clock.forward(hours=26)
    anne = await sign_in(centre, "editor")
    page = await anne.get(PATH)
    assert f"{PATH}/start" in page.text
    assert f"{PATH}/starttid/fjerning" in page.text
    assert "ikke i gang" in page.text
    assert "startet ikke" in (await anne.get("/intern")).text


@pytest.mark.parametrize("language", ["nb", "nn"])
async def test_a_test_letter_goes_to_oneself_and_nobody_else(sign_in: SignIn, language: str) -> None:
    centre, _organisations = await region(2)
    await draft()
    anne = await sign_in(centre, "editor", "anne@korus.example")
    fields = {"letter": "reminder", "language": language, "to": "stranger@lag.example"}
    assert (await anne.post(f"{PATH}/provebrev", from_=PATH, **fields)).status_code == 303
    letters = await Letter.select(Letter.address, Letter.language).where(Letter.template != "sign_in")
    assert letters == [{"address": "anne@korus.example", "language": language}]


async def test_the_round_is_seen_day_by_day_before_it_starts(sign_in: SignIn, settings: Settings) -> None:
    centre, _organisations = await region(3)
    await draft()
    anne = await sign_in(centre, "reader")
    page = await anne.get(f"{PATH}/kalender?starter=2026-09-08&svarer=40")
    assert page.status_code == 200
    assert "tirsdag 8. september" in page.text
    assert '<rect class="rest"' in page.text
    assert "lag1@lag.example" in page.text
    assert (await anne.get(f"{PATH}/kalender?svarer=101")).status_code == 422
    assert 'aria-invalid="true"' in (await anne.get(f"{PATH}/kalender?starter=2020-01-01")).text
    assert await Letter.count().where(Letter.campaign == 1) == 0


async def test_the_telephone_list_leads_to_where_the_answer_is_written_down(
    sign_in: SignIn, settings: Settings, clock: MovableClock
) -> None:
    campaign, organisations = await running(settings, 2)
    await Letter.update({Letter.state: "accepted", Letter.accepted_at: NOW}).where(Letter.campaign == campaign)
    clock.forward(days=40)
    anne = await sign_in(organisations[0].centre, "editor")
    page = await anne.get(f"{PATH}/telefonliste")
    where = f"/intern/organisasjoner/{organisations[0].id}"
    assert f"{where}#by-telephone" in page.text
    shown = await anne.get(where)
    assert 'id="by-telephone"' in shown.text
    done = await anne.post(f"{where}/telefonsvar", from_=where, version=organisations[0].version, answer="confirmed")
    assert done.status_code == 303
    assert (await find(organisations[0].id)).confirmed_channel == "phone"
    assert await Answer.exists().where((Answer.channel == "phone") & (Answer.campaign == campaign))
    assert where not in (await anne.get(f"{PATH}/telefonliste")).text


async def test_an_answer_by_telephone_meets_a_change(sign_in: SignIn, settings: Settings) -> None:
    _campaign, organisations = await running(settings, 1)
    where = f"/intern/organisasjoner/{organisations[0].id}"
    anne = await sign_in(organisations[0].centre, "editor")
    assert (await anne.post(f"{where}/telefonsvar", from_=where, version=99, answer="confirmed")).status_code == 303
    assert not await Answer.exists()
    for answer in ("paused", "withdrawn"):
        assert (
            await anne.post(f"{where}/telefonsvar", from_=where, answer=answer, note="Nytt styre")
        ).status_code == 303
    assert await Answer.count() == 2
    assert (await anne.post(f"{where}/telefonsvar", from_=where, answer="sur")).status_code == 422


async def test_the_round_is_taken_home_as_a_file(sign_in: SignIn, settings: Settings) -> None:
    _campaign, organisations = await running(settings, 2)
    anne = await sign_in(organisations[0].centre, "reader")
    workbook = await anne.get(f"{PATH}/eksport.xlsx")
    assert workbook.content.startswith(b"PK")
    assert 'filename="runde-2026.xlsx"' in workbook.headers["content-disposition"]
    assert "Lag 1" in (await anne.get(f"{PATH}/eksport.csv")).text


async def test_another_centre_sees_none_of_it(sign_in: SignIn, settings: Settings) -> None:
    _campaign, organisations = await running(settings, 1)
    other, _theirs = await region(0, code="rvts")
    per = await sign_in(other)
    for page in ("kalender", "telefonliste", "navn", "eksport.csv", "eksport.xlsx"):
        assert (await per.get(f"{PATH}/{page}")).status_code == 404, page
    for act in ("starttid", "starttid/fjerning", "provebrev"):
        assert (await per.post(f"{PATH}/{act}")).status_code == 404, act
    where = f"/intern/organisasjoner/{organisations[0].id}/telefonsvar"
    assert (await per.post(where, version=1, answer="confirmed")).status_code == 404


async def test_a_long_list_of_letters_has_pages(
    sign_in: SignIn, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("directory.web.staff.letters.LETTERS_A_PAGE", 2)
    _campaign, organisations = await running(settings, 5)
    anne = await sign_in(organisations[0].centre, "reader")
    seen = [(await anne.get(f"{PATH}/brev?side={number}")).text for number in (1, 2, 3)]
    assert [page.count("@lag.example") for page in seen] == [2, 2, 1]
    assert "side=3" in seen[0]
    assert (await anne.get(f"{PATH}/brev?side=9")).status_code == 200


async def test_the_organisations_history_quotes_the_server_and_leads_to_the_letter(
    sign_in: SignIn, settings: Settings
) -> None:
    _campaign, organisations = await running(settings, 1)
    (row,) = await Letter.select(Letter.id).where(Letter.campaign == 1)
    anne = await sign_in(organisations[0].centre, "reader")
    where = f"/intern/organisasjoner/{organisations[0].id}"
    assert "venter på tur" in (await anne.get(where)).text
    said = "250 2.0.0 queued as <b>4711</b>"
    await Attempt(letter=row["id"], at=NOW, worker="a:1", stage="data", outcome="accepted", code=250, text=said).save()
    await Letter.update({Letter.state: "accepted", Letter.accepted_at: NOW}).where(Letter.id == row["id"])
    page = (await anne.get(where)).text
    assert "queued as &lt;b&gt;4711" in page
    assert f"/intern/brev/{row['id']}" in page
    assert page.count("queued as") == 1


async def test_a_start_that_was_refused_at_its_time_is_told_in_the_language_of_the_page(
    sign_in: SignIn, settings: Settings, clock: MovableClock
) -> None:
    centre, _organisations = await region(1, sending=False)
    campaign = await draft()
    await actions.schedule(campaign, NOW + timedelta(hours=1), settings, BY, NOW)
    clock.forward(hours=1, minutes=1)
    await enqueue_due(settings, clock())
    page = (await (await sign_in(centre, "editor")).get(PATH)).text
    assert "Starten ble prøvd til avtalt tid, og avvist." in page
    assert "switched off" not in page


async def test_a_start_in_the_centres_own_autumn_break_says_when_the_first_letter_goes(
    sign_in: SignIn, settings: Settings, clock: MovableClock
) -> None:
    clock.now = datetime(2026, 9, 29, 8, 0, tzinfo=UTC)  # a Tuesday in week 40
    centre, _organisations = await region(1, counties='["03"]')
    await draft(deadline=date(2026, 11, 2))
    page = (await (await sign_in(centre, "editor")).get(f"{PATH}/start")).text
    assert "12. oktober" in page
