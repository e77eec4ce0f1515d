"""Ledger: what is recorded, immutable. Outcome: what a stage makes of it (interface.md 2)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from xlcost.ledger.build import check_keys, finish, given_records, parse_rows, to_records
from xlcost.ledger.calculated import calculated_fields
from xlcost.ledger.derive import adjusted_items
from xlcost.ledger.exported import OWNER, exported_of, exported_problems
from xlcost.ledger.rules import problem
from xlcost.ledger.schema import TableDef
from xlcost.ledger.setting_changes import after_upsert
from xlcost.ledger.table import Row, Table, array_of, table_of
from xlcost.ledger.tables import BY_NAME, find_table
from xlcost.problems import LedgerInvalid, Problem, XlcostError, errors

if TYPE_CHECKING:
    import pandas as pd

Records = list[dict[str, Any]]


@dataclass(frozen=True)
class Ledger:
    """All tables of a company's inventory books. A stage never changes it; it makes another one.

    `source` is whatever the door that read it needs to write it back (sheets.read); `problems` are the
    warnings and notes of reading.
    """

    tables: Mapping[str, Table] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    source: Any = None

    @staticmethod
    def from_records(tables: Mapping[str, Iterable[Mapping[str, Any]]]) -> Ledger:
        """A validated ledger from records by table and caption; LedgerInvalid with all problems otherwise."""
        found: dict[str, Table] = {}
        problems: list[Problem] = []
        exported = None
        if not isinstance(tables, Mapping):
            rule = "Tables are a dict from table name to its list of records."
            raise XlcostError("OPTION_INVALID", f"{type(tables).__name__} is no dict.", where="tables", rule=rule)
        for title, given in tables.items():
            definition = find_table(title) if isinstance(title, str) else None
            if definition is None:
                problems.append(problem("L08", str(title), f"There is no table {title!r}."))
                continue
            records, defects = given_records(definition, given)
            problems += defects
            table, defects = parse_rows(definition, records)
            problems += defects
            problems += check_keys(table, definition.name)
            found[definition.name] = table
            if definition.name == OWNER:
                exported = exported_of(records)
        if errors(problems):
            raise LedgerInvalid(problems)
        ledger = Ledger(found, tuple(problems))
        return replace(ledger, problems=(*problems, *exported_problems(ledger, exported)))

    def __repr__(self) -> str:
        return f"Ledger({', '.join(f'{name} {table.length:,}' for name, table in self.tables.items())})"

    # -- reading ------------------------------------------------------------------------------------------
    def has(self, name: str) -> bool:
        """Whether the input had this table (even an empty one)."""
        return name in self.tables

    def table(self, name: str) -> Table:
        """The columns of a table by canonical name; an empty table when the input has none."""
        found = self.tables.get(name)
        return Table(BY_NAME[name]) if found is None else found

    def setup(self, name: str) -> Row:
        """The one row of a setup table as internal values; its defaults when missing."""
        table = self.table(name)
        if table.length:
            return table.row(0)
        return {c.caption: c.blank if c.missing is None else c.missing for c in table.definition.columns}

    def records(self, table: str) -> Records:
        """Records of a table, calculated fields included; a missing setup table answers its defaults. L08 for an unknown table."""
        definition = _definition(table)
        found = self.table(definition.name)
        if definition.is_setup and not found.length:
            found = table_of(definition, [self.setup(definition.name)])
        if definition.name == "Item" and "Cost is Adjusted" not in found.given:
            found = found.with_columns({"Cost is Adjusted": adjusted_items(found, self.table("Item Ledger Entry"))})
        return to_records(found, calculated_fields(self, definition.name))

    def frame(self, table: str) -> pd.DataFrame:
        """The same as a pandas DataFrame, captions as columns."""
        import pandas as pd

        records = self.records(table)
        return pd.DataFrame(records, columns=None if records else [c.caption for c in _definition(table).columns])

    def last_no(self, name: str, caption: str = "Entry No.") -> int:
        """Highest number in a column, 0 for an empty table."""
        column = self.table(name)[caption]
        return max(int(column.max()), 0) if len(column) else 0

    # -- making another -----------------------------------------------------------------------------------
    def upsert(self, table: str, records: Iterable[Mapping[str, Any]]) -> Ledger:
        """A new ledger with these records in a table: a row of the same primary key is replaced, others are added.

        A record is the whole row: a field it lacks is blank (take it from `records` and change it). Calculated fields are
        ignored. The one row of a setup table is replaced. A changed average cost period or calculation type lets the
        average items wait for their adjustment (costing-engine.md 3.1). LedgerInvalid for what cannot be read.
        """
        definition = _definition(table)
        given, unreadable = given_records(definition, records)
        added, defects = parse_rows(definition, given)
        if errors(defects := [*unreadable, *defects]):
            raise LedgerInvalid(defects)
        old = self.table(definition.name)
        if definition.is_setup:
            return after_upsert(self, self.with_tables(added.take([added.length - 1]) if added.length else old), definition.name)
        if not definition.key:
            return self.with_tables(old.concat(added))
        position = {key: i for i, key in enumerate(added.keys(definition.key))}  # the last record of a key wins
        keys = old.keys(definition.key) if old.length else []
        stays = np.array([k not in position for k in keys], dtype=np.bool_)
        merged = old.take(stays) if old.length else old
        order = [k for k in keys if k in position]
        fresh = [k for k in position if k not in set(order)]
        merged = merged.concat(added.take([position[k] for k in (*order, *fresh)]))
        if order:  # replaced rows keep their place
            rank = {k: i for i, k in enumerate((*(k for k in keys if k not in position), *order, *fresh))}
            merged = merged.take([rank[k] for k in (*keys, *fresh)])
        return after_upsert(self, self.with_tables(finish(merged)), definition.name)

    def with_tables(self, *tables: Table) -> Ledger:
        """With these tables in place of those of the same name."""
        return replace(self, tables={**self.tables, **{t.name: t for t in tables}})

    def without(self, name: str) -> Ledger:
        """With the rows of one table removed."""
        return replace(self, tables={**self.tables, name: Table(BY_NAME[name], origin=None)})

    @cached_property
    def memo(self) -> dict[Any, Any]:
        """A place for views to keep what they computed from this ledger (immutable, so it never goes stale)."""
        return {}

    def let_go(self, keep: Iterable[Any] = ()) -> None:
        """Forgets what views computed, but for some keys of `memo`: what is asked for again is computed again."""
        kept = set(keep)
        for key in [key for key in self.memo if key not in kept]:
            del self.memo[key]


def _definition(title: str) -> TableDef:
    found = find_table(title) if isinstance(title, str) else None
    if found is None:
        raise LedgerInvalid([problem("L08", str(title), f"There is no table {title!r}.")])
    return found


def rows_table(name: str, rows: Sequence[Row]) -> Table:
    """A table of a declared name from rows of internal values."""
    return table_of(BY_NAME[name], rows)


def column_array(name: str, caption: str, values: Sequence[Any]) -> Any:
    """Internal values as the array of a declared column."""
    return array_of(BY_NAME[name].by_caption[caption], values)


@dataclass(frozen=True)
class Outcome:
    """What a stage makes of a ledger: the new ledger, the rows it added and changed, problems, and the stage's own results."""

    ledger: Ledger
    added_rows: Mapping[str, Table] = field(default_factory=dict)
    changed_rows: Mapping[str, Table] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    skipped: Sequence[Mapping[str, Any]] = ()
    posted_count: int = 0
    queue: Sequence[int] = ()
    warnings: Sequence[Any] = ()
    controls: Sequence[Mapping[str, Any]] = ()
    statuses: Mapping[str, str] = field(default_factory=dict)
    results: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def added(self) -> dict[str, Records]:
        """Added records by table (tables without any are left out)."""
        return {name: to_records(table) for name, table in self.added_rows.items() if table.length}

    @cached_property
    def changed(self) -> dict[str, Records]:
        """Changed records by table, as they are now."""
        return {name: to_records(table) for name, table in self.changed_rows.items() if table.length}
