"""What no page may do, tried on the page in front of a browser."""

import re

from axe_playwright_python.sync_playwright import Axe

AXE = Axe()
ONLY_VIOLATIONS = {"resultTypes": ["violations"]}


def objections_to(page) -> list[str]:
    """What a scan and a ruler say against the page in front of the browser, as wide as it is and at 320 pixels.

    The narrowest width is tried in Dutch, whose words are longer.
    """
    said = []
    for violation in AXE.run(page, options=ONLY_VIOLATIONS).response["violations"]:
        places = "; ".join(node["html"][:160] for node in violation["nodes"][:3])
        said.append(f"{violation['id']}: {places}")
    size = page.viewport_size
    widths = [size["width"]]
    if page.locator("html").get_attribute("lang") == "nl":
        widths.append(320)
    for width in widths:
        if width != size["width"]:
            page.set_viewport_size({**size, "width": width})
        if page.evaluate("document.documentElement.scrollWidth") > width:
            said.append(f"scrolls sideways at {width}")
    if len(widths) > 1:
        page.set_viewport_size(size)
    if page.locator("h1").count() != 1:
        said.append(f"{page.locator('h1').count()} first-level headings")
    if re.search(r"{{|{%", page.content()):
        said.append("shows template code")
    return said
