"""runtime.py FOLDER: the bootstrap in FOLDER against a Runtime API that misbehaves. Prints TAP.

What is expected of a runtime: docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html.
"""
import json
import os
import re
import socket
import sys

from answers import CHUNKED, HOSTILE, ID, NEXT_HEAD, UNUSUAL
from stub import Function, Reply, Stub, case, event, main

FOLDER = sys.argv[1]
BOOTSTRAP = os.path.join(FOLDER, "bootstrap")
NEXT = os.path.join(FOLDER, "next")
BASE = "/2018-06-01/runtime"
MOST_PAYLOAD_BYTES = 6 * 1024 * 1024 + 100
SANITIZED = "address" in os.environ.get("SANITIZE", "")
# Free memory goes back at once, so that a leak cannot hide in what loading has left.
STRICT_MALLOC = "glibc.malloc.mmap_threshold=32768:glibc.malloc.trim_threshold=32768"


def same(found, expected, what="value"):
    assert found == expected, "found %s %r, expected %r" % (what, found, expected)


def check_answer(request, request_id=ID):
    _, path, headers, body = request
    same(path, "%s/invocation/%s/response" % (BASE, request_id), "path")
    same(headers["content-type"], "application/json", "content type")
    assert "expect" not in headers, "found Expect: %s" % headers.get("expect")
    assert re.fullmatch(rb'\{"statusCode":200,"body":"\d+\.\d{6}"\}', body), "found %r" % body


def check_error(request, error_type, path=None):
    _, found, headers, body = request
    same(found, BASE + (path or "/invocation/%s/error" % ID), "path")
    same(headers["lambda-runtime-function-error-type"], error_type, "error type")
    error = json.loads(body)
    same(sorted(error), ["errorMessage", "errorType", "stackTrace"], "members")
    same(error["errorType"], error_type, "error type")
    same(error["stackTrace"], [], "stack trace")
    assert error["errorMessage"], "found no message"
    return error["errorMessage"]


@case
def good_events():
    """two events: the answers, one connection, one line in the log for each, only the first is cold"""
    function = Function(BOOTSTRAP, Stub([event(), event("[1]", "other-id")]))
    function.run(2)
    check_answer(function.stub.posted()[0])
    check_answer(function.stub.posted()[1], "other-id")
    same(function.stub.connections, 1, "connections")
    lines = function.log()
    same([line["cold"] for line in lines], [True, False], "cold")
    same([line["request_id"] for line in lines], [ID, "other-id"], "request id")
    for line in lines:
        same((line["model"], line["weights"]), ("mobilenetv2", "seeded"))
        assert line["engine"] in ("xnnpack", "reference") and line["inference_s"] > 0, line
    assert lines[0]["load_s"] > 0 and lines[1]["load_s"] == 0, lines
    body = json.loads(function.stub.posted()[0][3])["body"]
    assert abs(float(body) - lines[0]["inference_s"]) < 1e-6, "answer and log disagree"
    same(function.output(), "", "standard output")


@case
def event_sources():
    """direct, API Gateway, load balancer and function URL events get one kind of answer"""
    function = Function(BOOTSTRAP, Stub([
        event('{"anything":[1,2]}'),
        event('{"httpMethod":"GET","path":"/","headers":{},"queryStringParameters":null,"body":null}'),
        event('{"requestContext":{"elb":{}},"httpMethod":"POST","path":"/","body":"","isBase64Encoded":true}'),
        event('{"version":"2.0","rawPath":"/","requestContext":{"http":{"method":"GET"}},"isBase64Encoded":false}'),
        event("null"), event("[]"), event('"text"')]))
    function.run(7)
    for request in function.stub.posted():
        check_answer(request)


@case
def options():
    """options in the body of a proxy event: the likeliest classes; wrong ones get 400 and are no function error"""
    function = Function(BOOTSTRAP, Stub([event('{"body":"{\\"top\\":1000}"}'), event('{"body":"{\\"top\\":-1}"}'),
                                         event('{"body":"no JSON"}'), event()]))
    function.run(4)
    first, second, third, fourth = function.stub.posted()
    for request in (first, second, third):
        same(request[1], "%s/invocation/%s/response" % (BASE, ID), "path")
        assert "expect" not in request[2], "found an Expect header"
    body = json.loads(json.loads(first[3])["body"])
    same(len(body["top"]), 1000, "classes")
    assert abs(sum(item["p"] for item in body["top"]) - 1) < 1e-6, "probabilities do not sum to 1"
    same(json.loads(second[3]), {"statusCode": 400, "body": "top: expected a whole number from 1 to 1000"})
    same(json.loads(third[3])["statusCode"], 400)
    check_answer(fourth)
    same([line.get("error") for line in function.log()], [None, "Function.BadRequest", "Function.BadRequest", None])


