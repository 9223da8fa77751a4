"""The office's settings: reads `register.toml` and says what is wrong with it in plain words.

The only reader of settings. A fault in the settings is for the web officer, not for the author of a notice, so it
raises `SettingsFaultError` (exit code 2) and is never a finding.
"""

from __future__ import annotations

import datetime
import re
import tomllib
from dataclasses import dataclass, field, fields, is_dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, get_args, get_origin, get_type_hints

from decision_register.findings import FaultError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class SettingsFaultError(FaultError):
    """A fault in `register.toml`; its text is one plain sentence that says where, what and the cure."""


@dataclass(frozen=True, slots=True)
class Office:
    """Who publishes the register."""

    name: str
    short_name: str
    website: str
    body: str
    panel: str = ""


@dataclass(frozen=True, slots=True)
class Contacts:
    """How to reach the office; `response_days` are working days."""

    email: str
    telephone: str = ""
    address: tuple[str, ...] = ()
    response_days: int = 10


@dataclass(frozen=True, slots=True)
class Site:
    """The site's name, the address it is published at (ends with `/`), and its licence."""

    title: str
    url: str
    notices_per_page: int = 50
    licence: str = ""
    licence_url: str = ""


@dataclass(frozen=True, slots=True)
class Brand:
    """The office's colour, as `#rrggbb`, on a light and on a dark page."""

    colour: str = "#1d4a6e"
    colour_dark: str = "#8fc3ee"


@dataclass(frozen=True, slots=True)
class Gap:
    """Numbers of one series that the register explains rather than holds, both ends included."""

    from_: str
    to: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReferenceForm:
    """What the office's references look like: a regular expression for the whole, and an example."""

    pattern: str
    example: str
    first_year: int = 2012
    gaps: tuple[Gap, ...] = ()

    def matches(self, reference: str) -> bool:
        """Say whether the whole reference has the office's form."""
        return re.fullmatch(self.pattern, reference) is not None


@dataclass(frozen=True, slots=True)
class FormSection:
    """One section of the office's form; one that is `within` another is a level below it.

    `also` lists other headings it was printed under; `fixed_text` stands when the notice leaves the section out.
    `guidance` tells an author what to write, after the word "Insert".
    """

    heading: str
    also: tuple[str, ...] = ()
    within: str = ""
    number: str = ""
    required: bool = True
    fixed_text: str = ""
    guidance: str = ""

    def __hash__(self) -> int:
        """Return the number of its heading, as no two of one form have the same."""
        return hash(self.heading)

    @property
    def level(self) -> int:
        """The heading level in a notice: 2, or 3 for a section within another."""
        return 3 if self.within else 2


@dataclass(frozen=True, slots=True)
class Form:
    """The form that notices follow: its sections in order, and other labels it prints for a field, for `import`."""

    name: str
    sections: tuple[FormSection, ...]
    labels: dict[str, list[str]] = field(default_factory=dict, hash=False)

    def section_named(self, heading: str) -> FormSection | None:
        """Return the section this heading stands for; numbering, case, a trailing colon and synonyms are ignored."""
        return _sections_by_key(self.sections).get(heading_key(heading))


@dataclass(frozen=True, slots=True)
class Topic:
    """One thing decisions are about, as readers narrow the register by it."""

    name: str
    description: str = ""


DOCUMENT_TYPES = ("pdf", "docx", "xlsx", "pptx", "odt", "ods", "csv", "txt", "png", "jpg", "jpeg")
"""The files that can be looked into before they are published; none of them can run anything on a reader's screen."""


@dataclass(frozen=True, slots=True)
class DocumentLimits:
    """Which files may be published beside a notice: the largest size in megabytes, and the name endings."""

    largest_megabytes: int = 20
    types: tuple[str, ...] = DOCUMENT_TYPES


@dataclass(frozen=True, slots=True)
class Accessibility:
    """What the accessibility statement says (SI 2018/952, regulation 8)."""

    status: str
    prepared: datetime.date
    reviewed: datetime.date
    tested: datetime.date
    tested_by: str
    not_accessible: tuple[str, ...] = ()
    disproportionate_burden: tuple[str, ...] = ()
    out_of_scope: tuple[str, ...] = ()
    improving: str = ""


