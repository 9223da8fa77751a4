"""Writes a register of invented decisions: realistic in length, form and links, and the same for the same seed.

    python benchmarks/corpus.py COUNT FOLDER [SEED]

Makes FOLDER/notices and FOLDER/register.toml. A notice has about 6 KB: the default form, a table, lists, links, short
forms, earlier decisions it follows or replaces, sums that agree with its costs, and a document in one of ten. All of
it passes `check` without findings. The numbers that a real notice is full of stand in it too: of contracts, charities,
companies, accounts years and postcodes of public places.
"""

from __future__ import annotations

import datetime
import random
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FIRST_DAY = datetime.date(2013, 1, 7)
LAST_DAY = datetime.date(2026, 10, 30)
TODAY = "2026-11-24"

PLACES = [
    f"{first}{last}"
    for first in [
        "Ash",
        "Beck",
        "Bram",
        "Cold",
        "Dun",
        "East",
        "Fen",
        "Green",
        "Hazel",
        "Kirk",
        "Long",
        "Mill",
        "North",
        "Oak",
        "Pen",
        "Raven",
        "Stoke",
        "Thorn",
        "Wake",
        "West",
    ]
    for last in [
        "bourne",
        "bury",
        "by",
        "combe",
        "dale",
        "field",
        "ford",
        "ham",
        "ley",
        "stead",
        "ton",
        "wick",
        "worth",
    ]
]
SERVICES = """victim care|restorative justice|custody visiting|domestic abuse support|sexual violence support|drug and
alcohol treatment|youth diversion|hate crime advocacy|fraud prevention|rural crime prevention|retail crime prevention|
road safety education|mentoring of young people|counselling of witnesses|independent advice in court|safer streets|
neighbourhood watch|perpetrator programmes|stalking advocacy|missing persons work|mental health triage|street pastors|
burglary prevention|speed awareness|appropriate adults|community speed watch|women's outreach|family support"""
GOODS = """vehicle recovery|forensic services|body-worn cameras|uniform|radio maintenance|payroll services|fleet tyres|
building repairs|cleaning of custody suites|catering|insurance|network equipment|case management software|translation|
heating plant|solar panels|grounds maintenance|security guarding|occupational health|telephony|document storage"""
BUILDINGS = "police station|custody suite|training centre|control room|garage|neighbourhood office|archive|firing range"
BODIES = "Trust|Partnership|Foundation|Alliance|Association|Network|Community Interest Company|Limited"
NAMES = [
    "Ainsley",
    "Barker",
    "Calder",
    "Denholm",
    "Ellery",
    "Farrow",
    "Garland",
    "Hollis",
    "Ingram",
    "Jessop",
    "Kember",
    "Lomax",
    "Merrick",
    "Nuttall",
]
TOPICS = {"service": "Commissioned services", "contract": "Contracts", "building": "Estates", "policy": "Governance"}
MORE_TOPICS = ["Grants", "Community safety", "Road safety", "Drugs and alcohol", "Finance and precept"]
SENTENCES = """The need was shown by {n} responses to the survey of residents, of which {p}% named it among their first
three concerns.|Demand has grown from {n} to {m} cases a year since the last review, and the wait for a first
appointment is now {w} weeks.|The police and crime plan names this as a priority, and the panel asked for progress at
its last meeting.|Officers compared {w} ways of meeting the need and scored each for quality, price and the time it
would take.|Partners in {place} and {other} have agreed to share premises, data and the cost of training.|The service
will be measured each quarter by the number of people helped, how they rate it, and how many come back.|A pilot in
{place} helped {n} people in its first year, and {p}% of them said that they felt safer.|The present arrangement ends
this year and cannot be extended under the rules for public contracts.|The risk that costs rise is low, as the price is
fixed and reviewed once a year against the consumer prices index.|Bids came from {w} organisations; each was marked by
three people who did not see the price.|The chief constable supports the proposal and will report on it to the
commissioner every six months.|Lessons from the review of {year} were taken into account, above all on record keeping
and on the handover between shifts.|Without it, people in {place} would have to travel {w}0 miles for the same help.|The
work begins with a single team and grows only when the first results have been published.|The office asked {n} frontline
staff what would help them most, and this was the second most frequent answer.|Similar schemes elsewhere have cut
repeat incidents by {p}% within two years, according to their published evaluations.|The proposal was discussed with
the councils of {place} and {other}, with the fire service and with the health board.|The Safer Neighbourhoods Fund
(SNF) pays {p}% of it; the SNF is reviewed each spring by a panel of residents.|Equipment bought under it stays
the property of the commissioner and is returned at the end.""".replace("\n", " ").split("|")
NUMBERS = """The contract, number {year}/S 112-{n}{m}, was advertised under reference PRO-{n}-{w}.|The body is a
registered charity, number 1{n}{m}.|Company number 0{n}{m} is on the register of companies.|Minute {w}.{w} of the
meeting of {date} records the advice.|Purchase order 45000{n}{m} covers the first year.|The site is the police station
at {w} High Street, {place}, XT{w} 4QZ.|Version {w}.{w}.0 of the policy applies, as printed on form 14A and form 14B.|
The standard BS EN {n}{m}:2019 applies to the work.|Invoices fall due {w}0 days after the end of each quarter.""".replace(
    "\n", " "
).split("|")
NONE = ["None identified.", "There are none.", "No issues were identified."]


