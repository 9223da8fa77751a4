"""Makes the pictures of the handbook from the program itself: `python tests/pictures.py`, from the repository.

Nothing is drawn: pages are opened in Chromium, and what a terminal prints is set in a page of its own. The picture of a
form in Word needs LibreOffice and pdftoppm, and the one of the forms in the browser needs npm.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "tests" / "authors")]

import forms  # noqa: E402 - found by the path above
from PIL import Image  # noqa: E402
from playwright.sync_api import sync_playwright  # noqa: E402
from serving import serve_folder  # noqa: E402

from decision_register.testing import find_browser  # noqa: E402

IMAGES = ROOT / "handbook" / "pages" / "images"
NOTICE = "notices/2024/wpcc4-0014-adult-drugs-case-management.md"
FORM = forms.DECISIONS[0]
COLOURS = 96  # of a picture: text needs few, and few make it small
TERMINAL = """<meta charset="utf-8"><style>body{margin:0;background:#16191d}
pre{margin:0;padding:18px 22px;color:#e9ecf0;font:15px/1.45 "DejaVu Sans Mono",monospace;white-space:pre-wrap}
b{color:#8fc3ee;font-weight:400}</style><pre>"""


def main():
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=["--no-sandbox", "--disable-gpu"])
        for make in (terminal_pictures, preview_picture, page_pictures, form_picture, word_picture):
            office = Path(scratch) / make.__name__
            begin(office)
            make(browser, office)
        browser.close()
    for file in sorted(IMAGES.glob("*.png")):
        few = Image.open(file).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        few.save(file, optimize=True)
        sys.stdout.write(f"{file.name}: {file.stat().st_size:,} bytes\n")


def begin(office):
    """A repository with the demonstration."""
    office.mkdir()
    shutil.copytree(ROOT / "notices", office / "notices")
    shutil.copy(ROOT / "register.toml", office)
    (office / ".gitignore").write_text("site\npreview\n.cache\n.site-*\n", encoding="utf-8")
    git(office, "init", "-q", "-b", "main")
    git(office, "config", "user.name", "Ann Author")
    git(office, "config", "user.email", "ann@example.org")
    git(office, "add", "-A")
    git(office, "commit", "-q", "-m", "Begin")


def git(folder, *arguments):
    subprocess.run(["git", "-c", "commit.gpgsign=false", *arguments], cwd=folder, check=True, capture_output=True)


def run(office, *arguments):
    command = [sys.executable, str(ROOT / "build.py"), *arguments]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "1795478400"}  # 24 November 2026
    return subprocess.run(command, cwd=office, capture_output=True, encoding="utf-8", check=False, env=environment)


def change(office, *pairs):
    file = office / NOTICE
    text = file.read_text(encoding="utf-8")
    for old, new in pairs:
        assert re.search(old, text, re.MULTILINE), old
        text = re.sub(old, new, text, count=1, flags=re.MULTILINE)
    file.write_text(text, encoding="utf-8")


def shoot(browser, address, name, size, at=""):
    page = browser.new_page(viewport={"width": size[0], "height": size[1]}, locale="en-GB")
    page.goto(address)
    page.wait_for_timeout(500)
    if at:
        page.evaluate("([at]) => scrollTo(0, document.querySelector(at).getBoundingClientRect().top - 20)", [at])
        page.wait_for_timeout(300)
    page.screenshot(path=IMAGES / f"{name}.png")
    page.close()


def shoot_terminal(browser, name, typed, printed, width=960):
    page = browser.new_page(viewport={"width": width, "height": 100})
    page.set_content(f"{TERMINAL}<b>&gt; {escape(typed)}</b>\n{escape(printed)}")
    page.screenshot(path=IMAGES / f"{name}.png", full_page=True)
    page.close()


def terminal_pictures(browser, office):
    done = run(office, "doctor")
    shoot_terminal(browser, "doctor", "python build.py doctor", done.stdout.replace(str(len(str(office))), "43"))
    change(
        office,
        (r"^publication_date: .*", "publication_date: 2024-07-20"),
        (r"^request_date: .*", "request_date: 17th July 2024"),
        (r"(?<=^### Background information\n\n)", "[Insert what led to the decision]\n\n"),
    )
    done = run(office, "check")
    shoot_terminal(browser, "findings", "python build.py check", done.stdout + done.stderr.strip())
    git(office, "checkout", "-q", "--", ".")
    (office / "Decision form.docx").write_bytes(forms.as_word(FORM))
    git(office, "rm", "-q", NOTICE)
    done = run(office, "import", "Decision form.docx")
    typed = 'python build.py import "Decision form.docx"'
    shoot_terminal(browser, "import", typed, done.stdout + done.stderr.strip(), 980)


def preview_picture(browser, office):
    change(office, (r"(?<=^### Background information\n\n)", "[Insert what led to the decision] "))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, str(ROOT / "build.py"), "serve", "--port", str(port)]
    process = subprocess.Popen(command, cwd=office, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(port)
        shoot(browser, f"http://127.0.0.1:{port}/decisions/wpcc4-0014/", "serve", (900, 620))
    finally:
        process.terminate()
        process.wait()


def wait_for(port):
    while True:
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)


