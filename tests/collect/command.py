"""command.py PROGRAM [CASE ...]: `faastat collect` as a whole, against the stubs of stub_service.py. Prints TAP."""
import csv
import gzip
import json
import os
import pty
import re
import resource
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time

import signature
from stub_service import INFERENCE, Faulty, Service, Signed, Stalling, Telling, event, pieces_of
from program import PROGRAM, SECRETS, WORK, Functions, collect, column, count, environment, finish, numbers, path, read, rows, start, write
from tap import Skip, case, contains, main, same, tried

# ---- rows ----

@case
def warm():
    """warm: one row a request, in order, with the inference time; summary reads the dump"""
    service = Faulty()
    _, err = collect("warm", "--url", service.url + "/ok", "-n", "7", "--model", "a,b", "-o", path("warm.csv"))
    same(err, "faastat: 7 requests made, 0 failed\n")
    table = rows(read("warm.csv"))
    same(column(table, "request"), [str(i) for i in range(1, 8)])
    same(set(column(table, "experiment") + column(table, "model")), {"warm", "a,b"})
    same(set(column(table, "inference_s") + column(table, "status")), {"0.091116", "200"})
    same(set(column(table, "error") + column(table, "censored") + column(table, "cold")), {""})
    same(len(service.seen), 8, "requests, with the one that warms up")
    starts = numbers(table, "start_s")
    assert abs(starts[0] - time.time()) < 60 and starts == sorted(starts), starts
    assert all(0 < delay <= latency for delay, latency in zip(numbers(table, "delay_s"), numbers(table, "latency_s")))
    summary = subprocess.run([PROGRAM, "summary", "-m", "inference_s", "--format", "json", path("warm.csv")], check=True,
                             capture_output=True, text=True)
    group = json.loads(summary.stdout)["groups"][0]
    same((group["n"], group["mean"], group["by"]["experiment"]), (7, 0.091116, "warm"))


PHASES = ("dns_s", "connect_s", "tls_s", "first_byte_s", "transfer_s")


@case
def way():
    """the way: its parts add up, a connection is made once and used again, what was not reached is empty"""
    service = Faulty()
    out, _ = collect("load", "--url", service.url + "/late", "--users", "2", "-n", "12", "-o", path("way.csv"))
    table = rows(read("way.csv"))
    same(sorted(column(table, "connection")), ["new"] * 2 + ["reused"] * 10)
    same(set(column(table, "http_version") + column(table, "remote_address")), {"HTTP/1.1", "127.0.0.1"})
    same(set(column(table, "bytes") + column(table, "tls_s")), {"8", ""})
    for row in table:
        new = row["connection"] == "new"
        same((row["dns_s"] != "", row["connect_s"] != ""), (new, new), "name and connection of " + row["connection"])
        parts = float(row["delay_s"]) + sum(float(row[phase] or 0) for phase in PHASES)
        # What was written before the clock was read is in delay_s as well.
        assert abs(parts - float(row["latency_s"])) < 0.02, row
        assert float(row["first_byte_s"]) >= 0.049 and 0.02 <= float(row["transfer_s"]) < 0.5, row
    summary = subprocess.run([PROGRAM, "summary", "--format", "csv", path("way.csv")], check=True, capture_output=True, text=True)
    same(column(list(csv.DictReader(summary.stdout.splitlines())), "measure"), ["latency_s", "inference_s", "bytes"])
    row = rows(collect("warm", "--url", service.url + "/lost", "-n", "1", "--warm-up", "0", status=4)[0])[0]
    same((row["connection"], row["http_version"], row["bytes"], row["first_byte_s"]), ("new", "", "", ""))
    write("large", "x" * 5000000)
    out, _ = collect("warm", "--url", service.url + "/late", "-n", "3", "--payload-file", path("large"))
    assert all(float(row["first_byte_s"]) > 0.049 for row in rows(out)), "what is sent is no answer: " + out
    slow = ("--url", service.url + "/slow", "-n", "1", "--payload-file", path("large"), "--warm-up", "0", "--timeout", "0.2")
    row = rows(collect("warm", *slow, status=4)[0])[0]
    same((row["error"], row["first_byte_s"], row["bytes"]), ("timeout", "", ""))
    row = rows(collect("warm", "--url", service.url + "/slow", "-n", "1", "--warm-up", "0", "--timeout", "0.2", status=4)[0])[0]
    same([row[name] for name in ("tls_s", "first_byte_s", "transfer_s", "bytes", "connection")], ["", "", "", "", "new"])
    row = rows(collect("warm", "--url", "http://no-such-host.invalid/", "-n", "1", "--warm-up", "0", status=4)[0])[0]
    same({row[name] for name in (*PHASES, "bytes", "connection", "http_version", "remote_address")}, {""})


@case
def older():
    """a dump that an older faastat began, without the columns of the way, is gone on with as it is"""
    service = Faulty()
    arguments = ("warm", "--url", service.url + "/ok", "-n", "4", "-o", path("older.csv"))
    collect(*arguments)
    whole = read("older.csv").splitlines()
    names = next(line for line in whole if line.startswith("experiment,"))
    end = names.index(",environment,")
    first = [line if line.startswith("#") else ",".join(line.split(",")[:names[:end].count(",") + 1]) for line in whole]
    write("older.csv", "\n".join(first[:-2]) + "\n")
    collect(*arguments)
    found = read("older.csv").splitlines()
    same((found[:-2], {line.count(",") for line in found[-4:]}), (first[:-2], {names[:end].count(",")}))
    same(column(rows(read("older.csv")), "request"), ["1", "2", "3", "4"])
    other = read("older.csv").replace("detail\n", "detail,mine\n")
    write("older.csv", other)
    contains(collect(*arguments, status=2)[1], "no dump of this plan")
    same(read("older.csv"), other)


@case
def fates():
    """each fault is a row with its cause by name"""
    service = Faulty()
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))  # and nobody listens
        refused = "http://127.0.0.1:%d/" % unused.getsockname()[1]
        expected = [
            (refused, "failed", "connection refused"), ("http://no-such-host.invalid/", "failed", "host not found"),
            (service.url.replace("http:", "https:") + "/ok", "failed", "TLS error")]
        expected += [(service.url + address, status, cause) for address, status, cause in (
            ("/429", "429", "throttled"), ("/500", "500", "server error"), ("/502", "502", "bad gateway"),
            ("/503", "503", "service unavailable"), ("/504", "504", "gateway timeout"), ("/404", "404", "not found"),
            ("/418", "418", "HTTP error"), ("/403", "403", "forbidden"),
            ("/cut", "failed", "answer cut off"), ("/lost", "failed", "connection lost"), ("/garbage", "failed", "no HTTP"),
            ("/html", "failed", "not the handler's answer"), ("/negative", "failed", "not the handler's answer"),
            ("/empty", "failed", "not the handler's answer"), ("/nan", "failed", "not the handler's answer"),
            ("/long", "failed", "not the handler's answer"), ("/302", "failed", "not the handler's answer"),
            ("/quoted", "200", ""), ("/object", "200", ""))]
        for url, status, cause in expected:
            out, err = collect("warm", "--url", url, "-n", "1", "--warm-up", "0", status=4 if cause else 0)
            row = rows(out)[0]
            same((row["status"], row["error"], row["censored"]), (status, cause, ""), "fate of " + url)
            same(row["inference_s"], "" if cause else "0.091116")
            if cause:
                contains(err, "1 requests made, 1 failed: 1 " + cause, "none of 1 requests succeeded")
    tried(sum(bool(cause) for _, _, cause in expected), "connections and answers that fail", "a row with the cause by name")
    contains(rows(collect("warm", "--url", service.url + "/html", "-n", "1", status=4)[0])[0]["detail"], "<html>captive")
    same(rows(collect("warm", "--url", service.url + "/html", "-n", "1", "--any-body")[0])[0]["status"], "200")


@case
def timeout():
    """a request that takes too long is censored: it took at least this long"""
    service = Faulty()
    out, err = collect("load", "--url", service.url + "/slow", "--users", "2", "-n", "2", "--timeout", "0.3", status=4)
    for row in rows(out):
        same((row["status"], row["error"], row["censored"]), ("failed", "timeout", "true"))
        assert 0.3 <= float(row["latency_s"]) < 1, row
    contains(err, "2 failed: 2 timeout")
    summary = subprocess.run([PROGRAM, "summary", "-m", "latency_s", "--format", "json", "-"], input=out, text=True,
                             capture_output=True, check=True)
    contains(summary.stdout, '"censored": 2')


