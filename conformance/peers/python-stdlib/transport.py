"""One HTTP request: over https, or plain http to this machine; no redirect followed, and an end to waiting."""

import http.client
import socket
import ssl
import threading
from urllib.parse import urlsplit

SECONDS = 3
LONGEST_BODY = 4 << 20
LOOPBACK = ("127.0.0.1", "::1", "localhost")


class Insecure(Exception):
    """The server may be another one than it says."""


class Lost(Exception):
    """No whole answer came. Whether the request arrived, nobody knows."""


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body


class Transport:
    """Sends requests, trusting the certificates of `ca_file` alone, or those of the machine."""

    def __init__(self, base_url, ca_file=None):
        self.base_url = base_url.rstrip("/")
        try:
            url = urlsplit(self.base_url)
            self.host, port, self.scheme = url.hostname, url.port, url.scheme
        except ValueError as error:
            raise Insecure("the address is no URL") from error
        plain = self.scheme == "http" and self.host in LOOPBACK
        if not self.host or "@" in url.netloc or not (plain or self.scheme == "https"):
            raise Insecure("the address is neither https nor this machine")
        self.port = port or (80 if plain else 443)
        self.path = url.path
        self.tls = None if plain else ssl.create_default_context(cafile=ca_file)

    def send(self, method, target, headers, body=None):
        """Sends to a path of this server, and to no other."""
        connection = http.client.HTTPConnection(self.host, self.port)
        watchdog = None
        try:
            connection.sock = socket.create_connection((self.host, self.port), SECONDS)
            watchdog = Watchdog(connection.sock)
            if self.tls:
                connection.sock = self.tls.wrap_socket(connection.sock, server_hostname=self.host)
            connection.request(method, self.path + target, body, headers)
            reply = connection.getresponse()
            content = reply.read(LONGEST_BODY + 1)
            if reply.length or len(content) > LONGEST_BODY or watchdog.barked:
                raise Lost("the answer is too long, cut off, or too late")
            return Answer(reply.status, reply.headers, content)
        except (ssl.SSLEOFError, ssl.SSLZeroReturnError) as error:
            raise Lost("the server hung up") from error
        except ssl.SSLError as error:
            raise Insecure("the server's certificate is not to be trusted") from error
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise Lost("no whole answer came") from error
        finally:
            if watchdog:
                watchdog.stop()
            connection.close()


class Watchdog:
    """Hangs up when the time is over: a timeout of a socket begins anew with each byte that drips in."""

    def __init__(self, stream):
        self.barked = False
        # Of its own, for TLS takes the other one over.
        self.stream = stream.dup()
        self.timer = threading.Timer(SECONDS, self.bark)
        self.timer.daemon = True
        self.timer.start()

    def bark(self):
        self.barked = True
        try:
            self.stream.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # It has ended by itself.

    def stop(self):
        self.timer.cancel()
        self.timer.join()
        self.stream.close()