@dataclass(frozen=True, slots=True)
class Privacy:
    """Who answers for personal data on the site, and names that no notice may hold."""

    data_controller: str
    never_name: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Admin:
    """Forms in the browser, at `/admin/`: where they save to. Without a backend there are none.

    `backend` is `github`, `gitlab`, or `local` for a clone on this machine; `repository` is `owner/name`; `sign_in` is
    the address of the helper by which GitHub lets people sign in; `program` is the package of Decap CMS from npm.
    """

    backend: str = ""
    repository: str = ""
    branch: str = "main"
    sign_in: str = ""
    program: str = "decap-cms-3.16.3.tgz"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that differs from office to office, and the day the register is built for.

    `preview_until` is the last day of a preview, which shows drafts; it is None for the public register.
    `review` says that the preview has a page of changes.
    """

    office: Office
    contacts: Contacts
    site: Site
    reference: ReferenceForm
    form: Form
    accessibility: Accessibility
    privacy: Privacy
    today: datetime.date
    preview_until: datetime.date | None = None
    review: bool = False
    demonstration: bool = False
    brand: Brand = field(default_factory=Brand)
    admin: Admin = field(default_factory=Admin)
    documents: DocumentLimits = field(default_factory=DocumentLimits)
    topics: tuple[Topic, ...] = ()
    acronyms: dict[str, str] = field(default_factory=dict)
    severity: dict[str, str] = field(default_factory=dict)


PREVIEW = datetime.timedelta(days=14)
"""How long a preview is good for."""

_NUMBERING = re.compile(r"^\s*(?:\(?(?:\d+(?:\.\d+)*|[a-z]|[ivx]+)[.):]|\d+(?:\.\d+)*\s)\s*", re.IGNORECASE)
GIVEN = ("today", "preview_until", "review")  # these come with the command, not from the file
_FROM = "from_"  # `from` is a word of the language, so the value is named `from_`


@lru_cache(maxsize=8)
def _sections_by_key(sections: tuple[FormSection, ...]) -> dict[str, FormSection]:
    """Return each section by the words of its heading and of its synonyms; the first that has them."""
    named = [(heading_key(name), section) for section in sections for name in (section.heading, *section.also)]
    return dict(reversed(named))


@lru_cache(maxsize=4096)
def heading_key(heading: str) -> str:
    """Return the words by which two headings are compared: no numbering, emphasis marks, case or trailing colon."""
    words = _NUMBERING.sub("", heading.strip().strip("*_ "), count=1)
    return " ".join(words.strip("*_: ").replace("’", "'").casefold().split())  # noqa: RUF001 - Word types this quote


def today_for(environment: Mapping[str, str], asked: str | None) -> datetime.date:
    """Return the day to build for: the one asked for, else SOURCE_DATE_EPOCH's (seconds, UTC), else today's."""
    if asked:
        try:
            return datetime.date.fromisoformat(asked)
        except ValueError:
            fault = f"--today {asked} is not a date like 2026-03-09; type the year, the month and the day."
            raise SettingsFaultError(fault) from None
    epoch = environment.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdigit():
        return datetime.datetime.fromtimestamp(int(epoch), tz=datetime.UTC).date()
    return datetime.datetime.now(tz=datetime.UTC).astimezone().date()


def read_settings(path: Path, today: datetime.date) -> Settings:
    """Return the office's settings.

    Raises `SettingsFaultError` when the file is missing, is not TOML, or a setting is missing, unknown or of the
    wrong kind.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        fault = f"There is no settings file {path}; copy register.toml from the product and change it."
        raise SettingsFaultError(fault) from None
    except OSError as error:
        fault = f"The settings file {path} cannot be read ({error.strerror}); check that it is a file you may open."
        raise SettingsFaultError(fault) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        fault = f"{path.name} is not written as TOML ({error}); mend that place and run the command again."
        raise SettingsFaultError(fault) from None
    settings: Settings = _build(Settings, {**table, "today": today}, path.name)
    _check(settings, path.name)
    return settings


def settings_as_written(file: Path) -> bytes:
    """Return the bytes of a file of settings."""
    return file.read_bytes()


def for_preview(settings: Settings, *, review: bool = False) -> Settings:
    """Return the settings of a preview, which is good for 14 days; for a review, it has a page of changes."""
    return replace(settings, preview_until=settings.today + PREVIEW, review=review)


