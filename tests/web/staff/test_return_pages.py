"""The page of a letter that came back: what went wrong, and the ways that are left, one press each."""

from directory.mail.returns import intake
from directory.organisations.reads import find
from tests.builders import centre, organisation
from tests.conftest import MovableClock
from tests.mail.returns import reply, report
from tests.web.staff.conftest import SignIn


async def test_a_letter_that_came_back_is_sent_elsewhere_with_one_press(sign_in: SignIn, clock: MovableClock) -> None:
    stored = await organisation(centre=await centre(), email="post@lag.example", update_email="ola@lag.example")
    await intake.take(report("5.1.1", "550 no such user", address="ola@lag.example"), clock())
    anne = await sign_in(stored.centre, "editor")
    listed = (await anne.get("/intern/svar?hva=retur")).text
    path = listed.split('href="/intern/svar/')[1].split('"')[0]
    page = f"/intern/svar/{path}"
    shown = (await anne.get(page)).text
    assert "post@lag.example" in shown
    assert 'value="ola@lag.example"' not in shown, "what does not work is not offered again"
    for language in ("nn", "en"):
        assert (await anne.get(f"/{language}{page}")).status_code == 200
    elsewhere = {"version": stored.version, "address": "stranger@elsewhere.example"}
    assert (await anne.post(f"{page}/adresse", from_=page, **elsewhere)).status_code != 303
    chosen = {"version": stored.version, "address": "post@lag.example"}
    assert (await anne.post(f"{page}/adresse", from_=page, **chosen)).status_code == 303
    assert (await find(stored.id)).entry.update_email == "post@lag.example"
    assert f"message-{path}" not in (await anne.get("/intern/svar?hva=retur")).text


async def test_a_reader_sees_the_ways_but_presses_nothing(sign_in: SignIn, clock: MovableClock) -> None:
    stored = await organisation(centre=await centre(), email="ola@lag.example")
    raw = reply("Ola har sluttet. Skriv til kari@lag.example.", sender="ola@lag.example", Auto_Submitted="auto-replied")
    await intake.take(raw, clock())
    reader = await sign_in(stored.centre, "reader")
    path = (await reader.get("/intern/svar?hva=retur")).text.split('href="/intern/svar/')[1].split('"')[0]
    shown = (await reader.get(f"/intern/svar/{path}")).text
    assert "kari@lag.example" in shown
    assert "/adresse" not in shown
    forged = {"version": stored.version, "address": "kari@lag.example"}
    assert (await reader.post(f"/intern/svar/{path}/adresse", **forged)).status_code == 403
    assert (await find(stored.id)).entry == stored.entry
