"""WHAT FOLLOWS FOR PROJECTS: work in process, calculated and posted."""
