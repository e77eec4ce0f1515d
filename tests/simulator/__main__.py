"""`python -m tests.simulator --seed 123 --months 12`: plays a seed; a failure is shrunk and printed event by event."""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter

from tests.simulator.company import found_company
from tests.simulator.play import replay, run, shrink


def main() -> int:
    """Plays one seed, or a run of seeds; exit status 1 when one fails."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulator", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--months", type=int, default=12)
    parser.add_argument("--seeds", type=int, default=1, help="how many seeds, counted up from --seed")
    parser.add_argument("--no-shrink", action="store_true")
    options = parser.parse_args()
    counts: Counter[str] = Counter()
    failed = events = 0
    played = 0
    began = time.time()
    for seed in range(options.seed, options.seed + options.seeds):
        try:
            report = run(seed, options.months)
        except KeyboardInterrupt:
            break
        played += 1
        counts += report.counts
        events += len(report.events)
        if report.failure:
            failed += 1
            print(f"seed {seed}: {report.failure[:200]}\n  python -m tests.simulator --seed {seed} --months {options.months}", flush=True)
            if not options.no_shrink:
                company = found_company(seed)
                few = shrink(company, report.events, report.failure)
                items = {r["No."]: {k: str(v) for k, v in r.items() if "Group" not in k and k != "No."} for r in company.setup["Item"]}
                print(f"  {items}\n  {company.setup['Inventory Setup'][0]}")
                for number, event in few:
                    print(f"  {number}: { {k: v for k, v in event.items() if k != 'kind'} }")
                print(f"  {replay(company, few)[:400]}", flush=True)
    print(f"{played * options.months} company-months, {events} events, {failed} failures, {time.time() - began:.0f} s")
    print(", ".join(f"{name} {count}" for name, count in sorted(counts.items())))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
