Attribute VB_Name = "XlcostLink"
Option Explicit
' Questions to xlcost and its replies as text; the format is told in xlcost/faces/agent/wire.py.
Public XlcFunctionsUsed As Boolean

Public Function XlcFunction(ByVal name As String, ByVal arguments As Variant) As Variant
    Dim reply As Variant
    XlcFunctionsUsed = True
    XlcFunction = CVErr(2042) ' #N/A unless an answer comes; XLC_STATUS() and the command Why tell more
    On Error Resume Next
    reply = XlcAsk("function", name, arguments)
    XlcFunction = reply(1)
End Function

Public Function XlcAsk(ByVal kind As String, ByVal name As String, ByVal arguments As Variant) As Variant
    Dim lines() As String, reply As Variant, found() As Variant, i As Long
    ReDim lines(0 To UBound(arguments) + 1)
    lines(0) = Join(Array(kind, name, XlcEscape(XlcBook()), XlcVersion()), vbTab)
    For i = 0 To UBound(arguments)
        lines(i + 1) = XlcWrite(arguments(i))
    Next
    reply = Split(XlcSend(Join(lines, vbLf)), vbLf)
    ReDim found(0 To UBound(reply))
    For i = 0 To UBound(reply)
        found(i) = XlcRead(reply(i))
    Next
    XlcAsk = found
End Function

Public Function XlcWrite(ByVal value As Variant) As String
    Dim rows() As String, cells() As String, r As Long, c As Long
    If IsObject(value) Then XlcWrite = XlcWrite(CallByName(value, "Value2", VbGet)): Exit Function
    If Not IsArray(value) Then XlcWrite = XlcWriteCell(value): Exit Function
    ReDim rows(LBound(value, 1) To UBound(value, 1))
    ReDim cells(LBound(value, 2) To UBound(value, 2))
    For r = LBound(value, 1) To UBound(value, 1)
        For c = LBound(value, 2) To UBound(value, 2)
            cells(c) = XlcWriteCell(value(r, c))
        Next
        rows(r) = Join(cells, vbTab)
    Next
    XlcWrite = Join(rows, Chr(11))
End Function

Private Function XlcWriteCell(ByVal value As Variant) As String
    Select Case VarType(value)
        Case vbEmpty, vbNull: XlcWriteCell = ""
        Case vbString: If value <> "" Then XlcWriteCell = "t" & XlcEscape(value)
        Case vbBoolean: XlcWriteCell = IIf(value, "b1", "b0")
        Case vbError: XlcWriteCell = "e" & CLng(value)
        Case Else: XlcWriteCell = "n" & Trim(Str(CDbl(value)))
    End Select
End Function

Public Function XlcRead(ByVal text As String) As Variant
    Dim rows As Variant, cells As Variant, found() As Variant, r As Long, c As Long
    rows = Split(text, Chr(11))
    If InStr(text, vbTab) = 0 And UBound(rows) < 1 Then XlcRead = XlcReadCell(text): Exit Function
    ReDim found(0 To UBound(rows), 0 To UBound(Split(rows(0) & vbTab, vbTab)) - 1)
    For r = 0 To UBound(rows)
        cells = Split(rows(r) & vbTab, vbTab)
        For c = 0 To UBound(cells) - 1
            found(r, c) = XlcReadCell(cells(c))
        Next
    Next
    XlcRead = found
End Function

Private Function XlcReadCell(ByVal text As String) As Variant
    Select Case Left(text, 1)
        Case "n": XlcReadCell = Val(Mid(text, 2))
        Case "t": XlcReadCell = XlcPlain(Mid(text, 2))
        Case "b": XlcReadCell = (text = "b1")
        Case "e": XlcReadCell = CVErr(CLng(Mid(text, 2)))
        Case Else: XlcReadCell = text ' a state, or blank
    End Select
End Function

Private Function XlcEscape(ByVal text As String) As String
    text = Replace(Replace(Replace(text, "\", "\\"), vbTab, "\t"), vbLf, "\n")
    XlcEscape = Replace(Replace(text, Chr(11), "\v"), vbCr, "\r")
End Function

Private Function XlcPlain(ByVal text As String) As String
    text = Replace(Replace(Replace(text, "\\", Chr(0)), "\t", vbTab), "\n", vbLf)
    XlcPlain = Replace(Replace(Replace(text, "\v", Chr(11)), "\r", vbCr), Chr(0), "\")
End Function
