"""What programs and browsers are told: no name, no address, nothing that the number alone does not show."""

import json
from datetime import datetime

from wellserved.tracking.notices.facts import Facts
from wellserved.tracking.notices.words import Told
from wellserved.tracking.services.notices.claiming import Claimed
from wellserved.tracking.wording import Words


def event(one: Claimed, *, facts: Facts, words: Words) -> str:
    """The body of a webhook."""
    window = None
    if facts.earliest is not None and facts.latest is not None and not facts.closed:
        window = {"from": _time(facts.earliest), "until": _time(facts.latest)}
    body = {
        "type": f"{one.kind}.{one.occasion}",
        "timestamp": _time(one.made_at),
        "data": {
            "number": one.number,
            "carrier": one.carrier,
            "kind": one.kind,
            "status": one.occasion,
            "reason": one.reason,
            "words": {
                "title": words.title,
                "happened": words.happened,
                "next": words.next,
                "you_can": words.you_can,
            },
            "window": window,
        },
    }
    return json.dumps(body, ensure_ascii=False)


def push(told: Told, *, tag: str, link: str, end: str) -> bytes:
    """What the service worker shows; a browser takes some 4,000 bytes at most."""
    text = " ".join(told.paragraphs[:1])[:400]
    shown = {"title": told.subject[:160], "body": text, "tag": tag, "link": link, "end": end}
    return json.dumps(shown, ensure_ascii=False).encode()


def _time(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")
