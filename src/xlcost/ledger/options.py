"""Option fields: captions and ordinals of Business Central (costing-engine.md 1.9, project-wip.md 1)."""

from __future__ import annotations

from enum import IntEnum
from typing import Self


class Option(IntEnum):
    """An option value: an integer (its ordinal) that knows its caption and the captions of other versions."""

    caption: str
    aliases: tuple[str, ...]

    def __new__(cls, ordinal: int, caption: str = "", *aliases: str) -> Self:
        member = int.__new__(cls, ordinal)
        member._value_ = ordinal
        member.caption = caption
        member.aliases = aliases
        return member

    def __str__(self) -> str:
        return self.caption

    @classmethod
    def of(cls, ordinal: int) -> Self:
        """The member of an ordinal."""
        return cls._value2member_map_[int(ordinal)]  # type: ignore[return-value]

    @classmethod
    def blank(cls) -> Self:
        """The value of an empty cell: the member without caption, else the first option."""
        members = list(cls)
        return next((m for m in members if not m.caption), members[0])

    @classmethod
    def caption_of(cls, ordinal: int) -> str:
        """The caption of an ordinal; the ordinal as text when there is no such option."""
        member = cls._value2member_map_.get(int(ordinal))
        return str(member) if member is not None else str(ordinal)

    @classmethod
    def lookup(cls) -> dict[str, Self]:
        """Members by case-folded caption, current or older."""
        return {name.casefold(): m for m in cls for name in (m.caption, *m.aliases)}


class ItemLedgerEntryType(Option):
    PURCHASE = 0, "Purchase"
    SALE = 1, "Sale"
    POSITIVE_ADJMT = 2, "Positive Adjmt."
    NEGATIVE_ADJMT = 3, "Negative Adjmt."
    TRANSFER = 4, "Transfer"
    CONSUMPTION = 5, "Consumption"
    OUTPUT = 6, "Output"
    BLANK = 7, ""
    ASSEMBLY_CONSUMPTION = 8, "Assembly Consumption"
    ASSEMBLY_OUTPUT = 9, "Assembly Output"


class ValueEntryType(Option):
    DIRECT_COST = 0, "Direct Cost"
    REVALUATION = 1, "Revaluation"
    ROUNDING = 2, "Rounding"
    INDIRECT_COST = 3, "Indirect Cost"
    VARIANCE = 4, "Variance"
    TOTAL = 5, "Total"
    DIRECT_COST_NON_INVENTORY = 10, "Direct Cost - Non Inventory"


class VarianceType(Option):
    BLANK = 0, ""
    PURCHASE = 1, "Purchase"
    MATERIAL = 2, "Material"
    CAPACITY = 3, "Capacity"
    CAPACITY_OVERHEAD = 4, "Capacity Overhead"
    MANUFACTURING_OVERHEAD = 5, "Manufacturing Overhead"
    SUBCONTRACTED = 6, "Subcontracted"
    MATERIAL_NON_INVENTORY = 7, "Material - Non Inventory"


class DocumentType(Option):
    BLANK = 0, ""
    SALES_SHIPMENT = 1, "Sales Shipment"
    SALES_INVOICE = 2, "Sales Invoice"
    SALES_RETURN_RECEIPT = 3, "Sales Return Receipt"
    SALES_CREDIT_MEMO = 4, "Sales Credit Memo"
    PURCHASE_RECEIPT = 5, "Purchase Receipt"
    PURCHASE_INVOICE = 6, "Purchase Invoice"
    PURCHASE_RETURN_SHIPMENT = 7, "Purchase Return Shipment"
    PURCHASE_CREDIT_MEMO = 8, "Purchase Credit Memo"
    TRANSFER_SHIPMENT = 9, "Transfer Shipment"
    TRANSFER_RECEIPT = 10, "Transfer Receipt"
    SERVICE_SHIPMENT = 11, "Service Shipment"
    SERVICE_INVOICE = 12, "Service Invoice"
    SERVICE_CREDIT_MEMO = 13, "Service Credit Memo"
    POSTED_ASSEMBLY = 14, "Posted Assembly"
    INVENTORY_RECEIPT = 19, "Inventory Receipt"
    INVENTORY_SHIPMENT = 20, "Inventory Shipment"
    DIRECT_TRANSFER = 21, "Direct Transfer"


class GLDocumentType(Option):
    BLANK = 0, ""
    PAYMENT = 1, "Payment"
    INVOICE = 2, "Invoice"
    CREDIT_MEMO = 3, "Credit Memo"
    FINANCE_CHARGE_MEMO = 4, "Finance Charge Memo"
    REMINDER = 5, "Reminder"
    REFUND = 6, "Refund"


class SourceType(Option):
    BLANK = 0, ""
    CUSTOMER = 1, "Customer"
    VENDOR = 2, "Vendor"
    ITEM = 3, "Item"


class OrderType(Option):
    BLANK = 0, ""
    PRODUCTION = 1, "Production"
    TRANSFER = 2, "Transfer"
    SERVICE = 3, "Service"
    ASSEMBLY = 4, "Assembly"


class CapacityType(Option):
    WORK_CENTER = 0, "Work Center"
    MACHINE_CENTER = 1, "Machine Center"
    BLANK = 2, ""
    RESOURCE = 3, "Resource"


class UnitCostCalculation(Option):
    TIME = 0, "Time"
    UNITS = 1, "Units"


class InventoryValuePer(Option):
    BLANK = 0, ""
    ITEM = 1, "Item"
    LOCATION = 2, "Location"
    VARIANT = 3, "Variant"
    LOCATION_AND_VARIANT = 4, "Location and Variant"


