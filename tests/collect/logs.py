"""logs.py PROGRAM [CASE ...]: `faastat collect logs` as a whole, against the stub of stub_logs.py. Prints TAP."""
import csv
import json
import os
import pty
import random
import re
import signal
import subprocess
import threading
import time

from program import PROGRAM, begin, finish, path, read, write
from program import environment as program_environment
from stub_logs import EXPIRED, START, THROTTLED, Logs, event, refusal, requests
from tap import case, contains, main, same

SINCE, UNTIL = "2023-11-14T22:00:00Z", "2023-11-15T22:00:00Z"
RANGE = ("--function", "resnet50", "--since", SINCE, "--until", UNTIL)


def environment(logs):
    return program_environment(AWS_ENDPOINT_URL_CLOUDWATCH_LOGS=logs.url)


def start(logs, *arguments, **more):
    return begin(("logs", *arguments), {"AWS_ENDPOINT_URL_CLOUDWATCH_LOGS": logs.url}, **more)


def collect(logs, *arguments, status=0):
    return finish(start(logs, *arguments), status)


def body(text):
    """A dump without the comments that it begins with."""
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith("#"))


def once(events):
    return list({one["eventId"]: one for one in events}.values())


def imported(events, *options, group="/aws/lambda/resnet50"):
    """What `import` makes of the events, as `aws logs filter-log-events` prints them."""
    document = {"events": events, "searchedLogStreams": [], **({"logGroup": group} if group else {})}
    write("events.json", json.dumps(document, indent=4))
    return subprocess.run([PROGRAM, "import", "--quiet", *options, path("events.json")], check=True, capture_output=True,
                          text=True).stdout


def is_whole(name, logs, events=None):
    """The dump is what import makes of the events that were told, and has each request once."""
    found = body(read(name))
    expected = imported(once(logs.sent) if events is None else events)
    assert found == expected, "the dump of %d lines is not what import makes, of %d" % (found.count("\n"), expected.count("\n"))
    ids = [row["request_id"] for row in csv.DictReader(found.splitlines())]
    same(len(ids), len(set(ids)), "request ids")
    contains(read(name).splitlines()[0], "# faastat collect logs ")
    same("# event" in read(name) or "# page" in read(name), False, "events in a dump that is complete")


def wait_until(holds, what):
    end = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < end, "waited too long for " + what
        time.sleep(0.002)


# ---- what comes out ----

@case
def equal():
    """the dump is what import makes of the same events, function, stream and all; summary reads it"""
    logs = Logs(requests(700), size=500)
    _, err = collect(logs, *RANGE, "-o", path("equal.csv"))
    contains(err, "faastat: %d events read: 700 requests\n" % len(logs.events))
    is_whole("equal.csv", logs, logs.events)
    # As the AWS CLI prints them, without the name of the group.
    same(sorted(csv.DictReader(body(read("equal.csv")).splitlines()), key=str),
         sorted(csv.DictReader(imported(logs.events, "--set", "function=resnet50", group=None).splitlines()), key=str))
    rows = list(csv.DictReader(body(read("equal.csv")).splitlines()))
    same({row["function"] for row in rows}, {"resnet50"})
    same(len({row["environment"] for row in rows}), 7)
    same(sum(row["cold"] == "true" for row in rows), 7)
    same(sum(row["status"] == "timeout" for row in rows), 8)
    summary = subprocess.run([PROGRAM, "summary", "-m", "duration_s", "--format", "json", path("equal.csv")], check=True,
                             capture_output=True, text=True)
    same(sum(group["n"] for group in json.loads(summary.stdout)["groups"]), 692)
    same(logs.unsigned, [])
    out, _ = collect(logs, *RANGE, "--quiet")
    same(body(out), body(read("equal.csv")), "standard output")
    same(collect(logs, *RANGE, "-o", "/dev/full", status=4)[1], "faastat: cannot write the dump: No space left on device\n")