def page_pictures(browser, office):
    dearer = (office / NOTICE).read_text(encoding="utf-8").replace("17,355", "18,200").replace("17355", "18200")
    note = "changes:\n  - date: 2026-11-20\n    note: Corrected the sum, which was that of another year.\n"
    (office / NOTICE).write_text(dearer.replace("\n---\n", f"\n{note}---\n", 1), encoding="utf-8")
    run(office, "review", "--base", "main")
    with serve_folder(office / "preview") as served:
        shoot(browser, f"{served}index.html", "changes", (1000, 1000), "h1")
    table = "The grants are:\n\n| Grant | Recipient | Sum |\n| --- | --- | --- |\n"
    table += "| Bike Safe | Warwickshire Police | £10,000 |\n| Data tags | Warwickshire Police | £5,373 |\n\n"
    change(office, (r"(?<=^### Expected benefits\n\n)", table))
    run(office, "build", "--preview")
    with serve_folder(office / "preview") as served:
        shoot(browser, f"{served}decisions/wpcc4-0014/index.html", "table", (800, 240), "#expected-benefits")


def form_picture(browser, office):
    from decision_register.outputs.forms import VERSION

    subprocess.run(["npm", "pack", "--silent", f"decap-cms@{VERSION}"], cwd=office, check=True, capture_output=True)
    settings = (office / "register.toml").read_text(encoding="utf-8")
    asked = f'[admin]\nbackend = "local"\nprogram = "decap-cms-{VERSION}.tgz"\n\n[form]'
    (office / "register.toml").write_text(settings.replace("[form]", asked, 1), encoding="utf-8")
    run(office)
    server = ROOT / "tests" / "tools" / "node_modules" / "decap-server" / "dist" / "index.js"
    environment = os.environ | {"MODE": "git", "BIND_HOST": "127.0.0.1", "GIT_REPO_DIRECTORY": str(office)}
    process = subprocess.Popen(["node", str(server)], env=environment, stdout=subprocess.DEVNULL)
    try:
        wait_for(8081)
        with serve_folder(office / "site") as served:
            page = browser.new_page(viewport={"width": 1200, "height": 760}, locale="en-GB")
            page.goto(f"{served}admin/index.html")
            page.get_by_role("button", name="Login").click()
            page.get_by_text("WPCC3-0020").wait_for()
            page.goto(f"{served}admin/index.html#/collections/notices/new")
            page.locator("[id^=reference-field]").fill("WPCC4-0015")
            page.locator("[id^=title-field]").first.fill("Paint for the fence")
            page.wait_for_timeout(1500)
            page.screenshot(path=IMAGES / "forms.png")
    finally:
        process.kill()
        process.wait()


def word_picture(browser, office):
    """The form as Word prints it, beside the notice that it became."""
    (office / "form.docx").write_bytes(forms.as_word(FORM))
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        sys.stderr.write("The picture of a form in Word was left as it was: there is no LibreOffice.\n")
        return
    subprocess.run(
        [program, "--headless", "--convert-to", "pdf", "form.docx"], cwd=office, check=True, capture_output=True
    )
    subprocess.run(["pdftoppm", "-r", "80", "-png", "-singlefile", "form.pdf", "form"], cwd=office, check=True)
    git(office, "rm", "-q", NOTICE)
    run(office, "import", "form.docx")
    (became,) = (office / "notices" / "2024").glob("wpcc4-0014-*.md")
    change_file(became)
    run(office, "build", "--preview")
    with serve_folder(office / "preview") as served:
        page = browser.new_page(viewport={"width": 660, "height": 900})
        page.goto(f"{served}decisions/wpcc4-0014/index.html")
        page.screenshot(path=office / "page.png")
    left, right = Image.open(office / "form.png"), Image.open(office / "page.png")
    both = Image.new("RGB", (left.width + right.width + 20, min(left.height, right.height)), "#c9ced6")
    both.paste(left, (0, 0))
    both.paste(right, (left.width + 20, 0))
    both.save(IMAGES / "word-to-notice.png")


def change_file(file):
    """What no form says, as a person fills it in."""
    text = file.read_text(encoding="utf-8")
    for key, value in (
        ("publication_date:", "2024-07-26"),
        ("  name: P.Reed", ""),
        ("  role:", "Chief Executive"),
        ("  capacity:", "delegated"),
    ):
        filled = f"{key} {value}" if value else "  name: Polly Reed"
        assert f"\n{key}\n" in text, key
        text = text.replace(f"\n{key}\n", f"\n{filled}\n", 1)
    file.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
