"""AWS Signature Version 4, as docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html has it: what the signature of a
request should be. tests/collect/sigv4.js holds it against npm's aws4."""
import hashlib
import hmac
import re
import urllib.parse


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def keyed(key, text):
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def encode(text):
    return urllib.parse.quote(text, safe="-._~")


def canonical(method, target, headers, signed, body):
    path, _, query = target.partition("?")
    segments = "/".join(encode(segment) for segment in path.split("/"))  # once more than they came, as for all but S3
    pairs = sorted((encode(name), encode(value)) for name, value in urllib.parse.parse_qsl(query, keep_blank_values=True))
    lines = [name + ":" + " ".join(headers[name].split()) for name in signed]
    return "\n".join([method, segments, "&".join("%s=%s" % pair for pair in pairs), *lines, "", ";".join(signed), sha256(body)])


def problem(method, target, headers, body, secret, service, region):
    """What is wrong with how a request was signed; None when nothing is. Headers by their names in lower case."""
    found = re.fullmatch(r"AWS4-HMAC-SHA256 Credential=[^/]+/(\d{8}/([^/]+)/([^/]+)/aws4_request), ?SignedHeaders=([^,]+), ?"
                         r"Signature=([0-9a-f]{64})", headers.get("authorization", ""))
    if found is None:
        return "found Authorization: %s" % headers.get("authorization")
    scope, of_region, of_service, signed, signature = found.groups()
    if (of_service, of_region) != (service, region):
        return "found the scope %s, expected %s in %s" % (scope, service, region)
    signed = signed.split(";")
    wanted = {"host", *(name for name in headers if name.startswith("x-amz-"))}
    if signed != sorted(signed) or not wanted <= set(signed) or not set(signed) <= set(headers):
        return "found the signed headers %s, expected %s of %s" % (signed, sorted(wanted), sorted(headers))
    text = "\n".join(["AWS4-HMAC-SHA256", headers["x-amz-date"], scope,
                      sha256(canonical(method, target, headers, signed, body).encode())])
    key = ("AWS4" + secret).encode()
    for part in scope.split("/"):
        key = keyed(key, part)
    expected = keyed(key, text).hex()
    return None if signature == expected else "found the signature %s, expected %s" % (signature, expected)
