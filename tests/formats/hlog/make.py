#!/usr/bin/env python3
"""Writes the logs that HdrHistogram's writer no longer makes, or never made, into the current folder. See README.md."""
import base64
import struct
import zlib


def zigzag(number):
    number = (number << 1) ^ (number >> 63)
    out = bytearray()
    for i in range(9):
        last = i == 8
        byte = number & (0xFF if last else 0x7F)
        number >>= 8 if last else 7
        if not last and number:
            out.append(byte | 0x80)
        else:
            out.append(byte)
            return bytes(out)


def pack(cookie, data, length=None):
    packed = zlib.compress(data, 9)
    return base64.b64encode(struct.pack(">II", cookie, len(packed) if length is None else length) + packed).decode()


def v2(counts, digits=2, lowest=1, highest=10**10, ratio=1.0, payload=None, cookie=0x1C849313, raw=None, **packing):
    data = b"".join(zigzag(n) for n in counts) if raw is None else raw
    header = struct.pack(">IIIIQQd", cookie, len(data) if payload is None else payload, 0, digits, lowest, highest, ratio)
    return pack(0x1C849314, header + data, **packing)


def v1(counts, word, digits=2, lowest=1, highest=10**10, length=None):
    data = struct.pack(">" + {2: "h", 4: "i", 8: "q"}.get(word, "b") * len(counts), *counts)
    header = struct.pack(">IIIIQQd", 0x1C849301 | word << 4, len(data) if length is None else length, 0, digits,
                         lowest, highest, 1.0)
    return pack(0x1C849302 | word << 4, header + data)


def v0(counts, word, digits=1, lowest=1, highest=10**10):
    data = struct.pack(">" + {2: "h", 4: "i", 8: "q"}[word] * len(counts), *counts)
    header = struct.pack(">IIQQq", 0x1C849308 | word << 4, digits, lowest, highest, sum(counts))
    return pack(0x1C849309 | word << 4, header + data)


HEAD = ("#[Histogram log format version %s]\n#[StartTime: 1441812279.500 (seconds since epoch), Wed Sep 09 15:24:39 UTC 2015]\n"
        '"StartTimestamp","%s","Interval_Max","Interval_Compressed_Histogram"\n')


def log(name, *lines, version="1.2", second="Interval_Length", args=()):
    with open(name + ".in", "w") as out:
        out.write(HEAD % (version, second) + "".join(line + "\n" for line in lines))
    if args:
        with open(name + ".args", "w") as out:
            out.write("".join(arg + "\n" for arg in args))


# With two digits 256 buckets are one wide, and each 128 that follow twice as wide as the ones before: bucket 1500 is
# in the doubled octave 1500 / 128 - 1 = 10, from (1500 % 128 + 128) * 1024 = 225280 to 226304. With one digit 32
# are one wide, and 16 follow: bucket 200 is in octave 11, from (200 % 16 + 16) * 2048 = 49152 to 51200.
word2 = [0] * 1501
word2[7], word2[300], word2[1500] = 3, 2, 1
log("v1", "0.250,1.000,0.226," + v1(word2, 2), "1.250,1.000,0.226," + v1(word2, 4),
    "2.250,1.000,0.226," + v1(word2, 8), version="1.1")
word4 = [0] * 201
word4[7], word4[200] = 3, 1
log("v0", "0.250,1.000,0.051," + v0(word4, 2), "1.250,1.000,0.051," + v0(word4, 4),
    "2.250,1.000,0.051," + v0(word4, 8), version="1.01")
# As HdrHistogram_c writes: another legend, a maximum that is not scaled.
log("c-writer", "0.250,1.000,50.0," + v2([-50, 4]), second="EndTimestamp", args=["--measure=latency_us"])
log("no-unit", "0.250,1.000,50.0," + v2([-50, 4]))
log("ratio-without-doubles", "0.250,1.000,50.0," + v2([-50, 4], ratio=0.5), args=["--measure=latency_s"])
log("large-count", "0.250,1.000,0.0," + v2([-50, 2**52, 0, 2**40]), args=["--measure=latency_s"])
log("relative-time", "0.250,1.000,50.0," + v2([-50, 4]), args=["--measure=latency_s"])
with open("relative-time.in") as source:
    lines = source.read().splitlines(True)