@case
def formats():
    """logs in JSON, initialisations and failures in lines of their own are put together as import does"""
    stream = "2023/11/14/[7]abcdef0123456789"
    lines = [json.dumps({"time": "2023-11-14T22:13:20.000Z", "type": "platform.initReport", "record": {
        "initializationType": "on-demand", "phase": "init", "status": "success", "metrics": {"durationMs": 150.25}}}),
             json.dumps({"time": "2023-11-14T22:13:20.100Z", "type": "platform.start", "record": {"requestId": "r1", "version": "7"}}),
             "a line of the function's own, Error: or not",
             json.dumps({"time": "2023-11-14T22:13:21.000Z", "type": "platform.report", "record": {
                 "requestId": "r1", "status": "success", "metrics": {
                     "durationMs": 812.5, "billedDurationMs": 813, "memorySizeMB": 512, "maxMemoryUsedMB": 77,
                     "initDurationMs": 150.25}}}),
             "START RequestId: r2 Version: 7\n", "RequestId: r2 Error: Runtime exited with error: signal: killed\nRuntime.ExitError\n",
             "END RequestId: r2\n", "REPORT RequestId: r2\tDuration: 12.5 ms\tBilled Duration: 13 ms\tMemory Size: 512 MB\t"
             "Max Memory Used: 512 MB\n"]
    logs = Logs([event(i, START + 1000 * i, stream, line) for i, line in enumerate(lines)])
    for option in ((), ("--insights",)):
        collect(logs, *RANGE, *option, "-o", path("formats%d.csv" % len(option)))
        same(body(read("formats%d.csv" % len(option))), imported(logs.events), "rows %s" % (option,))
    contains(read("formats0.csv"), "Runtime.ExitError", ",true,", "r1", "r2")


@case
def hostile():
    """events out of order, twice across pages, and pages without any: nothing lost, nothing doubled"""
    events = requests(3000)
    # What an initialisation that failed took is added up: told twice, it would be twice as long.
    init = "INIT_REPORT Init Duration: 1000.25 ms\tPhase: init\tStatus: error\tError Type: Extension.Crash\n"
    events += [event(10 ** 6 + i, START + 10000 + 500 * i, events[0]["logStreamName"], init) for i in range(20)]
    logs = Logs(events, size=400, again=150, backwards=True, holes=True)
    collect(logs, *RANGE, "-o", path("hostile.csv"))
    assert len(logs.sent) > 1.3 * len(logs.events), "the stub told nothing twice"
    same(len(once(logs.sent)), len(logs.events))
    is_whole("hostile.csv", logs)
    same(len(body(read("hostile.csv")).splitlines()), 3001)


@case
def bounds():
    """--since and --until are milliseconds, the one in it and the other not, by either way; slices lose nothing"""
    report = "REPORT RequestId: %d\tDuration: 1.5 ms\tBilled Duration: 2 ms\tMemory Size: 512 MB\tMax Memory Used: 9 MB\t\n"
    hour = 3600000
    logs = Logs([event(i, START + at, "s[1]x", report % i) for i, at in enumerate(
        (-1, 0, 1, hour - 1, hour, hour + 1, 3 * hour - 1, 3 * hour, 3 * hour + 1, 24 * hour - 1, 24 * hour))])
    for option in ((), ("--insights",)):
        out, _ = collect(logs, "--function", "resnet50", "--since", "2023-11-14T22:13:20Z", "--until", "2023-11-15T22:13:20.000Z",
                         *option)
        same([row["request_id"] for row in csv.DictReader(body(out).splitlines())], [str(i) for i in range(1, 10)])
    now = int(time.time() * 1000)
    logs = Logs([event(i, now - ago, "s[1]x", report % i) for i, ago in enumerate((90000, 40000, 10000))])
    for words, expected in ((("--since", "1m"), "12"), (("--since", "0.5h", "--until", "30s"), "01"), ((), "012")):
        out, _ = collect(logs, "--log-group", "/aws/lambda/resnet50", *words)
        same("".join(row["request_id"] for row in csv.DictReader(body(out).splitlines())), expected, "requests of %r" % (words,))


# ---- going on ----

def collect_killed(logs, name, *options, kills=3, apart=25):
    """Runs the same command, with SIGKILL after some more calls, until it ends; the kills that there were."""
    draw = random.Random(18)
    killed = 0
    while True:
        process = start(logs, *RANGE, "-o", path(name), *options)
        if killed < kills:
            target = len(logs.seen) + draw.randrange(3, apart)
            wait_until(lambda end=target: len(logs.seen) >= end or process.poll() is not None, "calls")
            time.sleep(draw.random() / 50)
            process.send_signal(signal.SIGKILL)
        _, err = process.communicate(timeout=60)
        if process.returncode != -signal.SIGKILL:
            same(process.returncode, 0, "exit status with " + err)
            return killed
        killed += 1


