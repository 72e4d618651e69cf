"""theory.py PROGRAM [CASE ...]: what `faastat collect` measures of a queue, beside what theory and wrk2's algorithm say of it. The
server's own clock tells how long each request was really served, so that a bound holds however slow this machine is; what bounds
the other side is wide. Prints TAP."""
import json
import queue
import random
import threading
import time

from program import collect, numbers, rows
from stub_service import INFERENCE, Service
from tap import case, main, same

CLOCKS_S = 0.001  # how far apart two readings of a clock may lie


class Queue(Service):
    """Serves one request at a time, in the order in which they come, as long as `services` (in seconds) says of each."""

    def __init__(self, services):
        self.services, self.waiting, self.served = iter(services), queue.Queue(), {}
        threading.Thread(target=self.serve, daemon=True).start()
        super().__init__()

    def serve(self):
        while True:
            number, done = self.waiting.get()
            began = time.monotonic()
            time.sleep(next(self.services))
            self.served[number] = (began, time.monotonic())
            done.set()

    def answer(self, seen):
        done = threading.Event()
        self.waiting.put((json.loads(seen.body), done))
        done.wait()
        return 200, {}, INFERENCE

    def services_s(self):
        """How long each request was served, by its number."""
        return {number: ended - began for number, (began, ended) in self.served.items()}


def measure(service, *arguments):
    """Rows in the order of requests, whose number is what they send."""
    table = rows(collect("load", "--url", service.url, "--payload", "{{n}}", *arguments)[0])
    table.sort(key=lambda row: int(row["request"]))
    same({row["status"] for row in table}, {"200"})
    return table


def lindley(starts, services):
    """The times in a queue of one server, each waiting and service (Lindley 1952)."""
    ends, end = [], float("-inf")
    for start, service in zip(starts, services):
        end = max(start, end) + service
        ends.append(end)
    return [end - start for start, end in zip(starts, ends)]


RATE, N, SERVICE_S, STALL_S = 50, 200, 0.004, 1


def stalled(*arguments):
    """(latencies, latencies from when requests were sent, those of theory) of a queue that stalls once."""
    service = Queue([SERVICE_S] * 50 + [STALL_S] + [SERVICE_S] * (N - 51))
    table = measure(service, "--rate", str(RATE), "--duration", str(N / RATE), *arguments)
    to_epoch = time.time() - time.monotonic()
    starts, latencies, delays = (numbers(table, name) for name in ("start_s", "latency_s", "delay_s"))
    same(len(table), N)
    for start, latency, number in zip(starts, latencies, range(1, N + 1)):
        # wrk2's algorithm: from the start that the rate wants to the end, of which the server knows when it was at the earliest.
        assert latency >= service.served[number][1] + to_epoch - start - CLOCKS_S, (number, latency)
    services = service.services_s()
    theory = lindley(starts, [services[number] for number in range(1, N + 1)])
    return latencies, [latency - delay for latency, delay in zip(latencies, delays)], theory


def agree(latencies, theory):
    assert all(found >= least - CLOCKS_S for found, least in zip(latencies, theory)), list(zip(latencies, theory))
    assert sum(latencies) <= 1.5 * sum(theory), (sum(latencies), sum(theory))
    # Who comes t after the stall's begin finds it to last for STALL_S - t more, and RATE * t before him: 0.1 s are left until then.
    late = RATE * (STALL_S - 0.1) / (1 - RATE * SERVICE_S)
    found = sum(latency > 0.1 for latency in latencies)
    assert late - 2 <= found <= 1.5 * late, (found, late)


@case
def queue_at_server():
    """a queue that stalls: each latency is at least that of Lindley's recursion and of wrk2's algorithm, and all are near"""
    latencies, _, theory = stalled()
    agree(latencies, theory)


@case
def queue_at_connection():
    """the same where the queue stands before the only connection, as wrk2 has it; wrk, which counts from the sending, sees one late"""
    latencies, sent, theory = stalled("--connections", "1")
    agree(latencies, theory)
    assert sum(latency > 0.1 for latency in sent) <= 5, sorted(sent)[-10:]
    assert max(sent) >= STALL_S - CLOCKS_S


def mean_value_analysis(users, service_s, think_s):
    """The mean response time of users who think and share one server (Reiser and Lavenberg 1980)."""
    waiting = response_s = 0
    for k in range(1, users + 1):
        response_s = service_s * (1 + waiting)
        waiting = k / (response_s + think_s) * response_s
    return response_s


@case
def closed_model():
    """users who think: the interactive law, the bounds of Denning and Buzen, and mean value analysis"""
    users, think_s, n, draw = 8, 0.04, 400, random.Random(7)
    service = Queue(draw.expovariate(1 / 0.008) for _ in range(n))
    table = measure(service, "--users", str(users), "--wait", str(think_s), "-n", str(n))
    starts, latencies = numbers(table, "start_s"), numbers(table, "latency_s")
    same(len(table), n)
    mean_s, service_s = sum(latencies) / n, sum(service.services_s().values()) / n
    lasted_s = max(start + latency for start, latency in zip(starts, latencies)) + think_s - min(starts)
    # All that users do is wait and think: N T = sum of R + Z, but for what is between an answer and its being seen.
    share = sum(latency + think_s for latency in latencies) / (users * lasted_s)
    assert 0.8 <= share <= 1 + CLOCKS_S, share
    # Denning and Buzen (1978): X <= 1 / S, R >= N S - Z, and R <= N S where all others are always before one.
    assert n / lasted_s * service_s <= 1 + CLOCKS_S, (n / lasted_s, service_s)
    assert users * service_s * 0.9 - think_s <= mean_s <= 1.5 * users * service_s, (mean_s, service_s)
    expected_s = mean_value_analysis(users, service_s, think_s)
    assert 0.7 * expected_s <= mean_s <= 1.5 * expected_s, (mean_s, expected_s)


main()
