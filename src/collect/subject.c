#include "collect/subject.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "collect/aws.h"

enum { MOST_METHOD = 20 };

/* Credentials in an address would stand in process lists and in the dump. The message must not show them. */
static enum status check_url(const char *url, struct error *err)
{
    size_t scheme = strncmp(url, "http://", 7) == 0 ? 7 : strncmp(url, "https://", 8) == 0 ? 8 : 0;
    size_t host = strcspn(url + scheme, "/?#");
    if (scheme > 0 && memchr(url + scheme, '@', host) != NULL) {
        return error_set(err, BAD_USAGE,
                         "found credentials in an address, expected them in a file of headers");
    }
    if (scheme == 0 || host == 0) {
        return error_set(err, BAD_USAGE, "found the address '%.60s', expected http:// or https://", url);
    }
    for (const char *c = url; *c != '\0'; c++) {
        if ((unsigned char)*c <= ' ' || *c == 0x7F) {
            return error_set(err, BAD_USAGE, "found a blank in the address '%.60s', expected %%20", url);
        }
    }
    return OK;
}

/* A method is a word of HTTP; only those in capitals are in use. */
static enum status check_sending(const struct subject *subject, struct error *err)
{
    const char *method = subject->method;
    int payloads =
        (subject->payload != NULL) + (subject->payload_file != NULL) + (subject->payload_dir != NULL);
    if (payloads > 1) {
        return error_set(err, BAD_USAGE, "found more than one kind of payload, expected one");
    }
    if (subject->payload != NULL && subject->payload[0] == '@') {
        return error_set(err, BAD_USAGE, "found the payload '%.40s', expected a file as one of its own: %s",
                         subject->payload, "--payload-file, or payload_file in a plan");
    }
    if (method == NULL) {
        return OK;
    }
    size_t letters = strspn(method, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    if (letters < 1 || letters > MOST_METHOD || method[letters] != '\0') {
        return error_set(err, BAD_USAGE, "found the method '%.40s', expected one such as PUT", method);
    }
    if (subject->url == NULL) {
        return error_set(err, BAD_USAGE, "found a method, expected an address that is asked with it");
    }
    return payloads > 0 && strcmp(method, "HEAD") == 0
               ? error_set(err, BAD_USAGE, "found a payload, expected none to be sent with HEAD")
               : OK;
}

static const char *const invocations[] = {
    [INVOCATION_RESPONSE] = "response", [INVOCATION_EVENT] = "event", [INVOCATION_STREAM] = "stream"};
enum { INVOCATIONS = sizeof invocations / sizeof *invocations };

static size_t find_invocation(const char *word)
{
    size_t i = 0;
    while (i < INVOCATIONS && strcmp(word, invocations[i]) != 0) {
        i++;
    }
    return i;
}

enum invocation subject_invocation(const struct subject *subject)
{
    return subject->invocation == NULL ? INVOCATION_RESPONSE
                                       : (enum invocation)find_invocation(subject->invocation);
}

/* What is said must belong to the kind of subject, or it would be passed over in silence. */
static enum status check_kind(const struct subject *subject, struct error *err)
{
    bool invoked = subject->url == NULL, is_signed = subject->function != NULL || subject->sign != NULL;
    const struct {
        bool said, fits;
        const char *what, *expected;
    } parts[] = {
        {subject->qualifier != NULL, invoked, "a qualifier", "a function that is invoked, and no address"},
        {subject->invocation != NULL, invoked, "an invocation", "a function that is invoked, and no address"},
        {subject->sign != NULL, !invoked, "a service to sign for", "an address; Invoke is signed as it is"},
        {subject->region != NULL, is_signed, "a region", "a function, or an address that is signed for"},
    };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (parts[i].said && !parts[i].fits) {
            return error_set(err, BAD_USAGE, "found %s, expected %s", parts[i].what, parts[i].expected);
        }
    }
    return OK;
}

static enum status check_calling(const struct subject *subject, struct error *err)
{
    const char *sign = subject->sign;
    enum status status = check_kind(subject, err);
    if (status == OK && subject->invocation != NULL && find_invocation(subject->invocation) == INVOCATIONS) {
        status = error_set(err, BAD_USAGE, "found the invocation '%.40s', expected response, event or stream",
                           subject->invocation);
    }
    if (status == OK && subject->qualifier != NULL) {
        status = lambda_api_check_qualifier(subject->qualifier, err);
    }
    if (status == OK && subject->region != NULL) {
        status = aws_check_region(subject->region, "region", err);
    }
    if (status == OK && sign != NULL && strcmp(sign, "lambda") != 0 && strcmp(sign, "execute-api") != 0) {
        status = error_set(err, BAD_USAGE,
                           "found the service '%.40s' to sign for, expected lambda or execute-api", sign);
    }
    return status == OK && sign != NULL ? aws_check_url(subject->url, err) : status;
}

enum status subject_check(const struct subject *subject, struct error *err)
{
    if (subject->function == NULL && subject->url == NULL) {
        return error_set(err, BAD_USAGE, "found neither a function nor an address, expected one or both");
    }
    for (const char *c = subject->model; *c != '\0'; c++) {
        if ((unsigned char)*c < ' ' || *c == 0x7F) {
            return error_set(err, BAD_USAGE, "found a control character in a model's name, expected text");
        }
    }
    if (subject->model[0] == '\0' || !text_is_utf8(subject->model, strlen(subject->model))) {
        return error_set(err, BAD_USAGE, "found the model '%.40s', expected a name in UTF-8", subject->model);
    }
    enum status status = check_sending(subject, err);
    if (status == OK && subject->url != NULL) {
        status = check_url(subject->url, err);
    }
    return status == OK ? check_calling(subject, err) : status;
}

static enum status copy_text(const char *from, const char **to, struct error *err)
{
    *to = from == NULL ? NULL : text_copy(from, strlen(from), err);
    return from != NULL && *to == NULL ? BAD_SERVICE : OK;
}

enum status subject_copy(const struct subject *subject, struct subject *copy, struct error *err)
{
    *copy = (struct subject){0};
    enum status status = copy_text(subject->model, &copy->model, err);
    status |= copy_text(subject->function, &copy->function, err);
    status |= copy_text(subject->url, &copy->url, err);
    status |= copy_text(subject->method, &copy->method, err);
    status |= copy_text(subject->region, &copy->region, err);
    status |= copy_text(subject->qualifier, &copy->qualifier, err);
    status |= copy_text(subject->invocation, &copy->invocation, err);
    status |= copy_text(subject->sign, &copy->sign, err);
    return status;
}

void subject_release(struct subject *copy)
{
    free((char *)copy->model);
    free((char *)copy->function);
    free((char *)copy->url);
    free((char *)copy->method);
    free((char *)copy->region);
    free((char *)copy->qualifier);
    free((char *)copy->invocation);
    free((char *)copy->sign);
    *copy = (struct subject){0};
}
