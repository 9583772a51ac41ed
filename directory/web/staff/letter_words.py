"""What was tried with a letter, what it means and what happens next, in words a volunteer understands."""

from directory.campaigns.server_words import explained
from directory.i18n import _, marked

LONGEST_QUOTE = 300
# Where in the hand-over it happened (Outcome.stage); `person` and `evidence` are decisions, no attempts.
STAGES = {
    "address": marked("Before the letter was written"),
    "claim": marked("Before the letter was written"),
    "render": marked("While the letter was being written"),
    "connect": marked("When we called the mail server"),
    "mail": marked("When we said who the letter is from"),
    "rcpt": marked("When we said who the letter is to"),
    "cross": marked("Just before the letter was handed over"),
    "data": marked("While the letter was handed over"),
}
OUTCOMES = {
    "accepted": marked("Handed over to the mail server."),
    "deferred": marked("Not handed over. It is tried again later."),
    "ready": marked("Not handed over. It waits its turn again."),
    "refused": marked("The answer was no."),
    "unknown": marked("Nobody knows whether it arrived."),
    "skipped": marked("Not sent, because there was no reason any more."),
    "cancelled": marked("Not sent, because it was called off."),
}
DECISIONS = {
    "accepted": marked("It was decided that the letter had arrived."),
    "ready": marked("It was decided to send the letter once more."),
}
NOT_SENT = marked("It could not be sent.")  # no server was asked
BAD_ADDRESS = marked("The address has signs in it that no mail server takes, such as a line break.")
UNWRITABLE_ADDRESS = "the address cannot be used in mail"
# What a letter's state means for whoever looks at it: (state, and why, a template or empty) to (what it means, what
# happens next).
MEANS = {
    ("planned", ""): (marked("It is written down to go later."),
                      marked("It goes by itself when its day comes, unless they answer first.")),
    ("planned", "receipts"): (marked("It waits some minutes, so that one receipt can tell of all the answers."),
                              marked("It goes by itself when the last organisation has been answered for, and no later "
                                     "than 15 minutes after the last answer.")),
    ("ready", ""): (marked("It waits for its turn."), marked("It goes by itself as soon as letters may go.")),
    ("sending", ""): (marked("It is being handed over right now."), marked("You see in a moment how it went.")),
    ("accepted", ""): (marked("The mail server took it and brings it to the recipient."),
                       marked("If they do not answer, the next letter of the round goes by itself.")),
    ("deferred", ""): (marked("The server would not have it just now. That is common and passes."),
                       marked("It is tried again by itself.")),
    ("refused", "address"): (marked("There is nobody at the address, or our mail server cannot write to it."),
                             marked("Correct the address on the organisation's page. The next letter goes there. Or "
                                    "ring.")),
    ("refused", "policy"): (marked("The recipient's server does not let us in. The address may be right."),
                            marked("Ring them, or ask whoever runs our mail server what is wrong.")),
    ("refused", "content"): (marked("The letter could not be made, or the server did not like it."),
                             marked("Tell whoever runs the service. Ring the organisation meanwhile.")),
    ("unknown", ""): (marked("The line broke just as it was handed over. It may have arrived, or not."),
                      marked("It is not sent again by itself. Say below what you find out.")),
    ("skipped", "answered"): (marked("They had answered, so we did not ask again."), marked("Nothing more to do.")),
    ("skipped", "replied"): (marked("They wrote to us, and nothing is sent before somebody has read it."),
                             marked("Read their e-mail under Replies.")),
    ("skipped", "opted_out"): (marked("They asked for no more letters this year."),
                               marked("They get no more letters, and stay in the directory.")),
    ("skipped", "suppressed"): (marked("The owner of the address does not want letters from us."),
                                marked("Find another address, or ring.")),
    ("skipped", "returned"): (marked("Another letter has shown meanwhile that there is nobody at the address."),
                              marked("The next letter goes to the next contact person, if there is one. Find a new "
                                     "address, or ring.")),
    ("skipped", "not_allowed"): (marked("Only some addresses may be written to from this installation."),
                                 marked("Ask whoever runs the service.")),
    ("skipped", "no_address"): (marked("There was no address that can be written to."),
                                marked("Add an address on the organisation's page, or ring.")),
    ("skipped", "unlisted"): (marked("Its organisation was taken off the list, or had ended, before it went."),
                              marked("Nothing more to do.")),
    ("skipped", "closed"): (marked("The round was over before it went."), marked("Nothing more to do.")),
    ("skipped", "revoked"): (marked("The link in it was closed before it went."),
                             marked("Send a new link from the organisation's page if they should have one.")),
    ("cancelled", ""): (marked("It was called off: the round was dropped, or the database was restored from a backup."),
                        marked("Nothing more to do.")),
    ("expired", ""): (marked("Its time ran out before it could be handed over."),
                      marked("Ring them, or send a new link from the organisation's page.")),
}  # fmt: skip
CHOSEN_STAGES = ("person",)


def happened(stage: str, outcome: str, why: str, code: int | None, text: str) -> str:
    """Return an attempt as a paragraph: where it happened, how it went, what that means, and what was said."""
    if stage in CHOSEN_STAGES:
        return " ".join(filter(None, [_(DECISIONS.get(outcome, OUTCOMES[outcome])), quoted(None, text)]))
    unasked = outcome == "refused" and code is None
    parts = [_(NOT_SENT if unasked else OUTCOMES[outcome])]
    if outcome != "accepted" and stage in STAGES:
        parts.insert(0, f"{_(STAGES[stage])}:")
        parts[1] = parts[1][:1].lower() + parts[1][1:]
    if outcome in ("refused", "deferred", "ready") and (code or text):
        parts.append(_(_meaning(outcome, why, code, text)))
    if code:
        parts.append(_("The server said %(words)s.") % {"words": quoted(code, text)})
    return " ".join(parts)


def means(state: str, why: str, template: str = "") -> tuple[str, str]:
    """Return what a letter's state means and what happens next."""
    known = (MEANS.get((state, more)) for more in (why or template, ""))
    what, following = next(filter(None, known), MEANS["refused", "content"])
    return _(what), _(following)


def quoted(code: int | None, text: str) -> str:
    """Return what a server or a person said between quotation marks, on one line and not endlessly; or nothing."""
    words = " ".join(f"{code or ''} {text.removeprefix('smtp;')}".split())  # RFC 3464 names the protocol first
    if not words:
        return ""
    return f"«{words}»" if len(words) <= LONGEST_QUOTE else f"«{words[:LONGEST_QUOTE]} …»"


def _meaning(outcome: str, why: str, code: int | None, text: str) -> str:
    if text.startswith(UNWRITABLE_ADDRESS):
        return BAD_ADDRESS
    return explained(outcome, why, code, text)
