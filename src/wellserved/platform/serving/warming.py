"""Loaded before a worker takes its first visitor, who would otherwise wait for it."""

import gc
from contextlib import suppress
from pathlib import Path

from django.template import TemplateSyntaxError
from django.template.loader import get_template
from django.template.utils import get_app_template_dirs
from django.urls import get_resolver

OURS = Path(__file__).parents[2]


def warm() -> None:
    """Every page's code, and our own templates: a second and a half together, and some 8 MB.

    The engine that counts is left to the first who asks it: it takes a hundred.
    """
    list(get_resolver().url_patterns)
    for folder in get_app_template_dirs("templates"):
        if OURS in folder.parents:
            for path in folder.rglob("*.html"):
                # A page that cannot be drawn keeps nobody from the others; who opens it is told.
                with suppress(TemplateSyntaxError):
                    get_template(path.relative_to(folder).as_posix())


def settle() -> None:
    """What is loaded by now stays for good: the collector of garbage passes it by.

    It would otherwise look at all of it every so often, which holds up every request for a tenth of a second.
    """
    gc.collect()
    gc.freeze()
