#include "collect/stream_answer.h"

#include <jansson.h>
#include <stdio.h>

#include "base/json_file.h"
#include "collect/event_stream.h"

static bool is_word(struct span span, const char *word)
{
    return span.n == strlen(word) && memcmp(span.bytes, word, span.n) == 0;
}

static enum status append_member(const json_t *object, const char *key, struct text *to, struct error *err)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text == NULL ? OK : text_append(to, text, strlen(text), err);
}

/* {"ErrorCode": "...", "ErrorDetails": "...", "LogResult": "..."}, or some of these. */
static enum status take_end(struct stream_answer *answer, struct span payload, struct error *err)
{
    json_t *end;
    enum status status = json_load(payload.bytes, payload.n, JSON_REJECT_DUPLICATES, &end, NULL, err);
    const char *code = json_string_value(json_object_get(end, "ErrorCode"));
    answer->is_whole = true;
    if (status == OK && code != NULL) {
        snprintf(answer->error, sizeof answer->error, "%s", code);
        text_release(&answer->body); /* of an answer that broke off */
        status = append_member(end, "ErrorDetails", &answer->body, err);
    }
    if (status == OK) {
        status = append_member(end, "LogResult", &answer->log_result, err);
    }
    json_decref(end);
    return status;
}

static enum status take_message(struct stream_answer *answer, const struct event_message *message,
                                struct error *err)
{
    if (is_word(message->kind, "exception")) {
        snprintf(answer->error, sizeof answer->error, "%.*s", (int)message->type.n, message->type.bytes);
        answer->is_whole = true;
        return OK;
    }
    return is_word(message->type, "PayloadChunk")
               ? text_append(&answer->body, message->payload.bytes, message->payload.n, err)
           : is_word(message->type, "InvokeComplete") ? take_end(answer, message->payload, err)
                                                      : OK;
}

enum status stream_answer_read(struct stream_answer *answer, struct span stream, struct error *err)
{
    struct event_message message;
    enum status status = OK;
    *answer = (struct stream_answer){0};
    while (status == OK && !answer->is_whole && event_stream_next(&stream, &message)) {
        status = take_message(answer, &message, err);
    }
    return status;
}

void stream_answer_release(struct stream_answer *answer)
{
    text_release(&answer->body);
    text_release(&answer->log_result);
    *answer = (struct stream_answer){0};
}
