#!/usr/bin/python3
"""What tests/cli/tune-memory expects: memory that was used and what cold starts cost, from the lines of its log, as
fractions. Prints a line for each size. Wilson's interval of the share is at n requests, as no stretch of this log tells
of dependence (effective n = n)."""
import math
import os
import re
from datetime import datetime, timezone
from fractions import Fraction as F

PER_GB_S, PER_REQUEST, LEAST_MB, HEADROOM, HOURS = F('0.0000166667'), F('0.0000002'), 128, F(20, 100), 730
LOG = os.path.join(os.path.dirname(__file__), '../cli/tune-memory/lambda.log')
Z = 1.959963984540054  # the 0.975 quantile of the normal distribution


def field(line, name):
    found = re.search(rf'(?:^|\t| ){name}: ([0-9.]+)', line)
    return F(found[1]) if found else None


def wilson(k, n):
    middle, half = (k + Z * Z / 2) / (n + Z * Z), Z / (n + Z * Z) * math.sqrt(k * (n - k) / n + Z * Z / 4)
    return middle - half, middle + half


sizes = {}
for line in open(LOG, encoding='utf-8'):
    line = re.sub(r'RequestId: \S+', '', line)
    end_s = F(datetime.fromisoformat(line.split('Z')[0]).replace(tzinfo=timezone.utc).timestamp())
    duration, init = field(line.replace('Billed Duration', 'B').replace('Init Duration', 'I'), 'Duration'), field(line, 'Init Duration')
    sizes.setdefault(int(field(line, 'Memory Size')), []).append(
        (end_s - (duration + (init or 0)) / 1000, duration, field(line, 'Billed Duration'), init, field(line, 'Max Memory Used')))

for mb, requests in sizes.items():
    n, used = len(requests), [r[4] for r in requests]
    most, cold = max(used), [r for r in requests if r[3] is not None]
    per_ms = F(mb, 1024) * PER_GB_S / 1000
    with_init = without = untold = billed = if_billed = 0
    for _, duration, bill, init, _ in cold:
        alone, together = math.ceil(duration), math.ceil(duration + init)
        fits_alone, fits_together = abs(bill - alone) <= 1, abs(bill - together) <= 1
        if together - alone <= 1 or fits_alone == fits_together:
            untold += 1
        elif fits_together:
            with_init += 1
            billed += bill - alone
        else:
            without += 1
        if_billed += (bill - alone) if fits_together and not fits_alone else together - alone
    usd = sum(r[2] for r in requests) / n * per_ms + PER_REQUEST
    init_usd = billed / n * per_ms if with_init + without else None
    span = max(r[0] for r in requests) - min(r[0] for r in requests)
    month = (n - 1) / span * HOURS * 3600
    print(mb, 'MB:', {
        'requests': n, 'least': float(min(used)), 'most': float(most), 'full': sum(u >= mb for u in used),
        'fits_mb': None if most >= mb else max(LEAST_MB, math.ceil(most * (1 + HEADROOM))),
        'unused_usd_per_million': float(sum(r[2] for r in requests) / n / 1000 * (mb - most) / 1024 * PER_GB_S * 10**6),
        'cold': len(cold), 'share': wilson(len(cold), n), 'init_s': float(sum(r[3] for r in cold) / len(cold) / 1000),
        'bills': (with_init, without, untold), 'usd_per_million': float(usd * 10**6),
        'init_usd_per_million': init_usd and float(init_usd * 10**6), 'init_usd_share': init_usd and float(init_usd / usd),
        'if_billed': float(if_billed / n * per_ms * 10**6), 'span_s': float(span), 'per_month': float(month),
        'init_usd_per_month': init_usd and float(init_usd * month),
        'if_billed_per_month': float(if_billed / n * per_ms * month)})
