"""Lambda's API for one function, as far as src/collect/lambda_api.h uses it, doing what a test tells it to.

The states, errors and headers are those of docs.aws.amazon.com/lambda/latest/api: GetFunctionConfiguration,
UpdateFunctionConfiguration, Invoke; and /dg/functions-states.html.
"""
import http.server
import json
import threading

DROP, OVERSIZE = object(), object()


def error(status, kind, message, key="message"):
    """An answer of AWS's: (status, headers, body)."""
    return status, {"x-amzn-ErrorType": kind}, json.dumps({"Type": "User", key: message})


class Lambda:
    """`script` are answers given before its own: tuples of (status, headers, body), DROP, OVERSIZE, or None for its
    own. After an update the next `looks` GETs find it in progress, and `stale` more find what was there before it."""

    def __init__(self, memory=512, variables=None, script=(), looks=0, stale=0, **configuration):
        self.configuration = {"FunctionName": "f", "MemorySize": memory, "Timeout": 60, "State": "Active",
                              "LastUpdateStatus": "Successful", **configuration}
        if variables is not None:
            self.configuration["Environment"] = {"Variables": variables}
        self.script, self.looks, self.stale = list(script), looks, stale
        self.in_progress, self.old = 0, []
        self.requests = []  # (method, path, headers, body)
        stub = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def handle_any(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
                headers = {name.lower(): value for name, value in self.headers.items()}
                stub.requests.append((self.command, self.path, headers, body))
                scripted = stub.script.pop(0) if stub.script else None
                if scripted is DROP:
                    stub.answer(self.command, self.path, body)
                    self.close_connection = True
                    return
                if scripted is OVERSIZE:
                    scripted = 200, {}, " " * (1 << 20) + "{}"
                status, more, text = scripted or stub.answer(self.command, self.path, body)
                self.send_response(status)
                for name, value in more.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(text.encode())))
                self.end_headers()
                self.wfile.write(text.encode())

            do_GET = do_PUT = do_POST = handle_any

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.url = "http://127.0.0.1:%d" % self.server.server_port
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def answer(self, method, path, body):
        if method == "POST":
            return 200, {"X-Amz-Executed-Version": "$LATEST", "X-Amz-Log-Result": "UkVQT1JU"}, json.dumps(
                {"statusCode": 200, "body": body})
        if path != "/2015-03-31/functions/f/configuration":
            return error(404, "ResourceNotFoundException", "Function not found: " + path, "Message")
        if method == "PUT":
            return self.update(json.loads(body))
        if self.in_progress > 0:
            self.in_progress -= 1
            return 200, {}, json.dumps({**self.configuration, "LastUpdateStatus": "InProgress"})
        if self.old:
            return 200, {}, self.old.pop()
        return 200, {}, json.dumps(self.configuration)

    def update(self, changes):
        if self.in_progress > 0:
            return error(409, "ResourceConflictException", "An update is in progress")
        self.old = [json.dumps(self.configuration)] * self.stale
        self.configuration = {**self.configuration, **changes}  # Environment is replaced, not merged
        if self.configuration.get("Environment") == {"Variables": {}}:
            del self.configuration["Environment"]
        self.in_progress = self.looks
        return 200, {}, json.dumps({**self.configuration, "LastUpdateStatus": "InProgress"})

    def puts(self):
        return [json.loads(body) for method, _, _, body in self.requests if method == "PUT"]

    def close(self):
        self.server.shutdown()
        self.server.server_close()
