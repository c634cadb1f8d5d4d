"""The hand scanner in a real browser: what is scanned without a connection arrives once, and is never lost."""

from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, expect

from wellserved.people.models import Location
from wellserved.tracking.models import Consignment, Proof, Scan, Trouble

from .chromium import ARGUMENTS, CHROMIUM
from .conftest import Door
from .moving_pictures import barcode_film
from .organisation import NOW

NUMBER = "RB123456785KR"


def opened(door: Door) -> Page:
    page = door.signed_in("agent", width=390)
    page.wait_for_url("**/home/")
    page.goto("/scan/")
    expect(page.locator('#scanner[data-opens-offline="yes"]')).to_be_visible()
    return page


def scan(page: Page, *numbers: str, status: str = "") -> None:
    if status:
        page.get_by_label("What happened").select_option(status)
    for number in numbers:
        page.get_by_label("Number").first.fill(number)
        page.get_by_role("button", name="Note it").click()
        expect(page.locator("#scan-told")).to_have_text(f"{number} is noted.")


def waiting(page: Page, n: int) -> None:
    expect(page.locator("#scan-waits")).not_to_be_empty()
    expect(page.locator("#scan-waits")).to_have_attribute("data-waiting", str(n))


def cut_off(page: Page, *, off: bool) -> None:
    page.context.set_offline(off)


def test_five_scans_without_a_connection_arrive_when_it_is_back(door: Door) -> None:
    page = opened(door)
    cut_off(page, off=True)
    scan(page, *(f"KR10{n}" for n in range(5)), status="out_for_delivery")
    waiting(page, 5)
    expect(page.get_by_text("No connection")).to_be_visible()
    assert Scan.objects.count() == 0
    # The page opens without a connection, and what was scanned is still there.
    page.reload()
    waiting(page, 5)
    scan(page, "KR105")
    cut_off(page, off=False)
    waiting(page, 0)
    expect(page.get_by_text("Nothing waits")).to_be_visible()
    found = Scan.objects.order_by("occurred_at").values_list("status", "source", "place")
    assert list(found) == [("out_for_delivery", "hand", "North depot")] * 5 + [
        ("in_transit", "hand", "North depot")
    ]
    assert Consignment.objects.count() == 6
    assert set(Scan.objects.values_list("staff_id", flat=True)) != {None}
    door.watch.wrong.clear()


def test_an_answer_that_is_lost_on_its_way_doubles_nothing(door: Door) -> None:
    page = opened(door)
    lost = []

    def swallow(route: Route) -> None:
        # The server takes the scans, and its answer does not arrive.
        if not lost:
            route.fetch()
            lost.append(True)
            route.abort()
        else:
            route.continue_()

    page.route("**/api/v1/tracking/scans", swallow)
    scan(page, "KR100")
    expect(page.get_by_text("No connection")).to_be_visible()
    waiting(page, 1)
    assert Scan.objects.count() == 1
    scan(page, "KR101")
    waiting(page, 0)
    assert Scan.objects.count() == 2
    door.watch.wrong.clear()


def test_who_was_signed_out_keeps_everything_until_signed_in_again(door: Door) -> None:
    page = opened(door)
    door.watch.may_be_refused |= {"/api/v1/tracking/scans"}
    kept = page.context.cookies()
    page.context.clear_cookies(name="sessionid")
    scan(page, "KR100")
    waiting(page, 1)
    expect(page.get_by_text("You are signed out")).to_be_visible()
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()
    assert Scan.objects.count() == 0
    page.context.add_cookies(kept)
    page.goto("/scan/")
    waiting(page, 0)
    assert Scan.objects.count() == 1
    door.watch.wrong.clear()


def test_a_colleague_on_the_same_phone_sends_nothing_in_anothers_name(door: Door) -> None:
    page = opened(door)
    page.route("**/api/v1/tracking/scans", lambda route: route.abort())
    scan(page, "KR100")
    waiting(page, 1)
    page.unroute("**/api/v1/tracking/scans")
    page.context.clear_cookies()
    page.goto(door.link_for("agent"))
    page.get_by_role("button", name="Sign in as").click()
    page.wait_for_url("**/home/")
    page.goto("/scan/")
    expect(page.get_by_text("1 of a colleague wait")).to_be_visible()
    scan(page, "KR200")
    expect(page.locator("#scan-done li")).to_have_count(1)
    waiting(page, 1)
    assert list(Consignment.objects.values_list("number", flat=True)) == ["KR200"]
    door.watch.wrong.clear()


