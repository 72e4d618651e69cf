#!/usr/bin/python3
"""What each tool makes of the same times, its algorithm written again in Python from its public source, step by step as
the tool does it (Locust's dict of counts, JMeter's count-down, hey's walk). Run by hand from this folder; writes
definitions.csv (memory_mb,measure,definition,p,value; an empty value where the tool prints none)."""
import csv
import math


def locust(values, p):
    counts = {}
    for value in values:
        ms = value * 1000
        digits = 0 if ms < 100 else -1 if ms < 1000 else -2 if ms < 10000 else -3
        key = int(round(ms, digits))
        counts[key] = counts.get(key, 0) + 1
    n, processed = len(values), 0
    for key in sorted(counts, reverse=True):
        processed += counts[key]
        if n - processed <= int(n * p):
            return key / 1000


def hdr_java(values, p):
    percent = math.nextafter(p * 100, -math.inf)
    return sorted(values)[max(1, math.ceil(percent * len(values) / 100)) - 1]


def hdr_c(values, p):
    return sorted(values)[max(1, int(p * len(values) + 0.5)) - 1]


def jmeter(values, p):
    left = math.floor(len(values) * p + 0.5)
    for value in sorted(values):
        left -= 1
        if left <= 0:
            return value


def hey(values, p):
    percentages = [10, 25, 50, 75, 90, 95, 99]
    found, j = {}, 0
    for i, value in enumerate(sorted(values)):
        if j < len(percentages) and i * 100 // len(values) >= percentages[j]:
            found[percentages[j]] = value
            j += 1
    return found.get(round(p * 100))


def truncated(values, p):
    return sorted(values)[int(p * len(values))]


def k6(values, p):
    values = sorted(values)
    i = p * (len(values) - 1)
    low, high = values[math.floor(i)], values[math.ceil(i)]
    return low + (high - low) * (i - math.floor(i))


tools = {"locust": locust, "hdr-java": hdr_java, "hdr-c": hdr_c, "jmeter": jmeter, "hey": hey, "oha": truncated,
         "mlperf": truncated, "k6": k6}
requests = list(csv.DictReader(open("../../data/study/warm_requests_resnet50.csv")))
with open("definitions.csv", "w", newline="") as out:
    table = csv.writer(out, lineterminator="\n")
    table.writerow(["memory_mb", "measure", "definition", "p", "value"])
    for memory, measure in (("512", "latency_s"), ("1024", "inference_s"), ("3000", "latency_s")):
        values = [float(row[measure]) for row in requests if row["memory_mb"] == memory]
        for name, tool in tools.items():
            for p in (0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99):
                value = tool(values, p)
                table.writerow([memory, measure, name, p, "" if value is None else repr(value)])
