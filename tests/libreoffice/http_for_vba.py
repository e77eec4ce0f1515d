"""Test double of MSXML2.ServerXMLHTTP, which LibreOffice on Linux does not have: what our VBA asks of it, over real HTTP.

LibreOffice loads this file as a component; VBA gets it with CreateUnoService.
"""

import http.client
from urllib.parse import urlsplit

import unohelper
from com.sun.star.lang import XServiceInfo
from com.sun.star.script import XInvocation

SERVICE = "org.xlcost.test.Http"
METHODS = ("setproxy", "open", "setrequestheader", "send", "getresponseheader")


class Http(unohelper.Base, XServiceInfo, XInvocation):
    """One request."""

    def __init__(self, context, *arguments):
        self.headers, self.way, self.reply, self.body = {}, (), None, ""

    def getIntrospection(self):
        return None

    def hasMethod(self, name):
        return name.lower() in METHODS

    def hasProperty(self, name):
        return name.lower() in ("status", "responsetext")

    def getValue(self, name):
        return int(self.reply.status) if name.lower() == "status" else self.body

    def setValue(self, name, value):
        raise ValueError(name)

    def invoke(self, name, given, places, values):
        result = getattr(self, name.lower())(*given)
        return "" if result is None else result, (), ()

    def setproxy(self, kind):
        assert int(kind) == 1, "no proxy may see the token"

    def open(self, method, url, later):
        assert not later
        self.way = (str(method), urlsplit(url))

    def setrequestheader(self, name, value):
        self.headers[name] = value

    def send(self, body):
        method, url = self.way
        connection = http.client.HTTPConnection(url.hostname, url.port, timeout=30)
        connection.request(method, url.path, body.encode("utf-8"), self.headers)
        self.reply = connection.getresponse()
        self.body = self.reply.read().decode("utf-8")
        connection.close()

    def getresponseheader(self, name):
        return self.reply.headers.get(name) or ""

    def getImplementationName(self):
        return SERVICE

    def supportsService(self, name):
        return name == SERVICE

    def getSupportedServiceNames(self):
        return (SERVICE,)


g_ImplementationHelper = unohelper.ImplementationHelper()
g_ImplementationHelper.addImplementation(Http, SERVICE, (SERVICE,))
