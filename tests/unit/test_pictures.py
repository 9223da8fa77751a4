"""The published copy of a picture: the same to the eye, and silent about who took it, when and where."""

from __future__ import annotations

import contextlib
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from decision_register.pictures import PictureFaultError, without_notes

PLANTED = b"Jo Bloggs at home"
GPS = {1: "N", 2: (52.0, 16.0, 30.0)}


def photograph(**how) -> bytes:
    """A real JPEG photograph with its place, its maker, a comment, and a second picture hung on its end."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0132] = PLANTED.decode(), "2024:05:01 10:00:00"
    exif.get_ifd(0x8825).update(GPS)
    if "turned" in how:
        exif[0x0112] = how.pop("turned")
    stream = io.BytesIO()
    Image.radial_gradient("L").convert(how.pop("mode", "RGB")).save(stream, "JPEG", exif=exif, comment=PLANTED, **how)
    return stream.getvalue() + b"\xff\xd8" + PLANTED


def drawing(**how) -> bytes:
    """A real PNG drawing with notes of its maker, and more hung on its end."""
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Author", PLANTED.decode())
    notes.add_text("Packed", PLANTED.decode(), zip=True)
    notes.add_itxt("XML:com.adobe.xmp", PLANTED.decode())
    stream = io.BytesIO()
    Image.radial_gradient("L").convert(how.pop("mode", "RGBA")).save(stream, "PNG", pnginfo=notes, **how)
    return stream.getvalue() + PLANTED


PICTURES = {
    "a photograph": ("a.jpg", photograph()),
    "a progressive photograph": ("a.JPEG", photograph(progressive=True)),
    "a photograph in grey": ("a.jpg", photograph(mode="L")),
    "a photograph in the colours of print": ("a.jpg", photograph(mode="CMYK")),
    "a photograph on its side": ("a.jpg", photograph(turned=6)),
    "a photograph with restarts": ("a.jpg", photograph(restart_marker_blocks=4)),
    "a drawing": ("a.png", drawing()),
    "a drawing of few colours": ("a.png", drawing(mode="P", transparency=0)),
    "a drawing with a profile of its colours": ("a.png", drawing(icc_profile=b"any profile")),
}


def eye(content):
    """What is seen: the size, every point, and which way up."""
    picture = Image.open(io.BytesIO(content))
    picture.load()
    return picture.size, picture.mode, picture.tobytes(), picture.getexif().get(0x0112)


@pytest.mark.parametrize("what", PICTURES)
def test_the_published_copy_looks_the_same_and_tells_nothing(what):
    name, content = PICTURES[what]
    copy = without_notes(name, content)
    assert eye(copy) == eye(content)
    assert PLANTED in content
    assert PLANTED not in copy
    assert set(Image.open(io.BytesIO(copy)).getexif()) <= {0x0112}
    assert without_notes(name, copy) == copy


@pytest.mark.parametrize("name", ["a.jpg", "a.png"])
def test_a_picture_cut_off_anywhere_is_refused_and_never_half_cleaned(name):
    content = without_notes(name, photograph() if name == "a.jpg" else drawing())
    for end in range(len(content)):
        with pytest.raises(PictureFaultError):
            without_notes(name, content[:end])


def test_any_other_document_is_published_as_it_is():
    assert without_notes("a.pdf", PLANTED) == PLANTED


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(PICTURES)), st.integers(0, 6000), st.binary(min_size=1, max_size=6))
def test_a_changed_byte_gives_a_picture_or_is_refused(what, at, put):
    name, content = PICTURES[what]
    with contextlib.suppress(PictureFaultError):
        without_notes(name, content[:at] + put + content[at + len(put) :])
