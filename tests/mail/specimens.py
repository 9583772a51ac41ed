"""One invented context per letter, with every field filled in and every value different from the others."""

from typing import Any

from directory.mail import contexts
from directory.mail.context_answers import Answered
from directory.mail.context_parts import OwnField
from directory.mail.contexts import Change, Letter, Shown

BASE_URL = "https://oversikt.korus.example"
TOKEN = "eyJhIjoiMTIzNDU2Nzg5MCJ9abcd.aZ3xQw.kE1-Zt0s9o4nZ2pW8yH7mC5bL3vT6rU_qXd1fGjK"
LINK = f"{BASE_URL}/o/{TOKEN}"
UNDO = f"{BASE_URL}/angre/{TOKEN}"
OTHER_UNDO = f"{BASE_URL}/angre/{TOKEN.replace('eyJh', 'fzKi')}"
CONSENT = f"{BASE_URL}/samtykke/{TOKEN}"
ADDRESS = f"{BASE_URL}/adresse/{TOKEN}"
SIGN_IN = f"{BASE_URL}/logg-inn/{TOKEN}"

SENDER = {
    "centre": "KORUS Eksempel",
    "centre_website": "https://korus.example/",
    "employee": "Anne Prøvesen",
    "employee_title": "rådgivar",
    "employee_phone": "55 00 00 01",
    "hours": "kvardagar 9–15",
}
ANSWERING = {"organisation": "Fjordglimt", "link": LINK, "code": "K7RM-4XPT"}
PRIVACY = f"{BASE_URL}/personvern"
ENTRY = Shown(
    name="Fjordglimt lag",
    kind="Senter for alle",
    coverage="Sunnfjord, Kinn og Askvoll",
    experience="psykose, ADHD",
    email="post@fjordglimt.example",
    phone="57 00 00 02",
    contact_name="Marit Dømesen",
    last_confirmed="mars 2024",
    came_of_it="Tre meldingar har nådd dykk.",
)
EMPTY_ENTRY = Shown(
    name="Havbris", kind="", coverage="", experience="", email="", phone="", contact_name="", last_confirmed=""
)
CHANGE = Change(field="Telefon", before="57 00 00 03", after="57 00 00 04")
ANSWERED = Answered(
    name="Fjordglimt",
    answered_at="22. november 2026",
    answer="changed",
    channel="link",
    changes=(CHANGE,),
    waiting=(Change(field="Namn", before="Fjordglimt", after="Fjordglans"),),
    decided=(Change(field="Lokallag av", before="", after="Fjordsamanslutninga"),),
    undo_until="6. desember",
)
LEFT = Answered(
    name="Havbris",
    answered_at="21. november 2026",
    answer="begun",
    channel="code",
    changes=(),
    waiting=(),
    undo_until="5. desember",
    confirmed=3,
    parts=5,
    left=("Erfaring", "Kontaktpersoner"),
)

