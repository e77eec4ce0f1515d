"""WHO ASKS: command line, ribbon, functions; thin and replaceable."""
