"""A mail server, met within one time limit for everything."""

import smtplib
import socket
import ssl
from collections.abc import Callable
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from agency.core.outcome import Outcome
from agency.delivery.deadline import Deadline
from agency.delivery.failure import NotDelivered

IN_ALL = 30.0  # seconds for one letter, from the first look at the server's name to its last word
ONE_DOOR = 10.0  # for each of its addresses


class MailServer:
    """
    A mail server, as its URL describes it.

    smtp://user:password@host:587?tls=starttls, smtps://host:465; without `tls`
    STARTTLS is demanded of every server but one on this machine. *ca_file* holds the
    certificates of whoever else may vouch for it.
    """

    def __init__(self, url: str, *, ca_file: Path | None = None, in_all: float = IN_ALL) -> None:
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:  # its own words would quote a password with a sign in it
            raise ValueError(
                "A port is a number; in a password, / is %2F, @ is %40, # is %23 and : is %3A."
            ) from None
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise ValueError("A mail server's URL begins with smtp:// or smtps:// and a host.")
        self.host = parts.hostname
        self.tls = wanted_tls(parts)
        self.port = port or {"implicit": 465, "starttls": 587, "none": 25}[self.tls]
        self.user = unquote(parts.username or "")
        self.password = unquote(parts.password or "")
        self.ca_file = ca_file
        self.in_all = in_all
        if self.user and self.tls == "none" and not on_this_machine(self.host):
            raise ValueError("A password is not sent to a mail server without TLS.")

    def send(self, message: EmailMessage) -> None:
        """Hand *message* over; NotDelivered says that the server did not take it."""
        self.with_server(lambda server: server.send_message(message))

    def greet(self) -> None:
        """Sign in and leave again; NotDelivered says that it did not work."""
        self.with_server(lambda server: server.noop())

    def with_server(self, act: Callable[[smtplib.SMTP], object]) -> None:
        try:
            with Deadline(self.in_all) as deadline:
                try:
                    self.talk(Line(self.host, deadline), act)
                except (smtplib.SMTPException, OSError) as error:
                    if deadline.passed or isinstance(error, TimeoutError):
                        raise too_slow() from None
                    raise
        except smtplib.SMTPRecipientsRefused as refused:
            code = next(code for code, _ in refused.recipients.values())
            raise said_no(code, final=code >= 500) from None
        except smtplib.SMTPDataError as answer:
            raise said_no(answer.smtp_code, final=answer.smtp_code >= 500) from None
        except smtplib.SMTPAuthenticationError as answer:
            raise NotDelivered(
                f"the mail server did not let us in ({answer.smtp_code})",
                outcome=Outcome.NOT_LET_IN,
            ) from None
        except smtplib.SMTPResponseException as answer:
            # It says no to us, and not to this recipient: somebody can mend that in time.
            raise said_no(answer.smtp_code) from None
        except (ssl.SSLError, smtplib.SMTPNotSupportedError) as error:
            raise NotDelivered(
                f"the mail server cannot be trusted ({type(error).__name__})",
                outcome=Outcome.NOT_TRUSTED,
            ) from None
        except (smtplib.SMTPException, OSError, ValueError) as error:
            # Their words may quote the envelope; their type does not.
            raise NotDelivered(
                f"the mail server was not reached ({type(error).__name__})",
                outcome=Outcome.UNREACHABLE,
            ) from None

    def talk(self, server: "Line", act: Callable[[smtplib.SMTP], object]) -> None:
        try:
            server.open(self.host, self.port, self.secure() if self.tls == "implicit" else None)
            if self.tls == "starttls":
                server.starttls(context=self.secure())
            if self.user:
                server.login(self.user, self.password)
            act(server)
            server.leave()
        finally:
            server.close()

    def secure(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        if self.ca_file:
            context.load_verify_locations(cafile=self.ca_file)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        return context


class Line(smtplib.SMTP):
    """A connection to a mail server that ends when its deadline says so."""

    def __init__(self, host: str, deadline: Deadline) -> None:
        super().__init__(timeout=deadline.seconds)
        self.deadline = deadline
        self._host = host  # whom STARTTLS must prove itself to be

    def open(self, host: str, port: int, secure: ssl.SSLContext | None) -> None:
        """Connect, under TLS from the first byte where *secure* is given."""
        found = self.deadline.wait_for(
            lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        )
        self.sock = self.reach([where for *_, where in found])
        if secure:
            self.sock = secure.wrap_socket(self.sock, server_hostname=host)
        self.file = None
        code, words = self.getreply()
        if code != 220:
            raise smtplib.SMTPConnectError(code, words)

    def reach(self, addresses: list[tuple[object, ...]]) -> socket.socket:
        problem: OSError = ConnectionRefusedError()
        for address in addresses:
            wait = min(ONE_DOOR, self.deadline.left())
            try:
                line = socket.create_connection((str(address[0]), int(str(address[1]))), wait)
            except OSError as error:
                problem = error
                continue
            # From here on the deadline alone says when it is enough.
            self.deadline.watch(line)
            line.settimeout(None)
            return line
        raise problem

    def leave(self) -> None:
        """Say goodbye; the letter is theirs by now, whatever they answer."""
        try:
            self.quit()
        except (smtplib.SMTPException, OSError):
            self.close()


def too_slow() -> NotDelivered:
    return NotDelivered("the mail server took too long", outcome=Outcome.TOO_SLOW)


def said_no(code: int, *, final: bool = False) -> NotDelivered:
    outcome = Outcome.REFUSED if code >= 500 else Outcome.BUSY
    return NotDelivered(f"the mail server answered {code}", outcome=outcome, final=final)


def wanted_tls(parts: SplitResult) -> str:
    usual = "none" if on_this_machine(parts.hostname or "") else "starttls"
    if parts.scheme == "smtps":
        usual = "implicit"
    tls = parse_qs(parts.query).get("tls", [usual])[0]
    if tls not in ("starttls", "implicit", "none"):
        raise ValueError("A mail server's tls is starttls, implicit or none.")
    return tls


def on_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
