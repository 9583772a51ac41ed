"""What a letter's states and their reasons are called, to be translated; they follow on the letter's name. Pure."""

from directory.i18n import marked

STATES = {
    "planned": marked("is planned"),
    "ready": marked("waits its turn"),
    "sending": marked("is being sent"),
    "accepted": marked("was sent"),
    "deferred": marked("is tried again later"),
    "refused": marked("was refused"),
    "unknown": marked("may not have arrived"),
    "skipped": marked("was not sent"),
    "cancelled": marked("was called off"),
    "expired": marked("came too late to be sent"),
}
WHY = {
    "answered": marked("they have answered"),
    "replied": marked("a reply from them waits to be read"),
    "opted_out": marked("they asked for no more letters this year"),
    "suppressed": marked("the address asked not to be written to"),
    "returned": marked("a letter has shown that the address does not exist"),
    "not_allowed": marked("the address is not on the list of allowed ones"),
    "no_address": marked("there is no address"),
    "closed": marked("the round is closed"),
    "unlisted": marked("the entry is no longer on the list"),
    "revoked": marked("its link no longer works"),
    "address": marked("the address does not work"),
    "policy": marked("the recipient's server does not accept us"),
    "content": marked("the recipient's server did not like the letter"),
}
