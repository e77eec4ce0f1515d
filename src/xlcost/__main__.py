"""`python -m xlcost`: the command line."""

from xlcost.faces.cli import main

main()
