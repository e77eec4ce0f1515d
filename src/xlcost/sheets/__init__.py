"""HOW IT SITS IN A FILE: reading, guarding, filling templates, writing."""
