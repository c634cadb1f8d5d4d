"""Letters to whoever says that something happened to them too: one that asks for a yes, one that tells when it is mended."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from wellserved.cases.models import Mending, Vote
from wellserved.cases.queries.causes import title_in

from .carrying import hand_over, mailbox

__all__ = ["send_question", "send_told"]


def send_question(vote: Vote, *, secret: str) -> None:
    """Whether it was they who said so. Raises NotCarried."""
    with translation.override(vote.language or settings.LANGUAGE_CODE):
        said = title_in(vote.open_cause.said, get_language() or "en")
        link = f"{settings.BASE_URL.rstrip('/')}/you-said/vote/{secret}/"
        parts = [
            _("Hello,"),
            _("with this address somebody told us that this happened to them too: “%(said)s”")
            % {"said": said},
            _("If it was you, say yes here: %(link)s") % {"link": link},
            _(
                "Then we count you, and write once more when it is mended. By the same link you can take it back."
            ),
            _(
                "If it was not you, do nothing. Without your yes we never write again, and in a week we forget the address."
            ),
        ]
        name = f"vote-{vote.pk}-{vote.cast_at:%Y%m%d%H%M%S}"
        _send(_("Did this happen to you too?"), "\n\n".join(parts), to=vote.email, name=name)


def send_told(mending: Mending, *, to: str, text: str, telling_id: int) -> None:
    """What became of it, in the language in force. Raises NotCarried."""
    cause = title_in(mending.said, get_language() or "en") or title_in(
        mending.cause.titles, get_language() or "en"
    )
    _send(_("Mended: %(cause)s") % {"cause": cause}, text, to=to, name=f"told-{telling_id}")


def _send(subject: str, text: str, *, to: str, name: str) -> None:
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip("> ") or "localhost"
    mail = EmailMessage(
        subject=" ".join(subject.split()),
        body=text,
        from_email=settings.CASES_FROM,
        to=[mailbox(to)],
        # The same whenever this letter is sent, so that a double folds into the first; who asks anew gets another.
        headers={"Message-ID": f"<{name}.wellserved@{domain}>", "Auto-Submitted": "auto-generated"},
    )
    hand_over(mail)