def certificate():
    made = subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
                           "-addext", "subjectAltName=DNS:localhost", "-keyout", path("key"), "-out", path("certificate")],
                          capture_output=True, check=False)
    same(made.returncode, 0, "exit status of openssl")
    return write("both", read("key") + read("certificate"))


@case
def tls():
    """TLS is verified: an unknown authority fails, one that is named does not"""
    service = Faulty(tls=certificate())
    row = rows(collect("warm", "--url", service.url + "/ok", "-n", "1", status=4)[0])[0]
    same((row["error"], len(service.seen)), ("TLS error", 0))
    out, _ = collect("warm", "--url", service.url + "/ok", "-n", "1", "--warm-up", "0", "--ca-file", path("certificate"))
    same(rows(out)[0]["status"], "200")
    assert float(rows(out)[0]["tls_s"]) > 0, rows(out)
    wrong = service.url.replace("localhost", "127.0.0.1")
    same(rows(collect("warm", "--url", wrong, "-n", "1", "--ca-file", path("certificate"), status=4)[0])[0]["error"],
         "TLS error")


@case
def secrets():
    """credentials are in no dump, no message and no process list; a header of a file gets to the server"""
    service, functions = Faulty(), Functions("f")
    headers = write("headers", "# for the gateway\nAuthorization: Bearer s3cret\r\n\nX-Api-Key: t0ken\n")
    out, err = collect("warm", "--url", service.url + "/html?key=hidden", "--headers", headers, "-n", "2", status=4)
    for secret in ("s3cret", "t0ken", "hidden", "captive"):
        assert secret not in out + err, secret
    same((service.seen[0].headers["authorization"], service.seen[0].headers["x-api-key"]), ("Bearer s3cret", "t0ken"))
    same(service.seen[0].path, "/html?key=hidden")
    _, err = collect("warm", "--url", "http://user:pass@localhost/", status=2)
    assert "pass" not in err and "credentials" in err, err
    functions.slow = 1
    process = start("warm", "--function", "f", "-n", "2", functions=functions)
    time.sleep(0.5)
    with open("/proc/%d/cmdline" % process.pid, encoding="utf-8") as file:
        line = file.read()
    assert not any(secret in line for secret in SECRETS.values()), line
    finish(process)
    _, err = collect("warm", "--url", service.url, "--headers", write("headers", "fine: 1\ns3cret\n"), status=2)
    contains(err, "headers:2: found no header")
    assert "s3cret" not in err, err


# ---- what is sent ----

def sent(service, *arguments, n=1, **more):
    """What came of n requests: (method, content type, body)."""
    before = len(service.seen)
    collect("warm", "--url", service.url + "/ok", "-n", str(n), "--warm-up", "0", *arguments, **more)
    return [(seen.method, seen.headers.get("content-type"), seen.body) for seen in service.seen[before:]]


def write_bytes(name, content):
    os.makedirs(os.path.dirname(path(name)), exist_ok=True)
    with open(path(name), "wb") as file:
        file.write(content)
    return path(name)


@case
def payloads():
    """what is sent: a text, a picture of 200 kB as it is, files in turn, with fields filled in, and what each is said to be"""
    service = Faulty()
    same(sent(service), [("GET", None, "")])
    same(sent(service, "--payload", '{"a": 1}'), [("POST", "application/json", '{"a": 1}')])
    picture = bytes(range(256)) * 800 + b"{{n}}"
    jpeg = write_bytes("photo.JPG", picture)
    same(sent(service, "--payload-file", jpeg, n=2), [("POST", "image/jpeg", picture.decode("latin-1"))] * 2)
    packed = gzip.compress(b"{}")
    same(sent(service, "--payload-file", write_bytes("packed", packed)),
         [("POST", "application/octet-stream", packed.decode("latin-1"))])
    assert not any("expect" in seen.headers for seen in service.seen)
    large = write_bytes("large.json", b'"' + b"a" * (3 << 20) + b'"')
    same([len(body) for _, _, body in sent(service, "--payload-file", large)], [(3 << 20) + 2])
    assert "expect" not in service.seen[-1].headers, "a client that waits to be asked for its payload measures that as well"
    write_bytes("turns/b.json", b'{"n": {{n}}, "of": "{{{n}}}{{m}}"}')
    write_bytes("turns/a.png", picture)
    write_bytes("turns/c/empty.txt", b"")
    same(sent(service, "--payload-dir", path("turns"), n=5),
         [("POST", "image/png", picture.decode("latin-1")), ("POST", "application/json", '{"n": 2, "of": "{2}{{m}}"}'),
          ("POST", "text/plain", ""), ("POST", "image/png", picture.decode("latin-1")),
          ("POST", "application/json", '{"n": 5, "of": "{5}{{m}}"}')])
    drawn = [body for _, _, body in sent(service, "--payload", "{{random}}", n=3)]
    assert len(set(drawn)) == 3 and all(0 <= int(body) < 1 << 32 for body in drawn), drawn
    same([body for _, _, body in sent(service, "--payload", "{{random}}", n=3)], drawn)
    assert drawn != [body for _, _, body in sent(service, "--payload", "{{random}}", "--seed", "2", n=3)]
    assert abs(float(sent(service, "--payload", "{{time}}")[0][2]) - time.time()) < 60
    headers = write("headers", "content-type: text/x-mine\nX-Api-Key: t0ken\n")
    same(sent(service, "--payload", "{}", "--headers", headers), [("POST", "text/x-mine", "{}")])
    same(service.seen[-1].headers["x-api-key"], "t0ken")
    for arguments, message in ((("--payload", "@photo.jpg"), "expected a file as one of its own"),
                               (("--payload", "a", "--payload-file", jpeg), "more than one kind of payload"),
                               (("--payload-file", path("none")), "cannot open '%s'" % path("none")),
                               (("--payload-file", WORK.name), "Is a directory"), (("--payload-dir", path("none")), "found no folder"),
                               (("--method", "HEAD", "--payload", "a"), "found a payload"), (("--method", "get"), "found the method 'get'")):
        process = subprocess.run([PROGRAM, "collect", "warm", "--url", service.url, *arguments], capture_output=True, text=True,
                                 check=False)
        assert process.returncode in (2, 3), process
        contains(process.stderr, message)


@case
def payloads_resumed():
    """another content of a payload's file is another plan"""
    service = Faulty()
    arguments = ("warm", "--url", service.url + "/ok", "-n", "2", "--payload-file", path("changing"), "-o", path("changing.csv"))
    write_bytes("changing", b"one")
    collect(*arguments)
    contains(collect(*arguments)[1], "2 requests were there")
    write_bytes("changing", b"two")
    contains(collect(*arguments, status=2)[1], "no dump of this plan")


@case
def methods():
    """a method that is named is the one that is used"""
    service = Faulty()
    for method in ("GET", "PUT", "DELETE", "POST"):
        same([(found, body) for found, _, body in sent(service, "--method", method)], [(method, "")])
        same(sent(service, "--method", method, "--payload", "{}"), [(method, "application/json", "{}")])
    same(sent(service, "--method", "HEAD", "--any-body", n=3), [("HEAD", None, "")] * 3)


@case
def planned_payloads():
    """a plan's files stand beside it; a function is sent them as well"""
    functions = Functions("a")
    picture = json.dumps({"body": json.dumps({"image": "A" * 300000})})
    write("event.json", picture)
    plan = study(functions, models=[{"function": "a", "payload_file": "event.json"},
                                    {"model": "b", "url": functions.url + "/a", "method": "PUT", "payload_dir": "turns2"}],
                 experiments=[{"experiment": "warm", "requests": 3, "warm_up": 0}], memory_mb=[])
    write_bytes("turns2/1", b'{"n":{{n}}}')
    write_bytes("turns2/2", b"2")
    out, _ = collect("--plan", plan, functions=functions)
    same(len(rows(out)), 6)
    same([seen.body == picture for seen in functions.seen if "invocations" in seen.path], [True] * 3)
    same([(seen.method, seen.body) for seen in functions.seen if seen.path == "/a"],
         [("PUT", '{"n":1}'), ("PUT", "2"), ("PUT", '{"n":3}')])
    contains(out, "payload of 300", "2 payloads of 12 bytes")


