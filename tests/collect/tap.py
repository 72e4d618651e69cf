"""Tests in Python that print TAP: functions with @case, whose docstrings are their names, and main()."""
import sys
import traceback

CASES = []


class Skip(Exception):
    """Why a case cannot be tried here."""


def case(function):
    CASES.append(function)
    return function


def same(found, expected, what="value"):
    assert found == expected, "found %s %r, expected %r" % (what, found, expected)


def contains(text, *parts):
    for part in parts:
        assert part in text, "found %r, expected %r in it" % (text, part)


def tried(n, what, outcome):
    """Tells tests/tally how many faults were tried, and how that ended."""
    print("# tried: %d %s: %s" % (n, what, outcome), flush=True)


def main():
    """Runs all cases, or those named on the command line; the last line is "N passed, N failed"."""
    chosen = [function for function in CASES if len(sys.argv) < 3 or function.__name__ in sys.argv[2:]]
    failed = skipped = 0
    for number, function in enumerate(chosen, 1):
        name = " ".join(function.__doc__.split())
        try:
            function()
            print("ok %d - %s" % (number, name), flush=True)
        except Skip as why:
            skipped += 1
            print("ok %d - %s # SKIP %s" % (number, name, why), flush=True)
        except Exception:  # pylint: disable=broad-except
            failed += 1
            why = traceback.format_exc().strip().replace("\n", "\n# ")
            print("not ok %d - %s\n# %s" % (number, name, why), flush=True)
    print("1..%d" % len(chosen))
    print("%d passed, %d failed%s" % (len(chosen) - failed - skipped, failed, ", %d skipped" % skipped if skipped else ""))
    sys.exit(failed > 0)
