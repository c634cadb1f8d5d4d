"""Replies go out as mails of the thread that they answer."""

import smtplib
from email.utils import formataddr

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils.encoding import punycode

from wellserved.cases.contracts import Outgoing
from wellserved.cases.services.sending import NotCarried
from wellserved.platform.handing_over import Fate, code_of, fate_of

__all__ = ["carry", "hand_over", "mailbox"]


def carry(out: Outgoing) -> None:
    """Hand one reply to the mail server. Raises NotCarried, which names no address."""
    if not out.email:
        raise NotCarried("No e-mail address is known for this customer.", for_good=True)
    hand_over(_mail(out))


def hand_over(mail: EmailMessage) -> None:
    """Raises NotCarried, which names no address."""
    try:
        mail.send()
    except smtplib.SMTPRecipientsRefused as refused:
        codes = [code for code, _said in refused.recipients.values()]
        raise NotCarried(
            "The mail server knows no such recipient.", for_good=min(codes, default=0) >= 500
        ) from None
    except smtplib.SMTPResponseException as refused:
        for_good = fate_of(refused) is Fate.NEVER
        raise NotCarried(f"The mail server refused it ({code_of(refused)}).", for_good=for_good) from None
    except (smtplib.SMTPException, OSError) as error:
        raise NotCarried(f"The mail server could not be reached ({type(error).__name__}).") from None


def _mail(out: Outgoing) -> EmailMessage:
    headers = {"Message-ID": f"<{out.mail_id}>"} if out.mail_id else {}
    if out.references:
        headers["In-Reply-To"] = f"<{out.references[-1]}>"
        headers["References"] = " ".join(f"<{one}>" for one in out.references)
    mail = EmailMessage(
        subject=subject(out.title, out.number),
        body=out.text,
        from_email=settings.CASES_FROM,
        to=[mailbox(out.email, name=out.name)],
        headers=headers,
    )
    for name, kind, content in out.attachments:
        mail.attach(name, content, kind)
    return mail


def mailbox(email: str, *, name: str = "") -> str:
    """With a domain in a country's own letters as it goes over the wire, in ASCII. Raises NotCarried."""
    local, _at, domain = email.rpartition("@")
    try:
        address = f"{local}@{punycode(domain)}"
        return formataddr((_line(name), address)) if name else address
    except ValueError:
        raise NotCarried("The address is none that mail can be sent to.", for_good=True) from None


def subject(title: str, number: str) -> str:
    """The customer's own subject, with the case's number once."""
    plain = _line(title)
    head = plain if plain.lower().startswith("re:") else f"Re: {plain}"
    return head if f"[{number}]" in head else f"{head} [{number}]"


def _line(text: str) -> str:
    # A line break here would be one in the mail's head.
    return " ".join(text.split())