def main() -> None:
    """Write the register that was asked for."""
    count, folder = int(sys.argv[1]), Path(sys.argv[2])
    write_corpus(count, folder, int(sys.argv[3]) if len(sys.argv) > 3 else 1)


def write_corpus(count: int, folder: Path, seed: int = 1) -> None:
    """Write so many notices and the settings they follow; the n-th notice depends on the seed and on n alone."""
    (folder / "notices").mkdir(parents=True, exist_ok=True)
    (folder / "register.toml").write_text(settings(), encoding="utf-8")
    span = (LAST_DAY - FIRST_DAY).days
    for number in range(1, count + 1):
        day = FIRST_DAY + datetime.timedelta(days=span * number // count)
        file = folder / "notices" / str(day.year) / f"ex-{number:06}.md"
        file.parent.mkdir(exist_ok=True)
        chance = random.Random(seed * 1_000_003 + number)
        file.write_text(notice(number, day, chance), encoding="utf-8", newline="\n")
        if has_document(number):
            document = file.with_suffix("") / "appendix-a.csv"
            document.parent.mkdir(exist_ok=True)
            rows = [f"{chance.choice(PLACES)},{chance.randint(1, 900)},{chance.randint(1, 99)}" for _ in range(60)]
            document.write_text("Place,People,Weeks\n" + "\n".join(rows) + "\n", encoding="utf-8", newline="\n")


def settings() -> str:
    """Return the settings of the demonstration, for another office and without its gaps."""
    text = (ROOT / "register.toml").read_text(encoding="utf-8")
    text = re.sub(r"\[\[reference\.gaps\]\]\n(?:\w+ = [^\n]*\n)+", "", text)
    return (
        text.replace("pattern = 'WPCC[1-9]-\\d{4}'", "pattern = 'EX-\\d{6}'")
        .replace('example = "WPCC4-0014"', 'example = "EX-000001"')
        .replace("Warwickshire", "Exampleshire")
        .replace("demonstration = true", "demonstration = false")
    )


def has_document(number: int) -> bool:
    """Return whether the n-th notice has a document."""
    return number % 10 == 0


def replaced_by(number: int) -> int:
    """Return which earlier notice the n-th replaces, or 0: every fortieth replaces the one 23 before it."""
    return number - 23 if number % 40 == 0 else 0


def notice(number: int, day: datetime.date, chance: random.Random) -> str:
    """Return the n-th notice."""
    kind = chance.choice(list(TOPICS))
    place, other = chance.sample(PLACES, 2)
    subject = {
        "service": f"{chance.choice(list(words(SERVICES))).capitalize()} in {place} and {other}",
        "contract": f"Contract for {chance.choice(list(words(GOODS)))} at {place}",
        "building": f"{chance.choice(['Repair', 'Sale', 'Lease', 'Extension'])} of the {place} {chance.choice(list(words(BUILDINGS)))}",
        "policy": f"Policy on {chance.choice(list(words(SERVICES)))}, review for {place}",
    }[kind]
    body = f"{place} {chance.choice(list(words(BODIES)))}"
    first, second = 100 * chance.randint(20, 4000), 100 * chance.randint(5, 900)
    published = day + datetime.timedelta(days=chance.randint(1, 9))
    topics = [TOPICS[kind], chance.choice(MORE_TOPICS)]
    earlier = sorted({chance.randint(1, number - 1) for _ in range(chance.randint(0, 2))} if number > 1 else set())
    replaced = replaced_by(number)
    talk = Talk(chance, place, other, day)
    fields = [
        f"reference: EX-{number:06}",
        f"title: {subject} ({number})",
        "status: non-confidential",
        f"request_date: {day - datetime.timedelta(days=chance.randint(7, 30))}",
        f"decision_date: {day}",
        f"publication_date: {published}",
        "decision_maker:",
        f"  name: {chance.choice(NAMES)} {chance.choice(NAMES)}",
        "  role: Police and Crime Commissioner for Exampleshire",
        "  capacity: commissioner",
        f"lead_officer: {chance.choice(NAMES)} {chance.choice(NAMES)}",
        "chief_officer_approval: N/A",
        "interests: none",
        f"topics: [{', '.join(topics)}]",
        *([f"supersedes: [EX-{replaced:06}]"] if replaced else []),
        *([f"related: [{', '.join(f'EX-{one:06}' for one in earlier)}]"] if earlier else []),
        "costs:",
        *cost(first, body, "grant" if kind == "service" else "contract", talk),
        *cost(second, f"{other} Council", "contract", talk),
        *(
            ["documents:", "  - file: appendix-a.csv", "    title: Appendix A, figures by place"]
            if has_document(number)
            else []
        ),
    ]
    cited = f" It follows decision EX-{earlier[0]:06}." if earlier else ""
    replaces = f" It replaces decision EX-{replaced:06}." if replaced else ""
    appendix = "[Appendix A](appendix-a.csv) gives the figures by place." if has_document(number) else "None."
    text = [
        f"## Decision summary\n\nTo spend £{first:,} with {body} and £{second:,} with {other} Council on this work.{cited}{replaces}",
        f"## Supporting information\n\n### Background information\n\n{talk.paragraphs(3)}\n\n{talk.table()}\n\n{talk.paragraphs(1)}",
        f"### List of additional information attached as appendices\n\n{appendix}",
        f"### Expected benefits\n\n{talk.points(4)}",
        f"### Impact of not approving the application\n\n{talk.paragraphs(1)}",
        f"### Costs (including any identified savings)\n\nThe first part costs £{first:,} and the second £{second:,}. {talk.paragraphs(1)}",
        f"### Equality considerations\n\n{talk.sentences(3)}",
        f"### Legal comments\n\n{talk.numbers(3)} The commissioner may do so under the "
        "[Police Reform and Social Responsibility Act 2011](https://www.legislation.gov.uk/ukpga/2011/13/contents).",
        f"### Social or environmental considerations\n\n{chance.choice(NONE)}",
        f"## Comments from the Treasurer\n\nThe sums are within the budget. {talk.sentences(2)}",
        f"## Comments from the Chief Executive and Monitoring Officer\n\n{talk.sentences(2)}",
    ]
    return "---\n" + "\n".join(fields) + "\n---\n\n" + "\n\n".join(text) + "\n"


def cost(pounds: int, recipient: str, kind: str, talk: Talk) -> list[str]:
    """Return the fields of one sum."""
    return [
        f"  - amount: {pounds}",
        "    direction: spend",
        "    basis: total",
        "    purpose: The work decided here",
        f"    recipient: {recipient}",
        f"    kind: {kind}",
        "    budgeted: yes",
        "    source: The office's budget",
        *([f"    conditions: {talk.sentences(1)}", f"    reasons: {talk.sentences(1)}"] if kind == "grant" else []),
    ]


def words(listed: str) -> list[str]:
    """Return the parts of a list typed with upright strokes."""
    return [" ".join(part.split()) for part in listed.split("|")]


class Talk:
    """Says things about one decision."""

    def __init__(self, chance: random.Random, place: str, other: str, day: datetime.date) -> None:
        self.chance, self.place, self.other, self.day = chance, place, other, day

    def fill(self, sentence: str) -> str:
        """Put places and numbers into a sentence."""
        chance = self.chance
        return " ".join(sentence.split()).format(
            n=chance.randint(101, 899),
            m=chance.randint(101, 899),
            p=chance.randint(21, 89),
            w=chance.randint(2, 9),
            place=self.place,
            other=self.other,
            year=self.day.year - chance.randint(1, 4),
            date=f"{chance.randint(1, 28)} May {self.day.year}",
        )

    def sentences(self, count: int) -> str:
        """Return some sentences."""
        return " ".join(map(self.fill, self.chance.sample(SENTENCES, count)))

    def numbers(self, count: int) -> str:
        """Return some sentences with numbers of contracts and the like."""
        return " ".join(map(self.fill, self.chance.sample(NUMBERS, count)))

    def paragraphs(self, count: int) -> str:
        """Return some paragraphs."""
        return "\n\n".join(self.sentences(4) for _ in range(count))

    def points(self, count: int) -> str:
        """Return a list."""
        return "\n".join(f"- {self.sentences(1)}" for _ in range(count))

    def table(self) -> str:
        """Return a table of places."""
        rows = [
            f"| {place} | {self.chance.randint(20, 900)} | {self.chance.randint(2, 30)} |"
            for place in self.chance.sample(PLACES, 6)
        ]
        return "\n".join(["| Place | People helped | Weeks waited |", "| --- | --- | --- |", *rows])


if __name__ == "__main__":
    main()
