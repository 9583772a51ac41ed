"""The year's round, the centre's page and its staff."""

import re

from directory.campaigns import reads
from directory.staff import centres
from directory.tables.campaigns import Campaign
from directory.tables.mail import Letter
from directory.tables.staff import Membership
from tests.builders import centre, organisation
from tests.web.staff.conftest import Employee, SignIn

DEADLINE = "1.10.2026"


async def made(who: Employee, **more: object) -> str:
    fields = {"year": "2026", "deadline": DEADLINE, "reminders": "14, 28", "after_deadline": "7"} | more
    done = await who.post("/intern/runde/ny", from_="/intern/runde/ny", **fields)
    assert done.status_code == 303
    return str(done.headers["location"])


async def test_a_round_is_made_looked_over_and_started(sign_in: SignIn) -> None:
    korus = await centre()
    await organisation(centre=korus)
    await organisation("Uten adresse", centre=korus, email="")
    anne = await sign_in(korus, "editor")
    path = await made(anne)
    before = await anne.get(path)
    assert "post@fjordglimt.example" in before.text
    assert "Uten adresse" in before.text
    assert (await anne.get(f"{path}/start")).status_code == 200
    assert (await anne.post(f"{path}/start", from_=f"{path}/start")).status_code == 303
    assert (await reads.find(1)).state == "running"
    running = await anne.get(path)
    assert "data-live" in running.text
    assert (await anne.get(f"{path}/framdrift")).text.count("<progress") == 1
    assert "Uten adresse" in (await anne.get(f"{path}/mottakere?svar=unanswered")).text
    assert (await anne.get(f"{path}/brev?tilstand=skipped")).status_code == 200


async def test_a_letter_is_shown_in_a_frame_that_can_do_nothing_and_without_its_link(sign_in: SignIn) -> None:
    korus = await centre()
    await organisation(centre=korus)
    anne = await sign_in(korus, "editor")
    path = await made(anne)
    sample = await anne.get(f"{path}/eksempel/nn")
    await anne.post(f"{path}/start")
    letter = (await Letter.select(Letter.id).where(Letter.campaign == 1))[0]["id"]
    page = await anne.get(f"/intern/brev/{letter}")
    assert "frame-src 'self'" in page.headers["content-security-policy"]
    body = await anne.get(f"/intern/brev/{letter}/visning")
    for answer in (sample, body):
        assert answer.headers["content-security-policy"].startswith("sandbox;")
        assert "Fjordglimt" in answer.text
        assert not re.search(r"/o/[\w-]{20}", answer.text)


async def test_a_round_that_cannot_start_says_what_to_mend(sign_in: SignIn) -> None:
    korus = await centre(sending=False)
    await organisation(centre=korus)
    anne = await sign_in(korus, "editor")
    path = await made(anne)
    page = await anne.get(path)
    assert "/intern/senter/utsending" in page.text
    assert (await anne.get(f"{path}/start")).status_code == 303
    assert (await anne.post(f"{path}/start")).status_code == 409
    assert await Letter.count() == 0


async def test_a_round_is_stopped_goes_on_and_is_closed(sign_in: SignIn) -> None:
    korus = await centre()
    await organisation(centre=korus)
    anne = await sign_in(korus, "editor")
    path = await made(anne)
    await anne.post(f"{path}/start")
    for act, state in (("pause", "paused"), ("gjenopptaking", "running"), ("avslutning", "closed")):
        assert (await anne.post(f"{path}/{act}")).status_code == 303
        assert (await reads.find(1)).state == state
    assert (await anne.post(f"{path}/gjenopptaking")).status_code == 303
    assert (await reads.find(1)).state == "closed"


async def test_in_a_restored_database_a_round_goes_on_only_after_a_question(sign_in: SignIn) -> None:
    korus = await centre()
    await organisation(centre=korus)
    anne = await sign_in(korus, "editor")
    path = await made(anne)
    await anne.post(f"{path}/start")
    asks = f"{path}/gjenopptaking"
    assert (await anne.get(asks)).status_code == 303  # it is not paused
    await Campaign.update({Campaign.state: "paused", Campaign.paused_code: "restored"}, force=True)
    assert f'href="{asks}"' in (await anne.get(path)).text
    refused = await anne.post(asks)
    assert (refused.headers["location"], (await reads.find(1)).state) == (asks, "paused")
    question = (await anne.get(asks)).text
    assert "1 brev venter" in question
    assert "sikkerhetskopi" in question
    await anne.post(asks, from_=asks, sure="1")
    assert (await reads.find(1)).state == "running"


