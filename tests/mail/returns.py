"""Mail that comes back, as the usual servers write it; invented names."""

from email.message import EmailMessage

from directory.mail.returns.intake import understand
from directory.mail.returns.parts import take_apart


def kind(raw: bytes) -> str:
    """What a mail that came in is taken for."""
    return understand(take_apart(raw), raw).kind


def report(
    status: str, diagnostic: str, *, address: str = "post@lag.example", action: str = "failed", **more: str
) -> bytes:
    """A delivery status notification (RFC 3464); `tag` is in the address it came back to, `message_id` in the copy."""
    tag, message_id = more.get("tag", "0" * 20), more.get("message_id", "<none@korus.example>")
    return f"""From: MAILER-DAEMON@mx.example (Mail Delivery System)
To: bounce+{tag}@korus.example
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

<{address}>: host mx.example said: {diagnostic}

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example
Arrival-Date: Wed, 2 Sep 2026 10:00:00 +0200

Final-Recipient: rfc822; {address}
Original-Recipient: rfc822;{address}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {diagnostic}

--b
Content-Type: text/rfc822-headers

Message-ID: {message_id}
Subject: KORUS Eksempel: Stemmer det?

--b--
""".replace("\n", "\r\n").encode()


def reply(
    text: str, *, sender: str = "post@lag.example", message_id: str = "", subject: str = "Re: Stemmer det?", **more: str
) -> bytes:
    """A person's reply, with our letter quoted below."""
    message = EmailMessage()
    message["From"] = f"Marit <{sender}>"
    message["To"] = "anne.eksempel@korus.example"
    message["Subject"] = subject
    message["Message-ID"] = "<reply@lag.example>"
    if message_id:
        message["In-Reply-To"] = message_id
        message["References"] = message_id
    for name, value in more.items():
        message[name.replace("_", "-")] = value
    quoted = (
        "\n\nDen ons. 2. sep. 2026 kl. 10:00 skrev KORUS Eksempel <oversikt@korus.example>:\n> Hei!\n> Svar «stopp».\n"
    )
    message.set_content(text + quoted)
    return message.as_bytes()


COMPLAINT = b"""From: feedback@isp.example
To: bounce@korus.example
Subject: Abuse report
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="b"

--b
Content-Type: text/plain

This is an abuse report.

--b
Content-Type: message/feedback-report

Feedback-Type: abuse
User-Agent: Some/1.0
Version: 1
Original-Rcpt-To: post@lag.example

--b
Content-Type: message/rfc822

From: oversikt@korus.example
Subject: Hei

Hei
--b--
"""

EXIM = b"""Return-path: <>
From: Mail Delivery System <Mailer-Daemon@host.example>
To: oversikt@korus.example
Subject: Mail delivery failed: returning message to sender
Auto-Submitted: auto-replied
X-Failed-Recipients: post@lag.example

This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  post@lag.example
    host mx.lag.example [192.0.2.1]
    SMTP error from remote mail server after RCPT TO:<post@lag.example>:
    550 5.1.1 <post@lag.example>: Recipient address rejected: User unknown

------ This is a copy of the message, including all the headers. ------

Message-ID: <x@korus.example>
"""

QMAIL = b"""From: MAILER-DAEMON@host.example
To: oversikt@korus.example
Subject: failure notice

Hi. This is the qmail-send program at host.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<post@lag.example>:
Sorry, no mailbox here by that name. (#5.1.1)

--- Below this line is a copy of the message.

Hei
"""
