"""What the names of the network say before a start: do the addresses' domains receive mail, is our sender believed?

Never part of the start itself: it takes seconds, and names may be away.
"""

from collections import defaultdict
from collections.abc import Sequence

from dns.asyncresolver import Resolver

from directory.campaigns.findings import About, Recipient, Trouble
from directory.campaigns.preflight import SETTINGS
from directory.campaigns.reads import Found
from directory.mail.domains import (
    FINE,
    MISSING,
    NO_DOMAIN,
    NOWHERE,
    NULL_MX,
    RESERVED_NAME,
    SECONDS,
    UNKNOWN,
    WRONG,
    Looked,
    domain_of,
    receiving,
    sender_records,
)
from directory.mail.message import envelope_sender, fallback_sender
from directory.settings import Settings

ASK = "ring and ask, or look at their website"
IT = "ask whoever runs the domain's name server"
# Of the domains of addresses: state to the trouble's code, text and mend.
DOMAINS = {
    NO_DOMAIN: ("no_domain", "{} at a domain that does not exist", ASK),
    NULL_MX: ("null_mx", "{} at a domain that says it takes no e-mail", ASK),
    NOWHERE: ("no_mail_server", "{} at a domain without a mail server", ASK),
    RESERVED_NAME: ("reserved_domain", "{} at a made-up domain (.example, .test, .invalid)", "correct real ones"),
    UNKNOWN: ("not_looked_up", "{} could not be looked up", "try again later; it does not stop the start"),
}
# Of our own sender: what and state to the trouble's code, text and mend.
SENDER = {
    ("SPF", MISSING): ("spf_missing", "{domain} does not say who may send for it (SPF)", IT),
    ("SPF", WRONG): ("spf_wrong", "{domain} says it wrongly who may send for it (SPF): {record}", IT),
    ("DKIM", MISSING): ("dkim_missing", "{domain} has no key to sign letters with (DKIM)", IT),
    ("DKIM", UNKNOWN): (
        "dkim_unknown",
        "no key of {domain} was found under the usual names (DKIM); only the mail server knows its name",
        "rehearse to an address of your own and look for dkim=pass in the letter's headers",
    ),
    ("DMARC", MISSING): ("dmarc_missing", "{domain} does not say what to do with false letters (DMARC)", IT),
    ("DMARC", WRONG): ("dmarc_wrong", "{domain} has more than one answer to false letters (DMARC): {record}", IT),
    ("alignment", WRONG): (
        "not_aligned",
        "letters are from {domain} but bounces go to {record}: SPF then says nothing of the sender",
        "let DIRECTORY_MAIL_ENVELOPE be at the sender's own domain, or sign with DKIM",
    ),
    ("sender", RESERVED_NAME): ("sender_reserved", "the sender's domain {domain} is made up", "set a real sender"),
}


async def preflight_domains(
    recipients: Sequence[Recipient],
    campaign: Found,
    settings: Settings,
    resolver: Resolver | None = None,
    seconds: float = SECONDS,
) -> list[Trouble]:
    """Return what the names say of the recipients' domains and of the sender's, within so many seconds each."""
    by_domain: dict[str, list[Recipient]] = defaultdict(list)
    for one in recipients:
        by_domain[domain_of(one.address)].append(one)
    reply_to = domain_of(campaign.centre["reply_to"] or settings.mail_reply_to)
    wanted = {*by_domain, reply_to} - {""}
    states = await receiving(wanted, resolver, seconds)
    return [
        *_of_recipients(by_domain, states),
        *_of_replies(reply_to, states),
        *of_sender(await sender_records(*_addresses(campaign, settings), resolver, seconds)),
    ]


def of_sender(looked: Sequence[Looked]) -> list[Trouble]:
    """Return what is wrong with a sender's own records."""
    found = []
    for one in looked:
        known = SENDER.get((one.what, one.state))
        if known is None and one.state != FINE:
            known = ("sender_unknown", "{what} of {domain} could not be looked up", "try again later")
        if known is not None:
            code, text, mend = known
            told = text.format(what=one.what, domain=one.domain, record=one.record)
            found.append(Trouble(code, told, mend, where=f"{SETTINGS}#sender_address"))
    return found


def _of_recipients(by_domain: dict[str, list[Recipient]], states: dict[str, str]) -> list[Trouble]:
    found = []
    for state, (code, text, mend) in DOMAINS.items():
        about = tuple(
            About(one.organisation, one.name, one.address, domain)
            for domain, those in sorted(by_domain.items())
            if states.get(domain) == state
            for one in those
        )
        if about:
            number = f"{len(about)} address is" if len(about) == 1 else f"{len(about)} addresses are"
            told = text.format(number if state != UNKNOWN else number.rpartition(" ")[0])
            found.append(Trouble(code, told, mend, about=about))
    return found


def _of_replies(domain: str, states: dict[str, str]) -> list[Trouble]:
    if states.get(domain) not in (NO_DOMAIN, NULL_MX, NOWHERE):
        return []
    text = f"replies go to {domain}, which takes no e-mail"
    return [Trouble("reply_nowhere", text, "set another address for replies", where=f"{SETTINGS}#reply_to")]


def _addresses(campaign: Found, settings: Settings) -> tuple[str, str]:
    sender = campaign.centre["sender_address"] or fallback_sender(settings)[1]
    return sender, envelope_sender(settings, "tag", sender)
