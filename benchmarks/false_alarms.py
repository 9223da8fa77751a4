"""Counts how often the rules on personal data speak without cause, and how often they are silent with cause.

    python benchmarks/false_alarms.py [NOTICES]

Takes so many notices of the corpus (500), puts six sentences into each that look like personal data and are none, and
counts the findings: each is a false alarm. Then it puts one real slip into each, and counts those that are found.
"""

from __future__ import annotations

import datetime
import random
import sys
import tempfile
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(Path(__file__).resolve().parent)]

from corpus import write_corpus  # noqa: E402

from decision_register.check import check_manuscripts  # noqa: E402
from decision_register.manuscript import read_manuscript  # noqa: E402
from decision_register.settings import read_settings  # noqa: E402
from decision_register.source import read_text  # noqa: E402

HARMLESS = """The lease runs from 01/04/2019 to 31/03/2024.
The contract notice is 2019/S 112-273144.
Lot 12-34-56 of the framework RM6098 was used.
The reserve falls from 12,345,678 to 09 876 543 pounds.
The report is ISBN 978-0-11-298765-4.
The grid reference is SP 284 649.
The charity's number is 1089464 and its company number 04567891.
Meter 00 123 456 789 012 is read each month.
Call 101, or 999 in an emergency.
Victims may call 0800 123 4567 free of charge, or 0300 303 0156.
Write to info@example-trust.org.uk or enquiries@example-trust.org.uk.
The freedom of information request FOI-2024-0123456 was answered.
The vote was 12-10-08 over three rounds, on 04-05-2023.
Section 40(2) and schedule 23ZA of the Act apply, with paragraph 14(2)(b).
Cars of the classes B1 to D4 are replaced every 60,000 miles.
Rooms A1 1B and C12 are let; the M40 and the A46 are nearby.
The tender was ITT_40123, lot 3, version 2.1.0.
It costs £0161 496 in each of 12 34 months of the plan.
The budget code is 4050-123456-7890.
The grant agreement GA-000123-2024 was signed on 2024-05-01.
The centre at 14 Castle Street, XT1 4QZ, is open every day.
The police station at 3 Old Mill Lane is let.
The station was born of a need shown in 2019.
Minutes 12.3 and 12.4 of 4 May 2023 agree.
Unit prices are 01234.56 and 09876.54 pounds.
The scheme has 14 High Street shops among its 120 members.
Form HO 40/2019 and circular 012/2018 apply.
The rate is 0.0712345678 a year, or 1.123456789.
Crime fell by 12% and incidents by 1,234 in 2023/24.
Custody numbers 1,204 in May were lower than 1,310 in April.
Fleet class AB12 and tyre 205/55 R16 91V are bought.
The purchase order is 4500012345 and the invoice 0012345678.
IBAN and sort code are held by the treasurer.
The date of birth of each child is kept by the charity.
The software is version 10.12.2023.1234.
Land Registry title WK123456 is sold.
The nodes are 10.20.30.40 and 192.168.100.200.
The file is 017.2019.1234 of the series 0712.345.678.
The dataset holds 10 11 12 13 14 15 rows.
Phase 2 runs for 07 months and 08 weeks.
The unique property number is 100070123456.
The postcode district XT34 has 4,000 homes.""".splitlines()
SLIPS = {
    "personal-number": ["Her number is QQ 12 34 56 C.".replace("QQ", "AB"), "Paid to 12-34-56, account 12345678.", "AB123456C is his."],
    "personal-contact": [
        "Ask jo.bloggs@example.com.",
        "Her number is 01632 960 123.",
        "Write to j-bloggs@mail.example.co.uk.",
        "His desk is (01632) 960123.",
        "It is +44-1632-960-123.",
    ],
    "mobile-number": ["Ring Jo on 07700 900123.", "It is +44 7700 900 123.", "Ring Jo on 07700.900.123.", "It is +44-7700-900-123.", "It is 07700\u00a0900123.", "Ring 07700\u2011900\u2011123."],
    "date-of-birth": ["Jo, born on 4 May 1980, applied.", "DOB: 04/05/1980.", "Date of birth 1980-05-04.", "d.o.b. 4.5.80"],
    "private-address": ["She lives at 14 Old Mill Lane.", "Their home is in XT3 4QZ.", "He moved to 7a Castle Road, Millford.", "The flat is in XT34 4QZ."],
    "vehicle-or-crime-number": ["The car AB12 CDE was hit.", "See crime reference 23/45678/24.", "Custody record no. EX/1234/24.", "Incident number 0123-240501."],
}  # fmt: skip


def measure(count: int) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """Return how many false alarms each rule gave, how many slips of each were planted, and how many were found."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_corpus(count, folder)
        settings = read_settings(folder / "register.toml", datetime.date(2026, 11, 24))
        texts = [
            (file.relative_to(folder).as_posix(), file.read_text(encoding="utf-8"))
            for file in sorted(folder.rglob("*.md"))
            if "documents:" not in file.read_text(encoding="utf-8")
        ]

        def findings(path: str, text: str, added: str) -> Counter[str]:
            spoilt = text.replace("### Legal comments\n\n", f"### Legal comments\n\n{added} ", 1)
            manuscript = read_manuscript(read_text(spoilt.encode(), path), settings.form)
            return Counter(f.name for f in check_manuscripts((manuscript,), settings) if f.code.startswith("DN71"))

        alarms: Counter[str] = Counter()
        planted: Counter[str] = Counter()
        found: Counter[str] = Counter()
        for number, (path, text) in enumerate(texts):
            chance = random.Random(number)
            alarms += findings(path, text, " ".join(chance.sample(HARMLESS, 6)))
            rule = list(SLIPS)[number % len(SLIPS)]
            planted[rule] += 1
            found[rule] += bool(findings(path, text, chance.choice(SLIPS[rule]))[rule])
    return alarms, planted, found


def main() -> None:
    """Print the figures."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    alarms, planted, found = measure(count)
    print(f"{sum(alarms.values())} false alarms in {sum(planted.values())} notices {dict(alarms) or ''}")
    for rule, asked in planted.items():
        print(f"{rule}: {found[rule]} of {asked} slips found")


if __name__ == "__main__":
    main()
