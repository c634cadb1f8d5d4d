"""`python -m tests.screenshots [WORD...]`: every page, on a telephone and on a desk, in each language, into screenshots/.

With words only those pictures whose title has one of them; a language, a width, 'light' or 'dark' among them leaves the
others out. Where WELLSERVED_SHOWN names an address, the server there is looked at, with the home in WELLSERVED_HOME.
"""

import sys

from playwright.sync_api import Browser, StorageState

from tests.browser.chromium import CHROMIUM, MEND, launched

from .camera import FOLDER, LANGUAGES, SIZES, Look, camera, signed_in
from .demo import Site, served
from .pages import DARK, as_customer, as_manager, before_signing_in

LIGHTS = ("light", "dark")


def main(words: list[str]) -> None:
    if not CHROMIUM.exists():
        sys.exit(MEND)
    FOLDER.mkdir(exist_ok=True)
    asked = tuple(word for word in words if word not in {*LANGUAGES, *map(str, SIZES), *LIGHTS})
    with served() as site, launched() as browser:
        # The agent's link stays unused: its page is shown too.
        states = {who: signed_in(browser, site.links[who]) for who in ("customer", "manager")}
        for look in looks(words):
            take(browser, site, states, look=look, asked=asked or (DARK if look.dark else ()))
    print(f"{len(list(FOLDER.glob('*.png')))} pictures in {FOLDER}")  # noqa: T201  the answer of the program


def looks(words: list[str]) -> list[Look]:
    """In the dark a few pages in one language will do."""

    def chosen(every: tuple[str, ...]) -> list[str]:
        return [one for one in every if one in words] or list(every)

    return [
        Look(language=language, width=int(width), dark=light == "dark")
        for light in chosen(LIGHTS)
        for language in chosen(tuple(LANGUAGES))
        for width in chosen(tuple(map(str, SIZES)))
        if light == "light" or language == "en"
    ]


def take(
    browser: Browser, site: Site, states: dict[str, StorageState], *, look: Look, asked: tuple[str, ...]
) -> None:
    with camera(browser, site.address, look, who=None, asked=asked) as one:
        before_signing_in(one, site)
    with camera(browser, site.address, look, who=states["customer"], asked=asked) as one:
        as_customer(one)
    with camera(browser, site.address, look, who=states["manager"], asked=asked) as one:
        as_manager(one, site)


if __name__ == "__main__":
    main(sys.argv[1:])