@case
def malformed_event():
    """an event that is not JSON: Runtime.UnmarshalError to its error endpoint, and the next one is served"""
    function = Function(BOOTSTRAP, Stub([event("{"), event("\xff".encode("latin1")), event("", ID), event()]))
    function.run(4)
    for request in function.stub.posted()[:3]:
        check_error(request, "Runtime.UnmarshalError")
    check_answer(function.stub.posted()[3])
    same([line.get("error") for line in function.log()], ["Runtime.UnmarshalError"] * 3 + [None])


@case
def handler_error():
    """LOAD=invoke without its weights: Function.ModelLoad for each event, and the process lives"""
    function = Function(BOOTSTRAP, Stub([event(), event()]), LOAD="invoke", WEIGHTS="/nonexistent")
    function.run(2)
    for request in function.stub.posted():
        message = check_error(request, "Function.ModelLoad")
        same(message, "cannot open '/nonexistent': No such file or directory", "message")


INIT_ERRORS = [
    ({"MODEL": "alexnet"}, "Function.ConfigError", "MODEL: found 'alexnet'"),
    ({"MODEL": "\udcff\n\""}, "Function.ConfigError", "MODEL: found '??\"', expected"),
    ({"THREADS": "0"}, "Function.ConfigError", "THREADS: found '0'"),
    ({"THREADS": "-1"}, "Function.ConfigError", "THREADS: found '-1'"),
    ({"THREADS": "2x"}, "Function.ConfigError", "THREADS: found '2x'"),
    ({"THREADS": "99999999999999999999"}, "Function.ConfigError", "THREADS: found '9999"),
    ({"LOAD": "never"}, "Function.ConfigError", "LOAD: found 'never'"),
    ({"ENGINE": "tpu"}, "Function.ConfigError", "ENGINE: found 'tpu'"),
    ({"WEIGHTS": "/nonexistent"}, "Function.ModelLoad", "cannot open '/nonexistent'"),
    ({"WEIGHTS": BOOTSTRAP}, "Function.ModelLoad", "found a header of"),
    ({"IMAGE": BOOTSTRAP}, "Function.ImageError", "found neither a binary PPM nor a JPEG"),
    ({"IMAGE": "/nonexistent"}, "Function.ImageError", "cannot open '/nonexistent'"),
]


@case
def init_errors():
    """what is wrong in the environment: its type to init/error, a line in the log, exit status 1, no event asked for"""
    for variables, error_type, message in INIT_ERRORS:
        function = Function(BOOTSTRAP, Stub([event()]), **variables)
        same(function.exit_status(), 1, "exit status")
        same(len(function.stub.requests), 1, "requests")
        found = check_error(function.stub.requests[0], error_type, "/init/error")
        if not (message in found or "JPEG" in message):
            raise AssertionError("found message %r, expected %r in it" % (found, message))
        same([(line["error"], line["message"]) for line in function.log()], [(error_type, found)], "log")


@case
def init_error_refused():
    """an init error that the API does not take ends the process all the same"""
    for reply in (Reply(500), Reply(403), Reply(drop=True)):
        function = Function(BOOTSTRAP, Stub([], [reply, reply]), MODEL="alexnet")
        same(function.exit_status(), 1, "exit status")


@case
def empty_variables():
    """variables that are empty count as unset"""
    function = Function(BOOTSTRAP, Stub([event()]), MODEL="", WEIGHTS="", IMAGE="", THREADS="", LOAD="", ENGINE="")
    function.run(1)
    check_answer(function.stub.posted()[0])


@case
def too_large():
    """413 for an answer, and 400 and 403: a line in the log, and the next event is served"""
    for status in (413, 400, 403):
        refusal = Reply(status, b'{"errorMessage":"no","errorType":"No"}')
        function = Function(BOOTSTRAP, Stub([event(), event()], [refusal]))
        function.run(2)
        check_answer(function.stub.posted()[1])
        lines = function.log()
        same(len(lines), 3, "lines")
        same(lines[1]["error"], "Function.ResponseSizeTooLarge" if status == 413 else "Function.BadRequest")
        assert "found HTTP status %d" % status in lines[1]["message"], lines[1]


