Attribute VB_Name = "XlcostCanary"
Option Explicit
' LibreOffice answers every call with nothing when any module of a project does not parse: the canary tells that it did.

Public Function Canary() As String
    Canary = "sings " & ThisWorkbook.Worksheets.Count
End Function

Public Function RoundTrip(ByVal value As Variant) As Variant
    RoundTrip = XlcRead(XlcWrite(value))
End Function

Public Function Written(ByVal value As Variant) As String
    Written = XlcWrite(value)
End Function

Public Function Reply(ByVal kind As String, ByVal name As String) As String
    Dim found As Variant
    found = XlcAsk(kind, name, Array())
    Reply = found(0) & "|" & found(1)
End Function

Public Function WrittenTable() As String
    Dim table(1 To 2, 1 To 2) As Variant
    table(1, 1) = 1.5
    table(1, 2) = "x\"
    table(2, 1) = True
    table(2, 2) = ""
    WrittenTable = XlcWrite(table)
End Function
