Attribute VB_Name = "XlcostTransport"
Option Explicit
' The way to Python. Paths come from XlcostSettings, written by xlcost addin install; no workbook has a say.

#If Mac Then
Public Function XlcSend(ByVal request As String) As String
    XlcSend = AppleScriptTask("xlcost.applescript", "ask", request)
End Function
#Else
Private Declare PtrSafe Function LoadLibrary Lib "kernel32" Alias "LoadLibraryW" (ByVal path As LongPtr) As LongPtr

Public Function XlcSend(ByVal request As String) As String
    If XlcInterpreter() = "" Then Err.Raise vbObjectError + 513, , "This add-in is not installed. Run: xlcost addin install"
    If Dir(XlcAgentFile()) <> "" Then XlcSend = XlcSendAgent(request) Else XlcSend = XlcSendPython(request)
End Function

Private Function XlcSendPython(ByVal request As String) As String
    Dim py As Variant
    If LoadLibrary(StrPtr(XlcLibrary())) = 0 Then Err.Raise vbObjectError + 514, , "The library " & XlcLibrary() & " does not load."
    If XLPyDLLActivateAuto(py, XlcCommandLine(), 1) <> 0 Then Err.Raise vbObjectError + 515, , CStr(py)
    XlcSendPython = py.Str(py.Call(py.Module("xlcost.faces.agent.excel"), "answer", py.Tuple(request)))
End Function

Private Function XlcSendAgent(ByVal request As String) As String
    Dim file As Integer, facts As Variant, http As Object ' port, token, proof
    file = FreeFile
    Open XlcAgentFile() For Input As #file
    facts = Split(Input(LOF(file), #file), vbCrLf)
    Close #file
    Set http = CreateObject("MSXML2.ServerXMLHTTP.6.0")
    http.setProxy 1
    http.Open "POST", "http://127.0.0.1:" & facts(0) & "/ask", False
    http.setRequestHeader "Authorization", "Bearer " & facts(1)
    http.setRequestHeader "Content-Type", "text/plain; charset=utf-8"
    http.send request
    If http.Status <> 200 Then Err.Raise vbObjectError + 516, , "The agent refuses. Run: xlcost agent start"
    If http.getResponseHeader("X-Xlcost-Proof") <> facts(2) Then Err.Raise vbObjectError + 517, , "Another program answers."
    XlcSendAgent = http.responseText
End Function
#End If

Public Function XlcBook() As String
    If TypeName(Application.Caller) = "Range" Then XlcBook = Application.Caller.Worksheet.Parent.Name: Exit Function
    If Not ActiveWorkbook Is Nothing Then XlcBook = ActiveWorkbook.Name
End Function
