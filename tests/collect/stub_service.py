"""What `faastat collect` measures in tests, on loopback: an HTTP server whose paths fail in one way each, and functions with
Lambda's API as far as the command uses it (docs.aws.amazon.com/lambda/latest/api). Everything that came is kept in `seen`."""
import base64
import http.server
import json
import socket
import ssl
import struct
import threading
import time
import zlib

import signature

INFERENCE = "0.091116"


class Seen:
    """A request: when it came, before any stall, and when it was answered."""

    def __init__(self, handler, body):
        self.method, self.path, self.body = handler.command, handler.path, body
        self.headers = {name.lower(): value for name, value in handler.headers.items()}
        self.came, self.answered = time.monotonic(), None


class Service:
    """`answer(seen)` gives (status, headers, body), or None when it has closed the connection."""

    def __init__(self, tls=None):
        self.seen, self.lock = [], threading.Lock()
        service = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            wbufsize = -1  # an answer in one piece, which no delayed ACK holds up
            disable_nagle_algorithm = True  # nor those in several

            def log_message(self, *_):
                pass

            def handle_any(self):
                seen = Seen(self, self.rfile.read(int(self.headers.get("Content-Length", 0))).decode("latin-1"))
                with service.lock:
                    service.seen.append(seen)
                raw = service.raw(seen)
                if raw is not None:
                    self.close_connection = True
                    self.connection.sendall(raw)
                    self.connection.shutdown(socket.SHUT_RDWR)
                    return
                status, headers, body = service.answer(seen)
                seen.answered = time.monotonic()
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                if isinstance(body, list):
                    self.send_pieces(body)
                    return
                self.send_header("Content-Length", str(len(body.encode())))
                self.end_headers()
                if seen.path == "/late":
                    self.wfile.flush()
                    time.sleep(0.05)
                self.wfile.write(b"" if self.command == "HEAD" else body.encode())

            def send_pieces(self, pieces):
                """Each piece 0.05 s after the one before it, and the first so long after the head; None cuts the answer off."""
                self.send_header("Transfer-Encoding", "chunked")
                self.end_headers()
                for piece in pieces:
                    self.wfile.flush()
                    time.sleep(0.05)
                    if piece is None:
                        self.close_connection = True
                        return
                    self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
                self.wfile.write(b"0\r\n\r\n")

            def handle(self):
                try:
                    super().handle()
                except OSError:  # the client is gone
                    pass

            do_GET = do_PUT = do_POST = do_HEAD = do_DELETE = handle_any

        class Server(http.server.ThreadingHTTPServer):
            request_queue_size = 1024

            def handle_error(self, *_):
                pass

        self.server = Server(("127.0.0.1", 0), Handler)
        if tls is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(tls)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.url = "http%s://localhost:%d" % ("" if tls is None else "s", self.server.server_port)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def raw(self, _seen):
        return None

    def answer(self, _seen):
        return 200, {}, INFERENCE


class Telling(Service):
    """Answers each request with the next head and body."""

    def __init__(self, *answers):
        self.answers = list(answers)
        super().__init__()

    def raw(self, seen):
        head, body = self.answers.pop(0)
        return b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n%s\r\n%s" % (len(body), head, body)


class Signed(Service):
    """A function URL, or an API, with AWS_IAM: what is not signed rightly is refused as AWS does. /own answers with 403 by itself,
    /pieces in three pieces. `problems` are what was wrong."""

    def __init__(self, secret, service, region):
        self.scope, self.problems, self.refusal = (secret, service, region), [], None
        super().__init__()

    def answer(self, seen):
        wrong = signature.problem(seen.method, seen.path, seen.headers, seen.body.encode("latin-1"), *self.scope)
        if wrong is not None or self.refusal is not None:
            self.problems += [] if wrong is None else [wrong]
            return 403, {"x-amzn-ErrorType": self.refusal or "InvalidSignatureException"}, '{"Message":"no"}'
        if seen.path == "/pieces":
            return 200, {}, [b"0.0", b"91", b"116"]
        return (403, {}, '{"Message":"mine"}') if seen.path == "/own" else (200, {}, INFERENCE)


class Faulty(Service):
    """/503 answers with that status, /cut half of an answer, and so on; all else is the handler's answer."""

    RAW = {"/cut": b"HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n0.0", "/lost": b"", "/garbage": b"SSH-2.0-OpenSSH_9.2\r\n\r\n"}
    BODIES = {"/html": "<html>captive portal</html>", "/negative": "-0.5", "/empty": "", "/quoted": '"0.091116"',
              "/object": '{"inference_s": 0.091116, "top": []}', "/nan": "nan", "/study": '{"statusCode": 200, "body": "\\"0.125\\""}',
              "/wrapped": ' {"body": "0.091116", "statusCode": 200}\n', "/refusal": '{"statusCode": 400, "body": "no"}',
              "/html-inside": '{"statusCode": 200, "body": "<html>"}', "/code": '{"statusCode": 1e9, "body": "0.1"}',
              "/half": '{"statusCode": 200, "body": "0.1"', "/long": "0." + "1" * (1 << 21)}

    def raw(self, seen):
        return self.RAW.get(seen.path)

    def answer(self, seen):
        if seen.path == "/slow":
            time.sleep(1)
        if seen.path == "/late":
            time.sleep(0.05)
        if seen.path == "/302":
            return 302, {"Location": "/ok"}, ""
        if seen.path[1:].isdigit():
            return int(seen.path[1:]), {}, '{"message":"no"}'
        return 200, {}, self.BODIES.get(seen.path.split("?")[0], INFERENCE)


