"""What axe finds on a page: the same rules for every page that a test opens."""

from __future__ import annotations

from small_sites import ROOT

AXE = ROOT / "tests" / "tools" / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def faults_of(page) -> list[str]:
    """What axe finds: WCAG 2.2 AA and best practices, each with the place; in dark colours, their contrast."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE.read_text(encoding="utf-8"))
    faults = found_by_axe(page, TAGS)
    page.emulate_media(color_scheme="dark")
    dark = found_by_axe(page, ["color-contrast", "link-in-text-block"])
    page.emulate_media(color_scheme="light")
    return [*faults, *(f"in dark colours, {fault}" for fault in dark)]


def found_by_axe(page, asked):
    """What axe finds when asked for rules of these tags or names."""
    found = page.evaluate("asked => axe.run(document, {runOnly: asked})", asked)
    return [f"{fault['id']}: {node['target']}" for fault in found["violations"] for node in fault["nodes"]]
