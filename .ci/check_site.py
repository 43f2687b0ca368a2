"""Look at the built site in Chromium, as readers do: on a desk and on a phone, in both languages.

Usage: check_site.py FOLDER AXE, the latter being the script of axe-core. Needs the packages
`chromium` and `chromium-driver` of the system.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from shutil import which
from threading import Thread
from typing import Any

from selenium import webdriver
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

PAGES = ["", "tutorial/", "gallery/", "glossary/", "pitfalls/", "how-to/share-a-lot/"]
PAGES += ["examples/bekasi_2020/", "messages/", "reference/plots/"]
FOUND = {"": ["blangko", "wajib KTP", "coverage"], "id/": ["blangko", "wajib KTP", "cakupan"]}
COLOURED = ["", "tutorial/", "how-to/share-a-lot/", "examples/office_workbooks/"]
PHONE = 360
FOREIGN = """
return performance.getEntriesByType("resource").map(entry => entry.name)
    .filter(name => !name.startsWith(location.origin) && name.startsWith("http"))
"""
# The first node of each pair of colours that is not told apart, with the ratio of its luminances.
PALE = """
const done = arguments[0];
axe.run(document, {runOnly: ["color-contrast"], resultTypes: ["violations"]}).then(found => {
    const pairs = new Map();
    for (const node of found.violations.flatMap(one => one.nodes)) {
        const {fgColor, bgColor, contrastRatio} = node.any[0].data;
        pairs.set(`${fgColor} on ${bgColor}: ${contrastRatio}`, node.target.join(" "));
    }
    done([...pairs].map(([pair, place]) => `${pair}, such as ${place}`));
});
"""
TOO_WIDE = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"


class Quiet(SimpleHTTPRequestHandler):
    """A server of files that does not log."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def open_browser() -> Any:  # noqa: ANN401  a driver
    """Start Chromium without a window."""
    options = webdriver.ChromeOptions()
    for option in ("headless=new", "no-sandbox", "disable-gpu", "window-size=1280,900"):
        options.add_argument(f"--{option}")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    browser = webdriver.Chrome(options=options, service=Service(which("chromedriver")))
    browser.set_script_timeout(120)  # for axe, on a machine that does much else
    return browser


def page_faults(browser: Any, address: str) -> Iterator[str]:  # noqa: ANN401
    """Yield what is wrong with a page on a phone."""
    metrics = {"width": PHONE, "height": 740, "deviceScaleFactor": 2, "mobile": True}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)
    browser.get(address)
    for entry in browser.get_log("browser"):
        # The switch of languages asks for a sitemap, which a site without an address has not.
        if entry["level"] == "SEVERE" and "sitemap.xml" not in entry["message"]:
            yield f"console: {entry['message'][:200]}"
    for name in browser.execute_script(FOREIGN):
        yield f"leaves the machine: {name}"
    if (more := browser.execute_script(TOO_WIDE)) > 0:
        yield f"{more} pixels too wide at {PHONE}"
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def pale_texts(browser: Any, address: str, scheme: str) -> list[str]:  # noqa: ANN401
    """Return the colours of a page that are too near to their ground."""
    feature = {"name": "prefers-color-scheme", "value": scheme}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [feature]})
    browser.get(address)
    browser.execute_script("localStorage.clear()")  # where the theme keeps the last choice
    browser.refresh()
    browser.execute_script(Path(sys.argv[2]).read_text("utf-8"))
    return [f"{scheme}: {one}" for one in browser.execute_async_script(PALE)]


def is_found(browser: Any, address: str, words: str) -> bool:  # noqa: ANN401
    """Return whether the search of a page finds words."""
    browser.get(f"{address}?q={words}")
    links = partial(browser.find_elements, By.CSS_SELECTOR, ".md-search-result__link")
    try:
        WebDriverWait(browser, 15).until(lambda _: links())
    except Exception:  # noqa: BLE001  the time is up
        return False
    return True


def main() -> None:
    """Check every page, and say what is wrong."""
    serve = partial(Quiet, directory=sys.argv[1])
    server = ThreadingHTTPServer(("127.0.0.1", 0), serve)
    Thread(target=server.serve_forever, daemon=True).start()
    home = f"http://127.0.0.1:{server.server_port}/"
    browser, faults = open_browser(), []
    try:
        for language, searched in FOUND.items():
            for page in PAGES:
                if not (Path(sys.argv[1]) / language / page / "index.html").exists():
                    faults.append(f"{language}{page}: no such page")
                    continue
                address = f"{home}{language}{page}"
                faults += [f"{language}{page}: {one}" for one in page_faults(browser, address)]
            faults += [
                f"{language}: search does not find {words!r}"
                for words in searched
                if not is_found(browser, f"{home}{language}", words)
            ]
        for page in COLOURED:
            for scheme in ("light", "dark"):
                pale = pale_texts(browser, f"{home}{page}", scheme)
                faults += [f"{page}: {one}" for one in pale]
    finally:
        browser.quit()
    print(*faults, sep="\n")
    print(f"{len(PAGES) * len(FOUND)} pages, {len(faults)} faults")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