class Stalling(Service):
    """Answers nothing for `stall` seconds, once, when request number `at` has come."""

    def __init__(self, at, stall):
        self.at, self.stall, self.gate = at, stall, threading.Lock()
        super().__init__()

    def answer(self, seen):
        with self.gate:
            if seen is self.seen[min(self.at, len(self.seen)) - 1] and len(self.seen) >= self.at:
                time.sleep(self.stall)
        return 200, {}, INFERENCE


def event(payload, **headers):
    """A message of an event stream (smithy.io/2.0/aws/amazon-eventstream.html); in names '_' stands for '-'."""
    head = b"".join(struct.pack(">B", len(name) + 1) + (":" + name.replace("_", "-")).encode() + b"\7" +
                    struct.pack(">H", len(value)) + value.encode() for name, value in headers.items())
    prelude = struct.pack(">II", len(head) + len(payload) + 16, len(head))
    message = prelude + struct.pack(">I", zlib.crc32(prelude)) + head + payload
    return message + struct.pack(">I", zlib.crc32(message))


def pieces_of(payloads, log, **end):
    """What InvokeWithResponseStream answers with."""
    last = {**end, **({"LogResult": base64.b64encode(log.encode()).decode()} if log else {})}
    return [event(payload, message_type="event", event_type="PayloadChunk", content_type="application/octet-stream")
            for payload in payloads] + [event(json.dumps(last).encode(), message_type="event", event_type="InvokeComplete",
                                              content_type="application/json")]


class Functions(Service):
    """Lambda's API and, at /NAME, an address for each function. A changed configuration makes the next request of it a cold
    start. `puts` are given before an update is taken, such as 409 and 429; `invokes` are answers of Invoke before its own:
    (status, headers, body, log)."""

    def __init__(self, *names, secret, memory=512, puts=(), invokes=()):
        self.functions = {name: {"FunctionName": name, "MemorySize": memory, "Timeout": 60, "State": "Active",
                                 "LastUpdateStatus": "Successful", "Environment": {"Variables": {"MODEL": name}}}
                          for name in names}
        self.before = json.dumps(self.functions, sort_keys=True)
        self.puts, self.invokes, self.busy, self.fresh, self.slow = list(puts), list(invokes), {}, set(names), 0
        self.secret, self.regions = secret, {}  # where a function is; in eu-central-1 when nothing is said
        self.stale = False  # an environment is never made new, whatever is changed
        super().__init__()

    def is_as_before(self):
        return json.dumps(self.functions, sort_keys=True) == self.before

    def update(self, name, changes):
        if self.puts:
            status, kind = self.puts.pop(0)
            return status, {"x-amzn-ErrorType": kind}, json.dumps({"Type": "User", "message": "later"})
        self.functions[name].update(changes)
        self.fresh.add(name)
        self.busy[name] = 1
        return 200, {}, json.dumps({**self.functions[name], "LastUpdateStatus": "InProgress"})

    def look(self, name):
        busy = self.busy.get(name, 0)
        self.busy[name] = max(0, busy - 1)
        return 200, {}, json.dumps({**self.functions[name], **({"LastUpdateStatus": "InProgress"} if busy else {})})

    def begin(self, name):
        """Whether an invocation is a cold start."""
        cold = name in self.fresh and not self.stale
        self.fresh.discard(name)
        time.sleep(self.slow)
        return cold

    def run(self, name):
        """The REPORT line's fields of one invocation."""
        cold, size = self.begin(name), self.functions[name]["MemorySize"]
        init = "\tInit Duration: 150.25 ms" if cold else ""
        return ("START RequestId: 8f5c Version: $LATEST\nEND RequestId: 8f5c\nREPORT RequestId: 8f5c\tDuration: 91.61 ms\t"
                "Billed Duration: 92 ms\tMemory Size: %d MB\tMax Memory Used: 38 MB%s\t\n" % (size, init))

    def answer(self, seen):
        parts = seen.path.split("/")
        if len(parts) == 2:
            with self.lock:
                known = parts[1] in self.functions
            if not known:
                return 404, {}, ""
            cold = self.begin(parts[1])  # and what the handler here tells of it
            return 200, {"X-Faastat-Cold": "true" if cold else "false", "X-Faastat-Environment": "e1",
                         **({"X-Faastat-Init-S": "0.150250"} if cold else {})}, INFERENCE
        name, what = parts[3], parts[4].split("?")[0]
        wrong = signature.problem(seen.method, seen.path, seen.headers, seen.body.encode("latin-1"), self.secret, "lambda",
                                  self.regions.get(name, "eu-central-1"))
        if wrong is not None:
            return 403, {"x-amzn-ErrorType": "InvalidSignatureException"}, json.dumps({"message": wrong})
        if what == "configuration":
            with self.lock:
                return self.update(name, json.loads(seen.body)) if seen.method == "PUT" else self.look(name)
        if seen.headers.get("x-amz-invocation-type") == "Event":
            return (400, {}, "{}") if "x-amz-log-type" in seen.headers else (202, {}, "")
        if what == "response-streaming-invocations":
            body = json.dumps({"statusCode": 200, "body": INFERENCE}).encode()
            pieces = self.invokes.pop(0) if self.invokes else pieces_of([body[:9], body[9:]], self.run(name))
            return 200, {"Content-Type": "application/vnd.amazon.eventstream"}, pieces
        if self.invokes:
            status, headers, body, log = self.invokes.pop(0)
        else:
            status, headers, body, log = 200, {}, json.dumps({"statusCode": 200, "body": INFERENCE}), self.run(name)
        return status, {**headers, **({"X-Amz-Log-Result": base64.b64encode(log.encode()).decode()} if log else {})}, body
