"""R7: faults put into a reconciled random ledger are each named with their amount, and nothing stays unexplained."""

import random
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from gl_books import company, general_setup, random_values
from xlcost import Ledger, post_inventory_cost, reconcile_inventory

D = Decimal
FAULTS = ("dropped", "dropped value entry", "duplicated", "shifted", "altered", "remapped", "manual", "blocked", "not posted")
seeds = st.integers(0, 10**9)


class Books:
    """A posted ledger as plain rows, and the causes that the faults put in must show: {(account, cause): amount}."""

    def __init__(self, seed, method):
        self.random = random.Random(seed)
        values = random_values(self.random, 40)
        for entry in values:  # a document per entry, and one account per line of an entry, so that a fault has one name
            entry["Document No."] = f"D{entry['Entry No.']}"
            entry["Dimension Set ID"] = 0
        ledger = company(values)
        ledger = post_inventory_cost(ledger, method, "" if method == "Per Entry" else "COST").ledger
        assert reconcile_inventory(ledger).ties
        self.tables = {name: ledger.records(name) for name in ledger.tables}
        self.expected: dict[tuple[str, str], D] = {}
        self.used: set[int] = set()
        self.last = ledger.last_no("G/L Entry")
        self.value_of = {}
        for row in self.tables["G/L - Item Ledger Relation"]:
            self.value_of.setdefault(row["G/L Entry No."], []).append(row["Value Entry No."])

    def next_number(self):
        """A G/L entry number that no entry ever had."""
        self.last += 1
        return self.last

    def expect(self, account, cause, amount):
        key = (account, cause)
        self.expected[key] = self.expected.get(key, D(0)) + amount

    def entry(self):
        """A G/L entry of one value entry whose value entry no fault has touched yet, and no other line of it on that account."""
        rows = list(self.tables["G/L Entry"])
        self.random.shuffle(rows)
        for row in rows:
            behind = self.value_of.get(row["Entry No."], [])
            twins = [r for r in rows if self.value_of.get(r["Entry No."]) == behind and r["G/L Account No."] == row["G/L Account No."]]
            if len(behind) == 1 and behind[0] not in self.used and len(twins) == 1:
                self.used.add(behind[0])
                return row
        return None

    def inject(self, fault):
        if fault in ("remapped", "blocked", "manual"):
            return getattr(self, fault)()
        row = self.entry()
        return None if row is None else getattr(self, fault.replace(" ", "_"))(row)

    def dropped(self, row):
        self.tables["G/L Entry"].remove(row)
        self.expect(row["G/L Account No."], "Posted flag without G/L entry", -row["Amount"])

    def dropped_value_entry(self, row):
        (number,) = self.value_of[row["Entry No."]]
        self.tables["Value Entry"] = [r for r in self.tables["Value Entry"] if r["Entry No."] != number]
        for other in self.tables["G/L Entry"]:
            if self.value_of.get(other["Entry No."]) == [number]:
                self.expect(other["G/L Account No."], "Inventory posting without value entry", other["Amount"])

    def duplicated(self, row):
        number = self.next_number()
        self.tables["G/L Entry"].append({**row, "Entry No.": number})
        self.expect(row["G/L Account No."], "Inventory posting without value entry", row["Amount"])

    def shifted(self, row):
        row["Posting Date"] = "2026-02-02"
        self.expect(row["G/L Account No."], "Posting date outside period", -row["Amount"])

    def altered(self, row):
        change = D(self.random.choice((-1, 1)) * self.random.randint(1, 9999)) / 100
        row["Amount"] += change
        self.expect(row["G/L Account No."], "Amount difference", change)

    def not_posted(self, row):
        """A value entry whose cost rose after posting."""
        (number,) = self.value_of[row["Entry No."]]
        entry = next(r for r in self.tables["Value Entry"] if r["Entry No."] == number)
        if not entry["Cost Amount (Actual)"]:
            return
        before = accounts_of(self.tables, number)
        entry["Cost Amount (Actual)"] += D("1.50")
        after = accounts_of(self.tables, number)
        for account in after:
            self.expect(account, "Not yet posted", before.get(account, D(0)) - after[account])

    def manual(self):
        account = self.random.choice(self.tables["Inventory Posting Setup"])["Inventory Account"]
        number = self.next_number()
        amount = D(self.random.randint(1, 99999)) / 100
        journal = {"G/L Account No.": account, "Posting Date": "2026-01-15", "Amount": amount, "Source Code": "GENJNL"}
        self.tables["G/L Entry"].append({"Entry No.": number, **journal})
        self.expect(account, "Direct G/L posting", amount)

    def remapped(self):
        """COGS of blank / RETAIL moves to the account of blank / MFG; the old account stays in the setup, as a variance account."""
        row = self.tables["General Posting Setup"][0]
        if row["COGS Account"] == "7001":
            row["COGS Account"], row["Purchase Variance Account"] = "7011", "7001"

    def blocked(self):
        """A value entry that posting refuses because its account is blocked."""
        number = max(r["Entry No."] for r in self.tables["Value Entry"]) + 1
        template = next(
            r for r in self.tables["Value Entry"] if r["Item Ledger Entry Type"] == "Purchase" and r["Entry Type"] == "Direct Cost"
        )
        self.tables["General Posting Setup"].append({**general_setup()[0], "Gen. Prod. Posting Group": f"X{number}", "Blocked": True})
        fresh = {**template, "Entry No.": number, "Cost Amount (Actual)": D(12), "Cost Amount (Expected)": D(0), "Cost Posted to G/L": D(0)}
        fresh |= {"Expected Cost Posted to G/L": D(0), "Gen. Bus. Posting Group": "", "Gen. Prod. Posting Group": f"X{number}"}
        self.tables["Value Entry"].append(fresh)
        for account, amount in accounts_of(self.tables, number).items():
            self.expect(account, "Not yet posted", -amount)

    def ledger(self):
        return Ledger.from_records(self.tables)