# ---- connections ----

@case
def connections():
    """connections have a limit: a request waits for one, its delay tells how long, and its latency holds it"""
    service = Faulty()
    out, _ = collect("load", "--url", service.url + "/late", "--rate", "100", "--duration", "0.3", "--connections", "3")
    table = sorted(rows(out), key=lambda row: int(row["request"]))
    same((len(table), column(table, "connection").count("new")), (30, 3))
    events = sorted([(seen.came, 1) for seen in service.seen] + [(seen.answered, -1) for seen in service.seen])
    at_once = [sum(change for _, change in events[:i + 1]) for i in range(len(events))]
    assert max(at_once) <= 3, at_once
    delays = numbers(table, "delay_s")
    # 30 in ten turns of 0.1 s: the last was due at 0.29 s and sent after nine turns.
    assert 0.5 < delays[-1] < 1 and max(delays[:3]) < 0.05, delays
    for row in table:
        parts = float(row["delay_s"]) + sum(float(row[phase] or 0) for phase in PHASES)
        assert abs(parts - float(row["latency_s"])) < 0.02, row
    process = start("load", "--url", service.url + "/slow", "--rate", "100", "--duration", "1", "--connections", "2", "-o",
                    path("queue.csv"))
    time.sleep(0.7)
    process.send_signal(signal.SIGTERM)
    finish(process, -signal.SIGTERM)
    same(len(rows(read("queue.csv"))), 2, "requests that were on their way")


class Http2:
    """A server of HTTP/2 alone, and the lines that it has printed when it is stopped."""

    def __init__(self, *arguments):
        if shutil.which("node") is None:
            raise Skip("needs node")
        self.process = subprocess.Popen(["node", os.path.join(os.path.dirname(os.path.abspath(__file__)), "http2.js"), *arguments],
                                        stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline())

    def stop(self):
        self.process.terminate()
        return self.process.communicate(timeout=10)[0].splitlines()


@case
def http2():
    """HTTP/2: requests share a connection and do not wait for one another; a row tells what was spoken"""
    server = Http2(certificate())
    out, _ = collect("load", "--url", "https://localhost:%d/" % server.port, "--rate", "100", "--duration", "0.3", "--http2",
                     "--connections", "1", "--ca-file", path("certificate"))
    table = rows(out)
    same(len(table), 30)
    same(set(column(table, "http_version") + column(table, "status")), {"HTTP/2", "200"})
    same(column(table, "connection").count("new"), 1)
    same([line.split()[0] for line in server.stop()], ["1"] * 30)
    # Each takes 0.05 s, and some wait for the connection at first.
    assert sum(numbers(table, "latency_s")) < 30 * 0.2, numbers(table, "latency_s")
    for row in table:
        parts = float(row["delay_s"]) + sum(float(row[phase] or 0) for phase in PHASES)
        assert abs(parts - float(row["latency_s"])) < 0.02, row
    service = Faulty(tls=path("both"))
    row = rows(collect("warm", "--url", service.url + "/ok", "-n", "1", "--http2", "--ca-file", path("certificate"))[0])[0]
    same((row["status"], row["http_version"]), ("200", "HTTP/1.1"))
    contains(collect("warm", "--url", Faulty().url, "--http2", status=2)[1], "found HTTP/2 with the address 'http://")
@case
def headers_of_others():
    """a file of headers that others can read is warned of; what stands behind a CR or NUL in a line is no header"""
    service = Faulty()
    headers = write("headers", "X-Api-Key: t0ken\n")
    for mode, warned in ((0o600, False), (0o400, False), (0o644, True), (0o640, True), (0o604, True)):
        os.chmod(headers, mode)
        _, err = collect("warm", "--url", service.url + "/ok", "--headers", headers, "-n", "1", "--quiet")
        same("can be read by others" in err, warned, "mode %o" % mode)
    sent = len(service.seen)
    for text, byte in (("A: 1\nB: 2\rHost: evil\n", "carriage return"), ("A: 1\n# 2\rB: 3\n", "carriage return"),
                       ("A: 1\nB: 2\0s3cret\n", "NUL byte"), ("A: 1\n\0\n", "NUL byte"), ("A: 1\nB: 2\r\r\n", "carriage return")):
        _, err = collect("warm", "--url", service.url + "/ok", "--headers", write("headers", text), "-n", "1", status=2)
        contains(err, "headers:2: found a %s inside the line" % byte)
    same(len(service.seen), sent)


@case
def csv_safe():
    """--csv-safe: a model's name is no formula, and the dump is gone on with"""
    service = Faulty()
    name = path("safe.csv")
    collect("warm", "--url", service.url + "/ok", "--model", "=1+1", "-n", "2", "--csv-safe", "-o", name)
    text = read("safe.csv")
    same([row["model"] for row in rows(text)], ["'=1+1"] * 2)
    write("safe.csv", text[:text.rstrip("\n").rindex("\n") + 1])
    collect("warm", "--url", service.url + "/ok", "--model", "=1+1", "-n", "2", "--csv-safe", "-o", name)
    same([row["request"] for row in rows(read("safe.csv"))], ["1", "2"])
    same([row["model"] for row in rows(collect("warm", "--url", service.url + "/ok", "--model", "=1+1", "-n", "1")[0])], ["=1+1"])


# ---- functions ----

@case
def invoke():
    """a function by name: the REPORT line's numbers, the payload, cold from its first request"""
    functions = Functions("f", memory=1024)
    out, _ = collect("warm", "--function", "f", "-n", "2", "--warm-up", "0", "--payload", '{"a":1}', functions=functions)
    first, second = rows(out)
    same([first[name] for name in ("memory_mb", "duration_s", "billed_ms", "init_s", "max_memory_mb", "cold", "inference_s")],
         ["1024", "0.091610", "92", "0.150250", "38", "true", "0.091116"])
    same((second["init_s"], second["cold"], second["model"]), ("", "false", "f"))
    same({seen.body for seen in functions.seen}, {'{"a":1}'})
    same(functions.seen[0].headers["x-amz-security-token"], SECRETS["AWS_SESSION_TOKEN"])


@case
def function_faults():
    """errors of the function, of Lambda and of the answer, each by name"""
    failed = {"X-Amz-Function-Error": "Unhandled"}
    report = "REPORT RequestId: 8f5c\tDuration: 3000.00 ms\tBilled Duration: 3000 ms\tMemory Size: 512 MB\tMax Memory Used: 40 MB\t"
    functions = Functions("f", invokes=[
        (200, failed, '{"errorType":"Function.ImageError","errorMessage":"no picture"}', report),
        (200, failed, '{"errorType":"Sandbox.Timedout","errorMessage":"RequestId: 8f5c Error: Task timed out after 3.00 seconds"}',
         report + "Status: timeout\n"),
        (429, {"x-amzn-ErrorType": "TooManyRequestsException:http://internal.amazon.com/"}, '{"Reason":"x"}', ""),
        (500, {"x-amzn-ErrorType": "ServiceException"}, "{}", ""),
        (200, {}, '{"statusCode":400,"body":"event: found no object"}', report),
        (200, {}, '{"statusCode":200,"body":"soon"}', report),
        (200, {}, "null", "no log at all"),
        (200, {}, "0.25", "")])
    out, err = collect("warm", "--function", "f", "-n", "8", "--warm-up", "0", functions=functions)
    table = rows(out)
    same([(row["status"], row["error"], row["detail"], row["censored"]) for row in table], [
        ("failed", "function error", "Function.ImageError", ""), ("failed", "function timeout", "Sandbox.Timedout", "true"),
        ("429", "throttled", "TooManyRequestsException", ""), ("500", "server error", "ServiceException", ""),
        ("400", "HTTP error", "", ""), ("failed", "not the handler's answer", "found 'soon'", ""),
        ("failed", "not the handler's answer", "found 'null'", ""), ("200", "", "", "")])
    same(column(table, "duration_s"), ["3.000000"] * 2 + [""] * 2 + ["3.000000"] * 2 + [""] * 2)
    tried(len(table) - 1, "failures of a function and of Lambda", "a row with the cause by name")
    contains(err, "8 requests made, 7 failed")


