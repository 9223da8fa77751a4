"""Runs the quick tests first, whatever their names."""

from __future__ import annotations

ORDER = ("unit", "rules", "authors", "laws", "browser")


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: next((n for n, part in enumerate(ORDER) if f"/{part}/" in item.path.as_posix()), 9))