def accounts_of(tables, number):
    """Projected amount per account of one value entry."""
    rows = [r for r in tables["Value Entry"] if r["Entry No."] == number]
    alone = Ledger.from_records({**tables, "Value Entry": rows, "G/L Entry": [], "G/L - Item Ledger Relation": []})
    return {no: a["projected"] for no, a in reconcile_inventory(alone).accounts.items() if a["projected"]}


@given(seeds, st.lists(st.sampled_from([f for f in FAULTS if f != "remapped"]), min_size=1, max_size=5))
def test_faults_are_named_with_their_amount(seed, faults):
    books = Books(seed, "Per Entry")
    for fault in faults:
        books.inject(fault)
    found = reconcile_inventory(books.ledger(), date_to="2026-01-31")
    assert found.is_explained
    named = {(no, cause): amount for no, a in found.accounts.items() for cause, amount in a["causes"].items()}
    assert named == {key: amount for key, amount in books.expected.items() if amount}
    for (no, cause), amount in named.items():
        assert sum(e["Amount"] for e in found.cause_entries(no, cause)) == amount


@given(seeds, st.lists(st.sampled_from(FAULTS), min_size=1, max_size=5), st.booleans(), st.sampled_from(["Per Entry", "Per Posting Group"]))
def test_nothing_stays_unexplained_with_or_without_relation_table_and_filters(seed, faults, relation, method):
    books = Books(seed, method)
    for fault in faults:
        books.inject(fault)
    if not relation:
        del books.tables["G/L - Item Ledger Relation"], books.tables["G/L Register"]
    ledger = books.ledger()
    filters = (
        {},
        {"date_to": "2026-01-10"},
        {"date_from": "2026-01-11"},
        {"items": ["A"]},
        {"locations": ["EAST"], "date_to": "2026-01-31"},
    )
    for filter_ in filters:
        found = reconcile_inventory(ledger, **filter_)
        for account in (*found.accounts.values(), *found.fields.values()):
            assert account["unexplained"] == 0
            assert sum(account["causes"].values()) == account["difference"]
        assert all(r["Unexplained"] == 0 for r in found.tie_out_grid())
        for no, account in found.accounts.items():
            by_cause: dict[str, D] = {}
            for entry in found.cause_entries(no):
                by_cause[entry["Cause"]] = by_cause.get(entry["Cause"], D(0)) + entry["Amount"]
            assert {c: v for c, v in by_cause.items() if v} == account["causes"]


@given(seeds)
def test_a_remapped_account_is_re_assigned_by_its_whole_amount(seed):
    books = Books(seed, "Per Entry")
    before = reconcile_inventory(books.ledger()).accounts
    books.remapped()
    found = reconcile_inventory(books.ledger())
    moved = {no: a["causes"] for no, a in found.accounts.items() if a["causes"]}
    assert {c for causes in moved.values() for c in causes} <= {"Account re-assigned in setup", "Posted flag without G/L entry"}
    assert all(a["unexplained"] == 0 for a in found.accounts.values())
    assert found.accounts["7011"]["projected"] == before["7011"]["projected"] + before["7001"]["projected"]


@given(seeds, st.lists(st.sampled_from(FAULTS), min_size=1, max_size=3), st.booleans(), st.randoms(use_true_random=False))
def test_shuffled_rows_give_the_same_explanation(seed, faults, relation, shuffle):
    """R5."""
    books = Books(seed, "Per Entry")
    for fault in faults:
        books.inject(fault)
    if not relation:
        del books.tables["G/L - Item Ledger Relation"], books.tables["G/L Register"]
    expected = reconcile_inventory(books.ledger())
    for rows in books.tables.values():
        shuffle.shuffle(rows)
    found = reconcile_inventory(books.ledger())
    assert (found.matrix, found.accounts, found.fields) == (expected.matrix, expected.accounts, expected.fields)
    assert found.cause_entries() == expected.cause_entries()
    assert found.links == expected.links
    assert found.tie_out_grid() == expected.tie_out_grid()


@given(seeds)
def test_without_relation_table_a_clean_ledger_still_ties(seed):
    for method in ("Per Entry", "Per Posting Group"):
        books = Books(seed, method)
        del books.tables["G/L - Item Ledger Relation"], books.tables["G/L Register"]
        found = reconcile_inventory(books.ledger())
        assert found.ties
        assert all(r["Match Quality"] in (1, 2, 3) for r in found.links)