@case
def credentials():
    """expired credentials: the row says it, no other request is made, and the same command goes on later"""
    refusal = (403, {"x-amzn-ErrorType": "ExpiredTokenException"},
               '{"message":"The security token %s included in the request is expired"}' % SECRETS["AWS_SESSION_TOKEN"], "")
    good = (200, {}, '{"statusCode":200,"body":"0.5"}', "")
    functions = Functions("f", invokes=[good, good, refusal])
    arguments = ("warm", "--function", "f", "-n", "9", "--warm-up", "0", "-o", path("expired.csv"))
    _, err = collect(*arguments, functions=functions, status=4)
    contains(err, "AWS refused the credentials, ExpiredTokenException after 3 of 9 requests; the same command goes on")
    row = rows(read("expired.csv"))[2]
    same((row["status"], row["error"], row["detail"]), ("403", "credentials", "ExpiredTokenException"))
    same(len(functions.seen), 3)
    collect(*arguments, functions=functions)
    same(column(rows(read("expired.csv")), "request"), [str(i) for i in range(1, 10)])
    assert SECRETS["AWS_SESSION_TOKEN"] not in read("expired.csv")


@case
def cold():
    """cold: each request is the first of a fresh environment, and the function is left as it was"""
    functions = Functions("f")
    table = rows(collect("cold", "--function", "f", "-n", "4", functions=functions)[0])
    same((column(table, "cold"), column(table, "init_s")), (["true"] * 4, ["0.150250"] * 4))
    same(set(column(table, "experiment") + column(table, "memory_mb")), {"cold", "512"})
    assert max(numbers(table, "latency_s")) < 5, "the wait for the environment is no part of the request"
    assert functions.is_as_before(), functions.functions


@case
def sweep():
    """sizes: through 409 and 429, with the requests at an address, and back to what was before"""
    functions = Functions("f", puts=[(409, "ResourceConflictException"), (429, "TooManyRequestsException")])
    out, _ = collect("warm", "--function", "f", "--url", functions.url + "/f", "--memory", "1024,2048,512", "-n", "3",
                     functions=functions)
    table = rows(out)
    same(sorted((row["memory_mb"], row["request"]) for row in table),
         sorted((size, request) for size in ("1024", "2048", "512") for request in "123"))
    sizes = [json.loads(seen.body).get("MemorySize") for seen in functions.seen if seen.method == "PUT"]
    same(set(sizes) - {None}, {512, 1024, 2048})
    assert functions.is_as_before(), functions.functions
    assert not any("invocations" in seen.path for seen in functions.seen)


def interrupt(number):
    functions = Functions("f")
    functions.slow = 0.05
    name = "stopped%d.csv" % number
    process = start("warm", "--function", "f", "--memory", "1024,2048", "-n", "200", "-o", path(name), functions=functions)
    while count(name) < 5:
        time.sleep(0.02)
    assert not functions.is_as_before()
    process.send_signal(number)
    _, err = finish(process, -number)
    contains(err, "interrupted after", "of 400 requests; the same command goes on")
    assert functions.is_as_before(), functions.functions
    n = len(rows(read(name)))
    same(len([seen for seen in functions.seen if "invocations" in seen.path]) - 1, n, "requests, but for the warming one")
    contains(err, "interrupted after %d of" % n)


@case
def interrupted():
    """Ctrl-C and SIGTERM: what was sent is waited for and kept, the sizes are put back, and the signal is what it ends by"""
    interrupt(signal.SIGINT)
    interrupt(signal.SIGTERM)


@case
def not_restored():
    """a function that cannot be put back is said before anything else"""
    functions = Functions("f")
    functions.slow = 0.02
    process = start("warm", "--function", "f", "--memory", "1024", "-n", "50", functions=functions)
    while not any("invocations" in seen.path for seen in functions.seen):
        time.sleep(0.02)
    functions.puts = [(403, "ExpiredTokenException")] * 100
    _, err = finish(process, 4)
    contains(err, "ExpiredTokenException", "512 MB")


# ---- AWS: signatures, regions, ways to invoke ----

@case
def verifier():
    """what checks the signatures here agrees with AWS' own example, and sees each part that is changed"""
    # docs.aws.amazon.com/IAM/latest/UserGuide, "Example: Complete request signing", as of 2015.
    headers = {"host": "iam.amazonaws.com", "content-type": "application/x-www-form-urlencoded; charset=utf-8",
               "x-amz-date": "20150830T123600Z",
               "authorization": "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, "
                                "SignedHeaders=content-type;host;x-amz-date, "
                                "Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"}
    right = ["GET", "/?Action=ListUsers&Version=2010-05-08", headers, b"", SECRETS["AWS_SECRET_ACCESS_KEY"], "iam", "us-east-1"]
    same(signature.problem(*right), None)
    for i, wrong in enumerate(("POST", "/?Action=ListUsers&Version=2010-05-09", {**headers, "host": "example.org"}, b"x", "secret", "lambda",
                               "us-east-2")):
        contains(signature.problem(*right[:i], wrong, *right[i + 1:]), "expected ")


def signed(service, *arguments, status=0, word="lambda"):
    """The rows of requests that are signed for."""
    out, _ = collect("warm", "--url", service.url + arguments[0], "--sign", word, "--region", "us-west-2", "--warm-up", "0",
                     *arguments[1:], functions=service, status=status)
    same(service.problems, [])
    return rows(out)


@case
def signatures():
    """requests to a function URL or an API are signed rightly, whatever is sent, and tell their region"""
    service = Signed(SECRETS["AWS_SECRET_ACCESS_KEY"], "lambda", "us-west-2")
    table = signed(service, "/ok", "-n", "3")
    same(column(table, "status") + column(table, "region"), ["200"] * 3 + ["us-west-2"] * 3)
    same(column(table, "connection"), ["new", "reused", "reused"])
    same({seen.headers.get("x-amz-security-token") for seen in service.seen}, {SECRETS["AWS_SESSION_TOKEN"]})
    headers = write("headers", "X-Api-Key:  t0ken  of  mine \nContent-Type: text/x-mine\n")
    for arguments in (("/", "-n", "2", "--payload", '{"n": {{n}}, "text": "Grüße + 100 %"}'), ("/a/b-c.d~e?a=1&ab=%2F&b=", "-n", "1"),
                      ("/ok", "-n", "2", "--method", "DELETE"), ("/ok", "-n", "1", "--method", "HEAD", "--any-body"),
                      ("/ok", "-n", "1", "--headers", headers), ("/ok", "-n", "1", "--headers", headers, "--payload", "{}"),
                      ("/ok", "-n", "1", "--payload-file", write("two", "x" * (2 << 20)))):
        same(set(column(signed(service, *arguments), "status")), {"200"})
    same((service.seen[-1].headers["content-length"], service.seen[-2].headers["content-type"]), (str(2 << 20), "text/x-mine"))
    api = Signed(SECRETS["AWS_SECRET_ACCESS_KEY"], "execute-api", "us-west-2")
    same(column(signed(api, "/ok", "-n", "1", word="execute-api"), "status"), ["200"])
    contains(collect("warm", "--url", service.url, "--sign", "lambda", status=2)[1], "AWS_ACCESS_KEY_ID is not set")


@case
def refused_signatures():
    """a signature that AWS refuses ends the run; a function's own 403 is a row like another"""
    service = Signed(SECRETS["AWS_SECRET_ACCESS_KEY"], "lambda", "us-west-2")
    same([(row["status"], row["error"], row["detail"]) for row in signed(service, "/own", "-n", "2", status=4)], [("403", "forbidden", "")] * 2)
    service.refusal = "ExpiredTokenException"
    same([(row["status"], row["error"], row["detail"]) for row in signed(service, "/ok", "-n", "5", status=4)],
         [("403", "credentials", "ExpiredTokenException")])


@case
def pieces():
    """an answer in pieces, of a function URL with RESPONSE_STREAM: until the first byte, and from then on to the last"""
    service = Signed(SECRETS["AWS_SECRET_ACCESS_KEY"], "lambda", "us-west-2")
    for row in signed(service, "/pieces", "-n", "2"):
        same((row["inference_s"], row["bytes"]), (INFERENCE, "8"))
        assert float(row["first_byte_s"]) < 0.1 and 0.14 <= float(row["transfer_s"]) < 1, row


