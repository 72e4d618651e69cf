"""A Lambda Runtime API that does what a test tells it to, also what the real one hopefully never does."""
import json
import os
import socket
import subprocess
import tempfile
import threading
import time

CASES = []


def case(function):
    """Decorates a test; its docstring is its name."""
    CASES.append(function)
    return function


class Reply:
    """One HTTP answer. `drop` closes the connection instead of answering, `close` after it; `chunked` as it says. `raw` is
    sent as it stands, and the connection closed."""

    def __init__(self, status=200, body=b"{}", headers=None, drop=False, close=False, chunked=False, raw=None):
        self.status, self.body, self.headers = status, body, headers or {}
        self.drop, self.close, self.chunked, self.raw = drop, close or raw is not None, chunked, raw

    def bytes(self):
        if self.raw is not None:
            return self.raw
        headers = dict(self.headers)
        body = self.body
        if self.chunked:
            headers["Transfer-Encoding"] = "chunked"
            half = len(body) // 2
            parts = [body[:half], body[half:]]
            body = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts if part) + b"0\r\n\r\n"
        else:
            headers["Content-Length"] = str(len(body))
        if self.close:
            headers["Connection"] = "close"
        lines = "".join("%s: %s\r\n" % item for item in headers.items())
        return ("HTTP/1.1 %d X\r\n%s\r\n" % (self.status, lines)).encode() + body


def event(body="{}", request_id="8476a536-e9f4-11e8-9739-2dfe598c3fcd", trace=None, **options):
    headers = {"Lambda-Runtime-Aws-Request-Id": request_id, "Lambda-Runtime-Deadline-Ms": "5000"}
    if trace is not None:
        headers["Lambda-Runtime-Trace-Id"] = trace
    return Reply(200, body if isinstance(body, bytes) else body.encode(), headers, **options)


class Stub:
    """Serves `events` to GET .../next, one each, then lets the runtime wait. `posts` are the answers to POSTs (202)."""

    def __init__(self, events, posts=()):
        self.events, self.posts = list(events), list(posts)
        self.requests = []  # (method, path, headers, body)
        self.connections = 0
        self.closed = False
        self.changed = threading.Condition()
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.address = "127.0.0.1:%d" % self.socket.getsockname()[1]
        self.open = []
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.connections += 1
            self.open.append(connection)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection):
        stream = connection.makefile("rb")
        try:
            while self._serve_one(connection, stream):
                pass
        except OSError:
            pass
        finally:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            connection.close()

    def _serve_one(self, connection, stream):
        line = stream.readline().decode()
        if not line:
            return False
        method, path, _ = line.split()
        headers = {}
        for line in iter(stream.readline, b"\r\n"):
            name, value = line.decode().split(":", 1)
            headers[name.lower()] = value.strip()
        body = stream.read(int(headers.get("content-length", 0)))
        with self.changed:
            self.requests.append((method, path, headers, body))
            self.changed.notify_all()
            if method == "GET":
                # An environment that is frozen until there is an event, or to the end of the test.
                self.changed.wait_for(lambda: self.events or self.closed)
                if self.closed:
                    return False
            queue = self.events if method == "GET" else self.posts
            reply = queue.pop(0) if queue else Reply(202, b"")
        if not reply.drop:
            connection.sendall(reply.bytes())
        return not (reply.drop or reply.close)

    def wait(self, ready, seconds=60):
        """Waits until ready() holds, which looks at what was recorded."""
        with self.changed:
            return self.changed.wait_for(ready, seconds)

    def add(self, events):
        with self.changed:
            self.events += events
            self.changed.notify_all()

    def asked(self):
        return sum(method == "GET" for method, _, _, _ in self.requests)

    def posted(self):
        return [request for request in self.requests if request[0] == "POST"]

    def close(self):
        with self.changed:
            self.closed = True
            self.changed.notify_all()
        try:
            self.socket.shutdown(socket.SHUT_RDWR)  # wakes the thread that accepts, which would keep it open
        except OSError:
            pass
        self.socket.close()
        for connection in self.open:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass


class Function:
    """A bootstrap that is running against a stub. `variables` are added to an environment that is nearly empty."""

    def __init__(self, program, stub, arguments=(), **variables):
        environment = {"PATH": os.environ["PATH"], "AWS_LAMBDA_RUNTIME_API": stub.address, "MODEL": "mobilenetv2"}
        for name in ("ASAN_OPTIONS", "LSAN_OPTIONS", "UBSAN_OPTIONS"):
            if name in os.environ:
                environment[name] = os.environ[name]
        environment.update(variables)
        self.stub = stub
        self.log_file = tempfile.TemporaryFile()
        self.output_file = tempfile.TemporaryFile()
        self.process = subprocess.Popen([program, *arguments], env=environment, stdin=subprocess.DEVNULL,
                                        stdout=self.output_file, stderr=self.log_file)

    def run(self, posts):
        """Lets it work until it waits behind that many POSTs; then it is killed, as Lambda does."""
        served = self.stub.wait(lambda: len(self.stub.posted()) >= posts and not self.stub.events
                                and self.stub.requests[-1][0] == "GET")
        self.kill()
        assert served, "found %d POSTs, expected %d, and then a GET" % (len(self.stub.posted()), posts)
        assert len(self.stub.posted()) == posts, "found %d POSTs, expected %d" % (len(self.stub.posted()), posts)

    def kill(self):
        self.process.terminate()
        self.process.wait(10)
        self.stub.close()

    def exit_status(self):
        try:
            return self.process.wait(60)
        finally:
            self.process.kill()
            self.stub.close()

    def log(self):
        self.log_file.seek(0)
        return [json.loads(line) for line in self.log_file.read().decode().splitlines()]

    def output(self):
        self.output_file.seek(0)
        return self.output_file.read().decode()

    def resident_kb(self):
        with open("/proc/%d/status" % self.process.pid) as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))


def main():
    failed = 0
    for number, function in enumerate(CASES, 1):
        start = time.monotonic()
        try:
            note = function()
        except Exception as error:  # an assertion, or the stub's own trouble
            failed += 1
            print("not ok %d - %s" % (number, function.__doc__))
            print("# %s: %s" % (type(error).__name__, str(error).replace("\n", "\n# ")))
        else:
            print("ok %d - %s" % (number, function.__doc__))
            if note:
                print("# %s, %.1f s" % (note, time.monotonic() - start))
    print("1..%d" % len(CASES))
    return 1 if failed else 0