async def test_a_round_that_makes_no_sense_is_not_made(sign_in: SignIn) -> None:
    anne = await sign_in(await centre(), "editor")
    good = {"year": "2026", "deadline": DEADLINE, "reminders": "14", "after_deadline": ""}
    for wrong in ({"deadline": "1.1.2020"}, {"deadline": ""}, {"deadline": "32.1.2027"}, {"year": "0"},
                  {"reminders": "x"}, {"reminders": "28,14"}, {"after_deadline": "-1"}):  # fmt: skip
        answer = await anne.post("/intern/runde/ny", from_="/intern/runde/ny", **good | wrong)
        assert answer.status_code == 422, wrong
        assert "ds-error-summary" in answer.text
    assert await Campaign.count() == 0


async def test_a_second_round_of_a_year_is_refused_with_words(sign_in: SignIn) -> None:
    anne = await sign_in(await centre(), "editor")
    await made(anne)
    fields = {"year": "2026", "deadline": DEADLINE, "reminders": "14", "after_deadline": ""}
    assert (await anne.post("/intern/runde/ny", from_="/intern/runde/ny", **fields)).status_code == 422


async def test_another_centres_round_is_not_there(sign_in: SignIn) -> None:
    korus = await centre()
    await organisation(centre=korus)
    anne = await sign_in(korus, "editor")
    path = await made(anne)
    await anne.post(f"{path}/start")
    letter = (await Letter.select(Letter.id).where(Letter.campaign == 1))[0]["id"]
    per = await sign_in(await centre("rvts"), "admin")
    for page in (path, f"{path}/start", f"{path}/framdrift", f"{path}/mottakere", f"{path}/brev",
                 f"{path}/eksempel/nb", f"/intern/brev/{letter}", f"/intern/brev/{letter}/visning"):  # fmt: skip
        assert (await per.get(page)).status_code == 404, page
    for act in ("start", "pause", "gjenopptaking", "avslutning", "avlysing"):
        assert (await per.post(f"{path}/{act}")).status_code == 404, act
    assert (await reads.find(1)).state == "running"


async def test_the_centres_page_is_saved_and_two_do_not_overwrite_each_other(sign_in: SignIn) -> None:
    korus = await centre()
    row = await centres.find(korus)
    anne = await sign_in(korus)
    typed = {name: row[name] for name in ("name", "sender_name", "sender_address", "reply_to", "employee")}
    first = await anne.post("/intern/senter", **typed | {"version": 1, "owner": "Eksempel fylkeskommune"})
    assert first.status_code == 303
    second = await anne.post("/intern/senter", **typed | {"version": 1, "owner": "En annen"})
    assert second.status_code == 409
    assert "En annen" in second.text
    assert "Eksempel fylkeskommune" in second.text
    assert (await centres.find(korus))["owner"] == "Eksempel fylkeskommune"
    wrong = await anne.post("/intern/senter", **typed | {"version": 2, "reply_to": "a@b, c@d"})
    assert wrong.status_code == 422


async def test_sending_is_switched_by_administrators_when_nothing_is_missing(sign_in: SignIn) -> None:
    korus = await centre(sending=False, reply_to="")
    anne = await sign_in(korus)
    await anne.post("/intern/senter/utsending", sending="on")
    assert not (await centres.find(korus))["sending"]
    rvts = await centre("rvts", sending=False)
    per = await sign_in(rvts, "admin", "per@rvts.example")
    await per.post("/intern/senter/utsending", sending="on")
    assert (await centres.find(rvts))["sending"]


async def test_staff_are_added_and_taken_away_but_never_oneself(sign_in: SignIn) -> None:
    korus = await centre()
    anne = await sign_in(korus)
    added = await anne.post("/intern/ansatte", from_="/intern/ansatte", email="Per@korus.example", role="reader")
    assert added.status_code == 303
    assert "per@korus.example" in (await anne.get("/intern/ansatte")).text
    wrong = await anne.post("/intern/ansatte", from_="/intern/ansatte", email="per", role="boss")
    assert wrong.status_code == 422
    rows = {row["role"]: row["staff"] for row in await Membership.select()}
    await anne.post(f"/intern/ansatte/{rows['admin']}/avgang", from_="/intern/ansatte")
    assert await Membership.count() == 2
    await anne.post(f"/intern/ansatte/{rows['reader']}/avgang", from_="/intern/ansatte")
    assert await Membership.count() == 1
    assert (await anne.post("/intern/ansatte/999/avgang", from_="/intern/ansatte")).status_code == 404


async def test_a_round_whose_last_reminder_would_come_too_late_is_not_made(sign_in: SignIn) -> None:
    anne = await sign_in(await centre(), "editor")
    fields = {"year": "2026", "deadline": DEADLINE, "after_deadline": "7"}
    late = await anne.post("/intern/runde/ny", from_="/intern/runde/ny", reminders="14, 100", **fields)
    assert late.status_code == 422
    assert "Den siste påminnelsen ville kommet etter denne dagen" in late.text
    never = await anne.post("/intern/runde/ny", **fields | {"deadline": "1.10.9999", "reminders": "14"})
    assert never.status_code == 422
