"""What a worker has at hand before its first visitor comes."""

import gc
from typing import Any

from django.template.engine import Engine
from django.urls import get_resolver

from wellserved.platform.serving.warming import OURS, settle, warm


def test_a_worker_knows_every_address_and_has_every_page_of_ours_compiled() -> None:
    warm()
    assert "url_patterns" in vars(get_resolver())
    partials: Any = Engine.get_default().template_loaders[0]
    lying = set(partials.loaders[0].get_template_cache)
    pages = {
        path.relative_to(folder).as_posix()
        for folder in OURS.glob("*/templates")
        for path in folder.rglob("*.html")
    }
    assert pages
    assert pages <= lying, "those that are missing cannot be drawn"


def test_what_a_worker_has_loaded_is_not_looked_at_again_for_garbage() -> None:
    try:
        settle()
        assert gc.get_freeze_count() > 100_000
        assert len(gc.get_objects()) < 1_000
    finally:
        gc.unfreeze()
