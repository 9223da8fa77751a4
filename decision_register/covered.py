"""Finds words of a PDF that somebody drew a box over: anybody who copies the page can still read them.

A page is read as the list of operations it is (ISO 32000-1, 8 and 9): what moves the pen, what fills a shape, what
shows text. Widths of letters are taken as half their height, so that fonts need not be read. Curved shapes, pictures
and text set around a corner are not looked at.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Matrix = tuple[float, float, float, float, float, float]
Colour = tuple[float, ...]

MOST_BYTES = 10_000_000
"""The most bytes of instructions that are read of one file, about ten seconds' work; a page of text has 30,000."""
MOST_BYTES_OF_A_PAGE = 2_000_000
MOST_COMPARISONS = 3_000_000
"""The most pairs of a shape and a word that are compared on one page."""
_LETTER_WIDTH = 0.5
_LETTER_HEIGHT = 0.7
_THINNEST = 3.0
"""Shapes thinner than this many points are rules and underlines."""
_INVISIBLE = 3
"""The way of showing text (8.8.1, table 104) that draws nothing: the words behind a scan."""
_START: Matrix = (1, 0, 0, 1, 0, 0)
_BLACK: Colour = (0.0, 0.0, 0.0)


class TooMuchToReadError(Exception):
    """A page has more instructions or shapes than are looked at."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the page, in points from its lower left corner."""

    left: float
    bottom: float
    right: float
    top: float

    @classmethod
    def around(cls, points: Iterable[tuple[float, float]]) -> Box:
        """Return the smallest box that holds these points."""
        across, up = zip(*points, strict=True)
        return cls(min(across), min(up), max(across), max(up))

    def within(self, other: Box | None) -> Box:
        """Return the part of this box that lies in the other; all of it where there is no other."""
        if other is None:
            return self
        left, bottom = max(self.left, other.left), max(self.bottom, other.bottom)
        return Box(left, bottom, max(left, min(self.right, other.right)), max(bottom, min(self.top, other.top)))

    def corners(self) -> list[tuple[float, float]]:
        """Return its four corners."""
        return [(x, y) for x in (self.left, self.right) for y in (self.bottom, self.top)]

    def hides(self, words: Box, size: float) -> bool:
        """Return whether at least a letter or two of these words lie under this box."""
        across = min(self.right, words.right) - max(self.left, words.left)
        up = min(self.top, words.top) - max(self.bottom, words.bottom)
        return (
            across >= min(0.9 * (words.right - words.left), 1.2 * size) and up >= 0.5 * (words.top - words.bottom) > 0
        )


@dataclass(frozen=True, slots=True)
class Words:
    """Some text as it stands on the page; `seen` is false for the invisible text that lies behind a scan."""

    box: Box
    size: float
    colour: Colour
    seen: bool


@dataclass(frozen=True, slots=True)
class Shape:
    """A filled box and its colour."""

    box: Box
    colour: Colour


@dataclass(frozen=True, slots=True)
class _State:
    """What the operators set and `q` and `Q` keep and bring back."""

    matrix: Matrix = _START
    fill: Colour = _BLACK
    stroke: Colour = _BLACK
    pen: float = 1.0
    clip: Box | None = None
    opaque: bool = True
    size: float = 12.0
    leading: float = 0.0
    mode: int = 0
    line: Matrix = _START
    text: Matrix = _START


@dataclass(slots=True)
class _Path:
    """The shapes drawn since the last one was filled."""

    boxes: list[Box] = field(default_factory=list)
    lines: list[Box] = field(default_factory=list)
    points: list[tuple[float, float]] = field(default_factory=list)
    curved: bool = False
    clips: bool = False

    def draw(self, operator: str, given: list[float], matrix: Matrix) -> None:
        """Add what one operator draws: a point to go to, a line, a curve, or a whole rectangle."""
        match operator:
            case "re":
                x, y, width, height = given
                self.boxes.append(Box.around(_put(matrix, a, b) for a in (x, x + width) for b in (y, y + height)))
            case "m":
                self.finish()
                self.points = [_put(matrix, *given)]
            case "l":
                self.points.append(_put(matrix, *given))
            case "c" | "v" | "y":
                self.curved = True

    def finish(self) -> None:
        """Keep what was drawn point by point, where it is an upright rectangle or a line across the page."""
        if self.points and not self.curved:
            box = Box.around(self.points)
            if box.top - box.bottom < 1:
                self.lines.append(box)
            elif all(any(abs(x - a) + abs(y - b) < 1 for a, b in box.corners()) for x, y in self.points):
                self.boxes.append(box)
        self.points, self.curved = [], False