@case
def post_fails():
    """a 5xx for an answer, or no answer at all, ends the process with status 1"""
    for reply in (Reply(500), Reply(503, b"<html>"), Reply(drop=True)):
        function = Function(BOOTSTRAP, Stub([event(), event()], [reply, reply, reply]))
        same(function.exit_status(), 1, "exit status")
        same(function.stub.asked(), 1, "events asked for")
        same(function.log()[-1]["error"], "Runtime.ApiError")


@case
def next_fails_once():
    """one 500, one dropped connection, one event without a request id: asked again, and served"""
    for reply in (Reply(500), Reply(drop=True), Reply(200), event(request_id="../../x"), event(request_id="a" * 200)):
        function = Function(BOOTSTRAP, Stub([reply, event()]))
        function.run(1)
        check_answer(function.stub.posted()[0])


@case
def next_fails():
    """three failures in a row end the process with status 1, and nothing is posted"""
    for reply in (Reply(500), Reply(404), Reply(200)):
        function = Function(BOOTSTRAP, Stub([reply] * 9))
        same(function.exit_status(), 1, "exit status")
        same(function.stub.asked(), 3, "tries")
        same(function.stub.posted(), [], "posts")
        line = function.log()[-1]
        same(line["error"], "Runtime.ApiError")
        assert "tried 3 times" in line["message"], line


@case
def api_gone():
    """no Runtime API at all: exit status 1 and a line in the log"""
    stub = Stub([])
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))  # nobody else gets the port, and nobody listens there
        stub.address = "127.0.0.1:%d" % deaf.getsockname()[1]
        function = Function(BOOTSTRAP, stub)
        same(function.exit_status(), 1, "exit status")
    same(function.log()[-1]["error"], "Runtime.ApiError")


@case
def connection_closed():
    """a connection that the API closes between events is opened again"""
    function = Function(BOOTSTRAP, Stub([event(close=True), event(), event()], [Reply(202, b"", close=True)]))
    function.run(3)
    for request in function.stub.posted():
        check_answer(request)
    assert function.stub.connections in (3, 4), "found %d connections" % function.stub.connections


@case
def header_forms():
    """header names in lower case, chunked bodies, and a proxy in the environment"""
    lower = Reply(200, b'{"body":"{\\"top\\":1}"}', {"lambda-runtime-aws-request-id": ID}, chunked=True)
    listener = socket.create_server(("127.0.0.1", 0))
    proxy = "http://127.0.0.1:%d" % listener.getsockname()[1]
    listener.close()
    function = Function(BOOTSTRAP, Stub([lower, event()]), http_proxy=proxy, HTTP_PROXY=proxy, all_proxy=proxy)
    function.run(2)
    same(len(json.loads(json.loads(function.stub.posted()[0][3])["body"])["top"]), 1, "classes")
    check_answer(function.stub.posted()[1])


@case
def unusual_answers():
    """what HTTP/1.1 allows an answer to look like is served, whatever comes behind it"""
    for raw in UNUSUAL:
        function = Function(BOOTSTRAP, Stub([Reply(raw=raw), event()]))
        function.run(2)
        for request in function.stub.posted():
            check_answer(request)
        same(function.stub.asked(), 3, "events asked for, with %r" % raw[:200])


@case
def hostile_answers():
    """what HTTP/1.1 does not allow, or does not end, is refused with what was found"""
    for raw, message in HOSTILE:
        function = Function(NEXT, Stub([Reply(raw=raw)] * 3), ["1"])
        same(function.exit_status(), 1, "exit status, with %r" % raw[:200])
        found = function.output()
        assert message in found and "tried 3 times" in found, "found %r, expected %r" % (found, message)
    return "%d kinds" % len(HOSTILE)


@case
def endless_answer():
    """an event that does not end is too large, by whatever length it has, and the next one is served"""
    much = b"x" * (40 << 20)
    for raw in (NEXT_HEAD + b"Content-Length: 99999999999999\r\n\r\n" + much, NEXT_HEAD + b"\r\n" + much,
                CHUNKED + b"\r\n" + b"fffffff\r\n" + much, CHUNKED + b"\r\n" + b"1000\r\n%s\r\n" % (b"x" * 4096) * 10000):
        function = Function(BOOTSTRAP, Stub([Reply(raw=raw), event()]))
        function.run(2)
        check_error(function.stub.posted()[0], "Function.EventTooLarge")
        check_answer(function.stub.posted()[1])


