"""The run log: any edit of it is found (goals N6)."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from xlcost.views import run_log
from xlcost.views.run_log import Head

words = st.text(max_size=12)
entries = st.lists(st.dictionaries(st.sampled_from(("Command", "User", "Result", "Größe")), words, max_size=3), min_size=1, max_size=8)


def log_of(given_entries: list[dict]) -> list[str]:
    lines: list[str] = []
    for entry in given_entries:
        lines = run_log.append(lines, entry)
    return lines


@given(entries)
def test_a_log_that_only_grew_is_sound_at_every_head(given_entries: list[dict]) -> None:
    lines = log_of(given_entries)
    heads = [run_log.head_of(lines[:n]) for n in range(len(lines) + 1)]
    assert run_log.verify(lines, *heads) == []


@given(entries, st.data())
def test_any_edit_is_found(given_entries: list[dict], data: st.DataObject) -> None:
    lines = log_of(given_entries)
    head = run_log.head_of(lines)
    edited = list(lines)
    place = data.draw(st.integers(0, len(lines) - 1))
    kind = data.draw(st.sampled_from(("character", "drop", "double", "swap", "forge", "cut", "rewrite")))
    if kind == "character":
        at = data.draw(st.integers(0, len(lines[place]) - 1))
        edited[place] = lines[place][:at] + data.draw(st.characters(codec="utf-8")) + lines[place][at + 1 :]
    elif kind == "drop":
        del edited[place]
    elif kind == "double":
        edited.insert(place, lines[place])
    elif kind == "swap":
        other = data.draw(st.integers(0, len(lines) - 1))
        edited[place], edited[other] = lines[other], lines[place]
    elif kind == "forge":  # a changed line with a hash of its own that fits it
        record = {k: v for k, v in json.loads(lines[place]).items() if k not in ("Hash", "No.", "Previous")}
        edited[place] = run_log.append(lines[:place], {**record, "Result": data.draw(words)})[-1]
    elif kind == "cut":
        edited = edited[:place]
    else:  # the whole chain written anew from a place on, with other content
        for n in range(place, len(lines)):
            record = {k: v for k, v in json.loads(lines[n]).items() if k not in ("Hash", "No.", "Previous")}
            edited[n:] = run_log.append(edited[:n], {**record, "User": data.draw(words)})[-1:]
    assert bool(run_log.verify(edited, head)) == (edited != lines)


def test_a_head_that_fits_nothing_is_a_finding() -> None:
    lines = log_of([{"Command": "close"}])
    assert [p.code for p in run_log.verify(lines, Head(1, "f" * 64))] == ["LOG_REWRITTEN"]
    assert [p.code for p in run_log.verify(lines, Head(-1, ""))] == ["LOG_REWRITTEN"]
    assert [p.code for p in run_log.verify([], Head(2, "f" * 64))] == ["LOG_CUT"]