def has_covered_words(drawn: Sequence[Words | Shape]) -> bool:
    """Return whether words lie under a box drawn after them, or on a box of their own colour."""
    words: list[Words] = []
    shapes: list[Shape] = []
    compared = 0
    for mark in drawn:
        if isinstance(mark, Words):
            compared += len(shapes)
            under = [shape for shape in shapes if shape.box.hides(mark.box, mark.size)]
            if mark.seen and under and _alike(under[-1].colour, mark.colour):
                return True
            words.append(mark)
        else:
            compared += len(words)
            if any(mark.box.hides(word.box, word.size) for word in words):
                return True
            shapes.append(mark)
        if compared > MOST_COMPARISONS:
            raise TooMuchToReadError
    return False


def _alike(one: Colour, other: Colour) -> bool:
    return sum(abs(a - b) for a, b in zip(one, other, strict=True)) < 0.2  # noqa: PLR2004 - not told apart by eye


class PageReader:
    """Follows the instructions of the pages of one file, and of the forms they draw."""

    def __init__(self) -> None:
        self.bytes_read = 0

    def marks(self, page: Any) -> Iterator[Words | Shape]:  # noqa: ANN401 - a pypdf page, which is imported late
        """Yield the words and the filled boxes of a page, in the order in which they are drawn.

        Raises `TooMuchToReadError` for a page, or a file, of more instructions than are looked at.
        """
        contents = page.get_contents()
        if contents is not None:
            most = min(MOST_BYTES, self.bytes_read + MOST_BYTES_OF_A_PAGE)
            yield from self._read(contents, page.get("/Resources"), _State(), most)

    def _read(  # noqa: C901 - one case for each kind of operator
        self,
        stream: Any,  # noqa: ANN401 - a stream of the PDF
        resources: Any,  # noqa: ANN401 - a dictionary of the PDF, or nothing
        state: _State,
        most: int,
    ) -> Iterator[Words | Shape]:
        """Yield what one stream of instructions draws."""
        from pypdf.generic import ContentStream

        self.bytes_read += len(stream.get_data())
        if self.bytes_read > most:
            raise TooMuchToReadError
        kept: list[_State] = []
        path = _Path()
        for given, sign in ContentStream(stream, None).operations:
            operator = sign.decode("latin-1")
            match operator:
                case "q":
                    kept.append(state)
                case "Q":
                    state = kept.pop() if kept else state
                case "Do":
                    yield from self._form(_named(resources, "/XObject", given), resources, state, most)
                case "gs":
                    state = replace(state, opaque=_is_opaque(_named(resources, "/ExtGState", given)))
                case "m" | "l" | "re" | "c" | "v" | "y" | "h":
                    path.draw(operator, [float(number) for number in given], state.matrix)
                case "W" | "W*":
                    path.clips = True
                case "f" | "F" | "f*" | "B" | "B*" | "b" | "b*" | "S" | "s" | "n":
                    path.finish()
                    yield from _painted(path, operator, state)
                    state = _clipped(state, path)
                    path = _Path()
                case "Tj" | "TJ" | "'" | '"':
                    state = _on_a_new_line(state) if operator in "'\"" else state
                    width = _width(given[-1], state.size)
                    if width > 0:
                        yield _words(width, state)
                    state = replace(state, text=_times((1, 0, 0, 1, width, 0), state.text))
                case _:
                    state = _set(state, operator, given)

    def _form(self, form: Any, resources: Any, state: _State, most: int) -> Iterator[Words | Shape]:  # noqa: ANN401
        """Yield what a form draws; a picture draws nothing that is looked at."""
        if form is not None and form.get("/Subtype") == "/Form":
            inner = replace(state, matrix=_times(_matrix(form.get("/Matrix", _START)), state.matrix))
            yield from self._read(form, form.get("/Resources", resources), inner, most)


def _set(state: _State, operator: str, given: Sequence[Any]) -> _State:  # noqa: C901, PLR0911 - as above
    """Return the state after an operator that draws nothing."""
    match operator:
        case "cm":
            return replace(state, matrix=_times(_matrix(given), state.matrix))
        case "w":
            return replace(state, pen=float(given[0]))
        case "g" | "rg" | "k" | "sc" | "scn":
            return replace(state, fill=_colour(given))
        case "G" | "RG" | "K" | "SC" | "SCN":
            return replace(state, stroke=_colour(given))
        case "BT":
            return replace(state, line=_START, text=_START)
        case "Tf":
            return replace(state, size=float(given[1]))
        case "TL":
            return replace(state, leading=float(given[0]))
        case "Tr":
            return replace(state, mode=int(given[0]))
        case "Tm":
            return replace(state, line=_matrix(given), text=_matrix(given))
        case "Td":
            return _moved(state, float(given[0]), float(given[1]))
        case "TD":
            return _moved(replace(state, leading=-float(given[1])), float(given[0]), float(given[1]))
        case "T*":
            return _on_a_new_line(state)
    return state