def _build(kind: Any, table: dict[str, Any], where: str) -> Any:  # noqa: ANN401 - follows the type hints of dataclasses
    """Return a dataclass of this kind from a TOML table."""
    hints = get_type_hints(kind)
    known = {f.name: f for f in fields(kind)}
    given = {(_FROM if key == "from" else key): value for key, value in table.items()}
    for key in given:
        if key not in known or key in {"preview_until", "review"}:
            names = ", ".join(sorted(name.rstrip("_") for name in known if name not in GIVEN))
            fault = f"{where} has an unknown setting {key!r}; the settings there are {names}."
            raise SettingsFaultError(fault)
    for name, f in known.items():
        if name not in given and f.default is f.default_factory:  # both are MISSING: no default of either kind
            fault = f"{where} lacks the setting {name.rstrip('_')!r}; add it."
            raise SettingsFaultError(fault)
    return kind(**{name: _value(hints[name], value, f"{where}, {name.rstrip('_')}") for name, value in given.items()})


def _value(kind: Any, value: Any, where: str) -> Any:  # noqa: ANN401 - any setting of any type
    """Return one setting as its type, or raise a plain sentence."""
    if is_dataclass(kind):
        if isinstance(value, dict):
            return _build(kind, value, where)
        fault = f"{where} must be a group of settings under a heading in square brackets."
        raise SettingsFaultError(fault)
    if get_origin(kind) is tuple and isinstance(value, list):
        return tuple(_value(get_args(kind)[0], part, where) for part in value)
    plain = get_origin(kind) or kind
    if type(value) is plain:
        return value
    words = {str: "text in quotation marks", int: "a whole number", bool: "true or false", tuple: "a list in [ ]"}
    words |= {dict: "a group of settings", datetime.date: "a date such as 2026-03-09"}
    fault = f"{where} is {value!r}; it must be {words[plain]}."
    raise SettingsFaultError(fault)


def _check(settings: Settings, where: str) -> None:
    """Raise a plain sentence for a setting that has the right kind and a wrong value."""
    try:
        re.compile(settings.reference.pattern)
    except re.error as error:
        fault = f"{where}, reference, pattern is not a regular expression ({error}); mend it."
        raise SettingsFaultError(fault) from None
    if not settings.reference.matches(settings.reference.example):
        fault = f"{where}, reference: the example {settings.reference.example!r} does not match the pattern; mend one."
        raise SettingsFaultError(fault)
    if not settings.site.url.startswith(("https://", "http://")) or not settings.site.url.endswith("/"):
        fault = f"{where}, site, url is {settings.site.url!r}; it must start with https:// and end with a slash."
        raise SettingsFaultError(fault)
    for colour in (settings.brand.colour, settings.brand.colour_dark):
        if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
            fault = f"{where}, brand: {colour!r} is not a colour such as #1d4a6e; type # and six digits or letters a-f."
            raise SettingsFaultError(fault)
    _check_admin(settings.admin, where)
    headings = [section.heading for section in settings.form.sections]
    for section in settings.form.sections:
        if section.within and section.within not in headings:
            fault = f"{where}, form: {section.heading!r} is within {section.within!r}, which is not a section; add it."
            raise SettingsFaultError(fault)
    _check_documents(settings.documents, where)
    if not headings or settings.site.notices_per_page < 1:
        fault = f"{where} needs at least one form section and at least 1 for notices_per_page; mend that."
        raise SettingsFaultError(fault)


def _check_admin(admin: Admin, where: str) -> None:
    if admin.backend not in {"", "github", "gitlab", "local"}:
        fault = f"{where}, admin, backend is {admin.backend!r}; it must be github, gitlab or local."
        raise SettingsFaultError(fault)
    if admin.backend in {"github", "gitlab"} and not re.fullmatch(r"[\w.-]+(?:/[\w.-]+)+", admin.repository):
        fault = f"{where}, admin, repository is {admin.repository!r}; it must be a name such as office/decisions."
        raise SettingsFaultError(fault)
    if admin.sign_in and not re.fullmatch(r"https://[\w.-]+(?:/[\w./-]*)?", admin.sign_in):
        fault = f"{where}, admin, sign_in is {admin.sign_in!r}; it must be an address that begins with https://."
        raise SettingsFaultError(fault)


def _check_documents(documents: DocumentLimits, where: str) -> None:
    for ending in documents.types:
        if ending not in DOCUMENT_TYPES:
            fault = (
                f"{where}, documents, types holds {ending!r}, which cannot be looked into before it is published; "
                f"choose from {', '.join(DOCUMENT_TYPES)}."
            )
            raise SettingsFaultError(fault)
