"""CloudWatch Logs on loopback, as far as `collect logs` uses it (docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference):
FilterLogEvents, StartQuery and GetQueryResults of one log group. That it is right is told by AWS' own client, which
logs_sdk.js has talk to it. `stub_logs.py REQUESTS BUSY` serves the log of so many requests until its standard input ends, and
says at first, BUSY times, that it is too busy."""
import bisect
import datetime
import hashlib
import json
import re
import sys
import threading

from stub_service import Service

JSON = {"Content-Type": "application/x-amz-json-1.1"}
START = 1700000000000  # milliseconds
LIMIT = 10000  # of a page, and of a query


def refusal(status, kind, message, **headers):
    return status, {**JSON, **{name.replace("_", "-"): value for name, value in headers.items()}}, \
        json.dumps({"__type": kind, "message": message})


THROTTLED = refusal(400, "ThrottlingException", "Rate exceeded")
EXPIRED = refusal(400, "ExpiredTokenException", "The security token included in the request is expired")


def event(number, time_ms, stream, message):
    """As FilterLogEvents tells it; ids are of 56 digits."""
    return {"eventId": "%056d" % (3 * 10 ** 55 + number), "timestamp": time_ms, "logStreamName": stream, "message": message,
            "ingestionTime": time_ms + 700}


