"""The words by which mail servers say why a mail came back, in English; other languages in `bounce_tongues`. Pure."""

from directory.mail.returns import bounce_tongues as tongues
from directory.mail.returns.bounce_tongues import any_of

WHO = r"(?:recipient|addressee|address|account|mailbox|user|alias|userid|username)"
# No such person, no such host, moved.
GONE = any_of(
    r"(?:user|recipient|addressee|mailbox|address|account|alias|person|local part)s?(?: name)? (?:is |was |are )?"
    r"(?:unknown|not (?:known|found|recogni[sz]ed|listed|valid)|(?:marked as )?invalid|non-?existent|undefined)",
    # … and the same with the address between the two words.
    WHO + r" [<('\"]\S{1,80}[>)'\"]:? (?:is |was )?(?:unknown|not (?:known|found|recogni[sz]ed|valid)|invalid)",
    r"unknown (?:to )?(?:or \w+ )?(?:[\w-]{1,12} )?(?:users?|recipients?|address|mailbox|local|account|alias|in)\b",
    r"(?:does not|do?e?sn.?t|did not|didn.?t) exist|not? exist(?:s|ing|ent)?\b",
    r"user ?unknown|(?:addresses|recipients|users) (?:were |are )unknown",
    r"(?:invalid|unknown)-(?:recipient|user|address)",
    r"(?:[>)\"'] |was )not (?:be )?found\b|(?:address|mailbox|user|recipient) (?:is )?not present",
    r"(?:no ?one|nobody) (?:here |is |lives )?(?:at|by|with|under) (?:this|that) (?:address|name)",
    r"no valid recipients? for|not a registered (?:\S{1,20} )?(?:user|recipient)",
    r"no mail ?box (?:is )?(?:available )?for|missing (?:home|mail) ?dir|not in my valid ?rcpt",
    r"bad ?(?:rcpt|recipientto)",
    r"(?:e-?mail |user ?|mailbox )name (?:is |was )?not found|user (?:\S{1,80} )?not a member of",
    r"does not have a (?:final )?(?:e-?mail )?delivery point",
    r"(?:did|does) not (?:exactly )?match (?:an?|any) (?:\S{1,40} ){0,3}?(?:address|user|recipient|mailbox)",
    r"(?:was|been|is) replaced by|recipient is not local|user not local[;,:]? (?:please )?try",
    r"no match(?:es|ing)? (?:\w{1,12} )?(?:nameserver|directory|entry|user|address)",
    r"nosuch(?:user|recipient|mailbox|address)",
    r"no such (?:\S{1,80} )?(?:user|person|recipient|mailbox|address|account|local|domain|host|alias|name)",
    r"not (?:a |an )?(?:valid|known|existing|current|active) (?:\S{1,40} )?(?:user|mailbox|recipient|address|account)",
    WHO + r"\S{0,80} (?:\S{1,80} ){0,6}?(?:does not|do?e?sn.?t|did not|didn.?t|do not|not) exist",
    WHO + r" (?:could |can|can)?(?:not )(?:be )?found",
    r"(?:couldn.?t|could not|wasn.?t|was not|cannot|can.?t) be found",
    r"(?:address|addressee|mailbox|account|recipient|user) (?:\S{1,80} ){0,3}?wasn.?t found",
    r"recipient ?not ?found|recip ?not ?found",
    r"recipient (?:name|address) is not recogni[sz]ed|recipient cannot be verified",
    r"(?:invalid|illegal|bad|incorrect|nonexistent|non-existent|wrong) (?:\S{1,40} ){0,2}?"
    r"(?:recipient|mailbox|user|userid|account|alias|e-?mail address)",
    r"(?:invalid|illegal|nonexistent|non-existent) (?:final |destination |local )?address\b",
    r"bad destination (?:mailbox|host|system)|bad[ _-](?:recipient|mailbox|user)\b",
    r"no (?:mailbox|account|user|recipient)s? (?:\S{1,80}@\S{1,80} )?(?:here )?(?:by|with|of|found|named)",
    r"(?:is )?not (?:our|a) (?:customer|subscriber)|not our user\b",
    r"doesn.?t have (?:a |an )?(?:\S{1,80} )?account|does not have (?:a |an )?(?:\S{1,80} )?account",
    r"(?:account|mailbox|user|address) (?:has been |is |was )?(?:permanently )?(?:deleted|closed|removed|cancell?ed"
    r"|terminated)",
    r"no longer (?:in use|in service|valid|available|active|works?|employed|with us|at this|on (?:this )?server"
    r"|exists?|accepts|used|have an? account|being used|receiv)",
    r"(?:user|recipient|mailbox|address|person|account|has|have|domain) (?:has |have |was )?moved",
    r"has left (?:the|our|this)",
    r"(?:not|n.t) (?:listed|registered) (?:in|at|as|with)|not in (?:the |our )?recipients? list",
    r"(?:name|entry|user|address) not (?:listed )?(?:in|found in) (?:\S{1,40} ){0,3}?(?:directory|address book)",
    r"unavailable or not local",
    r"recipient address(?:es)? rejected ?: (?:access denied|undeliverable|(?:user |address )?unknown|no such)",
    r"(?:relay|local|virtual) (?:\S{1,20} )?(?:recipient|mailbox|alias) table",
    r"not (?:a )?local (?:user|recipient|mailbox|address)",
    r"(?:host|domain)(?: or domain)?(?: name)? (?:\S{1,80} )?(?:is |was )?(?:not found|unknown|does not exist"
    r"|doesn.?t exist|not exist|invalid|couldn.?t be found)",
    r"unknown (?:host|domain|mail domain|e-?mail domain)",
    r"illegal (?:host|domain)|invalid domain(?! name)|indicated no smtp service|no (?:valid )?mx (?:record|host)",
    r"domain is not reachable",
    r"name or service not known|nxdomain|non-?existent ?(?:host|domain)|no such (?:host|domain)",
    r"host (?:address )?lookups? failed permanently",
    r"unroute?able (?:\S{1,20} )?(?:address|domain)",
    r"(?:couldn.?t|could not|cannot|can.?t|unable to) (?:find|resolve|look ?up) (?:any |the )?(?:\S{1,80} ){0,2}?"
    r"(?:host|domain|exchanger|server|name)",
    r"couldn.?t find any host (?:named|by that name)",
    r"all relevant MX records point to non-existent",
    r"domain (?:\S{1,80} )?(?:has )?no (?:MX|mail exchanger|valid (?:mail|MX))",
    r"(?:host|domain|server) (?:\S{1,80} )?does not accept (?:any )?(?:e-?mail|mail|smtp)(?! from)",
    r"null ?MX|nullmx",
    *tongues.GONE,
)
# The server says no more than that (RFC 5321 section 4.2.3); of a 550 it mostly means that nobody is there.
UNAVAILABLE = any_of(
    r"(?:mailbox|recipient|user|account|address) (?:\S{1,80}@\S{1,80} )?(?:is )?(?:currently )?"
    r"(?:unavail?i?able|not available)",
    r"unable to deliver to this (?:user|recipient|address)",
    # … and not a word of why
    r"(?:recipient|recipient address|5\.1\.0 address) rejected[.:]? ?(?:\S{1,80}@\S{1,80} ?)?(?:\(|$)",
)
# Closed for now or for ever: nobody but the reader knows.
SUSPENDED = any_of(
    r"(?:account|mailbox|user|recipient|address|domain) (?:\S{1,80} ){0,4}?(?:is |has been |was |been )?"
    r"(?:temporarily |currently )?(?:disabled|suspended|inactive|deactivated|discontinued|locked|blocked|frozen)",
    r"(?:disabled|suspended|inactive|deactivated|dormant) (?:\S{1,40} )?(?:account|mailbox|user|recipient)",
    r"over ?due|not activated|not yet active|(?:account|mailbox|user) (?:has |is |was )?expired|expired account",
    *tongues.SUSPENDED,
)
# Full: when the reader has tidied up it works again.
FULL = any_of(
    r"(?:mail ?box|mail ?folder|quota|inbox|maildir|storage|disk(?: space)?)[^.\n]{0,60}?"
    r"(?:\bfull\b|exceed|exhaust|over (?:\w{1,10} )?(?:quota|limit|size)|overdrawn|reached|too large)",
    r"over ?quota|quota (?:was |has been |is )?(?:exceeded|full|violat)|out of (?:disk |storage )?(?:quota|space)",
    r"(?:exceed|over)[^.\n]{0,60}(?:quota|storage|disk space|space limit|allocation|mailbox size)",
    r"insufficient (?:system |disk |mailbox )?(?:storage|disk|space|quota)|not enough (?:\S{1,20} )?(?:storage|space)",
    r"(?:no|lack of) (?:more )?(?:disk|storage) ?(?:space|capacity)",
    r"(?:mailbox|user|recipient|account)\S{0,80} (?:\S{1,40} ){0,3}?(?:is |was )?full\b",
    r"(?:has )?exceeded (?:his|her|their|its|the) (?:\S{1,20} )?(?:quota|limit|space|allotment)",
    r"enough space|space not enough|too much mail stored|\bfull (?:mail|in)box",
    *tongues.FULL,
)
# Slow, busy, too large: later or otherwise it may work.
BUSY = any_of(
    r"try again|try later|retry|later\b",
    r"temporar|transient",
    r"throttl|rate.?limit|too (?:many|fast|quickly|much|large|big|long|busy)",
    r"gr[ea]y.?list",
    r"deferred|timed? ?out|timeout|not responding|expired",
    r"connection (?:refused|reset|lost|dropped|closed|died)|could not connect|unable to connect",
    r"exceeds (?:\S{1,20} ){0,4}?(?:size|length|limit)|size limit|message size",
    r"mail loop|routing loop|loops? back|hop count|too many hops|local configuration error|mail system error",
    r"unverified address|could not verify|verification failed",
    *tongues.BUSY,
)
# They do not want our mail, whoever it is for.
POLICY = any_of(
    r"\bspam|\bspf\b|\bdkim\b|\bdmarc\b|\buce\b|\bube\b|\bdnsbl\b|\bsurbl\b|\buribl\b|\brbl\b",
    r"(?:black|block|deny|white|allow) ?-?list",
    r"spamhaus|spamcop|barracuda|proofpoint|cloudmark|senderscore|mailspike|sorbs",
    r"reputation|blocked|banned|\bblock\b|forgery|forged|spoof",
    r"polic(?:y|ies)|prohibited|forbidden",
    r"not (?:allowed|permitted|authori[sz]ed|accepted)|refused",
    r"unauthenticated|authenticat|authori[sz]ation",
    r"relay(?:ing)? (?:is )?(?:access )?(?:denied|not)|unable to relay|not a relay|(?:we|do) (?:don.?t|not) relay",
    r"open relay|access denied|\brestrict",
    r"virus(?!wall)|malware|phish|suspicious|unsolicited|bulk mail|junk|mailing list",
    r"(?:content|message|mail|header|attachment) (?:was |has been |is )?(?:reject|filter|denied|not accept)",
    r"rejected (?:by|due|for|because)|administrative",
    r"sender (?:\S{1,80} )?(?:rejected|denied|verif|not|unknown|invalid|blocked|domain)",
    r"reverse (?:dns|lookup)|\bptr\b|\bhelo\b|\behlo\b",
    r"recipient.?s? preferences|does ?n.t want|not interested|user preference",
    *tongues.POLICY,
)
# These outweigh even "no such user" beside them.
SPAM = any_of(r"\bspam", r"\bspf\b", r"\bdkim\b", r"\bdmarc\b", r"\b(?:dns|r)bl\b", r"virus(?!wall)", r"reputation")
# It is our own name that is not known to them.
OF_OUR_NAME = any_of(
    r"(?:find|resolve|verify|look ?up) your|your (?:host ?name|domain|ip|sender|envelope sender)\b|client host",
    r"sender.?s? (?:\S{1,80} )?(?:address|domain)|domain of (?:the )?sender|(?:address|domain) of sender",
    r"\bfrom:? (?:domain|address|header)|sender address rejected|unroute?able sender|backscatter|envelope sender",
)
# How far the other server let us come: we were refused before anybody was named …
OF_SENDER = any_of(
    r"in reply to (?:the )?(?:helo|ehlo|mail from)",
    r"after (?:\S{1,20} )?(?:helo|ehlo|mail from|initial connection)",
    r">>>\s?(?:mail from|helo|ehlo)\b[^<>]{0,80}(?:<[^<>]{0,200}>)?[^<>]{0,80}<<<\s?5",
    r"not like our (?:helo|ehlo|mail from)|refused to talk to me",
    r"\[(?:mail_from|helo|ehlo)\]|sender verif(?:y|ication) (?:has )?fail",
)
# … somebody was refused when they were named …
OF_RECIPIENT = any_of(
    r"in reply to (?:the )?rcpt|after (?:\S{1,20} )?rcpt|>>>\s?rcpt|\[rcpt_to\]|following rcpt|rcpt to\b|rcpt command",
    r"not like (?:our rcpt|recipient)|rejected (?:the )?recipient"
    r"|recipient address(?:es)? rejected",
)
# … or nobody was found missing before the whole mail had been handed over: a filter speaks, not a list of users.
OF_CONTENT = any_of(
    r"in reply to (?:the )?(?:end of )?data",
    r"after (?:the |pipelined )?(?:end of )?data\b|after (?:\S{1,20} ){0,2}data block",
    r">>>\s?(?:data\b|\.)[^<>]{0,40}<<<\s?5(?!03)",  # 503: there was nobody left to send it to
    r"not like our (?:final )?data",
    r"smtp command data\b",
    r"\[(?:data|eom|eod)\]",
)
# Carriers whose filters answer as if nobody were there.
OF_CARRIER = any_of(r"5\d\d:? : user unknown|unknown user \S{1,64}@(?:\w{1,20}\.)?docomo\.")
# The data was refused because there was nobody left to take it.
NOBODY_LEFT = any_of(r"no valid recipients?|no recipients? (?:specified|left|have)|need rcpt|rcpt first")
# The reader's own server stumbled, or has had enough of us, whatever it says of users.
AT_HOME = any_of(
    r"(?:could ?n.t|could not|can ?not|can.?t|unable to) (?:create|open|write|lock|chdir|exec|append)",
    r"too many (?:\w{1,12} )?(?:invalid|unknown|bad|wrong|non-?existent) (?:recipient|user|address|rcpt)",
)
# "It may not exist, or you may not write to it" says neither.
UNSURE = any_of(
    r"(?:may|might) not exist|unavailable or access denied",
    r"not found,? (?:please )?try again",
    r"groups\.google\.",
    r"user is terminated",  # comes back to life at the next sign-in
    r"unavailable: account is (?:disabled|blocked|frozen)",  # after having called the mailbox invalid
)
SURELY_GONE = any_of(
    r"(?:doesn.?t|does not|no longer) (?:have|exist)|has moved|(?:was|been|were) (?:deleted|removed|closed)",
    r"no such (?:domain|host)|(?:host|domain)(?: name)? not found|mailbox not found|(?:invalid|local) mailbox",
)
# Nothing else is said: the words stand alone behind the code.
PLAINLY_GONE = any_of(
    r"(?:^|; ?)(?:5\d\d[ -])?5\.\d\.\d+ no such (?:user|recipient|mailbox|person)\b(?! \w)",
    r"no mailbox here by that name",
)
WARNING = any_of(
    r"(?:this is a )?warning (?:message )?only",
    r"(?:has|have) not (?:yet )?been delivered (?:yet|to|after)|still being (?:tried|retried)",
    r"(?:will|shall) (?:be |keep |continue |still )?(?:retr|to (?:re)?try|trying|attempt)",
    r"delivery (?:is|has been|was) delayed|has been delayed|do not need to resend|no action is required",
    *tongues.WARNING,
)
# Subjects of absence notices.
AUTOMATIC_SUBJECT = any_of(
    r"^\s*auto(?:matic|mated|matisk|\b)[- ]?(?:reply|response|answer|svar)",
    r"^\s*auto-?(?:reply|response|svar)",
    r"^\s*(?:re: |sv: )?out of (?:the )?office",
    r"^\s*away (?:from|until)|^\s*vacation|^\s*on (?:leave|holiday|vacation)|^\s*absence\b",
    r"^\s*\[?auto(?:mated|matic)?\]?: |\(automatic response\)|\bis out of the office",
    *tongues.AUTOMATIC_SUBJECT,
)
# Subjects of mail that came back.
RETURN_SUBJECT = any_of(
    r"undeliver|returned (?:mail|message|to sender)|return(?:ed)? mail",
    r"deliver(?:y|ed) (?:status|failure|has failed|failed|problem|notification|report|error|delay|unsuccess|of )",
    r"fail(?:ure|ed) (?:notice|notification|delivery|report|mail)",
    r"(?:mail|message) (?:delivery )?(?:fail|system error|could not|status|error|delay)",
    r"could ?n.t be delivered|could not be (?:delivered|sent)|cannot be delivered",
    r"not (?:be )?(?:delivered|sent)|unsent|bounced?\b|rejected (?:mail|message)",
    r"non-?deliver|problem (?:delivering|sending)|(?:error|trouble) (?:sending|delivering)",
    r"message (?:you sent )?(?:blocked|rejected|refused|delayed)",
    r"warning: (?:message|could|e-?mail)|delay(?:ed)? (?:mail|message|notification)|postmaster notify",
    r"user unknown|unknown (?:user|recipient|address)|mail error|smtp error",
    *tongues.RETURN_SUBJECT,
)
# What a return says of itself in its text.
RETURN_WORDS = any_of(
    r"(?:could|can|was|were|may|has) ?n[o'’]?t (?:be|been) (?:delivered|sent)|wasn.t (?:delivered|able to deliver)",
    r"undeliverable|delivery (?:failed|failure|error|has failed|to the following|of )|unable to (?:deliver|send)",
    r"trouble delivering|error (?:delivering|sending)|rejected (?:the )?recipient|did not reach|not reach",
    r"was automatically rejected",
    r"returned to (?:you|sender|its sender)|permanent (?:fatal )?(?:error|failure)|failed permanently",
    r"(?:^|\D)5\d\d[ -]#?5\.\d\.\d|final-recipient:|requested action not taken",
    *tongues.RETURN_SUBJECT,
)
# Local parts of the machines that return mail; the first never are anybody's own.
DAEMONS = any_of(r"^mailer[.-]?daemon", r"^mail[.-]?(?:delivery|daemon)", r"^mdaemon", r"^microsoftexchange[0-9a-f]{8}")
RETURNERS = any_of(
    r"^post_?master", r"^bounces?\b", r"^exchange", r"^microsoftexchange", r"^no-?reply", r"^do-?not-?reply", r"^system"
)
