"""The words for what a look before the start finds: what it is, and how to mend it."""

from directory.i18n import marked

ASK_IT = marked("Ask whoever looks after the centre's domain.")
ASK_OPERATOR = marked("Ask whoever runs the installation.")
RING = marked("Ring and ask, or look at their website.")
# About the round, the centre or our own sender: what, and how to mend it.
PLAIN = {
    "sending_off": (marked("No letters are sent from this installation"), marked("Ask whoever runs it.")),
    "centre_off": (
        marked("Sending is switched off for the centre"),
        marked("Ask an administrator at the centre to switch it on."),
    ),
    "nobody": (marked("Nobody would get a letter"), marked("Add organisations with e-mail addresses.")),
    "deadline_over": (
        marked("The deadline is over"),
        marked("Call this round off, and make one with a later deadline."),
    ),
    "reminder_late": (
        marked("A reminder would fall after the day they are to answer by, and would not be sent"),
        marked("Start earlier, or call this round off and make one with a later deadline."),
    ),
    "letter_missing": (marked("A letter is missing in Bokmål or Nynorsk"), ASK_OPERATOR),
    "language_missing": (marked("One of the centre's texts is missing in Bokmål or Nynorsk"), marked("Write it.")),
    "not_allowed": (
        marked("This installation may only write to some addresses; letters to the others are left out"),
        ASK_OPERATOR,
    ),
    "reply_not_staffed": (
        marked("Replies go to an address that looks as if nobody reads it"),
        marked("Set one that somebody reads: replying is the easiest way to answer."),
    ),
    "reply_nowhere": (marked("Replies go to an address that takes no e-mail"), marked("Set another one.")),
    "spf_missing": (marked("The sender's domain does not say who may send for it (SPF)"), ASK_IT),
    "spf_wrong": (marked("The sender's domain says it wrongly who may send for it (SPF)"), ASK_IT),
    "dkim_missing": (marked("The sender's domain has no key to sign letters with (DKIM)"), ASK_IT),
    "dkim_unknown": (
        marked("It cannot be seen from here whether letters are signed (DKIM)"),
        marked("Send a test letter to yourself, and ask whoever runs e-mail to look for dkim=pass in it."),
    ),
    "dmarc_missing": (marked("The sender's domain does not say what to do with false letters (DMARC)"), ASK_IT),
    "dmarc_wrong": (marked("The sender's domain has more than one answer to false letters (DMARC)"), ASK_IT),
    "not_aligned": (marked("Letters and their returns go by two domains that do not belong together"), ASK_OPERATOR),
    "sender_reserved": (marked("The sender's address is a made-up one"), marked("Set a real one.")),
    "sender_unknown": (
        marked("What the sender's domain says of itself could not be looked up"),
        marked("Try again later. It does not stop the start."),
    ),
}
# About addresses and organisations: in the singular, in the plural, and how to mend it.
ADVICE = {
    "misspelt": (
        marked("%(num)d address looks misspelt"),
        marked("%(num)d addresses look misspelt"),
        marked("Look at what was probably meant, and correct it."),
    ),
    "foreign_letters": (
        marked("%(num)d address has letters before the @ that our mail server cannot write to"),
        marked("%(num)d addresses have letters before the @ that our mail server cannot write to"),
        marked("Ask for another address, or ring."),
    ),
    "returned": (
        marked("%(num)d address did not work the last time"),
        marked("%(num)d addresses did not work the last time"),
        marked("Find a new one: look at their website, or ring."),
    ),
    "suppressed": (
        marked("%(num)d address asked never to be written to, and gets no letter"),
        marked("%(num)d addresses asked never to be written to, and get no letter"),
        marked("Ring, or ask for another address."),
    ),
    "no_contact": (
        marked("%(num)d organisation has no contact person with an address"),
        marked("%(num)d organisations have no contact person with an address"),
        marked("The last reminder cannot go to anybody else. Add somebody if you can."),
    ),
    "not_told": (
        marked("%(num)d organisation has a contact person who has not been told what we keep"),
        marked("%(num)d organisations have contact persons who have not been told what we keep"),
        marked("The first letter tells whoever it goes to. Who has another address gets their own. Ring the rest."),
    ),
    "no_domain": (
        marked("%(num)d address is at a domain that does not exist"),
        marked("%(num)d addresses are at domains that do not exist"),
        RING,
    ),
    "null_mx": (
        marked("%(num)d address is at a domain that takes no e-mail"),
        marked("%(num)d addresses are at domains that take no e-mail"),
        RING,
    ),
    "no_mail_server": (
        marked("%(num)d address is at a domain without a mail server"),
        marked("%(num)d addresses are at domains without a mail server"),
        RING,
    ),
    "reserved_domain": (
        marked("%(num)d address is a made-up one"),
        marked("%(num)d addresses are made-up ones"),
        marked("Correct those that are meant to be real."),
    ),
    "not_looked_up": (
        marked("%(num)d address could not be looked up"),
        marked("%(num)d addresses could not be looked up"),
        marked("Try again later. It does not stop the start."),
    ),
}