@case
def bad_address():
    """AWS_LAMBDA_RUNTIME_API that is no address: exit status 1 and a line in the log"""
    for address in ("localhost", "127.0.0.1:", ":9001", "127.0.0.1:9001/x", "a b:1", "x\r\nY: z:1", "a:1:2", "h" * 300 + ":1"):
        stub = Stub([])
        stub.address = address
        function = Function(BOOTSTRAP, stub)
        same(function.exit_status(), 1, "exit status")
        same(function.log()[-1]["error"], "Function.ConfigError", "error")
    stub = Stub([event()])
    stub.address = stub.address.replace("127.0.0.1", "localhost")
    function = Function(BOOTSTRAP, stub)
    function.run(1)
    check_answer(function.stub.posted()[0])


@case
def trace_ids():
    """_X_AMZN_TRACE_ID is set and unset by each event"""
    trace = "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1"
    stub = Stub([event("1", "a", trace), event("2", "b"), event("3", "c", "Root=2"), event("4", "d", "x" * 2000)])
    function = Function(NEXT, stub, ["4"], _X_AMZN_TRACE_ID="old")
    same(function.exit_status(), 0, "exit status")
    same(function.output(), "a 1 %s\nb 2 unset\nc 3 Root=2\nd 4 unset\n" % trace, "output")


@case
def large_events():
    """an event of 6 MiB + 100 bytes is served, one of a byte more is refused, on the same connection"""
    largest = b'"' + b"x" * (MOST_PAYLOAD_BYTES - 2) + b'"'
    function = Function(BOOTSTRAP, Stub([event(largest), event(largest + b" "), event(largest * 3), event()]))
    function.run(4)
    first, second, third, fourth = function.stub.posted()
    check_answer(first)
    check_error(second, "Function.EventTooLarge")
    check_error(third, "Function.EventTooLarge")
    check_answer(fourth)
    same(function.stub.connections, 1, "connections")


def sizes_while_waiting(function, batches):
    """Its memory in kB after each batch of events, while it waits for the next one."""
    sizes, served = [], 0
    for batch in batches:
        served += len(batch)
        function.stub.add(batch)
        assert function.stub.wait(lambda: function.stub.asked() > served, 300), "not served in time"
        sizes.append(function.resident_kb())
    return sizes


@case
def load_each():
    """LOAD=invoke loads in every request, gives everything back, and init does not load"""
    n = 30
    function = Function(BOOTSTRAP, Stub([]), LOAD="invoke", GLIBC_TUNABLES=STRICT_MALLOC)
    first, last = sizes_while_waiting(function, [[event()] * 10, [event()] * (n - 10)])
    function.run(n)
    lines = function.log()
    assert all(line["load_s"] > 0.001 for line in lines), "found a request that did not load"
    same([line["cold"] for line in lines], [True] + [False] * (n - 1), "cold")
    # One load takes 14 MB; what is free differs by some hundred kB from time to time.
    assert SANITIZED or last - first <= 1024, "grew from %d to %d kB" % (first, last)
    return "resident %d kB after 10 requests, %d kB after %d" % (first, last, n)


@case
def thousand():
    """1000 invocations on one connection: all answered, and no growth in memory after the first hundred"""
    n = 100 if SANITIZED else 1000
    events = [event('{"i":%d}' % i, "id-%d" % i, "Root=1-%0400x" % (i * 7919)) for i in range(n)]
    for i in range(50, n, 50):
        events[i] = event("{", "id-%d" % i)
    function = Function(BOOTSTRAP, Stub([]), GLIBC_TUNABLES=STRICT_MALLOC)
    first, last = sizes_while_waiting(function, [events[:n // 10], events[n // 10:]])
    function.run(n)
    same(function.stub.connections, 1, "connections")
    for i, request in enumerate(function.stub.posted()):
        kind = "error" if i % 50 == 0 and i > 0 else "response"
        same(request[1], "%s/invocation/id-%d/%s" % (BASE, i, kind), "path")
    same(len(function.log()), n, "lines in the log")
    assert SANITIZED or last - first <= 32, "grew from %d to %d kB" % (first, last)
    return "resident %d kB after %d invocations, %d kB after %d" % (first, n // 10, last, n)


sys.exit(main())
