"""lambda.py PROGRAM: src/collect/lambda_api.h, through the program lambda_steps, against a stub of Lambda's API on
loopback. Prints TAP. What is expected of a client is in AWS's documentation, which stub_lambda.py names."""
import json
import os
import re
import socket
import subprocess
import sys

from stub_lambda import DROP, OVERSIZE, Lambda, error

PROGRAM = sys.argv[1]
KEY, SECRET, TOKEN = "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "IQoJb3JpZ2luX2VjEXAMPLE//token=="
CASES = []


def case(function):
    """Decorates a test; its docstring is its name."""
    CASES.append(function)
    return function


def run(stub, *steps, function="f", status=0, **variables):
    """The lines that lambda_steps prints. Variables of None are unset."""
    environment = {name: value for name, value in os.environ.items()
                   if not name.startswith("AWS_") and not name.lower().endswith("_proxy")}
    environment.update(AWS_ACCESS_KEY_ID=KEY, AWS_SECRET_ACCESS_KEY=SECRET, AWS_SESSION_TOKEN=TOKEN,
                       AWS_REGION="eu-central-1")
    if stub is not None:
        environment["AWS_ENDPOINT_URL_LAMBDA"] = stub if isinstance(stub, str) else stub.url
    environment.update(variables)
    done = subprocess.run([PROGRAM, function, "pace:0.001", *steps], capture_output=True, text=True, timeout=60,
                          env={name: value for name, value in environment.items() if value is not None})
    for secret in (KEY, SECRET, TOKEN):
        assert secret not in done.stdout + done.stderr, "found a credential in: " + done.stdout + done.stderr
    same(done.returncode, status, "exit status of: " + done.stdout + done.stderr)
    same(done.stderr, "", "standard error")
    return done.stdout.splitlines()[0 if done.stdout.startswith("status") else 1:]


def same(found, expected, what="value"):
    assert found == expected, "found %s %r, expected %r" % (what, found, expected)


def contains(line, *parts):
    for part in parts:
        assert part in line, "found %r, expected %r in it" % (line, part)


@case
def sweep():
    """two sizes: the environment is merged, each value of the nonce is new, and all is put back"""
    stub = Lambda(512, {"MODEL": "resnet50", "LOAD": ""}, looks=2)
    before = dict(stub.configuration)
    same(run(stub, "remember", "renew:1024", "renew", "renew:2048", "restore"),
         ["remember: 512 MB", "renew:1024: 1024 MB", "renew: 1024 MB", "renew:2048: 2048 MB", "restore: 512 MB"])
    puts = stub.puts()
    same([put.get("MemorySize") for put in puts], [1024, None, 2048, 512])
    same([sorted(put["Environment"]["Variables"]) for put in puts],
         [["FAASTAT_COLD_START", "LOAD", "MODEL"]] * 3 + [["LOAD", "MODEL"]])
    nonces = {put["Environment"]["Variables"]["FAASTAT_COLD_START"] for put in puts[:3]}
    same(len(nonces), 3, "number of nonces")
    assert all(re.fullmatch("512-[0-9a-f]+", nonce) for nonce in nonces), nonces
    same(stub.configuration, before, "configuration")


@case
def untouched():
    """nothing is put back when nothing was changed, and nothing twice"""
    stub = Lambda(512, {"MODEL": "resnet50"})
    run(stub, "remember", "restore", "restore")
    same(stub.puts(), [])
    run(stub, "remember", "renew", "restore", "restore")
    same(len(stub.puts()), 2, "updates")


@case
def no_environment():
    """a function without variables has none again"""
    stub = Lambda(512)
    run(stub, "remember", "renew:640", "restore")
    same(stub.configuration.get("Environment"), None, "environment")


@case
def after_a_kill():
    """what a killed run has left is recognised: the size before it is remembered and put back"""
    stub = Lambda(3008, {"MODEL": "resnet50", "FAASTAT_COLD_START": "512-18b2c3"})
    same(run(stub, "remember", "restore"), ["remember: 3008 MB", "restore: 512 MB"])
    same(stub.configuration["Environment"], {"Variables": {"MODEL": "resnet50"}})


@case
def a_variable_of_that_name():
    """a variable of that name with another's value is kept"""
    stub = Lambda(512, {"FAASTAT_COLD_START": "mine"})
    run(stub, "remember", "renew", "restore")
    same(stub.configuration["Environment"], {"Variables": {"FAASTAT_COLD_START": "mine"}})


@case
def busy():
    """409, 429, 500 and 503 are waited out"""
    answers = [error(409, "ResourceConflictException", "update in progress"),
               error(429, "TooManyRequestsException", "Rate exceeded"), error(500, "ServiceException", "no"),
               (503, {}, "<html>")]
    stub = Lambda(512, {}, script=[None, *answers, None, *answers])
    same(run(stub, "remember", "renew:1024"), ["remember: 512 MB", "renew:1024: 1024 MB"])
    same([request[0] for request in stub.requests], ["GET"] + ["PUT"] * 5 + ["GET"] * 5)


