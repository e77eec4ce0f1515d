"""Request pages: the options of each report by caption, checked with sentences (valuation-reports.md 10).

An option model is a pydantic model whose aliases are the captions. An absent option has its default; a date that
is given blank is *cleared*, which some reports refuse ("Enter the valuation date.").
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any, ClassVar, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from xlcost.ledger.values import Unreadable, day_of, is_blank
from xlcost.problems import XlcostError
from xlcost.views.filters import FlowFilters, ItemFilters

MAX_DAY = dt.date(9999, 12, 31).toordinal()  # the ERP's open end


class Options(BaseModel):
    """What every report accepts."""

    model_config = ConfigDict(extra="forbid", populate_by_name=False, frozen=True, str_strip_whitespace=False)

    compatibility: Literal["exact", "clean"] = Field("exact", alias="Compatibility")
    work_date: dt.date | None = Field(None, alias="Work Date")

    @field_validator("*", mode="before")
    @classmethod
    def _readable(cls, value: Any, info: Any) -> Any:
        field = cls.model_fields[info.field_name or ""]
        if field.annotation in (dt.date | None, dt.date):
            return _date(value)
        if field.annotation is bool:
            return _yes_no(value)
        if field.annotation is str:
            return _text(value)
        if isinstance(value, str):
            return _choice(field.annotation, value)
        return value

    @property
    def clean(self) -> bool:
        """Whether the report corrects the ERP's quirks."""
        return self.compatibility == "clean"

    def cleared(self, name: str) -> bool:
        """Whether an option was given blank, as against not given."""
        return name in self.model_fields_set and getattr(self, name) is None

    def day_or_work_date(self, name: str, sentence: str) -> int:
        """Day of an option whose default is the work date; `sentence` is the error when it is cleared."""
        if self.cleared(name):
            code = re.sub(r"\W+", "_", caption_of(type(self), name)).upper() + "_MISSING"
            raise XlcostError(code, sentence, where=caption_of(type(self), name))
        value: dt.date | None = getattr(self, name)
        return value.toordinal() if value is not None else self.work_day()

    def work_day(self) -> int:
        """Day of the work date; WORK_DATE_MISSING when none was given."""
        if self.work_date is None:
            raise XlcostError(
                "WORK_DATE_MISSING",
                "The report needs a date and none is given.",
                where="Work Date",
                rule="A report never asks the clock.",
                remedy="Give the dates of the report, or the option Work Date.",
            )
        return self.work_date.toordinal()


class FlowOptions(Options):
    """Item filters and flow filters (0.2)."""

    item_filter: str = Field("", alias="Item Filter")
    inventory_posting_group_filter: str = Field("", alias="Inventory Posting Group Filter")
    statistics_group_filter: str = Field("", alias="Statistics Group Filter")
    location_filter: str = Field("", alias="Location Filter")
    variant_filter: str = Field("", alias="Variant Filter")
    global_dimension_1_filter: str = Field("", alias="Global Dimension 1 Filter")
    global_dimension_2_filter: str = Field("", alias="Global Dimension 2 Filter")

    flow_filters_apply: ClassVar[bool] = True

    @property
    def items(self) -> ItemFilters:
        """The filters on the item card."""
        return ItemFilters(self.item_filter, self.inventory_posting_group_filter, self.statistics_group_filter)

    @property
    def flow(self) -> FlowFilters:
        """The filters on ledger rows."""
        if not self.flow_filters_apply:
            return FlowFilters()
        return FlowFilters(self.location_filter, self.variant_filter, self.global_dimension_1_filter, self.global_dimension_2_filter)


class PeriodOptions(FlowOptions):
    """Starting Date and Ending Date; the work date ends the period only when both are blank."""

    starting_date: dt.date | None = Field(None, alias="Starting Date")
    ending_date: dt.date | None = Field(None, alias="Ending Date")

    @property
    def start(self) -> int:
        """Day of the start, 0 = from the beginning."""
        return self.starting_date.toordinal() if self.starting_date else 0

    @property
    def end(self) -> int:
        """Day of the end."""
        if self.ending_date is not None:
            return self.ending_date.toordinal()
        return MAX_DAY if self.starting_date is not None else self.work_day()


def caption_of(model: type[BaseModel], name: str) -> str:
    """The caption of an option."""
    return model.model_fields[name].alias or name


def _date(value: Any) -> dt.date | None:
    if is_blank(value):
        return None
    try:
        return dt.date.fromordinal(day_of(value))
    except Unreadable:
        raise ValueError(f"{value!r} is not a date; write it as 2026-10-31") from None


def _yes_no(value: Any) -> bool:
    words = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False, "": False, "none": False}
    found = words.get(str(value).strip().casefold())
    if found is None:
        raise ValueError(f"{value!r} is neither Yes nor No")
    return found


def _text(value: Any) -> str:
    if is_blank(value):
        return ""
    if isinstance(value, (list, tuple)):  # several values: any of them
        return "|".join("'" + str(v).replace("'", "''") + "'" for v in value)
    return str(value)


def _choice(annotation: Any, value: str) -> str:
    """The option value in its own spelling, whatever the case it was given in."""
    captions = {str(c).casefold(): str(c) for c in getattr(annotation, "__args__", ())}
    found = captions.get(" ".join(value.split()).casefold())
    if found is None and captions:
        raise ValueError(f"{value!r} is not one of {', '.join(captions.values())}")
    return found or value


AnyOptions = TypeVar("AnyOptions", bound=Options)


def read_options(model: type[AnyOptions], given: Mapping[str, Any], report: str) -> AnyOptions:
    """The options of a report; OPTION_UNKNOWN or OPTION_INVALID with a sentence when they do not fit its request page."""
    captions = {caption_of(model, name): name for name in model.model_fields}
    spelling = {c.casefold(): c for c in captions}
    named: dict[str, Any] = {}
    for caption, value in given.items():
        known = spelling.get(" ".join(str(caption).split()).casefold())
        if known is None:
            near = get_close_matches(str(caption).casefold(), spelling, 1)
            raise XlcostError(
                "OPTION_UNKNOWN",
                f"The report {report} has no option {caption!r}.",
                where=str(caption),
                remedy=(f"Did you mean {spelling[near[0]]}? " if near else "") + f"Its options are {', '.join(captions)}.",
            )
        named[known] = value
    try:
        return model.model_validate(named)
    except ValidationError as error:
        first = error.errors()[0]
        reason = str(first.get("ctx", {}).get("error", "") or first["msg"])
        caption = str(first["loc"][0]) if first["loc"] else report
        raise XlcostError("OPTION_INVALID", f"The option {caption} cannot be used: {reason}.", where=caption) from None