@case
def regions():
    """one function in two regions of a plan: each is signed for its own, put back, and told by its rows"""
    functions = Functions("f", "g")
    functions.regions["g"] = "us-west-2"
    plan = study(functions, memory_mb=[], models=[{"function": "f"}, {"function": "g", "region": "us-west-2"},
                                                  {"function": "f", "model": "f live", "qualifier": "live"},
                                                  {"function": "f", "model": "f west", "region": "eu-central-1", "invocation": "stream"}],
                 experiments=[{"experiment": "warm", "requests": 2}, {"experiment": "cold", "requests": 1, "models": ["f", "g"]}])
    table = rows(collect("--plan", plan, "-o", path("regions.csv"), functions=functions)[1] and read("regions.csv"))
    same({(row["model"], row["region"], row["status"]) for row in table},
         {("f", "eu-central-1", "200"), ("g", "us-west-2", "200"), ("f live", "eu-central-1", "200"), ("f west", "eu-central-1", "200")})
    assert functions.is_as_before()
    same({seen.path for seen in functions.seen if seen.path.endswith("live")}, {"/2015-03-31/functions/f/invocations?Qualifier=live"})
    contains(read("regions.csv"), "# model g: function g, in us-west-2\n", "# model f live: function f:live\n",
             "# model f west: function f, in eu-central-1, invocation stream\n")
    contains(collect("--plan", plan, "-o", path("regions.csv"), functions=functions)[1], "10 requests were there; 0 requests made")
    same(column(rows(collect("warm", "--function", "f", "--qualifier", "$LATEST", "-n", "1", functions=functions)[0]), "status"), ["200"])
    same(functions.seen[-1].path, "/2015-03-31/functions/f/invocations?Qualifier=%24LATEST")


@case
def without_region():
    """a dump that was begun before there was a column for the region is gone on with as it is"""
    service = Faulty()
    arguments = ("warm", "--url", service.url + "/ok", "-n", "3", "-o", path("region.csv"))
    collect(*arguments)
    lines = read("region.csv").splitlines()
    assert lines[-1].endswith(","), "the region of an address that nobody knows is empty"
    before = [re.sub(",(region)?$", "", line) if not line.startswith("#") else line for line in lines]
    write("region.csv", "\n".join(before[:-1]) + "\n")
    collect(*arguments)
    found = read("region.csv").splitlines()
    same((found[:-1], {line.count(",") for line in found[-4:]}), (before[:-1], {before[-1].count(",")}))


@case
def events():
    """an event that nobody waits for: the row tells that it was taken, and nothing of what became of it"""
    functions = Functions("f")
    table = rows(collect("load", "--function", "f", "--invocation", "event", "--rate", "100", "--duration", "0.1", "--payload", "[1]",
                         functions=functions)[0])
    same([(row["status"], row["error"], row["cold"], row["inference_s"], row["duration_s"]) for row in table], [("202", "", "", "", "")] * 10)
    same({seen.body for seen in functions.seen}, {"[1]"})
    row = rows(collect("warm", "--function", "g", "--invocation", "event", "-n", "1", "--warm-up", "0",
                       functions=Refusing(SECRETS["AWS_SECRET_ACCESS_KEY"]), status=4)[0])[0]
    same((row["status"], row["error"]), ("429", "throttled"))


class Refusing(Signed):
    """A service that is too busy for anything."""

    def __init__(self, secret):
        super().__init__(secret, "lambda", "eu-central-1")

    def answer(self, seen):
        return 429, {"x-amzn-ErrorType": "TooManyRequestsException"}, "{}"


@case
def streams():
    """a streamed answer: put together, with the end of its log; when it breaks off, fails or is garbled, its row says so"""
    functions = Functions("f", memory=1024)
    report = functions.run("f")
    good = pieces_of([b'{"statusCode":200,', b'"body":"0.25"}'], report)
    broken = event(b"0.25", message_type="event", event_type="PayloadChunk")
    spoilt = broken[:-5] + b"x" + broken[-4:]
    long = pieces_of([b"0." + b"1" * (1 << 20), b"1"], report)
    details = '{"errorType":"Function.ImageError","errorMessage":"no picture"}'
    functions.invokes = [good, good[:2], [*good[:1], None], pieces_of([b"0.2"], report, ErrorCode="Function.Unknown", ErrorDetails=details),
                         pieces_of([], report, ErrorCode="Function.Timeout", ErrorDetails="Task timed out after 3.00 seconds"),
                         [event(b"{}", message_type="exception", exception_type="ThrottlingException")], [spoilt, good[-1]], [b"0.25"],
                         [broken[:n] for n in (3, 9)], long, [], pieces_of([b"0.25"], ""), pieces_of([b""], "")]
    out, _ = collect("warm", "--function", "f", "--invocation", "stream", "-n", str(len(functions.invokes)), "--warm-up", "0",
                     functions=functions)
    table = rows(out)
    same([(row["status"], row["error"], row["detail"], row["censored"], row["inference_s"], row["duration_s"]) for row in table],
         [("200", "", "", "", "0.250000", "0.091610"), ("failed", "answer cut off", "", "", "", ""),
          ("failed", "answer cut off", table[2]["detail"], "", "", ""),
          ("failed", "function error", "Function.ImageError", "", "", "0.091610"),
          ("failed", "function timeout", "Function.Timeout", "true", "", "0.091610"),
          ("failed", "function error", "ThrottlingException", "", "", ""), *[("failed", "answer cut off", "", "", "", "")] * 3,
          ("failed", "not the handler's answer", "found ''", "", "", ""), ("failed", "answer cut off", "", "", "", ""),
          ("200", "", "", "", "0.250000", ""), ("failed", "not the handler's answer", "found ''", "", "", "")])
    tried(sum(row["error"] != "" for row in table), "streamed answers that break off or are garbled", "a row with the cause by name")
    same((table[0]["cold"], table[0]["memory_mb"], table[0]["init_s"]), ("true", "1024", "0.150250"))
    # The head comes at once, and each piece 0.05 s after what was before it.
    assert 0.045 <= float(table[0]["first_byte_s"]) < 0.5 and 0.09 <= float(table[0]["transfer_s"]) < 1, table[0]
    same({seen.path for seen in functions.seen}, {"/2021-11-15/functions/f/response-streaming-invocations"})


# ---- what the handler knows ----

KNOWN = ("cold", "init_s", "environment", "memory_mb", "inference_s", "status")


def told(*answers):
    service = Telling(*answers)
    out, _ = collect("warm", "--url", service.url, "-n", str(len(answers)), "--warm-up", "0")
    return [tuple(row[name] for name in KNOWN) for row in rows(out)]


@case
def facts():
    """what a handler says of itself comes back from any address: in headers, in the answer, and in one that is wrapped"""
    head = (b"X-Faastat-Cold: true\r\nx-faastat-init-s: 0.25\r\nX-FAASTAT-ENVIRONMENT: 2026/11/27/[$LATEST]5f-a\r\n"
            b"X-Faastat-Memory-Mb:512 \r\nX-Faastat-Inference-S: 0.5\r\nX-Faastat-Mood: good\r\n")
    members = {"cold": False, "init_s": 0, "environment": "e1", "memory_mb": 1024, "inference_s": 0.25, "top": []}
    wrapped = {"statusCode": 200, "headers": {"X-Faastat-Cold": "restored", "x-faastat-environment": "e2", "Other": 1, "X-Faastat-Init-S": 2},
               "body": json.dumps({"inference_s": 0.125, "memory_mb": 256})}
    same(told((head, b"0.091116"), (head, b"<html>"), (b"", json.dumps(members).encode()), (b"", json.dumps(wrapped).encode()),
              (b"", b"0.1")),
         [("true", "0.250000", "2026/11/27/[$LATEST]5f-a", "512", "0.091116", "200"),
          ("true", "0.250000", "2026/11/27/[$LATEST]5f-a", "512", "0.500000", "200"),
          ("false", "0.000000", "e1", "1024", "0.250000", "200"), ("restored", "", "e2", "256", "0.125000", "200"),
          ("", "", "", "", "0.100000", "200")])


