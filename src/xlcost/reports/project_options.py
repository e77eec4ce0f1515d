"""Request pages of the project reports."""

from __future__ import annotations

import datetime as dt

from pydantic import Field

from xlcost.reports.options import Options


class ProjectOptions(Options):
    """A request page with a filter on projects."""

    project_filter: str = Field("", alias="Project Filter")


class ProjectDayOptions(ProjectOptions):
    """A request page with a filter on projects and a control date (default: the work date)."""

    control_date: dt.date | None = Field(None, alias="Control Date")

    @property
    def day(self) -> int:
        """Day of the control date."""
        return self.day_or_work_date("control_date", "Enter the control date.")
