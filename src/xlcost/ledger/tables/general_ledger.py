"""General ledger, links, dimensions, and ledgers found by document only (gl-posting A1, C3)."""

from __future__ import annotations

from xlcost.ledger.options import CombinationRestriction, GLAccountType, GLDocumentType, IncomeBalance
from xlcost.ledger.schema import TableDef, amount, code, day, entry_no, integer, option, text, yes_no

GL_ENTRY = TableDef(
    "G/L Entry",
    "ledger",
    (
        entry_no("Entry No.", required=True),
        code("G/L Account No.", required=True),
        day("Posting Date", required=True),
        yes_no("Closing Date"),
        option("Document Type", GLDocumentType),
        code("Document No."),
        code("External Document No."),
        text("Description"),
        amount("Amount", required=True, aliases=("Amount (LCY)",)),
        amount("Additional-Currency Amount"),
        code("Source Code"),
        yes_no("System-Created Entry"),
        code("Reason Code"),
        code("Gen. Bus. Posting Group"),
        code("Gen. Prod. Posting Group"),
        code("Project No."),
        code("Prod. Order No."),
        code("Global Dimension 1 Code"),
        code("Global Dimension 2 Code"),
        integer("Dimension Set ID"),
        code("User ID"),
        code("Source No."),
        code("Journal Batch Name"),
        entry_no("Transaction No."),
        entry_no("G/L Register No."),
        yes_no("Reversed"),
    ),
    key=("Entry No.",),
    titles=("G/L Entries", "General Ledger Entries"),
)

GL_ACCOUNT = TableDef(
    "G/L Account",
    "master",
    (
        code("No.", required=True),
        text("Name"),
        option("Account Type", GLAccountType),
        option("Income/Balance", IncomeBalance),
        yes_no("Direct Posting"),
        yes_no("Blocked"),
        text("Totaling"),
        text("Gen. Posting Type"),
        code("Gen. Bus. Posting Group"),
        code("Gen. Prod. Posting Group"),
        code("VAT Bus. Posting Group"),
        code("VAT Prod. Posting Group"),
    ),
    key=("No.",),
    titles=("G/L Accounts", "Chart of Accounts"),
)

GL_ITEM_LEDGER_RELATION = TableDef(
    "G/L - Item Ledger Relation",
    "link",
    (
        entry_no("G/L Entry No.", required=True),
        entry_no("Value Entry No.", required=True),
        entry_no("G/L Register No."),
    ),
    key=("G/L Entry No.", "Value Entry No."),
)

GL_REGISTER = TableDef(
    "G/L Register",
    "log",
    (
        entry_no("No.", required=True),
        entry_no("From Entry No."),
        entry_no("To Entry No."),
        day("Creation Date"),
        code("Source Code"),
        code("User ID"),
        code("Journal Batch Name"),
    ),
    key=("No.",),
    titles=("G/L Registers",),
)

DIMENSION_SET_ENTRY = TableDef(
    "Dimension Set Entry",
    "dimension",
    (
        integer("Dimension Set ID", required=True),
        code("Dimension Code", required=True),
        code("Dimension Value Code"),
    ),
    key=("Dimension Set ID", "Dimension Code"),
    titles=("Dimension Set Entries",),
)

DIMENSION_COMBINATION = TableDef(
    "Dimension Combination",
    "dimension",
    (
        code("Dimension 1 Code", required=True),
        code("Dimension 2 Code", required=True),
        option("Combination Restriction", CombinationRestriction),
    ),
    key=("Dimension 1 Code", "Dimension 2 Code"),
    titles=("Dimension Combinations",),
)


def _document_ledger(name: str, titles: tuple[str, ...], source: str) -> TableDef:
    return TableDef(
        name,
        "optional",
        (
            entry_no("Entry No.", required=True),
            code(source),
            day("Posting Date"),
            code("Document No."),
            code("External Document No."),
            text("Description"),
            amount("Amount"),
        ),
        key=("Entry No.",),
        titles=titles,
    )


CUSTOMER_LEDGER_ENTRY = _document_ledger("Customer Ledger Entry", ("Customer Ledger Entries", "Cust. Ledger Entry"), "Customer No.")
VENDOR_LEDGER_ENTRY = _document_ledger("Vendor Ledger Entry", ("Vendor Ledger Entries",), "Vendor No.")
VAT_ENTRY = _document_ledger("VAT Entry", ("VAT Entries", "VAT Ledger Entry", "VAT Ledger Entries"), "Bill-to/Pay-to No.")

TABLES = (
    GL_ENTRY,
    GL_ACCOUNT,
    GL_ITEM_LEDGER_RELATION,
    GL_REGISTER,
    DIMENSION_SET_ENTRY,
    DIMENSION_COMBINATION,
    CUSTOMER_LEDGER_ENTRY,
    VENDOR_LEDGER_ENTRY,
    VAT_ENTRY,
)
