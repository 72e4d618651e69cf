#include "collect/subject.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

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
    return status != OK || subject->url == NULL ? status : check_url(subject->url, err);
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
    return status;
}

void subject_release(struct subject *copy)
{
    free((char *)copy->model);
    free((char *)copy->function);
    free((char *)copy->url);
    free((char *)copy->method);
    *copy = (struct subject){0};
}
