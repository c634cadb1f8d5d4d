"""Looking at a page as one person, in one language, at one width, in light or dark."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, StorageState

FOLDER = Path(__file__).parents[2] / "screenshots"
LANGUAGES = {"en": "en-GB", "ko": "ko-KR", "zh-hant": "zh-TW"}
SIZES = {1440: 900, 390: 844}


class Camera:
    """Takes those pictures whose title has one of the words asked for, or all."""

    def __init__(self, page: Page, *, address: str, name: str, asked: tuple[str, ...]) -> None:
        self.page, self.address, self.name, self.asked = page, address, name, asked

    def wants(self, title: str) -> bool:
        return not self.asked or any(word in title for word in self.asked)

    def take(self, title: str, path: str | None = None, *, whole: bool = True) -> None:
        if not self.wants(title):
            return
        if path is not None:
            self.page.goto(self.address + path)
        self.page.wait_for_load_state("networkidle")
        self.page.screenshot(path=FOLDER / f"{title}-{self.name}.png", full_page=whole)
        width = self.page.viewport_size["width"] if self.page.viewport_size else 0
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            print(f"{title}-{self.name} is {wide} px wide", file=sys.stderr)  # noqa: T201  who takes pictures reads it


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    language: str
    width: int
    dark: bool


@contextmanager
def camera(
    browser: Browser, address: str, look: Look, *, who: StorageState | None, asked: tuple[str, ...]
) -> Iterator[Camera]:
    context = browser.new_context(
        locale=LANGUAGES[look.language],
        viewport={"width": look.width, "height": SIZES[look.width]},
        storage_state=who,
        color_scheme="dark" if look.dark else "light",
        reduced_motion="reduce",
    )
    name = f"{look.language}-{look.width}{'-dark' if look.dark else ''}"
    yield Camera(context.new_page(), address=address, name=name, asked=asked)
    context.close()


def signed_in(browser: Browser, link: str) -> StorageState:
    context = browser.new_context()
    page = context.new_page()
    page.goto(link)
    page.locator("main button").click()
    page.wait_for_load_state()
    state = context.storage_state()
    context.close()
    return state