@case
def killed_often():
    """100,000 events over pages, 429s between them, and kill -9: each request once, and no page asked for again without need"""
    later = refusal(429, "TooManyRequestsException", "later", Retry_After="0")
    before = [later if i % 10 == 4 else THROTTLED if i % 41 == 7 else None for i in range(200)]
    logs = Logs(requests(25000), size=1000, before=before, again=3)
    assert len(logs.events) > 100000, len(logs.events)
    same(collect_killed(logs, "killed.csv"), 3)
    is_whole("killed.csv", logs, logs.events)
    same(len(body(read("killed.csv")).splitlines()), 25001)
    pages = len(logs.events) // 1000 + 1
    assert logs.pages <= pages + 30, "found %d pages, expected some %d" % (logs.pages, pages)


@case
def cut_anywhere():
    """a dump that is cut at any byte goes on to the same rows"""
    logs = Logs(requests(60), size=40)
    logs.before = [None] * 4 + [EXPIRED]
    _, err = collect(logs, *RANGE, "-o", path("cut.csv"), status=4)
    contains(err, "faastat: 160 events read; the same command goes on behind them\n",
             "ExpiredTokenException: The security token included in the request is expired; the credentials have expired: "
             "get new ones, and run again")
    half, draw = read("cut.csv"), random.Random(7)
    pages = [at.end() for at in re.finditer(r"# page .*\n", half)]
    same(len(pages), 4)
    places = {0, 1, 10, len(half) - 1, len(half), *pages, *(at - 1 for at in pages), *(at + 1 for at in pages)}
    for place in sorted(places | {draw.randrange(len(half)) for _ in range(15)}):
        write("cut.csv", half[:place])
        before = len(logs.seen)
        collect(logs, *RANGE, "-o", path("cut.csv"))
        is_whole("cut.csv", logs, logs.events)
        kept = sum(at <= place for at in pages)
        assert len(logs.seen) - before <= 12 - kept, "asked %d times with %d pages kept" % (len(logs.seen) - before, kept)


@case
def goes_on():
    """refused credentials: exit 4 in the service's words, what is written is kept, and the next run asks for the rest alone"""
    logs = Logs(requests(500), size=100, before=[None] * 7 + [EXPIRED])
    _, err = collect(logs, *RANGE, "-o", path("on.csv"), status=4)
    contains(err, "log group '/aws/lambda/resnet50': HTTP 400 ExpiredTokenException")
    kept, asked = read("on.csv"), len(logs.seen)
    # What is there can be looked at.
    begun = subprocess.run([PROGRAM, "import", "--quiet", path("on.csv")], check=True, capture_output=True, text=True)
    same(begun.stdout, imported(logs.sent))
    contains(begun.stderr, "the log is not read to its end")
    same(len(re.findall("^# page", kept, re.M)), 7)
    for other in (("--since", "2023-11-14T22:00:01Z"), ("--insights",)):
        contains(collect(logs, *RANGE, *other, "-o", path("on.csv"), status=2)[1], "asked for in other words")
    contains(collect(logs, "--function", "other", *RANGE[2:], "-o", path("on.csv"), status=2)[1], "name another")
    same((read("on.csv"), len(logs.seen)), (kept, asked))
    _, err = collect(logs, *RANGE, "-o", path("on.csv"))
    contains(err, "faastat: 700 events were there; %d events read: 500 requests\n" % (len(logs.events) - 700))
    is_whole("on.csv", logs, logs.events)
    same(len(logs.sent), len(logs.events), "events told")
    whole, asked = read("on.csv"), len(logs.seen)
    contains(collect(logs, *RANGE, "-o", path("on.csv"))[1], "on.csv' was complete: 500 requests\n")
    same((read("on.csv"), len(logs.seen)), (whole, asked))


@case
def one_at_a_time():
    """two runs do not write one dump; Ctrl-C ends one between two pages, and the signal is passed on"""
    stopped = threading.Event()

    def answer_late(_):
        stopped.wait(120)

    logs = Logs(requests(300), size=50, before=[None] * 3 + [answer_late] + [None] * 2)
    first = start(logs, *RANGE, "-o", path("one.csv"))
    wait_until(lambda: len(logs.seen) == 4, "the call that takes long")
    contains(collect(logs, *RANGE, "-o", path("one.csv"), status=4)[1], "another faastat collect is writing")
    first.send_signal(signal.SIGINT)
    begun = time.monotonic()
    _, err = finish(first, -signal.SIGINT)
    stopped.set()
    assert time.monotonic() - begun < 60, "it waited for the call"
    contains(err, "stopped", "150 events read; the same command goes on behind them")
    collect(logs, *RANGE, "-o", path("one.csv"))
    is_whole("one.csv", logs, logs.events)


