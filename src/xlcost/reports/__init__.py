"""HOW IT IS LAID OUT: a report is a record; REPORTS lists them."""
