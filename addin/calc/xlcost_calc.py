"""The component of the Calc add-in: worksheet functions and toolbar. Runs in LibreOffice's own Python (3.8 and later).

It knows nothing of costing. It starts xlcost in a process of its own (the command in command.json), asks it in the text
of xlcost/faces/agent/wire.py, and for a toolbar button lets that process in through a pipe with a random name, once.
"""

import json
import os
import secrets
import struct
import subprocess
import threading
import time

import uno
import unohelper
from com.sun.star.bridge import XInstanceProvider
from com.sun.star.lang import XServiceInfo
from com.sun.star.task import XJob, XJobExecutor
from org.xlcost import XFunctions

FUNCTIONS = "org.xlcost.Functions"
TOOLBAR = "org.xlcost.Toolbar"
OPENED = "org.xlcost.Opened"
NOT_AVAILABLE, WRONG_VALUE = 32767, 519
ERRORS = {2007: 532, 2015: WRONG_VALUE, 2023: 524, 2029: 525, 2036: 503, 2042: NOT_AVAILABLE}
ESCAPES = (("\\", "\\\\"), ("\t", "\\t"), ("\n", "\\n"), ("\v", "\\v"), ("\r", "\\r"))
FOLDER = os.path.dirname(os.path.abspath(__file__))


def settings(name):
    with open(os.path.join(FOLDER, name), encoding="utf-8") as file:
        return json.load(file)


