"""Half a year's round, played in a second: letters, answers, a reply, a bounce – all by the real code."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from email.message import EmailMessage, Message
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from itertools import cycle
from typing import Any

from directory.campaigns import actions as campaigns
from directory.campaigns.actions_due import enqueue_due
from directory.mail import worker
from directory.mail.returns import intake
from directory.organisations.actions_answers import confirm, correct
from directory.organisations.actions_other_answers import close, withdraw, wrong_contact
from directory.organisations.answer_rows import Visit
from directory.organisations.entry import SECTIONS
from directory.organisations.reads import Stored, find
from directory.organisations.said import NAMED, PAUSED, Closing, RightPerson
from directory.settings import Settings
from directory.tables.campaigns import Invitation
from directory.tables.mail import Letter
from directory.tables.organisations import Organisation, SectionConfirmation

BEGAN = timedelta(days=18)  # the first letters went out this long ago
LEFT = timedelta(days=12)  # this long until the deadline
REMINDED_AFTER = timedelta(days=14)
Answer = Callable[[Stored, Visit, datetime], Awaitable[Any]]


async def play(centre: int, code: str, settings: Settings, now: datetime) -> None:
    """Leave the centre's round as it is eighteen days after the first letter."""
    began = (now - BEGAN).replace(hour=8, minute=0, second=0, microsecond=0)  # nobody writes at night
    await last_year(centre, now - timedelta(days=360))
    campaign = await campaigns.create(code, now.year, (now + LEFT).date(), "demo", began)
    await campaigns.start(campaign, settings, "demo", began, now=True)
    await _send(settings, began + timedelta(minutes=5))
    invited = await Invitation.select().where(Invitation.campaign == campaign).order_by(Invitation.id)
    await _answer(invited, campaign, began)
    await _mail_comes_back(campaign, began + timedelta(days=2))
    reminded = began + REMINDED_AFTER
    await enqueue_due(settings, reminded)
    await _send(settings, reminded + timedelta(minutes=5))


async def last_year(centre: int, at: datetime) -> None:
    """A third of the organisations confirmed their entry in last year's round, which is not kept any more."""
    rows = (
        await Organisation.select(Organisation.id).where(Organisation.centre == centre).order_by(Organisation.sort_key)
    )
    for row in rows[::3]:
        await Organisation.update({Organisation.confirmed_at: at, Organisation.confirmed_channel: "link"}).where(
            Organisation.id == row["id"]
        )
        said = {"organisation": row["id"], "confirmed_at": at, "channel": "link", "by": "organisation"}
        await SectionConfirmation.insert(*(SectionConfirmation(section=section, **said) for section in SECTIONS))


async def _send(settings: Settings, at: datetime) -> None:
    await worker.run(settings, lambda: at, asyncio.Event(), drain=True, poll=0.02)


async def _answer(invited: list[dict[str, Any]], campaign: int, began: datetime) -> None:
    """Two in five answer, most of them that all is correct, within the first ten days."""
    answers: Sequence[Answer] = (_all_correct, _telephone, _all_correct, _all_correct, _name, _all_correct, _gone,
                                 _all_correct, _other_person, _all_correct, _no_list)  # fmt: skip
    for number, (invitation, answer) in enumerate(zip(invited[1::5] + invited[3::5], cycle(answers), strict=False)):
        stored = await find(invitation["organisation"])
        visit = Visit("link", invitation["id"], campaign)
        await answer(stored, visit, began + timedelta(days=number // 2, hours=3 + 5 * (number % 2)))


async def _all_correct(stored: Stored, visit: Visit, at: datetime) -> None:
    await confirm(str(stored.id), stored.version, visit, at)


async def _telephone(stored: Stored, visit: Visit, at: datetime) -> None:
    after = replace(stored.entry, phone="+4751000999", accepts_requests=True, representatives=4)
    await correct(str(stored.id), stored.version, after, visit, at)


async def _name(stored: Stored, visit: Visit, at: datetime) -> None:
    after = replace(stored.entry, name=f"{stored.entry.name} og omland", aliases=(stored.entry.name,))
    await correct(str(stored.id), stored.version, after, visit, at)


async def _gone(stored: Stored, visit: Visit, at: datetime) -> None:
    said = Closing(PAUSED, since=date(at.year, at.month, 1), note="Vi får nytt styre i mars og tar pause til da.")
    await close(str(stored.id), said, visit, at)


async def _other_person(stored: Stored, visit: Visit, at: datetime) -> None:
    domain = stored.entry.email.rpartition("@")[2]
    await wrong_contact(str(stored.id), RightPerson(NAMED, "Marit Tenkt", f"leiar@{domain}"), visit, at)


async def _no_list(stored: Stored, visit: Visit, at: datetime) -> None:
    await withdraw(str(stored.id), visit, at)


async def _mail_comes_back(campaign: int, at: datetime) -> None:
    """One organisation answers the letter itself, and one mailbox is no more."""
    sent = await (
        Letter.select(Letter.message_id, Letter.address)
        .where((Letter.campaign == campaign) & (Letter.state == "accepted"))
        .order_by(Letter.address)
        .limit(2)
    )
    await intake.take(_reply(sent[0]), at)
    await intake.take(_bounce(sent[1]), at)


def _reply(letter: Mapping[str, str]) -> bytes:
    message = EmailMessage()
    message["From"] = letter["address"]
    message["Subject"] = "SV: KORUS Eksempel: Stemmer det vi viser?"
    message["In-Reply-To"] = message["References"] = letter["message_id"]
    message.set_content("Hei! Alt stemmer. Takk for at dere spør.\n\nVennlig hilsen styret\n")
    return message.as_bytes()


def _bounce(letter: Mapping[str, str]) -> bytes:
    """A delivery status notification (RFC 3464): no such user."""
    address = letter["address"]
    report = MIMEMultipart("report", report_type="delivery-status")
    report["From"] = f"MAILER-DAEMON@{address.rpartition('@')[2]}"
    report["Subject"] = "Undelivered Mail Returned to Sender"
    report.attach(MIMEText(f"<{address}>: 550 5.1.1 no such user here\n"))
    status = Message()
    status["Content-Type"] = "message/delivery-status"
    about, recipient = Message(), Message()
    about["Reporting-MTA"] = "dns; mail.example"
    recipient["Final-Recipient"] = f"rfc822; {address}"
    recipient["Action"] = "failed"
    recipient["Status"] = "5.1.1"
    recipient["Diagnostic-Code"] = "smtp; 550 5.1.1 no such user here"
    status.set_payload([about, recipient])
    report.attach(status)
    original = Message()
    original["Content-Type"] = "text/rfc822-headers"
    original.set_payload(f"Message-ID: {letter['message_id']}\n")
    report.attach(original)
    return report.as_bytes()
