"""Questions in a frame of somebody else's page: only what came in by a widget, and only on the sites that may."""

from functools import lru_cache

from csp.utils import build_policy
from django.conf import settings

from wellserved.voice.queries.answering import Asked

__all__ = ["framing_of"]

WIDGET = "widget"


def framing_of(asked: Asked | None) -> dict[str, str]:
    """Headers that take the place of the site's usual ones; none where no frame is allowed. A page that only says that there
    is nothing here is seen in a widget's frame as well.
    """
    if asked is not None and asked.channel != WIDGET:
        return {}
    allowed = settings.WIDGET_HOSTS
    # A door names some of the sites that the installation allows, never another.
    named = asked.hosts if asked is not None else ()
    hosts = [host for host in allowed if host in named] if named else allowed
    return {"Content-Security-Policy": _policy(tuple(hosts) or ("'none'",))}


@lru_cache(maxsize=64)
def _policy(hosts: tuple[str, ...]) -> str:
    # Browsers that know frame-ancestors pay no heed to X-Frame-Options beside it.
    return str(build_policy(replace={"frame-ancestors": list(hosts), "script-src": ["'none'"]}))
