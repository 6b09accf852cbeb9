"""A mail server on loopback that wants STARTTLS and a password, and keeps what it gets in a folder.

Usage: smtp_server.py PORT CERTIFICATE KEY FOLDER
"""
import signal
import ssl
import sys

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult


class Keeper:
    def __init__(self, folder):
        self.folder = folder
        self.count = 0

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("nobody@"):
            return "550 there is no such mailbox"
        if address.startswith("later@"):
            return "451 try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.count += 1
        with open("%s/%d.eml" % (self.folder, self.count), "wb") as file:
            file.write(("X-To: %s\r\n" % ",".join(envelope.rcpt_tos)).encode() + envelope.content)
        return "250 kept"


def authenticate(server, session, envelope, mechanism, data):
    return AuthResult(success=data.login == b"vigil" and data.password == b"p\xc3\xa4ss", handled=False)


port, certificate, key, folder = sys.argv[1:]
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(certificate, key)
controller = Controller(Keeper(folder), hostname="127.0.0.1", port=int(port), tls_context=context, require_starttls=True, auth_required=True, authenticator=authenticate)
controller.start()
signal.pause()