class CostingMethod(Option):
    FIFO = 0, "FIFO"
    LIFO = 1, "LIFO"
    SPECIFIC = 2, "Specific"
    AVERAGE = 3, "Average"
    STANDARD = 4, "Standard"


class ItemType(Option):
    INVENTORY = 0, "Inventory"
    SERVICE = 1, "Service"
    NON_INVENTORY = 2, "Non-Inventory"


class PreventNegativeInventory(Option):
    DEFAULT = 0, "Default"
    NO = 1, "No"
    YES = 2, "Yes"


class ReplenishmentSystem(Option):
    PURCHASE = 0, "Purchase"
    PROD_ORDER = 1, "Prod. Order"
    TRANSFER = 2, "Transfer"
    ASSEMBLY = 3, "Assembly"


class AutomaticCostAdjustment(Option):
    NEVER = 0, "Never"
    DAY = 1, "Day"
    WEEK = 2, "Week"
    MONTH = 3, "Month"
    QUARTER = 4, "Quarter"
    YEAR = 5, "Year"
    ALWAYS = 6, "Always"


class AverageCostCalcType(Option):
    BLANK = 0, ""
    ITEM = 1, "Item"
    ITEM_LOCATION_VARIANT = 2, "Item & Location & Variant"


class AverageCostPeriod(Option):
    BLANK = 0, ""
    DAY = 1, "Day"
    WEEK = 2, "Week"
    MONTH = 3, "Month"
    QUARTER = 4, "Quarter"
    YEAR = 5, "Year"
    ACCOUNTING_PERIOD = 6, "Accounting Period"


class GLAccountType(Option):
    POSTING = 0, "Posting"
    HEADING = 1, "Heading"
    TOTAL = 2, "Total"
    BEGIN_TOTAL = 3, "Begin-Total"
    END_TOTAL = 4, "End-Total"


class IncomeBalance(Option):
    INCOME_STATEMENT = 0, "Income Statement"
    BALANCE_SHEET = 1, "Balance Sheet"


class OrderStatus(Option):
    SIMULATED = 0, "Simulated"
    PLANNED = 1, "Planned"
    FIRM_PLANNED = 2, "Firm Planned"
    RELEASED = 3, "Released"
    FINISHED = 4, "Finished"


class OrderSourceType(Option):
    ITEM = 0, "Item"
    FAMILY = 1, "Family"
    SALES_HEADER = 2, "Sales Header"


class AssemblyDocumentType(Option):
    QUOTE = 0, "Quote"
    ORDER = 1, "Order"
    BLANKET_ORDER = 4, "Blanket Order"


class PeriodEntryType(Option):
    CLOSE = 0, "Close"
    RE_OPEN = 1, "Re-open"


class CombinationRestriction(Option):
    LIMITED = 0, "Limited"
    BLOCKED = 1, "Blocked"


class ProjectStatus(Option):
    PLANNING = 0, "Planning"
    QUOTE = 1, "Quote"
    OPEN = 2, "Open", "Order"
    COMPLETED = 3, "Completed"


class ProjectBlocked(Option):
    BLANK = 0, ""
    POSTING = 1, "Posting"
    ALL = 2, "All"


class WIPPostingMethod(Option):
    PER_PROJECT = 0, "Per Project", "Per Job"
    PER_PROJECT_LEDGER_ENTRY = 1, "Per Project Ledger Entry", "Per Job Ledger Entry"


class WIPTotal(Option):
    BLANK = 0, ""
    TOTAL = 1, "Total"
    EXCLUDED = 2, "Excluded"


class PlanningLineType(Option):
    BUDGET = 0, "Budget", "Schedule"
    BILLABLE = 1, "Billable", "Contract"
    BOTH = 2, "Both Budget and Billable", "Both Schedule and Contract"


class ProjectLineType(Option):
    RESOURCE = 0, "Resource"
    ITEM = 1, "Item"
    GL_ACCOUNT = 2, "G/L Account"
    TEXT = 3, "Text"


class ProjectLedgerEntryType(Option):
    USAGE = 0, "Usage"
    SALE = 1, "Sale"


class LedgerEntryType(Option):
    BLANK = 0, ""
    RESOURCE = 1, "Resource"
    ITEM = 2, "Item"
    GL_ACCOUNT = 3, "G/L Account"


class RecognizedCosts(Option):
    AT_COMPLETION = 0, "At Completion"
    COST_OF_SALES = 1, "Cost of Sales"
    COST_VALUE = 2, "Cost Value"
    CONTRACT_INVOICED_COST = 3, "Contract (Invoiced Cost)", "Contract (Invoice Cost)", "Billable (Invoiced Cost)"
    USAGE_TOTAL_COST = 4, "Usage (Total Cost)"


class RecognizedSales(Option):
    AT_COMPLETION = 0, "At Completion"
    CONTRACT_INVOICED_PRICE = 1, "Contract (Invoiced Price)", "Contract (Invoice Price)", "Billable (Invoiced Price)"
    USAGE_TOTAL_COST = 2, "Usage (Total Cost)"
    USAGE_TOTAL_PRICE = 3, "Usage (Total Price)"
    PERCENTAGE_OF_COMPLETION = 4, "Percentage of Completion"
    SALES_VALUE = 5, "Sales Value"


class ProjectWIPEntryType(Option):
    APPLIED_COSTS = 0, "Applied Costs"
    APPLIED_SALES = 1, "Applied Sales"
    RECOGNIZED_COSTS = 2, "Recognized Costs"
    RECOGNIZED_SALES = 3, "Recognized Sales"
    ACCRUED_COSTS = 4, "Accrued Costs"
    ACCRUED_SALES = 5, "Accrued Sales"