@case
def busy_for_ever():
    """a service that stays busy: ten tries, and what it said"""
    stub = Lambda(512, {}, script=[None] + [error(429, "TooManyRequestsException", "Rate exceeded")] * 10)
    lines = run(stub, "remember", "renew:1024", "restore", status=4)
    same(lines[1], "renew:1024: status 4: function 'f': HTTP 429 TooManyRequestsException: Rate exceeded")
    same(len(stub.puts()), 11, "updates")
    same(stub.configuration["MemorySize"], 512, "memory size")


@case
def update_without_end():
    """an update that never takes is given up"""
    stub = Lambda(512, {}, looks=10**9)
    contains(run(stub, "remember", "renew:1024", status=4)[1], "function 'f': its update has not taken")


@case
def stale_look():
    """a look that still finds the old configuration does not pass for the new one"""
    stub = Lambda(512, {}, stale=3)
    same(run(stub, "remember", "renew:1024")[1], "renew:1024: 1024 MB")
    same([request[0] for request in stub.requests].count("GET"), 5, "looks")


@case
def lost_answer():
    """an update whose answer was lost is sent again"""
    stub = Lambda(512, {"A": "1"}, script=[None, DROP])
    same(run(stub, "remember", "renew:1024", "restore")[1], "renew:1024: 1024 MB")
    same(stub.configuration["MemorySize"], 512, "memory size")


@case
def failed_states():
    """states out of which nothing comes: each with its reason"""
    for states, parts in (
            ({"LastUpdateStatus": "Failed", "LastUpdateStatusReason": "no image"}, ("LastUpdateStatus Failed: no image",)),
            ({"State": "Failed", "StateReason": "no subnet"}, ("State Failed: no subnet",)),
            ({"State": "Inactive"}, ("Inactive", "invoke it once")),
            ({"State": "Strange"}, ("found State 'Strange', expected Active or Pending",)),
            ({"State": 7}, ("found State '', expected",)),
            ({"MemorySize": "512"}, ("no MemorySize",))):
        contains(run(Lambda(512, {}, **states), "remember", status=4)[0], "status 4: function 'f'", *parts)


@case
def pending():
    """a function that is being made is waited for"""
    pending_state = 200, {}, json.dumps({"State": "Pending", "LastUpdateStatus": "InProgress", "MemorySize": 512})
    same(run(Lambda(512, {}, script=[pending_state] * 3), "remember"), ["remember: 512 MB"])


@case
def unreadable_environment():
    """an environment whose key cannot be used is left alone"""
    stub = Lambda(512, Environment={"Error": {"ErrorCode": "AccessDeniedException", "Message": "KMS key is disabled"}})
    contains(run(stub, "remember", "restore", status=4)[0], "its environment cannot be read: KMS key is disabled")
    same(stub.puts(), [])


@case
def expired():
    """expired credentials: not tried again, named, with advice"""
    stub = Lambda(512, {}, script=[error(403, "ExpiredTokenException:http://internal.amazon.com/",
                                         "The security token included in the request is expired")])
    same(run(stub, "remember", status=4),
         ["remember: status 4: function 'f': HTTP 403 ExpiredTokenException: The security token included in the "
          "request is expired; the credentials have expired: get new ones, and run again"])
    same(len(stub.requests), 1, "requests")


@case
def unknown_function():
    """a function that is not there"""
    contains(run(Lambda(), "remember", function="g", status=4)[0],
             "function 'g': HTTP 404 ResourceNotFoundException: Function not found", "look at the function's name")


@case
def quoted_credentials():
    """credentials that AWS quotes in its message are not shown, also where the message is cut"""
    for lead in ("", "x" * 220, "x" * 239):
        message = "%s x-amz-security-token:%s %s %s" % (lead, TOKEN, KEY, SECRET)
        stub = Lambda(512, {}, script=[error(403, "InvalidSignatureException", message)])
        line = run(stub, "remember", status=4)[0]
        contains(line, "HTTP 403 InvalidSignatureException", "AWS_SECRET_ACCESS_KEY")
        assert len(lead) > 0 or "*" * len(TOKEN) in line, line
        assert TOKEN[:4] not in line, line


@case
def strange_answers():
    """answers that are no configuration"""
    for answer, part in (((200, {}, "<html>"), "no JSON"), ((200, {}, ""), "no JSON"), ((200, {}, "[1]"), "no JSON"),
                         ((200, {}, '{"State":"Active","State":"Active"}'), "no JSON"), ((204, {}, ""), "HTTP 204"),
                         ((301, {"Location": "http://127.0.0.1:1/"}, ""), "HTTP 301"),
                         ((403, {}, '{"message":7}'), "HTTP 403"), ((403, {}, "<html>"), "HTTP 403")):
        contains(run(Lambda(512, script=[answer]), "remember", status=4)[0], "function 'f': ", part)
    contains(run(Lambda(512, script=[OVERSIZE] * 3), "remember", status=4)[0], "longer than 1048576 bytes")


@case
def nobody_there():
    """a refused connection names the address"""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        url = "http://127.0.0.1:%d" % taken.getsockname()[1]
    contains(run(url, "remember", status=4)[0], "function 'f': no answer from %s: " % url)


