"""`faastat collect` as tests run it: the program is the first argument of whatever imports this."""
import csv
import os
import subprocess
import sys
import tempfile

from stub_service import Functions as SignedFunctions
from tap import same

PROGRAM = os.path.abspath(sys.argv[1])
WORK = tempfile.TemporaryDirectory()  # pylint: disable=consider-using-with
SECRETS = {"AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
           "AWS_SESSION_TOKEN": "IQoJb3JpZ2luX2VjEXAMPLE//token=="}


def Functions(*names, **more):  # pylint: disable=invalid-name
    return SignedFunctions(*names, secret=SECRETS["AWS_SECRET_ACCESS_KEY"], **more)


def path(name):
    return os.path.join(WORK.name, name)


def environment(**endpoints):
    """This process's without settings of AWS; with credentials for the services that stand at the endpoints."""
    kept = {name: value for name, value in os.environ.items()
            if not name.startswith("AWS_") and not name.lower().endswith("_proxy")}
    if endpoints:
        kept.update(SECRETS, AWS_REGION="eu-central-1", **endpoints)
    return kept


def begin(arguments, endpoints, **more):
    return subprocess.Popen([PROGRAM, "collect", *arguments], env=environment(**endpoints), stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, text=True, **more)


def start(*arguments, functions=None, **more):
    return begin(arguments, {} if functions is None else {"AWS_ENDPOINT_URL_LAMBDA": functions.url}, **more)


def finish(process, status=0):
    """(standard output, standard error) of a process that ends with this status; neither has a secret."""
    out, err = process.communicate(timeout=60)
    for secret in SECRETS.values():
        assert secret not in out + err, "found a credential in: " + out + err
    same(process.returncode, status, "exit status of %r with %s" % (process.args[1:], err))
    return out, err


def collect(*arguments, status=0, functions=None, **more):
    return finish(start(*arguments, functions=functions, **more), status)


def rows(text):
    """The rows of a dump as dictionaries."""
    lines = text.splitlines(keepends=True)
    assert lines[0].startswith("# faastat collect "), lines[0]
    return list(csv.DictReader(line for line in lines if not line.startswith("#")))


def read(name):
    with open(path(name), encoding="utf-8") as file:
        return file.read()


def write(name, text):
    with open(path(name), "w", encoding="utf-8") as file:
        file.write(text)
    return path(name)


def count(name):
    """How many rows a dump that is being written has by now."""
    if not os.path.exists(path(name)):
        return 0
    return max(0, sum(not line.startswith("#") for line in read(name).splitlines()) - 1)


def column(table, name):
    return [row[name] for row in table]


def numbers(table, name):
    return [float(row[name]) for row in table]
