"""Plays seeds: python -m tests.reference_posting FIRST COUNT MONTHS, or with a fourth argument as many wild journals."""

import sys
from collections import Counter

from tests.reference_posting.playing import play
from tests.reference_posting.wild import play_wild

first, count, months = (int(a) for a in sys.argv[1:4])
total: Counter[str] = Counter()
wrong = 0
for seed in range(first, first + count):
    both, found = (play_wild if len(sys.argv) > 4 else play)(seed, months, strict=False)
    total += both.counts
    wrong += len(found)
    for text in found:
        print(f"== seed {seed}: {text[:3000]}")
print(f"{wrong} differences; {dict(total)}")