@case
def restoration_fails():
    """what could not be put back is said, and can be tried again"""
    denied = error(403, "AccessDeniedException", "not you")
    stub = Lambda(512, {"A": "1"}, script=[None, None, None, denied])
    lines = run(stub, "remember", "renew:1024", "restore", "restore", status=4)
    contains(lines[2], "cannot put back 512 MB, and take out the variable FAASTAT_COLD_START: function 'f': HTTP 403")
    same(lines[3], "restore: 512 MB")
    same(stub.configuration["Environment"], {"Variables": {"A": "1"}})


@case
def stopped():
    """a stop ends the waiting, and restoration goes on in spite of it"""
    stub = Lambda(512, {"A": "1"}, script=[None] + [error(429, "TooManyRequestsException", "wait")] * 5)
    lines = run(stub, "remember", "stop", "pace:60", "renew:1024", "pace:0.001", "restore", status=4)
    contains(lines[3], "stopped while its configuration was changed")
    same(lines[-1], "restore: 512 MB")
    stub = Lambda(512, {"A": "1"}, looks=1)
    lines = run(stub, "remember", "stop", "pace:60", "renew:1024", "pace:0.001", "restore", status=4)
    contains(lines[3], "stopped while its update was in progress")
    same(lines[-1], "restore: 512 MB")
    same(stub.configuration["Environment"], {"Variables": {"A": "1"}})


@case
def names():
    """what is no function name is refused before anything is sent"""
    arn = "arn:aws:lambda:eu-central-1:123456789012:function:f"
    contains(run(None, function=arn, status=2)[0], "found the ARN '%s'" % arn, "AWS_REGION")
    for name in ("", "../f", "f:live", "f?", "f%2f", "f" * 65, "f\n"):
        contains(run(None, function=name, status=2)[0], "status 2: found the function name '")
    run(Lambda(), function="f" * 64)


@case
def environment():
    """variables that are missing or wrong are named, and not shown"""
    for name, value, part in (
            ("AWS_ACCESS_KEY_ID", None, "AWS_ACCESS_KEY_ID is not set"), ("AWS_SECRET_ACCESS_KEY", "", "is not set"),
            ("AWS_SECRET_ACCESS_KEY", SECRET + "\n", "AWS_SECRET_ACCESS_KEY: found a space or a control"),
            ("AWS_SESSION_TOKEN", "a\r\nHost: b", "AWS_SESSION_TOKEN: found a space or a control"),
            ("AWS_REGION", None, "AWS_REGION is not set"), ("AWS_REGION", "a.example", "found 'a.example'"),
            ("AWS_REGION", "x:y", "found 'x:y'"), ("AWS_ENDPOINT_URL_LAMBDA", "127.0.0.1:9001", "no plain address"),
            ("AWS_ENDPOINT_URL_LAMBDA", "http://u:p@127.0.0.1", "no plain address"),
            ("AWS_ENDPOINT_URL_LAMBDA", "http://127.0.0.1/x", "no plain address"),
            ("AWS_ENDPOINT_URL_LAMBDA", "http://", "no plain address"),
            ("AWS_ENDPOINT_URL", "ftp://127.0.0.1", "AWS_ENDPOINT_URL: found no plain address")):
        contains(run(None, status=2, **{name: value})[0], "status 2: ", part)
    stub = Lambda(640, {})
    same(run(None, "remember", AWS_REGION=None, AWS_DEFAULT_REGION="us-east-1", AWS_ENDPOINT_URL=stub.url + "/"),
         ["remember: 640 MB"])
    contains(stub.requests[0][2]["authorization"], "/us-east-1/lambda/aws4_request")


@case
def invoke():
    """an Invoke: payload, log type, session token, scope"""
    stub = Lambda()
    payload = '{"text":"Grüße"}'
    lines = run(stub, "invoke:" + payload)
    same(json.loads(lines[0]), {"statusCode": 200, "body": payload})
    method, path, headers, body = stub.requests[0]
    same((method, path, body), ("POST", "/2015-03-31/functions/f/invocations", payload))
    same((headers["x-amz-log-type"], headers["x-amz-invocation-type"]), ("Tail", "RequestResponse"))
    same(headers["x-amz-security-token"], TOKEN)
    contains(headers["authorization"], "AWS4-HMAC-SHA256 Credential=%s/" % KEY, "/eu-central-1/lambda/aws4_request")
    stub = Lambda()
    run(stub, "invoke:{}", AWS_SESSION_TOKEN=None)
    assert "x-amz-security-token" not in stub.requests[0][2], "found a session token, expected none"


def main():
    failed = 0
    for number, function in enumerate(CASES, 1):
        try:
            function()
            print("ok %d - %s" % (number, function.__doc__))
        except Exception as why:  # pylint: disable=broad-except
            failed += 1
            print("not ok %d - %s\n# %s: %s" % (number, function.__doc__, type(why).__name__,
                                                str(why).replace("\n", "\n# ")))
    print("1..%d" % len(CASES))
    print("%d passed, %d failed" % (len(CASES) - failed, failed))
    return failed > 0


sys.exit(main())
