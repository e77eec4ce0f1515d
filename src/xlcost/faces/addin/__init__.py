"""The add-ins as files: the Excel add-in compiled from text, the Calc add-in, installing them, and the doctor."""
