Attribute VB_Name = "XlcostTransport"
Option Explicit
' The way to Python when the tests run this add-in in LibreOffice: the Calc add-in's process.

Public Function XlcSend(ByVal request As String) As String
    Dim desk As Object
    desk = CreateUnoService("org.xlcost.Functions")
    XlcSend = desk.ask(request)
End Function

Public Function XlcBook() As String
    XlcBook = ""
End Function