FILLED: dict[str, dict[str, Any]] = {
    "first": {
        **SENDER,
        **ANSWERING,
        "entries": (ENTRY,),
        "region": "Rogaland og Vestland",
        "deadline": "fredag 1. oktober",
        "reminders": 3,
        "source_label": "lista frå mars 2021",
        "owner": "Stiftinga Eksempel",
        "privacy_url": PRIVACY,
    },
    "reminder": {
        **SENDER,
        **ANSWERING,
        "first_sent": "1. september",
        "deadline": "fredag 1. oktober",
        "privacy_url": PRIVACY,
    },
    "after_deadline": {
        **SENDER,
        **ANSWERING,
        "deadline": "1. oktober",
        "link_until": "30. november",
        "privacy_url": PRIVACY,
    },
    "receipt": {
        **SENDER,
        "organisation": "Fjordglimt",
        "answered_at": "22. november 2026 kl. 10.15",
        "answer": "changed",
        "channel": "link",
        "changes": (CHANGE,),
        "waiting": (Change(field="Namn", before="Fjordglimt", after="Fjordglans"),),
        "decided": (Change(field="Lokallag av", before="", after="Fjordsamanslutninga"),),
        "undo_until": "6. desember",
        "undo_link": UNDO,
    },
    "receipts": {
        **SENDER,
        "organisation": "Fjordglimt og Havbris",
        "number": 2,
        "entries": (ANSWERED, LEFT),
        "undo_links": (UNDO, OTHER_UNDO),
    },
    "suggestion_accepted": {
        **SENDER,
        "organisation": "Fjordglimt",
        "changes": (CHANGE,),
        "page_url": f"{BASE_URL}/organisasjon/fjordglimt",
    },
    "suggestion_refused": {
        **SENDER,
        "organisation": "Fjordglimt",
        "changes": (CHANGE,),
        "reason": "Nummeret ser privat ut.\nEr det rett?",
        "link_until": "30. november",
        "link": LINK,
    },
    "address_changed": {
        **SENDER,
        "organisation": "Fjordglimt",
        "changed_at": "22. november 2026",
        "new_address": "p…@fjordglans.example",
    },
    "address_confirm": {
        **SENDER,
        "organisation": "Fjordglimt",
        "link_until": "30. november",
        "owner": "Stiftinga Eksempel",
        "privacy_url": PRIVACY,
        "link": ADDRESS,
    },
    "named_contact": {
        **SENDER,
        "organisation": "Fjordglimt",
        "named_by": "p…@fjordglans.example",
        "umbrella": "Fjordsamanslutninga",
        "link_until": "30. november",
        "owner": "Stiftinga Eksempel",
        "privacy_url": PRIVACY,
        "link": LINK,
    },
    "ask_again": {
        **SENDER,
        "organisation": "Fjordglimt",
        "said_at": "22. november 2026",
        "month": "mars 2027",
        "link_until": "30. april",
        "link": LINK,
    },
    "new_link": {**SENDER, "organisation": "Fjordglimt", "link_until": "30. november", "link": LINK},
    "consent": {
        **SENDER,
        "organisation": "Fjordglimt",
        "person": "Siv Prøvesen",
        "role": "leiar",
        "phone": "57 00 00 05",
        "email": "marit@fjordglimt.example",
        "source_label": "organisasjonen sjølv",
        "owner": "Stiftinga Eksempel",
        "erased_after": 36,
        "privacy_contact": "personvern@korus.example",
        "privacy_url": PRIVACY,
        "link": CONSENT,
    },
    "consent_receipt": {
        **SENDER,
        "organisation": "Fjordglimt",
        "person": "Siv Prøvesen",
        "said_at": "22. november 2026",
        "channel": "link",
        "fields": (OwnField(field="Namn", value="Siv P."), OwnField(field="Telefon", value="")),
        "role": "kasserar",
        "link": CONSENT,
    },
    "sign_in": {"site": BASE_URL, "minutes": 15, "asked_at": "kl. 10.15", "link": SIGN_IN},
    "contact_message": {
        **SENDER,
        "organisation": "Fjordglimt",
        "sender_name": "Kari Kommune",
        "sender_from": "Sunnfjord rådhus",
        "sender_email": "kari@sunnfjord.example",
        "message": "Kan to av dykk vere med?\n\nDet gjeld ein plan.",
    },
    "campaign_paused": {
        "centre": "KORUS Eksempel",
        "year": "2026",
        "paused_at": "22. november kl. 10.15",
        "reason": "Innlogginga vart avvist.",
        "server_answer": "535 5.7.8 refused",
        "accepted": 1207,
        "waiting": 4811,
        "campaign_url": f"{BASE_URL}/intern/oppdateringar/7",
    },
}


def specimen(name: str, **changed: object) -> Letter:
    """Return a letter's context, filled in, with some fields changed."""
    return contexts.LETTERS[name](**{**FILLED[name], **changed})
