"""Reads the files of a search index as Pagefind's program in the browser does."""

from __future__ import annotations

import gzip
import json

import cbor2


def decoded(content):
    return gzip.decompress(content).removeprefix(b"pagefind_dcd")


def lists_of(files):
    """Version, pages, pieces of the list of words, filters, orders and fields."""
    entry = json.loads(files["pagefind-entry.json"])
    return cbor2.loads(decoded(files[f"pagefind.{entry['languages']['en']['hash']}.pf_meta"]))