@case
def nonsense():
    """what makes no sense in what a handler says is passed over, and never harms a row"""
    names = ("Cold", "Init-S", "Environment", "Memory-Mb", "Inference-S")
    values = (b"", b"maybe", b"-1", b"nan", b"1e999", b"1e308", b"0x10", b"tr\rue", b"a\rb", b"a\0b", b"\x1b[31mred", b"=1+1", b"a,b\"c",
              b"e" * 90, b"9" * 5000, b"\xff\xfe", b"a b", b":", b"1 2", b"\xc2\x9b")
    answers = [(b"".join(b"X-Faastat-%s: %s\r\n" % (name.encode(), value) for name in names), b"0.5") for value in values]
    for value, row in zip(values, told(*answers)):
        if b"\0" in value:  # which libcurl refuses
            same(row, ("", "", "", "", "", "failed"))
        else:
            words = {b"maybe", b"nan", b"1e999", b"1e308", b"0x10"}  # a name may be any of these
            same(row, ("", "", value.decode() if value in words else "", "", "0.500000", "200"), "row of %r" % value)
    tried(len(values) * len(names), "headers of a handler that make no sense", "passed over, and the row is whole")
    service = Telling((b"X-Faastat-: true\r\nX-Faastat-Cold:\r\nX-Faastat: true\r\n", b"0.5"), *[(b"", json.dumps(answer).encode()) for answer in (
        {"cold": "maybe", "init_s": -1, "environment": 5, "memory_mb": 1e300, "inference_s": 0.5},
        {"cold": 1, "init_s": "1", "environment": "a\u0085b", "memory_mb": None, "inference_s": 0.5},
        {"cold": None, "init_s": [], "environment": "\u001b[31m", "inference_s": 0.5},
        {"statusCode": 200, "headers": ["X-Faastat-Cold"], "body": "0.5"},
        {"statusCode": 200, "headers": {"X-Faastat-Cold": True, "X-Faastat-Environment": "\r\nwarm,"}, "body": "0.5"})])
    out, _ = collect("warm", "--url", service.url, "-n", "6", "--warm-up", "0")
    same([tuple(row[name] for name in KNOWN) for row in rows(out)], [("", "", "", "", "0.500000", "200")] * 6)


@case
def killed_process():
    """a process that was killed did not say whether it was warm, and neither does its row; Lambda's log tells what it knows"""
    failed = {"X-Amz-Function-Error": "Unhandled"}
    report = "REPORT RequestId: 8f5c\tDuration: 30.00 ms\tBilled Duration: 30 ms\tMemory Size: 512 MB\tMax Memory Used: 40 MB\t"
    said = {"statusCode": 200, "headers": {"X-Faastat-Cold": "true", "X-Faastat-Init-S": "12.5", "X-Faastat-Environment": "e1",
                                           "X-Faastat-Memory-Mb": "128"}, "body": "0.5"}
    functions = Functions("f", invokes=[
        (200, failed, '{"errorType":"Runtime.ExitError","errorMessage":"exited with error: signal: killed"}', report),
        (200, failed, '{"errorType":"Sandbox.Timedout","errorMessage":"Task timed out after 3.00 seconds"}', report),
        (200, failed, '{"errorType":"Runtime.ExitError"}', report + "Init Duration: 90.00 ms\t"),
        (200, failed, '{"errorType":"Function.ImageError"}', report), (200, {}, '{"statusCode":200,"body":"0.5"}', report),
        (200, {}, json.dumps(said), report), (200, {}, json.dumps(said), report + "Init Duration: 90.00 ms\t"),
        (200, {}, json.dumps(said), "")])
    table = rows(collect("warm", "--function", "f", "-n", "8", "--warm-up", "0", functions=functions)[0])
    same([(row["cold"], row["init_s"], row["environment"], row["memory_mb"]) for row in table],
         [("", "", "", "512"), ("", "", "", "512"), ("true", "0.090000", "", "512"), ("false", "", "", "512"), ("false", "", "", "512"),
          ("true", "12.500000", "e1", "512"), ("true", "0.090000", "e1", "512"), ("true", "12.500000", "e1", "128")])


@case
def not_cold():
    """cold is checked: requests that found an environment that was there say so, and the command does"""
    functions = Functions("f")
    functions.stale = True
    out, err = collect("cold", "--function", "f", "-n", "3", functions=functions)
    same(column(rows(out), "cold"), ["false"] * 3)
    contains(err, "3 requests that were to be cold found an environment that was there")
    assert "that were to be" not in collect("cold", "--function", "f", "-n", "2", functions=Functions("f"))[1]


# ---- plans ----

def study(functions, **more):
    plan = {"schema": "faastat/plan/1", "seed": 7, "rounds": 3, "memory_mb": [512, 1024],
            "models": [{"function": name, "url": functions.url + "/" + name} for name in functions.functions],
            "experiments": [{"experiment": "warm", "requests": 9}, {"experiment": "cold", "requests": 4},
                            {"experiment": "load", "rate": "20..60", "duration_s": 0.5, "models": ["a"]}], **more}
    return write("plan.json", json.dumps(plan))


def planned():
    """Of two models at two sizes: 9 warm and 4 cold requests, and at model a (20 + 60) / 2 * 0.5 = 20 under load."""
    return sorted((experiment, model, size, str(request)) for model in "ab" for size in ("512", "1024")
                  for experiment, n in (("warm", 9), ("cold", 4), ("load", 20 if model == "a" else 0))
                  for request in range(1, n + 1))


def keys(table):
    return sorted((row["experiment"], row["model"], row["memory_mb"], row["request"]) for row in table)


@case
def function_and_address():
    """a plan with a function that is asked at an address: cold, init and phases in every row, and summary finds the cold ones"""
    functions = Functions("a")
    collect("--plan", study(functions), "-o", path("both.csv"), functions=functions)
    table = rows(read("both.csv"))
    same(len(table), 2 * (9 + 4 + 20))
    for row in table:
        same((row["cold"] == "true", row["cold"] == "false"), (row["init_s"] == "0.150250", row["init_s"] == ""), "cold and init")
        assert all(row[name] != "" for name in ("first_byte_s", "transfer_s", "connection", "environment", "memory_mb")), row
        same([row[name] != "" for name in ("dns_s", "connect_s")], [row["connection"] == "new"] * 2)
    same({row["cold"] for row in table if row["experiment"] == "cold"}, {"true"})
    same({row["cold"] for row in table if row["experiment"] == "warm"}, {"false"})
    summary = subprocess.run([PROGRAM, "summary", "-m", "init_s", "--where", "cold=true", "--where", "experiment=cold", "--format", "json",
                              path("both.csv")], check=True, capture_output=True, text=True)
    groups = json.loads(summary.stdout)["groups"]
    same([(group["by"]["memory_mb"], group["n"], group["mean"]) for group in groups], [(512, 4, 0.15025), (1024, 4, 0.15025)])


@case
def killed():
    """a plan that is killed with -9 again and again goes on, and has every request exactly once"""
    functions = Functions("a", "b")
    functions.slow = 0.01
    plan, name = study(functions), "killed.csv"
    kills = 0
    for at in (2, 20, 45, 70):
        process = start("--plan", plan, "-o", path(name), functions=functions)
        while process.poll() is None and count(name) < at:
            time.sleep(0.01)
        kills += process.poll() is None
        process.kill()
        process.communicate()
    assert kills >= 3, kills
    collect("--plan", plan, "-o", path(name), functions=functions)
    table = rows(read(name))
    same(keys(table), planned())
    same(set(column(table, "part")), set("1234"[:kills]) | {str(kills + 1)})
    tried(kills, "runs of a plan that are killed with -9", "each request exactly once, and the functions as they were")
    assert functions.is_as_before(), functions.functions
    before = read(name)
    functions.functions["b"].update(MemorySize=1024)  # as a run leaves it that is killed behind its last row
    functions.functions["b"]["Environment"]["Variables"]["FAASTAT_COLD_START"] = "512-18eb08375894abce"
    _, err = collect("--plan", plan, "-o", path(name), functions=functions)
    same((err, read(name)), ("faastat: 92 requests were there; 0 requests made, 0 failed\n", before))
    assert functions.is_as_before(), functions.functions