# ---- what a service does ----

@case
def throttled():
    """the service is busy: it is asked again after as long as it says, or ever later; and not for ever"""
    said = refusal(429, "TooManyRequestsException", "later", Retry_After="1")
    logs = Logs(requests(50), before=[said, THROTTLED, (503, {}, ""), refusal(400, "com.amazonaws.logs#LimitExceededException", "")])
    begun = time.monotonic()
    _, err = collect(logs, *RANGE, "-o", path("busy.csv"))
    assert 1 <= logs.seen[1].came - logs.seen[0].came < 10, "it waited %g s" % (logs.seen[1].came - logs.seen[0].came)
    assert time.monotonic() - begun < 40, "it waited too long"
    contains(err, "; the service was busy 4 times\n")
    is_whole("busy.csv", logs, logs.events)
    logs = Logs(requests(50), before=[refusal(400, "ThrottlingException", "Rate exceeded", Retry_After="0")] * 100)
    contains(collect(logs, *RANGE, status=4)[1], "HTTP 400 ThrottlingException: Rate exceeded")
    same(len(logs.seen), 10)


@case
def tokens_expire():
    """a token that is too old, also that of a run that was killed: its slice of time is begun again, nothing is doubled"""
    def renew(logs):
        logs.epoch += 1

    logs = Logs(requests(800), size=300, before=[None] * 4 + [renew] + [None] * 3 + [EXPIRED])
    collect(logs, *RANGE, "-o", path("tokens.csv"), status=4)
    logs.epoch += 1
    collect(logs, *RANGE, "-o", path("tokens.csv"))
    assert len(logs.sent) > len(logs.events), "nothing was told twice"
    is_whole("tokens.csv", logs, logs.events)
    invalid = refusal(400, "InvalidParameterException", "The specified nextToken is invalid.")
    logs = Logs(requests(800), size=300, before=[None, invalid] * 10)
    contains(collect(logs, *RANGE, status=4)[1], "InvalidParameterException: The specified nextToken is invalid.")
    assert len(logs.seen) < 15, "it went on asking"


@case
def stream_deleted():
    """a stream that is deleted half-way: what was told of it is kept, and the others are read to their end"""
    def delete(logs):
        logs.gone.add(logs.events[0]["logStreamName"])
        logs.epoch += 1
        return refusal(400, "ResourceNotFoundException", "The specified log stream does not exist.")

    logs = Logs(requests(900), size=500, before=[None] * 3 + [delete])
    collect(logs, *RANGE, "-o", path("deleted.csv"))
    is_whole("deleted.csv", logs)
    stream = logs.events[0]["logStreamName"]
    left = [one for one in once(logs.sent) if one["logStreamName"] == stream]
    assert 0 < len(left) < sum(one["logStreamName"] == stream for one in logs.events)
    rows = list(csv.DictReader(body(read("deleted.csv")).splitlines()))
    same(len(rows), sum(one["message"].startswith("REPORT") for one in once(logs.sent)))


@case
def insights():
    """--insights: slices of time halve at 10,000 rows, and the rows are those of FilterLogEvents; kill -9 here too"""
    logs = Logs(requests(6000))
    collect(logs, *RANGE, "--insights", "-o", path("insights.csv"))
    same(body(read("insights.csv")), imported(logs.events))
    full = sum(len(query["rows"]) == 10000 for query in logs.queries.values())
    assert 1 <= full <= 4 and len(logs.queries) < 25, "found %d queries, %d of them full" % (len(logs.queries), full)
    logs = Logs(requests(6000), before=[None, None, refusal(400, "LimitExceededException", "too many queries", Retry_After="0")] * 9)
    logs.polls = 0
    same(collect_killed(logs, "insights2.csv", "--insights", kills=2, apart=9), 2)
    same(body(read("insights2.csv")), imported(logs.events))
    line = "REPORT RequestId: %d\tDuration: 1.5 ms\tBilled Duration: 2 ms\tMemory Size: 512 MB\tMax Memory Used: 9 MB\t\n"
    logs = Logs([event(i, START, "s[1]x", line % i) for i in range(10000)])
    moment = ("--function", "resnet50", "--since", "2023-11-14T22:13:20.000Z", "--until", "2023-11-14T22:13:20.004Z")
    contains(collect(logs, *moment, "--insights", status=4)[1], "10000 lines in one millisecond", "leave out --insights")