class Desk:
    """The xlcost process: started when first asked, started again when it died."""

    def __init__(self):
        self.lock, self.process, self.version = threading.Lock(), None, settings("command.json")["version"]

    def ask(self, kind, name, book, *arguments):
        header = "\t".join(escape(part) for part in (kind, name, book, self.version))
        state, *values = self.send("\n".join([header, *(write(a) for a in arguments)])).split("\n")
        return state, values

    def running(self):
        """The process; started when there is none."""
        with self.lock:
            if self.process is None or self.process.poll() is not None:
                self.process = self.start()
            return self.process

    def send(self, request):
        self.running()
        with self.lock:
            data = request.encode("utf-8")
            self.process.stdin.write(struct.pack(">I", len(data)) + data)
            self.process.stdin.flush()
            length = self.process.stdout.read(4)
            if len(length) < 4:
                raise RuntimeError("xlcost does not answer. In a terminal, xlcost addin doctor tells which link is missing.")
            return self.process.stdout.read(struct.unpack(">I", length)[0]).decode("utf-8")

    def start(self):
        """The command of the installation; LibreOffice's own Python settings are not handed on."""
        environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
        hidden = {"creationflags": 0x08000000} if os.name == "nt" else {}
        return subprocess.Popen(
            settings("command.json")["command"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            env=environment, cwd=os.path.expanduser("~"), **hidden
        )  # fmt: skip


DESK = Desk()


def escape(text):
    for plain, written in ESCAPES:
        text = text.replace(plain, written)
    return text


def unescape(text):
    parts = [part for part in text.split("\\\\")]
    for plain, written in ESCAPES[1:]:
        parts = [part.replace(written, plain) for part in parts]
    return "\\".join(parts)


def write(value):
    if isinstance(value, tuple):
        return "\v".join("\t".join(write(cell) for cell in row) for row in value)
    if isinstance(value, bool):
        return "b1" if value else "b0"
    if isinstance(value, (int, float)):
        return "n" + repr(float(value)) if value == value else "e2042"
    return "t" + escape(value) if value else ""


def read_cell(text):
    kind, rest = text[:1], text[1:]
    if kind == "n":
        return float(rest)
    if kind == "t":
        return unescape(rest)
    if kind == "b":
        return 1.0 if rest == "1" else 0.0  # Calc takes no Boolean from an add-in
    return error(ERRORS.get(int(rest), WRONG_VALUE)) if kind == "e" else ""


def error(number):
    """The number that Calc shows as an error value: not a number, with the error in its low bits."""
    return struct.unpack("<d", struct.pack("<Q", 0x7FF8000000000000 | number))[0]


def book_of(document):
    """The name of a workbook as Excel tells it: the file name, or the title of one that was never saved."""
    url = document.getURL()
    return os.path.basename(uno.fileUrlToSystemPath(url)) if url.startswith("file:") else document.getTitle()


def function(name, kinds, table):
    def call(self, document, *arguments):
        given = [None if kind in ("text", "texts") and value == 0.0 else value for kind, value in zip(kinds, arguments)]
        try:
            found = DESK.ask("function", name, book_of(document), *given)[1][0]
        except (OSError, RuntimeError, ValueError):
            found = "e2042"
        rows = tuple(tuple(read_cell(cell) for cell in row.split("\t")) for row in found.split("\v"))
        return rows if table else rows[0][0]

    return call


class Service(unohelper.Base, XServiceInfo):
    name = ""

    def __init__(self, context, *arguments):
        self.context = context

    def getImplementationName(self):
        return self.name

    def supportsService(self, name):
        return name in self.getSupportedServiceNames()

    def getSupportedServiceNames(self):
        return (self.name,)


class Functions(Service, XFunctions):
    """The worksheet functions; their methods follow from functions.json."""

    name = FUNCTIONS

    def getSupportedServiceNames(self):
        return (self.name, "com.sun.star.sheet.AddIn")

    def ask(self, request):
        return DESK.send(request)


for one in settings("functions.json"):
    setattr(Functions, one["method"], function(one["name"], one["kinds"], one["table"]))


class Door(unohelper.Base, XInstanceProvider):
    """Lets one caller in through a pipe that only this user can open, by a name that cannot be guessed."""

    def __init__(self, context):
        self.context, self.name, self.bridge = context, "xlcost" + secrets.token_hex(16), None
        self.acceptor = self.create("com.sun.star.connection.Acceptor")
        threading.Thread(target=self.accept, daemon=True).start()

    def create(self, service):
        return self.context.getServiceManager().createInstanceWithContext(service, self.context)

    def accept(self):
        connection = self.acceptor.accept("pipe,name=" + self.name)
        self.acceptor.stopAccepting()
        self.bridge = self.create("com.sun.star.bridge.BridgeFactory").createBridge("", "urp", connection, self)

    def getInstance(self, name):
        return self.context


class Toolbar(Service, XJobExecutor):
    """A button: its tag goes to the dispatcher that the ribbon of Excel calls too."""

    name = TOOLBAR
    door, process = None, None

    def trigger(self, tag):
        threading.Thread(target=self.run, args=(tag,), daemon=True).start()

    def run(self, tag):
        frame = self.desktop().getCurrentFrame()
        try:
            process = DESK.running()
            if Toolbar.process is not process:
                Toolbar.door, Toolbar.process = Door(self.context), process
            document = self.desktop().getCurrentComponent()
            state, values = DESK.ask("command", tag, book_of(document), Toolbar.door.name)
            while state == "accepted":
                time.sleep(0.1)
                state, values = DESK.ask("result", "", "")
            document.calculateAll()
            if state == "refused":
                self.tell(frame, read_cell(values[0]))
        except Exception as problem:
            self.tell(frame, "xlcost could not start: %s" % problem)

    def desktop(self):
        return self.context.getServiceManager().createInstanceWithContext("com.sun.star.frame.Desktop", self.context)

    def tell(self, frame, sentence):
        toolkit = self.context.getServiceManager().createInstanceWithContext("com.sun.star.awt.Toolkit", self.context)
        kind = uno.Enum("com.sun.star.awt.MessageBoxType", "INFOBOX")
        toolkit.createMessageBox(frame.getContainerWindow(), kind, 1, "xlcost", sentence).execute()


class Opened(Service, XJob):
    """A workbook was opened. From a file of Excel, Calc takes our functions for unknown names until they are entered again."""

    name = OPENED

    def execute(self, arguments):
        environment = {one.Name: one.Value for argument in arguments if argument.Name == "Environment" for one in argument.Value}
        document = environment.get("Model")
        if document is not None and document.supportsService("com.sun.star.sheet.SpreadsheetDocument"):
            for sheet in (document.Sheets.getByIndex(n) for n in range(document.Sheets.Count)):
                self.enter_again(sheet.queryFormulaCells(4).Cells.createEnumeration())  # FormulaResult.ERROR
        return None

    def enter_again(self, cells):
        while cells.hasMoreElements():
            cell = cells.nextElement()
            formula = cell.getFormula()
            if formula.startswith("=") and "XLC_" in formula.upper():
                cell.setFormula(formula)


g_ImplementationHelper = unohelper.ImplementationHelper()
g_ImplementationHelper.addImplementation(Functions, FUNCTIONS, (FUNCTIONS, "com.sun.star.sheet.AddIn"))
g_ImplementationHelper.addImplementation(Toolbar, TOOLBAR, (TOOLBAR,))
g_ImplementationHelper.addImplementation(Opened, OPENED, (OPENED,))
