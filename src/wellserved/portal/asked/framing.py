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
    return {"Content-Security-Policy": _policy(tuple(settings.WIDGET_HOSTS))}


@lru_cache(maxsize=4)
def _policy(hosts: tuple[str, ...]) -> str:
    # Browsers that know frame-ancestors pay no heed to X-Frame-Options beside it.
    return str(build_policy(replace={"frame-ancestors": list(hosts), "script-src": ["'none'"]}))
