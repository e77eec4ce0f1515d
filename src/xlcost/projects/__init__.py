"""What follows for projects: work in process, calculated, posted, reversed, completed (project-wip.md)."""

from xlcost.projects.calculate import calculate_project_wip
from xlcost.projects.posting import post_project_wip
from xlcost.projects.recalculate import recalculate_project_wip
from xlcost.projects.status import complete_project, delete_project_wip, reopen_project

__all__ = ["calculate_project_wip", "complete_project", "delete_project_wip", "post_project_wip", "recalculate_project_wip", "reopen_project"]