with open("relative-time.in", "w") as out:
    out.write(lines[3])

NS = ["--from=hlog", "--measure=latency_ns"]
good = v2([-50, 4])


def bad(name, payload, start="0.250", length="1.000", most="50.0", args=()):
    log("bad-" + name, ",".join((start, length, most, payload)), args=NS + list(args))


bad("start", good, start="1,5")
bad("start-hexadecimal", good, start="0x10")
bad("length-negative", good, length="-1")
bad("max", good, most="1e999")
bad("tail", good + ",7")
bad("base64", good[:-8] + "!" + good[-7:])
bad("text", "no histogram")
bad("short", "HIST")
bad("cookie", base64.b64encode(struct.pack(">II", 0x1C84931F, 0)).decode())
bad("inner-cookie", v2([1], cookie=0x1C849311))
bad("packed-length", v2([1], length=1000))
bad("packed-length-negative", v2([1], length=2**32 - 1))
bad("zlib", base64.b64encode(struct.pack(">II", 0x1C849314, 9) + b"\x78\xdadamaged").decode())
packed = base64.b64decode(v2([1, 2, 3, 4, 5]))
bad("zlib-cut", base64.b64encode(packed[:4] + struct.pack(">I", len(packed) - 20) + packed[8:-12]).decode())
bad("payload-short", v2([1, 2], payload=100))
bad("payload-long", v2([1] * 100, payload=50))
bad("payload-huge", v2([1, 2], payload=2**31 - 1))
bad("payload-negative", v2([1, 2], payload=2**32 - 1))
bad("digits", v2([1], digits=6))
bad("digits-negative", v2([1], digits=2**32 - 1))
bad("lowest-zero", v2([1], lowest=0))
bad("highest", v2([1], lowest=100, highest=150))
bad("highest-negative", v2([1], highest=2**64 - 1))
bad("magnitude", v2([1], digits=5, lowest=2**61, highest=2**63 - 1))
bad("ratio-nan", v2([1], ratio=float("nan")))
bad("ratio-zero", v2([1], ratio=0.0))
bad("ratio-huge", v2([1], ratio=1e308))
bad("count-cut", v2([], raw=b"\x02\x80\x80"))
bad("count-overflow", v2([2**62, 2**62]))
bad("run-overflow", v2([-(2**63), 1]))
bad("run-too-long", v2([-(10**6), 1]))
bad("too-many-counts", v2([1] * 200, highest=2, digits=1))
bad("v1-negative", v1([1, -1], 4))
bad("v1-word", v1([1, 1], 1))
bad("v1-half-word", v1([1, 1], 4, length=6))
bad("v0-negative", v0([1, -1], 8))
# 10 MB of empty buckets in 10 kB, where the header leaves room for 96; and what the header leaves room for, 40 MB,
# but not the user.
bad("bomb", v2([], raw=bytes(10**7), highest=100, digits=1))
bad("bomb-within-its-header", v2([], raw=bytes(4 * 10**6), highest=2**62, digits=5), args=["--max-bytes=1000000"])
bad("bomb-of-buckets", v2([], raw=b"\x02" * 10**6, highest=2**62, digits=5), args=["--max-bytes=10000000"])
log("bad-version", "0.250,1.000,50.0," + good, version="2.0", args=NS)
log("missing-cells", "0.250,1.000", args=NS)
log("lenient", "0.250,1.000,50.0," + good, "1.250,1.000,50.0," + good[:20], "nan,1.000,50.0," + good,
    "3.250,1.000,50.0," + good, args=["--lenient", "--measure=latency_ns"])
log("truncated", "0.250,1.000,50.0," + good, "1.250,1.000,50.0," + good[:-10], args=NS)
