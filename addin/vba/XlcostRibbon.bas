Attribute VB_Name = "XlcostRibbon"
Option Explicit
' The buttons. Each carries the tag of a command; what it does is decided in Python (xlcost.faces.ribbon).
Private theRibbon As Object

Public Sub XlcOnLoad(ribbon As IRibbonUI)
    Set theRibbon = ribbon
End Sub

Public Sub XlcRun(control As IRibbonControl)
    XlcCommand control.Tag
End Sub

Public Sub XlcGetEnabled(control As IRibbonControl, ByRef enabled As Variant)
    enabled = Not (ActiveWorkbook Is Nothing)
End Sub

' Also for keyboard macros: Application.Run "xlcost.xlam!XlcCommand", "reconcile"
Public Sub XlcCommand(ByVal tag As String)
    Dim reply As Variant
    On Error GoTo Failed
    reply = XlcAsk("command", tag, Array())
    If reply(0) = "accepted" Then Application.StatusBar = reply(1) Else XlcAfter
    If reply(0) = "refused" Then MsgBox reply(1), vbInformation, "xlcost"
    Exit Sub
Failed:
    MsgBox "xlcost does not answer: " & Err.Description & vbLf & "In a terminal, xlcost addin doctor tells which link is missing.", vbExclamation, "xlcost"
End Sub

' After a command the buttons and the cells with functions follow. An agent calls it when its command is over.
Public Sub XlcAfter(Optional ByVal recalculate As Boolean = True)
    On Error Resume Next
    If recalculate And XlcFunctionsUsed Then Application.CalculateFull
    If Not theRibbon Is Nothing Then theRibbon.Invalidate
End Sub
