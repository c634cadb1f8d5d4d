"""Which pages there are, by whom they are looked at."""

from .camera import Camera
from .demo import JOURNEY, Site

_MEASURE = f"{JOURNEY}/tracking/arrival"
_CELL = f"/journeys/{_MEASURE}/gap-4"
_PLAIN = {
    "home": "/home/",
    "search": "/search/?q=door",
    "search-nothing": "/search/?q=xylophone",
    "styleguide": "/styleguide/",
    "journeys": "/journeys/",
    "map-weekly-shop": "/journeys/weekly-shop/",
    "map-put-right": "/journeys/put-right/",
    "cell": f"{_CELL}/",
    "cases": f"{_CELL}/cases/",
    "compare-cell": f"{_CELL}/compare/",
    "watch": f"{_CELL}/watch/",
    "want": f"{_CELL}/want/",
    "new-journey": "/journeys/new/",
    "compare": f"/journeys/{JOURNEY}/compare/",
    "draw": f"/journeys/{JOURNEY}/draw/",
    "draw-journey": f"/journeys/{JOURNEY}/draw/journey/",
    "draw-new-stage": f"/journeys/{JOURNEY}/draw/stages/new/",
    "edits": f"/journeys/{JOURNEY}/draw/edits/",
    "together": f"/journeys/{JOURNEY}/together/",
    "together-invitations": f"/journeys/{JOURNEY}/together/invitations/",
    "personas": "/personas/",
    "persona-new": "/personas/new/",
    "promises": "/promises/",
    "promises-of": f"/promises/{JOURNEY}/",
    "promises-history": f"/promises/{JOURNEY}/history/",
    "promises-set": f"/promises/set/{_MEASURE}/",
    "beliefs-set": f"/beliefs/set/{_MEASURE}/",
    "rounds": "/rounds/",
    "round-new": "/rounds/new/",
    "alerts": "/alerts/",
    "views": "/views/",
    "views-save": f"/views/save/?address=/journeys/{JOURNEY}/",
    "improvements": "/improvements/",
    "parcels": "/parcels/",
    "parcels-silent": "/parcels/?trouble=silent",
    "parcels-set-aside": "/parcels/set-aside/",
    "parcels-bring": "/parcels/bring/",
    "parcels-windows": "/parcels/windows/",
    "desk": "/cases/",
    "desk-done": "/cases/?tab=done",
    "desk-quarantine": "/cases/quarantine/",
    "desk-texts": "/cases/texts/",
    "desk-text": "/cases/texts/late-delivery/ko/",
    "desk-text-new": "/cases/texts/new/",
    "desk-hours": "/cases/hours/",
    "desk-hours-of": "/cases/hours/all/",
    "desk-topics": "/cases/topics/",
    "sources": "/cases/sources/",
    "sources-new": "/cases/sources/new/",
    "self-service": "/parcels/self-service/",
    "measurement": "/measurement/",
    "measurement-journey": "/measurement/parcel/",
    "measurement-touchpoint": "/measurement/parcel/delivery/",
    "measurement-year": "/measurement/all-year/the-whole/",
    "measurement-weighted": "/measurement/parcel/delivery/?size-families=4200&size-seniors=2100&size-singles=3000"
    "&size-restaurants=700&size-channel.app=7000&size-channel.web=3000",
    "measurement-refused": "/measurement/parcel/delivery/?size-families=4200&size-channel.app=7000",
    "asking": "/asking/",
    "asking-new": "/asking/new/",
    "asking-door-new": "/asking/doors/new/",
    "prevention": "/prevention/",
    "prevention-by-lot": "/prevention/lots/",
    "prevention-words": "/prevention/words/",
    "prevention-mended": "/prevention/mended/",
    "prevention-mend": "/prevention/mend/late-route/",
    "prevention-mending": "/prevention/mended/1/",
    "prevention-open": "/prevention/open/",
    "prevention-show": "/prevention/open/late-route/",
    "scan": "/scan/",
    "notice-texts": "/notices/texts/",
    "notice-text": "/notices/texts/delivered/en/",
    "notices-dead": "/notices/dead/",
    "questionnaires": "/questionnaires/",
    "questionnaire-new": "/questionnaires/new/",
    "nothing-found": f"/journeys/{JOURNEY}/?since=1999-01-01&until=1999-02-01",
    "cannot-be": f"/journeys/{JOURNEY}/?location=nowhere",
}
DARK = ("home", "draw", "map", "alerts", "promises", "round", "together", "with-us", "front", "desk")


def before_signing_in(camera: Camera, site: Site) -> None:
    camera.take("front", "/")
    camera.take("promise", "/promise/")
    camera.take("find", "/find/?q=day")
    camera.take("track", "/track")
    for name in ("ONTHEWAY", "HELD", "MISSED", "WAITING", "SILENT", "GOINGBACK", "THERE"):
        camera.take(f"track-{name.lower()}", f"/track/DEMO{name}")
    camera.take("track-several", "/track?numbers=DEMOONTHEWAY,DEMOHELD,NOBODY1")
    camera.take("track-unknown", "/track/NOBODY1")
    camera.take("tell-me", "/tell-me/of/DEMOONTHEWAY/")
    camera.take("tell-us", "/tell-us/")
    camera.take("you-said", "/you-said/")
    camera.take("you-said-too", "/you-said/too/1/")
    camera.take("you-said-sent", "/you-said/sent/")
    camera.take("sign-in", "/accounts/login/")
    camera.take("not-found", "/no/such/page/")
    camera.take("link", site.links["agent"].removeprefix(site.address))
    camera.take("link-spent", "/sign-in/?sesame=spent")
    camera.take("with-us", site.places["with-us"])
    camera.take("with-us-stage", site.places["with-us-stage"])


def as_customer(camera: Camera) -> None:
    camera.take("yours", "/me/")
    camera.take("you-said-customer", "/you-said/")


def as_manager(camera: Camera, site: Site) -> None:
    for title, path in _PLAIN.items():
        camera.take(title, path)
    for title, path in site.places.items():
        if not title.startswith("with-us"):
            camera.take(title, path)
    if camera.wants("map"):
        _into_the_map(camera)
    if camera.wants("menu"):
        _menus(camera)


def _into_the_map(camera: Camera) -> None:
    page = camera.page
    camera.take("map", f"/journeys/{JOURNEY}/")
    page.locator(".filters summary").first.click()
    camera.take("map-filter", whole=False)
    page.keyboard.press("Escape")
    page.locator(".says a").click()
    page.locator(".detail .title").wait_for()
    camera.take("map-panel", whole=False)


def _menus(camera: Camera) -> None:
    page = camera.page
    page.goto(f"{camera.address}/home/")
    page.keyboard.press("Control+k")
    page.get_by_role("option").first.wait_for()
    camera.take("menu-palette", whole=False)
    page.goto(f"{camera.address}/journeys/")
    page.locator(".me summary").click()
    camera.take("menu-account", whole=False)
