"""The house templates: the look of look.md, once, as a workbook that anybody can open and change."""
