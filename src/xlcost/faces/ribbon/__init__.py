"""WHO ASKS, in a workbook that is open: the commands behind ribbon buttons and toolbars.

The one way in is `dispatch(tag)`. It never raises and never shows a traceback.
"""

from __future__ import annotations

from xlcost.faces.ribbon.dispatching import Answer, dispatch

__all__ = ["Answer", "dispatch"]