def _moved(state: _State, across: float, up: float) -> _State:
    line = _times((1, 0, 0, 1, across, up), state.line)
    return replace(state, line=line, text=line)


def _on_a_new_line(state: _State) -> _State:
    return _moved(state, 0, -state.leading)


def _painted(path: _Path, operator: str, state: _State) -> Iterator[Shape]:
    """Yield the boxes that an operator fills, and each line drawn with a pen as thick as a word."""
    boxes: list[Box] = []
    colour = state.fill
    if operator in ("S", "s"):
        pen = state.pen * abs(state.matrix[0] * state.matrix[3] - state.matrix[1] * state.matrix[2]) ** 0.5 / 2
        boxes = [Box(box.left, box.bottom - pen, box.right, box.top + pen) for box in path.lines]
        colour = state.stroke
    elif operator != "n":
        boxes = path.boxes
    for box in boxes if state.opaque else ():
        shown = box.within(state.clip)
        if shown.right - shown.left > _THINNEST and shown.top - shown.bottom > _THINNEST:
            yield Shape(shown, colour)


def _clipped(state: _State, path: _Path) -> _State:
    if not path.clips or not path.boxes:
        return state
    return replace(state, clip=Box.around(point for box in path.boxes for point in box.corners()).within(state.clip))


def _words(width: float, state: _State) -> Words:
    """Return some text of this width, which begins where the state says."""
    onto_page = _times(state.text, state.matrix)
    corners = [(x, y) for x in (0, width) for y in (0, _LETTER_HEIGHT * state.size)]
    size = abs(state.size) * abs(onto_page[0] * onto_page[3] - onto_page[1] * onto_page[2]) ** 0.5
    return Words(Box.around(_put(onto_page, x, y) for x, y in corners), size, state.fill, state.mode != _INVISIBLE)


def _width(shown: Any, size: float) -> float:  # noqa: ANN401 - a string, or an array of strings and spaces
    """Return about how wide this text is, in points, or 0 where it is blank."""
    parts = shown if isinstance(shown, list) else [shown]
    letters = [part for part in parts if isinstance(part, str | bytes)]
    if not any(part.strip() for part in letters):
        return 0.0
    spaces = sum(float(part) for part in parts if not isinstance(part, str | bytes))
    return max(0.0, sum(map(_letters, letters)) * _LETTER_WIDTH - spaces / 1000) * abs(size)


def _letters(text: str | bytes) -> float:
    """Return how many letters these are: bytes that are no text name each letter with two of them."""
    return len(text) / 2 if isinstance(text, bytes) else len(text)


def _colour(given: Sequence[Any]) -> Colour:
    """Return a colour as red, green and blue from 0 to 1; a pattern counts as grey."""
    parts = [float(part) for part in given if not isinstance(part, str)]
    if len(parts) == 1:
        return (parts[0],) * 3
    if len(parts) == 3:  # noqa: PLR2004 - red, green, blue
        return tuple(parts)
    if len(parts) == 4:  # noqa: PLR2004 - cyan, magenta, yellow, black
        return tuple((1 - part) * (1 - parts[3]) for part in parts[:3])
    return (0.5, 0.5, 0.5)


def _named(resources: Any, kind: str, given: Sequence[Any]) -> Any:  # noqa: ANN401 - a dictionary of the PDF, or nothing
    known = (resources.get_object() if resources is not None else {}).get(kind)
    found = known.get_object().get(given[0]) if known is not None and given else None
    return found.get_object() if found is not None else None


def _is_opaque(look: Any) -> bool:  # noqa: ANN401 - a dictionary of the PDF, or nothing
    """Return whether what is drawn hides what is under it, as a highlighter does not."""
    return look is None or (float(look.get("/ca", 1)) >= 1 and look.get("/BM", "/Normal") == "/Normal")


def _matrix(given: Sequence[Any]) -> Matrix:
    a, b, c, d, e, f = (float(number) for number in given)
    return (a, b, c, d, e, f)


def _times(one: Matrix, other: Matrix) -> Matrix:
    """Return the matrix that does the one and then the other."""
    a, b, c, d, e, f = one
    g, h, i, j, k, m = other
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def _put(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    a, b, c, d, e, f = matrix
    return (a * x + c * y + e, b * x + d * y + f)