@case
def order():
    """the order is shuffled by the seed, interleaved in rounds, and the same again"""
    functions = Functions("a", "b")

    def blocks(seed):
        out, _ = collect("--plan", study(functions, seed=seed), functions=functions)
        table = rows(out)
        same(keys(table), planned())
        named = [(row["experiment"], row["model"], row["memory_mb"]) for row in table]
        return [block for i, block in enumerate(named) if i == 0 or named[i - 1] != block]

    first = blocks(7)
    same(blocks(7), first)
    assert blocks(8) != first
    warm_blocks = [block for block in first if block[0] == "warm"]
    assert len(set(warm_blocks)) == 4 and len(warm_blocks) > 8, first  # each of them three times, but for neighbours
    assert sorted(warm_blocks) != warm_blocks


@case
def torn():
    """a torn last line is cut off, and so is a head that is not whole"""
    service = Faulty()
    arguments = ("warm", "--url", service.url + "/ok", "-n", "6", "-o", path("torn.csv"))
    collect(*arguments)
    whole = read("torn.csv")
    for keep in (len(whole) - 1, len(whole) - 30, whole.rindex("warm,"), whole.index("warm,") + 3, 150, 5):
        write("torn.csv", whole[:keep])
        collect(*arguments)
        table = rows(read("torn.csv"))
        same((column(table, "request"), read("torn.csv").count("# faastat collect")), ([str(i) for i in range(1, 7)], 1))


@case
def others_files():
    """a file that holds anything else is left alone, and so is one that another run writes"""
    service = Faulty()
    arguments = ("warm", "--url", service.url + "/slow", "-o", path("mine.csv"))
    for text in ("latency_s\n1\n", "# faastat collects nothing\n", "# faastat collect notes\n1\n", "\n"):
        write("mine.csv", text)
        _, err = collect(*arguments, status=2)
        contains(err, "mine.csv' is there, and no dump of this plan")
        same(read("mine.csv"), text)
    os.unlink(path("mine.csv"))
    process = start(*arguments, "-n", "2")
    while not os.path.exists(path("mine.csv")) or read("mine.csv") == "":
        time.sleep(0.02)
    contains(collect(*arguments, "-n", "2", status=4)[1], "another faastat collect is writing")
    finish(process)
    contains(collect(*arguments, "-n", "3", status=2)[1], "no dump of this plan")
    write("mine.csv", read("mine.csv") + read("mine.csv").splitlines()[-1] + "\n")
    contains(collect(*arguments, "-n", "2", status=3)[1], "mine.csv:10: found request 2 of endpoint a second time")


@case
def disk():
    """a full disk ends the run, keeps the rows that fit, and puts sizes back; later the run goes on"""
    service, functions = Faulty(), Functions("f")
    with open("/dev/full", "w", encoding="utf-8") as full:
        process = subprocess.run([PROGRAM, "collect", "warm", "--url", service.url + "/ok"], stdout=full, text=True,
                                 stderr=subprocess.PIPE, env=environment(), check=False)
    same(process.returncode, 4)
    contains(process.stderr, "cannot write 'standard output': No space left on device")

    def small():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1500, 1500))

    arguments = ("warm", "--function", "f", "--memory", "2048", "-n", "40", "-o", path("disk.csv"))
    _, err = collect(*arguments, status=4, functions=functions, preexec_fn=small)
    contains(err, "cannot write '%s': File too large" % path("disk.csv"))
    n = len(rows(read("disk.csv")))
    assert 0 < n < 40 and read("disk.csv").endswith("\n"), n
    assert functions.is_as_before(), functions.functions
    collect(*arguments, functions=functions)
    same(column(rows(read("disk.csv")), "request"), [str(i) for i in range(1, 41)])


@case
def mistakes():
    """a mistake in a plan is named with its place"""
    functions = Functions("a")
    wrong = (
            ({"schema": "faastat/claims/1"}, "found schema 'faastat/claims/1', expected 'faastat/plan/1'"),
            ({"sead": 1}, "unknown key 'sead'; did you mean 'seed'?"), ({"models": []}, "found nothing in 'models'"),
            ({"models": [{"model": "a"}]}, "found neither a function nor an address"),
            ({"models": [{"function": "a"}, {"function": "a", "model": "b"}]}, "found the function 'a' twice"),
            ({"memory_mb": [64]}, "found a memory size of 64 MB, expected 128 to 10240"),
            ({"experiments": [{"experiment": "hot"}]}, "found the experiment 'hot', expected warm, cold or load"),
            ({"experiments": [{"experiment": "load"}]}, "found a load without a rate or users"),
            ({"experiments": [{"experiment": "load", "rate": "fast"}]}, "found 'fast', expected requests a second"),
            ({"experiments": [{"experiment": "warm", "rate": "5"}]}, "found a rate, expected one with a load alone"),
            ({"experiments": [{"experiment": "warm", "requests": 2.5}]}, "found 2.5 requests, expected a whole number"),
            ({"experiments": [{"experiment": "warm", "models": ["z"]}]}, "found the model 'z', expected one of the plan's"),
            ({"experiments": [{"experiment": "warm"}] * 2}, "found warm of 'a' twice at one memory size"),
            ({"models": [{"model": "u", "url": functions.url}], "experiments": [{"experiment": "cold"}], "memory_mb": []},
             "found no function for 'u'"))
    for change, message in wrong:
        _, err = collect("--plan", study(functions, **change), "-o", path("never.csv"), functions=functions, status=2)
        assert re.match("faastat: .*plan.json:1:[0-9]+: ", err), err
        contains(err, message)
    assert not os.path.exists(path("never.csv")) and functions.seen == []
    tried(len(wrong), "plans that are wrong", "status 2 and the place; nothing is sent")


# ---- load ----

@case
def stall():
    """a server that stalls for 2 s: the open load goes on to plan and shows it; one user alone hides it"""
    service = Stalling(100, 2)
    out, _ = collect("load", "--url", service.url, "--rate", "100", "--duration", "5")
    table, latencies = rows(out), sorted(numbers(rows(out), "latency_s"))
    same((len(table), len(service.seen)), (500, 500), "requests of 100 a second in 5 s")
    # Of 500 at 10 ms, 200 come during the stall; the 5th longest has waited 2 s less 40 ms.
    assert 1.9 <= latencies[-5] < 3.5, latencies[-5]
    assert 180 <= sum(latency > 0.1 for latency in latencies), "requests that the stall holds up"
    began = service.seen[99].came
    assert sum(began < seen.came < began + 2 for seen in service.seen) >= 150, "requests that came during the stall"
    starts = numbers(table, "start_s")
    same(round(max(starts) - min(starts), 3), 4.99)
    service = Stalling(100, 2)
    latencies = sorted(numbers(rows(collect("load", "--url", service.url, "--users", "1", "-n", "500")[0]), "latency_s"))
    assert latencies[-1] >= 2 and latencies[-2] < 1, latencies[-5:]


@case
def late():
    """when it is the client that stands still, requests are sent late, and their latency counts from when they were due"""
    service = Service()
    process = start("load", "--url", service.url, "--rate", "100", "--duration", "2", "-o", path("late.csv"))
    while count("late.csv") < 50:
        time.sleep(0.01)
    process.send_signal(signal.SIGSTOP)
    time.sleep(0.6)
    process.send_signal(signal.SIGCONT)
    finish(process)
    table = sorted(rows(read("late.csv")), key=lambda row: int(row["request"]))
    starts, delays, latencies = (numbers(table, name) for name in ("start_s", "delay_s", "latency_s"))
    same((len(table), len(service.seen)), (200, 200))
    assert all(abs(start_s - starts[0] - i / 100) < 2e-6 for i, start_s in enumerate(starts)), "starts that are not even"
    # Some 60 were due in the 0.6 s, the first of them 0.6 s before it could be sent.
    assert max(delays) >= 0.5 and sum(delay > 0.1 for delay in delays) >= 40, delays
    assert all(latency >= delay for latency, delay in zip(latencies, delays))