def test_a_page_that_a_colleague_loaded_sends_nothing_in_anothers_name(door: Door) -> None:
    page = opened(door)
    door.watch.may_be_refused |= {"/api/v1/tracking/scans"}
    colleague = door.signed_in("administrator")
    colleague.wait_for_url("**/home/")
    page.context.add_cookies(colleague.context.cookies())
    scan(page, "KR100")
    expect(page.get_by_text("You are signed out")).to_be_visible()
    waiting(page, 1)
    assert Scan.objects.count() == 0


def test_two_presses_note_a_number_once_and_keep_what_is_typed_next(door: Door) -> None:
    page = opened(door)
    page.get_by_label("Number").first.fill("KR100")
    page.evaluate("""() => {
        const form = document.querySelector("#scan-form");
        form.requestSubmit();
        form.requestSubmit();
        document.querySelector("#scan-number").value = "KR2";
    }""")
    expect(page.locator("#scan-done li")).to_have_count(1)
    waiting(page, 0)
    expect(page.get_by_label("Number").first).to_have_value("KR2")
    assert Scan.objects.count() == 1


def test_the_page_opens_while_the_server_is_in_trouble(door: Door) -> None:
    page = opened(door)
    page.context.route("**/scan/", lambda route: route.fulfill(status=502, body="Bad gateway"))
    door.watch.may_be_refused |= {"/scan/"}
    page.reload()
    expect(page.locator('#scanner[data-opens-offline="yes"]')).to_be_visible()
    scan(page, "KR100")
    waiting(page, 0)


def test_what_the_server_cannot_take_at_all_keeps_nothing_else_back(door: Door) -> None:
    page = opened(door)
    door.watch.may_be_refused |= {"/api/v1/tracking/scans"}

    def choosy(route: Route) -> None:
        if "KR100" in (route.request.post_data or ""):
            route.fulfill(status=400, content_type="application/problem+json", body='{"detail": "Not this."}')
        else:
            route.continue_()

    page.route("**/api/v1/tracking/scans", choosy)
    cut_off(page, off=True)
    scan(page, "KR100", "KR101")
    cut_off(page, off=False)
    expect(page.get_by_text("KR100: Not taken: Not this.")).to_be_visible()
    waiting(page, 0)
    assert list(Consignment.objects.values_list("number", flat=True)) == ["KR101"]
    door.watch.wrong.clear()


def test_what_the_server_refuses_is_shown_until_it_was_seen(door: Door) -> None:
    page = opened(door)
    Consignment.objects.create(number="KR100", carrier="ups", made_at="2026-03-01T00:00Z")
    Consignment.objects.create(number="KR100", carrier="fedex", made_at="2026-03-01T00:00Z")
    scan(page, "KR100")
    expect(page.get_by_text("Name the carrier")).to_be_visible()
    page.get_by_role("button", name="I have seen it").click()
    expect(page.get_by_text("Name the carrier")).to_be_hidden()
    expect(page.get_by_label("Number").first).to_be_visible()


def put(page: Page, store: str, line: dict[str, object]) -> None:
    """Straight into the page's store."""
    page.evaluate(
        """([store, line]) => new Promise((resolve) => {
            const opened = indexedDB.open("wellserved-scans");
            opened.onsuccess = () => {
                if (line.proof) line.proof.picture = new Blob(["x"]);
                const change = opened.result.transaction(store, "readwrite");
                change.objectStore(store).add(line);
                change.oncomplete = () => resolve(opened.result.close());
            };
        })""",
        [store, line],
    )


def test_a_colleagues_refused_scan_is_theirs_to_see_and_an_old_one_goes(door: Door) -> None:
    page = opened(door)
    now = page.evaluate("Date.now()")
    refused = {"staff": "0", "why": "Not so.", "refused": now}
    put(page, "scans", {**refused, "scan": {"number": "KR100"}})
    put(page, "scans", {**refused, "refused": now - 61 * 86_400_000, "scan": {"number": "KR200"}})
    page.reload()
    expect(page.get_by_text("KR100: Not taken: Not so.")).to_be_visible()
    expect(page.locator("#scan-refused li")).to_have_count(1)
    expect(page.get_by_role("button", name="I have seen it")).to_have_count(0)


