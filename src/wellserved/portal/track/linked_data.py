"""The page's facts for mail programs and search engines: schema.org's ParcelDelivery as JSON-LD."""

from typing import Any

import msgspec

from wellserved.tracking.queries.public import Followed, carrier_said, status_said

# As json_script does it: nothing in a place's name can end the script element.
_HARMLESS = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026"}
_encode = msgspec.json.Encoder().encode


def linked_data(followed: Followed, *, url: str) -> str:
    said: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "ParcelDelivery",
        "trackingNumber": followed.number,
        "trackingUrl": f"{url}/track/{followed.number}",
        "deliveryStatus": {
            "@type": "DeliveryEvent",
            "name": status_said(followed.kind, followed.status),
            "startDate": followed.status_at,
        },
        "deliveryAddress": _address(followed.destination, followed.destination_country),
        "originAddress": _address(followed.origin, followed.origin_country),
    }
    if followed.carrier:
        said["provider"] = {"@type": "Organization", "name": carrier_said(followed.carrier)}
    if followed.window is not None:
        said["expectedArrivalFrom"] = followed.window.earliest
        said["expectedArrivalUntil"] = followed.window.latest
    elif followed.expected_on is not None:
        said["expectedArrivalUntil"] = followed.expected_on
    return _encode(said).decode().translate(_HARMLESS)


def _address(place: str, country: str) -> dict[str, str]:
    return {"@type": "PostalAddress", "addressLocality": place, "addressCountry": country}