@case
def arrivals():
    """constant arrivals are even, a ramp is the integral of its rate, Poisson arrivals are those of the seed"""
    service = Service()

    def offsets(*arguments):
        table = rows(collect("load", "--url", service.url, *arguments)[0])
        starts = sorted(numbers(table, "start_s"))
        return [start - starts[0] for start in starts]

    even = offsets("--rate", "40x0.5,80x0.5")
    expected = [i / 40 for i in range(20)] + [0.5 + i / 80 for i in range(40)]
    same(len(even), 60)
    assert all(abs(found - want) < 2e-6 for found, want in zip(even, expected)), even
    ramp = offsets("--rate", "0..100", "--duration", "1")
    same(len(ramp), 50)  # 50 t^2 = k
    assert all(abs(found - (k / 50) ** 0.5) < 2e-6 for k, found in enumerate(ramp)), ramp
    first = offsets("--rate", "200", "--duration", "1", "--arrivals", "poisson", "--seed", "3")
    again = offsets("--rate", "200", "--duration", "1", "--arrivals", "poisson", "--seed", "3")
    other = offsets("--rate", "200", "--duration", "1", "--arrivals", "poisson", "--seed", "4")
    same(len(first), len(again))
    # Four starts of 6 decimals meet in each difference, each beside a double at epoch size: 4 (0.5 + 0.12) us.
    assert all(abs(a - b) < 3e-6 for a, b in zip(first, again)), list(zip(first, again))
    assert first[1:5] != other[1:5]
    assert 140 < len(first) < 260, len(first)  # 200 +- 4 sd
    gaps = [b - a for a, b in zip(first, first[1:])]
    assert sum(gap < 0.0025 for gap in gaps) > len(gaps) / 4, "exponential gaps: 39 % are under half the mean"


@case
def users():
    """a closed load: never more requests at once than users, who come one by one and wait"""
    service = Service()
    table = rows(collect("load", "--url", service.url, "--users", "4", "--spawn", "10", "--wait", "0.1..0.2", "-n", "40")[0])
    same(sorted(map(int, column(table, "request"))), list(range(1, 41)))
    events = sorted([(seen.came, 1) for seen in service.seen] + [(seen.answered, -1) for seen in service.seen])
    at_once, most = 0, 0
    for _, change in events:
        at_once += change
        most = max(most, at_once)
    assert 1 <= most <= 4, most
    came = sorted(seen.came for seen in service.seen)
    assert came[-1] - came[0] >= 0.9, "40 requests of 4 users with 0.1 s between them take 9 waits at least"
    assert len([t for t in came if t - came[0] < 0.09]) == 1, "one user at first"


@case
def lasting():
    """users for a time: they begin no request after it, what is on its way is waited for, and a run goes on with its rest"""
    service = Faulty()
    arguments = ("load", "--url", service.url + "/late", "--users", "3", "--duration", "1.5", "-o", path("lasting.csv"))
    began = time.monotonic()
    collect(*arguments)
    assert 1.5 <= time.monotonic() - began < 3
    table = rows(read("lasting.csv"))
    starts = sorted(numbers(table, "start_s"))
    # Each answer takes 0.1 s and some: 3 users get to at most 15 each.
    assert 15 <= len(table) <= 45 and 1 < starts[-1] - starts[0] <= 1.5, (len(table), starts[-1] - starts[0])
    same(sorted(map(int, column(table, "request"))), list(range(1, len(table) + 1)))
    before = read("lasting.csv")
    same(before.splitlines()[-1], "# load 1 of the plan is over")
    _, err = collect(*arguments)
    same((err, read("lasting.csv")), ("faastat: %d requests were there; 0 requests made, 0 failed\n" % len(table), before))
    summary = subprocess.run([PROGRAM, "summary", "-m", "latency_s", "--format", "json", path("lasting.csv")], check=True,
                             capture_output=True, text=True)
    same(json.loads(summary.stdout)["groups"][0]["n"], len(table))
    os.unlink(path("lasting.csv"))
    process = start(*arguments)
    while count("lasting.csv") < 12:
        time.sleep(0.02)
    process.kill()
    process.communicate()
    collect(*arguments)
    table = rows(read("lasting.csv"))
    same(sorted(map(int, column(table, "request"))), list(range(1, len(table) + 1)))
    spans = [max(starts) - min(starts) for starts in
             ([float(row["start_s"]) for row in table if row["part"] == part] for part in "12")]
    assert 1.1 < sum(spans) <= 1.5 and min(spans) > 0.2, spans
    write("lasting.csv", read("lasting.csv").replace("# load 1 of", "# load 2 of"))
    contains(collect(*arguments, status=3)[1], "found the end of no load of the plan")
    process = start("load", "--url", service.url + "/late", "--users", "3", "--duration", "60")
    time.sleep(0.5)
    process.send_signal(signal.SIGTERM)
    assert re.search("interrupted after [0-9]+ requests\n", finish(process, -signal.SIGTERM)[1])


@case
def wrapped():
    """an answer wrapped as Lambda wraps it is read at an address, too: the study's own, and its refusals"""
    service = Faulty()
    for address, status, cause, inference in (("/study", "200", "", "0.125000"), ("/wrapped", "200", "", "0.091116"),
                                              ("/refusal", "400", "HTTP error", ""), ("/html-inside", "failed", "not the", ""),
                                              ("/code", "failed", "not the", ""), ("/half", "failed", "not the", "")):
        row = rows(collect("warm", "--url", service.url + address, "-n", "1", "--warm-up", "0", status=4 if cause else 0)[0])[0]
        same((row["status"], row["error"][:len(cause)], row["inference_s"]), (status, cause, inference), "fate of " + address)
    row = rows(collect("warm", "--url", service.url + "/refusal", "-n", "1", "--any-body", status=4)[0])[0]
    same(row["status"], "400")


@case
def many():
    """requests in flight know no limit: 300 at once wait for one slow answer each"""
    service = Faulty()
    table = rows(collect("load", "--url", service.url + "/slow", "--rate", "600", "--duration", "0.5")[0])
    same((len(table), set(column(table, "status"))), (300, {"200"}))
    assert max(numbers(table, "start_s")) - min(numbers(table, "start_s")) < 0.5


@case
def files():
    """connections that the process may not open any more are named, and those before them are measured"""
    service = Faulty()
    out, _ = collect("load", "--url", service.url + "/slow", "--rate", "200", "--duration", "0.5",
                     preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (40, 40)))
    causes = column(rows(out), "error")
    same(set(causes), {"", "too many open files"})
    assert 10 < causes.count("") < 40, causes


@case
def cut_load():
    """a load that is broken off goes on with the requests that it lacks, at their distances"""
    service = Service()
    arguments = ("load", "--url", service.url, "--rate", "50", "--duration", "2", "-o", path("cut.csv"))
    process = start(*arguments)
    while count("cut.csv") < 30:
        time.sleep(0.02)
    process.kill()
    process.communicate()
    collect(*arguments)
    table = rows(read("cut.csv"))
    same(sorted(map(int, column(table, "request"))), list(range(1, 101)))
    second = sorted((float(row["start_s"]), int(row["request"])) for row in table if row["part"] == "2")
    assert len(second) > 20, len(second)
    for (start_s, request) in second:
        assert abs(start_s - second[0][0] - (request - second[0][1]) / 50) < 2e-6, second


# ---- talk ----

@case
def progress():
    """a progress line on a terminal; none with --quiet, and none elsewhere"""
    service = Service()

    def on_terminal(*more):
        ours, theirs = pty.openpty()
        process = subprocess.Popen([PROGRAM, "collect", "load", "--url", service.url, "--rate", "50", "--duration", "1.2", *more],
                                   stdout=subprocess.DEVNULL, stderr=theirs, env=environment())
        os.close(theirs)
        said = b""
        try:
            while True:
                said += os.read(ours, 1024)
        except OSError:  # the end of a terminal
            os.close(ours)
        same(process.wait(), 0)
        return said.decode()

    said = on_terminal()
    assert re.search(r"load endpoint: [0-9]+ of 60, [0-9.]+/s, 0 failed, [0-9]+ s left", said), said
    contains(said, "60 requests made, 0 failed")
    same(on_terminal("--quiet"), "")
    same(collect("warm", "--url", service.url, "--quiet")[1], "")


@case
def alone():
    """the options of a plan are not passed over beside it"""
    functions = Functions("a")
    for more in (("warm",), ("-n", "3"), ("--url", functions.url), ("--memory", "512"), ("--seed", "2"), ("--rate", "3"),
                 ("--payload-file", "x"), ("--http2",), ("--connections", "2"), ("--method", "PUT")):
        contains(collect("--plan", study(functions), *more, status=2)[1], "beside --plan")


threading.excepthook = lambda _: None
signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background ignores it, and so would faastat
main()
