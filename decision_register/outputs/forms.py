"""Forms in the browser, at `/admin/`: Decap CMS with a configuration made from the field table and the settings.

They are part of a site only if the settings ask for them. The program is served from the site's own address, and only
the very file whose digest stands here.
"""

from __future__ import annotations

import hashlib
import tarfile
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from decision_register.blank_form import blank_text
from decision_register.fields import FIELDS, Count, Field, Kind, Need
from decision_register.findings import FaultError
from decision_register.front_matter import as_yaml
from decision_register.pages import Output, Page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from decision_register.settings import Admin, Settings

VERSION = "3.16.3"
DIGEST = "7c1efd6b616b4786e279aeef194dd21649a72058d3bc8d1f78901b574610dfb8"
"""SHA-256 of decap-cms.js of this version, as its package on npm holds it."""

_REACHED = {
    "github": "https://api.github.com https://*.githubusercontent.com https://www.githubstatus.com",
    "gitlab": "https://gitlab.com",
    "local": "http://localhost:8081 http://127.0.0.1:8081",
}
_HIDDEN = ("draft",)


class FormsFaultError(FaultError):
    """Why the forms cannot be made; one plain sentence with the cure."""


def forms_of(settings: Settings, folder: Path) -> Iterator[Output]:
    """Yield the program of the forms, its configuration and our own script, of this folder; nothing unless asked for.

    Raises `FormsFaultError` when the program is missing or another one.
    """
    admin = settings.admin
    if not admin.backend:
        return
    content = _program(Path(admin.program))
    yield Output("admin/decap-cms.js", content)
    for ours in ("forms.js", "names.js", "forms.css"):
        yield Output(f"admin/{ours}", (folder / ours).read_bytes())
    config = as_yaml(configuration(settings))
    yield Output("admin/config.yml", config.encode())


def _program(file: Path) -> bytes:
    """Return the one file that browsers need of the package of Decap CMS, as npm packs it."""
    content = b""
    try:
        with tarfile.open(file) as package:
            member = package.extractfile("package/dist/decap-cms.js")
            content = member.read() if member else b""
    except (OSError, tarfile.TarError, KeyError):
        pass
    if hashlib.sha256(content).hexdigest() != DIGEST:
        what = f"is not that of version {VERSION}" if file.is_file() else "is not there"
        fault = f"The program of the forms, {file.as_posix()}, {what}; type npm pack decap-cms@{VERSION}"
        raise FormsFaultError(fault)
    return content


def forms_page(settings: Settings) -> Page:
    """Return the page of the forms, with a policy of its own: no other page may run what it needs."""
    reached = _REACHED[settings.admin.backend]
    if settings.admin.sign_in:
        reached += f" {settings.admin.sign_in}"
    policy = (
        "default-src 'none'; script-src 'self' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob: https://avatars.githubusercontent.com; font-src 'self' data:; "
        f"connect-src 'self' blob: {reached}; base-uri 'none'; form-action 'none'"
    )
    return Page("admin/index.html", "pages/admin.html", "Write a decision", {"policy": policy}, in_sitemap=False)


def configuration(settings: Settings) -> dict[str, Any]:
    """Return the configuration of Decap CMS."""
    example = settings.reference.example
    return {
        "backend": _backend(settings.admin),
        "publish_mode": "editorial_workflow",
        "media_folder": "notices",
        "public_folder": "",
        "site_url": settings.site.url,
        "display_url": settings.site.url,
        "locale": "en",
        "slug": {"encoding": "ascii", "clean_accents": True},
        "collections": [
            {
                "name": "notices",
                "label": "Decisions",
                "label_singular": "Decision",
                "description": f"Each decision has a reference such as {example}.",
                "folder": "notices",
                "path": "{{year}}/{{slug}}",
                "slug": "{{fields.reference}}",
                "media_folder": "{{filename}}",
                "public_folder": "",
                "create": True,
                "delete": False,
                "extension": "md",
                "format": "yaml-frontmatter",
                "summary": "{{reference}}: {{title}}",
                "sortable_fields": ["reference", "title"],
                "editor": {"preview": False},
                "fields": [*(_widget(one, settings) for one in FIELDS if one.key != "allow"), _text(settings)],
            }
        ],
    }


def _backend(admin: Admin) -> dict[str, Any]:
    if admin.backend == "local":
        return {"name": "proxy", "proxy_url": "http://localhost:8081/api/v1", "branch": admin.branch}
    made: dict[str, Any] = {"name": admin.backend, "repo": admin.repository, "branch": admin.branch}
    if admin.sign_in:
        parts = urlsplit(admin.sign_in)
        made["base_url"] = f"{parts.scheme}://{parts.netloc}"
        if parts.path.strip("/"):
            made["auth_endpoint"] = parts.path.strip("/")
    return made


def _text(settings: Settings) -> dict[str, Any]:
    """Return the field of the text, which begins with the headings of the form and what to write under each."""
    hint = "Write instead of each line in square brackets, and leave the headings as they are."
    return {
        "name": "body",
        "label": "Text",
        "hint": hint,
        "widget": "markdown",
        "modes": ["rich_text", "raw"],
        "default": blank_text(settings.form),
    }


def _widget(one: Field, settings: Settings, *, asked: bool = True) -> dict[str, Any]:
    """Return the widget of one field; nothing is asked inside a group that may be left out, as the rules do that."""
    needed = asked and one.need is Need.ALWAYS
    made: dict[str, Any] = {
        "name": one.key,
        "label": label_of(one),
        "hint": one.meaning.replace("`", ""),
        "required": needed,
    }
    many = one.count is not Count.ONE
    if one.parts and one.kind is Kind.GROUP:
        parts = [_widget(part, settings, asked=needed or many) for part in one.parts]
        shape = {"widget": "list", "default": []} if many else {"widget": "object"}
        return made | shape | {"fields": parts, "collapsed": not needed}
    if one.kind is Kind.TOPIC and settings.topics:
        return made | {"widget": "select", "multiple": True, "options": [topic.name for topic in settings.topics]}
    if many and not needed:
        return made | {
            "widget": "list",
            "default": [],
            "field": {"name": "value", "label": label_of(one), "widget": "string"},
        }
    return made | _single(one, settings)


def _single(one: Field, settings: Settings) -> dict[str, Any]:
    if one.choices:
        return {"widget": "select", "options": list(one.choices)}
    if one.kind is Kind.DATE:
        return {
            "widget": "datetime",
            "format": "YYYY-MM-DD",
            "date_format": "DD/MM/YYYY",
            "time_format": False,
            "default": "",
        }
    if one.kind is Kind.YES_NO:
        return {"widget": "boolean", "default": one.key in _HIDDEN}
    if one.kind is Kind.FILE:
        return {"widget": "file", "media_library": {"config": {"multiple": False}}}
    if one.kind is Kind.REFERENCE and one.key == "reference":
        said = f"A reference looks like {settings.reference.example}."
        return {"widget": "string", "pattern": [f"^(?:{settings.reference.pattern})$", said]}
    return {"widget": "text" if one.key in {"reason", "public_interest", "note"} else "string"}


def label_of(one: Field) -> str:
    """Return the label of a field: its key in words."""
    words = one.key.replace("_", " ")
    return words[:1].upper() + words[1:]