def test_a_proof_that_does_not_get_through_keeps_no_other_back(door: Door) -> None:
    page = opened(door)
    door.watch.may_be_refused |= {"/scan/proof/"}
    answers = [503, 413, 200]
    page.route(
        "**/scan/proof/", lambda route: route.fulfill(status=answers.pop(0) if answers else 503, body="")
    )
    staff = page.locator("#scanner").get_attribute("data-staff")
    for number in ("KR100", "KR200", "KR300"):
        proof = {"number": number, "carrier": "", "what": "photo", "taken_at": NOW.isoformat()}
        put(page, "proofs", {"staff": staff, "why": "", "proof": proof})
    page.reload()
    expect(page.get_by_text("KR200: Not taken: HTTP 413")).to_be_visible()
    waiting(page, 1)
    expect(page.get_by_text("No connection")).to_be_visible()


def test_a_number_is_recognised_by_its_check_digit_and_a_proof_is_kept(door: Door, tmp_path: Path) -> None:
    page = opened(door)
    page.get_by_label("Number").first.fill("1Z5R89390357567127")
    page.get_by_label("Number").first.blur()
    expect(page.get_by_text("ups: the check digit is right.")).to_be_visible()
    page.get_by_role("button", name="Note it").click()
    waiting(page, 0)
    page.get_by_text("Proof of delivery", exact=True).click()
    page.get_by_role("button", name="Keep the signature").click()
    expect(page.get_by_text("The signature is still empty.")).to_be_visible()
    pad = page.get_by_role("img", name="Signature")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box
    page.mouse.move(box["x"] + 20, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 160, box["y"] + 20, steps=5)
    page.mouse.up()
    page.get_by_role("button", name="Keep the signature").click()
    expect(page.get_by_text("tick that they agree")).to_be_visible()
    page.get_by_label("The recipient agrees").check()
    page.get_by_role("button", name="Keep the signature").click()
    expect(page.get_by_text("The proof is noted.")).to_be_visible()
    waiting(page, 0)
    page.get_by_label("The recipient agrees").check()
    photo = tmp_path / "photo.png"
    photo.write_bytes(pad.screenshot())
    page.get_by_label("Photo").set_input_files(photo)
    expect(page.get_by_label("The recipient agrees")).not_to_be_checked()
    waiting(page, 0)
    assert list(Proof.objects.order_by("pk").values_list("what", "content_type")) == [
        ("signature", "image/png"),
        ("photo", "image/jpeg"),
    ]


def test_the_camera_reads_a_label(door: Door, tmp_path: Path) -> None:
    """Of a film with Code 128 in it, which Chromium takes for its camera; our policy and all."""
    film = tmp_path / "label.y4m"
    barcode_film(film, NUMBER)
    page = opened(door)
    state = page.context.storage_state()
    page.context.close()
    arguments = [
        *ARGUMENTS,
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    ]
    browser = door._browser.browser_type.launch(executable_path=CHROMIUM, args=arguments)
    try:
        page = browser.new_context(base_url=door.site, storage_state=state, locale="en-GB").new_page()
        door.watch.over(page)
        page.goto("/scan/")
        page.get_by_role("button", name="Scan with the camera").click()
        expect(page.locator("#scan-done li")).to_contain_text(NUMBER, timeout=30_000)
        waiting(page, 0)
        assert list(Consignment.objects.values_list("number", flat=True)) == [NUMBER]
    finally:
        browser.close()


def test_axe_finds_nothing_on_the_scanner_and_the_board(door: Door) -> None:
    page = opened(door)
    page.get_by_text("Proof of delivery", exact=True).click()
    north = Location.objects.get(code="north")
    parcel = Consignment.objects.create(number=NUMBER, carrier="epost", made_at=NOW, location=north)
    Trouble.objects.create(consignment=parcel, kind="late", since=NOW, value=9, location_id=north.pk)
    for path in ("", f"/parcels/{parcel.pk}/", "/parcels/", "/parcels/set-aside/"):
        if path:
            page.goto(path)
        for colours in ("light", "dark"):
            page.emulate_media(color_scheme=colours, reduced_motion="reduce")  # type: ignore[arg-type]  # a literal
            assert [one["id"] for one in Axe().run(page).response["violations"]] == [], path
            assert page.evaluate("document.documentElement.scrollWidth") <= 390