def requests(n, start=START, step=20, environments=7):
    """n requests, each a START, a line of the function's own, an END and a REPORT; some fail, some are cold."""
    events = []
    for i in range(n):
        stream = "2023/11/14/[$LATEST]%032x" % (i % environments)
        uuid = "%08x-0000-4000-8000-%012x" % (i * 2654435761 % 2 ** 32, i)
        took = 100 + i * 7919 % 1000 / 10
        begun, ended = start + i * step, start + i * step + int(took)
        cold = "\tInit Duration: %.2f ms" % (200 + i % 100) if i < environments else ""
        lines = [(begun, "START RequestId: %s Version: $LATEST\n" % uuid), (begun + 1, "what the function says of %d\n" % i)]
        if i % 97 == 13:
            lines.append((ended, "%s %s Task timed out after 3.00 seconds\n\n" % (
                datetime.datetime.fromtimestamp(ended / 1000, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.000Z"), uuid)))
        lines += [(ended, "END RequestId: %s\n" % uuid),
                  (ended, "REPORT RequestId: %s\tDuration: %.2f ms\tBilled Duration: %d ms\tMemory Size: 512 MB\t"
                          "Max Memory Used: %d MB%s\t\n" % (uuid, took, int(took) + 1, 60 + i % 9, cold))]
        events += [(when, stream, line) for when, line in lines]
    return [event(number, when, stream, line) for number, (when, stream, line) in enumerate(events)]


class Logs(Service):
    """`before` are answers given before its own, None being its own, and functions of this object that give either.
    `again` events of the page before are on each page again; `backwards` has each page's events in the order of falling
    times. Every third page is empty with `holes`."""

    def __init__(self, events, group="/aws/lambda/resnet50", size=LIMIT, before=(), again=0, backwards=False, holes=False):
        self.events = sorted(events, key=lambda one: one["timestamp"])
        self.times = [one["timestamp"] for one in self.events]
        self.group, self.size, self.before = group, size, list(before)
        self.again, self.backwards, self.holes = again, backwards, holes
        self.queries, self.epoch, self.pages, self.polls = {}, 0, 0, 1
        self.gone = set()  # streams that were deleted
        self.sent = []  # the events of all pages, in their order
        self.unsigned = []
        self.gate = threading.Lock()
        super().__init__()

    def between(self, first, last):
        """The events of these milliseconds, both included."""
        found = self.events[bisect.bisect_left(self.times, first):bisect.bisect_right(self.times, last)]
        return [one for one in found if one["logStreamName"] not in self.gone] if self.gone else found

    # ---- FilterLogEvents ----

    def token(self, asked, offset, page):
        what = "%d %d %d %d %d" % (self.epoch, asked["startTime"], asked["endTime"], offset, page)
        return "%s/%d/%d" % (hashlib.sha256(what.encode()).hexdigest(), offset, page)

    def filter(self, asked):
        first, last = asked.get("startTime", 0), asked.get("endTime", 2 ** 62)
        if first > last:
            return refusal(400, "InvalidParameterException", "1 validation error detected: endTime before startTime")
        asked = {**asked, "startTime": first, "endTime": last}
        offset = 0
        if "nextToken" in asked:
            parts = asked["nextToken"].split("/")
            offset, page = map(int, parts[1:]) if len(parts) == 3 else (0, 0)
            if self.token(asked, offset, page) != asked["nextToken"]:
                return refusal(400, "InvalidParameterException", "The specified nextToken is invalid.")
        with self.lock:
            self.pages += 1
            empty = self.holes and self.pages % 3 == 1
        found = self.between(first, last)
        size = min(self.size, asked.get("limit", LIMIT))
        page = [] if empty else found[max(0, offset - self.again):offset + size]
        page = list(reversed(page)) if self.backwards else page
        with self.lock:
            self.sent += page
        answer = {"events": page, "searchedLogStreams": []}
        if empty or offset + size < len(found):
            answer["nextToken"] = self.token(asked, offset if empty else offset + size, self.pages)
        return 200, JSON, json.dumps(answer)

    # ---- Logs Insights ----

    def start(self, asked):
        text = asked["queryString"]
        stages = [stage.strip() for stage in text.split("|")]
        fields = re.fullmatch(r"fields (@\w+(?:, @\w+)*)", stages[0]).group(1).split(", ")
        between = re.search(r"filter toMillis\(@timestamp\) >= (\d+) and toMillis\(@timestamp\) < (\d+)", text)
        like = re.search(r"filter @message like /((?:[^/\\]|\\.)*)/", text)
        if between is None or like is None or "sort @timestamp asc" not in text:
            return refusal(400, "MalformedQueryException", "unexpected symbol found in " + text)
        most = min(int(re.search(r"limit (\d+)", text).group(1)), asked.get("limit", 1000), LIMIT)
        first, behind = max(int(between.group(1)), asked["startTime"] * 1000), min(int(between.group(2)), asked["endTime"] * 1000 + 1)
        found = [one for one in self.between(first, behind - 1) if re.search(like.group(1), one["message"])]
        rows = [self.row(one, fields) for one in found[:most]]
        with self.lock: # a client that was killed may have begun one, which another thread is still at
            name = "%08x-1111-4222-8333-444444444444" % len(self.queries)
            self.queries[name] = {"rows": rows, "looks": 0, "matched": len(found)}
        return 200, JSON, json.dumps({"queryId": name})

    def row(self, one, fields):
        seconds, ms = divmod(one["timestamp"], 1000)
        when = datetime.datetime.fromtimestamp(seconds, datetime.timezone.utc).strftime("%Y-%m-%d %H:%M:%S") + ".%03d" % ms
        values = {"@timestamp": when, "@message": one["message"], "@logStream": one["logStreamName"],
                  "@log": "123456789012:" + self.group}
        return [{"field": field, "value": values[field]} for field in fields] + [{"field": "@ptr", "value": "CmEK" + one["eventId"]}]

    def results(self, asked):
        query = self.queries.get(asked.get("queryId"))
        if query is None:
            return refusal(400, "ResourceNotFoundException", "The specified query does not exist.")
        query["looks"] += 1
        done = query["looks"] > self.polls
        return 200, JSON, json.dumps({
            "queryLanguage": "CWLI", "status": "Complete" if done else "Running",
            "results": query["rows"] if done else query["rows"][:len(query["rows"]) // 2],
            "statistics": {"recordsMatched": float(query["matched"]), "recordsScanned": float(len(self.events)), "bytesScanned": 1.0}})

    # ---- all ----

    def answer(self, seen):
        with self.gate:
            own = self.before.pop(0) if self.before else None
            if callable(own):
                own = own(self)
            if own is not None:
                return own
        target = seen.headers.get("x-amz-target", "")
        if not re.search(r"Credential=\w+/\d{8}/[\w-]+/logs/aws4_request, ?SignedHeaders=[^,]*x-amz-target", seen.headers.get(
                "authorization", "")) or seen.headers.get("content-type") != "application/x-amz-json-1.1":
            self.unsigned.append(seen.headers)
            return refusal(400, "IncompleteSignatureException", "no signature")
        asked = json.loads(seen.body)
        if target != "Logs_20140328.GetQueryResults" and asked.get("logGroupName") != self.group:
            return refusal(400, "ResourceNotFoundException", "The specified log group does not exist.")
        answers = {"Logs_20140328.FilterLogEvents": self.filter, "Logs_20140328.StartQuery": self.start,
                   "Logs_20140328.GetQueryResults": self.results}
        return answers[target](asked) if target in answers else refusal(400, "UnknownOperationException", "")


class Served(Logs):
    """The same, and a group for which credentials have expired."""

    def answer(self, seen):
        return EXPIRED if '"/expired"' in seen.body else super().answer(seen)


if __name__ == "__main__":
    served = Served(requests(int(sys.argv[1])), size=1000, before=[THROTTLED] * int(sys.argv[2]), holes=True)
    print(json.dumps({"url": served.url.replace("localhost", "127.0.0.1"), "events": served.events}), flush=True)
    sys.stdin.read()
