"""WHO ASKS, from another program: questions as text, answered in one long-lived process that keeps the snapshots.

The Excel add-in and the Calc add-in ask the same desk (`desk.Desk`) in the same text (`wire`); they differ in the way
there: Excel's own automation (`excel`), a pipe to a child process (`pipe`), or HTTP on the loopback address (`server`).
"""