# ---- what is refused, and told ----

@case
def refused():
    """what cannot be: other files, words beside logs, groups that are not there, logs without a request"""
    logs = Logs(requests(5))
    write("mine.csv", "latency_s\n1.5\n")
    contains(collect(logs, *RANGE, "-o", path("mine.csv"), status=2)[1], "mine.csv' is there, and no dump of logs")
    same(read("mine.csv"), "latency_s\n1.5\n")
    for words, said in ((("--rate", "5"), "more beside logs"), (("extra",), "more beside logs"), (("--since", "soon"), "found 'soon'"),
                        (("--until", "1d"), "expected a time before '1d'"), (("--log-group", "a b"), "--log-group: found 'a b'"),
                        (("--function", "arn:aws:lambda:x"), "found the ARN")):
        contains(collect(logs, "--function", "resnet50", *words, status=2)[1], said)
    contains(collect(logs, status=2)[1], "expected --function NAME")
    same(len(logs.seen), 0, "calls")
    measured = subprocess.run([PROGRAM, "collect", "warm", "--url", logs.url, "--since", "1h"], capture_output=True, text=True,
                              check=False)
    same(measured.returncode, 2)
    contains(measured.stderr, "expected them beside logs alone")
    contains(collect(logs, "--function", "none", status=4)[1],
             "log group '/aws/lambda/none': HTTP 400 ResourceNotFoundException: The specified log group does not exist.",
             "look at the function's name, --log-group and AWS_REGION")
    logs.before = [refusal(400, "AccessDeniedException", "User: arn:x is not authorized, wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")]
    contains(collect(logs, *RANGE, status=4)[1], "expected the right logs:FilterLogEvents, or")
    _, err = collect(logs, "--function", "resnet50", "--since", "1h", "-o", path("none.csv"), status=3)
    contains(err, "found no request among 0 events, expected at least one")
    assert not os.path.exists(path("none.csv")), "a dump without rows is left"
    logs.before = [(200, {}, "<html>captive portal</html>")]
    contains(collect(logs, *RANGE, status=4)[1], "answered with no JSON")


@case
def bad_lines():
    """a line that cannot be is skipped and told of; NUL and other bytes of functions do no harm"""
    events = requests(4)
    bad = ("REPORT RequestId: x\tDuration: fast ms\tBilled Duration: 1 ms\tMemory Size: 1 MB\tMax Memory Used: 1 MB\n",
           "nul \0 behind", "\x1b[31m red # page {}\n# page {\"from_ms\": 1}\n# event {}\n", "caf\u00e9 \U0001f600")
    logs = Logs(events + [event(100 + i, START + 50 + i, "s[1]x", line) for i, line in enumerate(bad)], size=3)
    logs.before = [None] * 5 + [EXPIRED]
    collect(logs, *RANGE, "-o", path("bad.csv"), status=4)
    _, err = collect(logs, *RANGE, "-o", path("bad.csv"))
    contains(err, "skipped: event of stream 's[1]x': message:1:", "found 'fast'")
    same(body(read("bad.csv")), imported(events))


@case
def progress():
    """a progress line on a terminal, with rate and time left; none with --quiet"""
    for options, expected in ((("-o", path("p1.csv")), True), (("--quiet", "-o", path("p2.csv")), False)):
        logs = Logs(requests(300), size=50, before=[lambda _: time.sleep(0.06)] * 20)
        ours, theirs = pty.openpty()
        process = subprocess.Popen([PROGRAM, "collect", "logs", *RANGE, *options], env=environment(logs), stderr=theirs)
        os.close(theirs)
        said = b""
        try:
            while chunk := os.read(ours, 4096):
                said += chunk
        except OSError:  # as Linux says the end
            pass
        os.close(ours)
        same(process.wait(timeout=60), 0)
        found = re.search(rb"/aws/lambda/resnet50: \d+ % of the time, \d+ events, [\d.e+]+/s, \d+ s left", said)
        same(found is not None, expected, "progress in %r" % said)


signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background ignores it, and so would faastat
main()
