#include "formats/cloud/lambda_streams.h"

#include <stdlib.h>

/* A stream up to an event: what is open, and what waits for the request that it belongs to. */
struct stream {
    struct lambda_events *all;
    struct lambda_event *open;   /* the START of a request that is not reported yet */
    struct lambda_event *before; /* the last report */
    struct lambda_event **failures;
    size_t n_failures;
    double init_s, restore_s; /* NaN: none waits */
    uint32_t phase;
    size_t inits;
};

static struct lambda_detail *detail_of(const struct stream *stream, const struct lambda_event *event)
{
    return &stream->all->details[event->detail];
}

/* Whether the report can be of the request that failed: what is cut off at a limit lasts as long. */
static bool fits(const struct stream *stream, const struct lambda_event *failure,
                 const struct lambda_event *report)
{
    enum { ROUNDING_MS = 10 }; /* the message has two decimals of a second */
    const struct lambda_detail *failed = detail_of(stream, failure);
    return report != NULL &&
           !(detail_of(stream, report)->duration_s < failed->duration_s - ROUNDING_MS / 1e3);
}

/* Also where there is no b. */
static bool is_nearer(const struct lambda_event *event, const struct lambda_event *a,
                      const struct lambda_event *b)
{
    return b == NULL || fabs(event->time_s - a->time_s) < fabs(event->time_s - b->time_s);
}

static void give(const struct stream *stream, struct lambda_event *failure, const struct lambda_event *to)
{
    failure->key = to->key;
    failure->is_given = true;
    detail_of(stream, failure)->id = to->id;
}

/* Gives the failures that wait to the report that comes, or to the one before. */
static void settle_failures(struct stream *stream, const struct lambda_event *next)
{
    for (size_t i = 0; i < stream->n_failures; i++) {
        struct lambda_event *failure = stream->failures[i];
        bool fits_next = fits(stream, failure, next), fits_before = fits(stream, failure, stream->before);
        bool is_before = fits_before && (!fits_next || is_nearer(failure, stream->before, next));
        if (is_before || fits_next) {
            give(stream, failure, is_before ? stream->before : next);
        }
    }
    stream->n_failures = 0;
}

static void settle_inits(struct stream *stream, struct lambda_detail *report)
{
    if (stream->inits == 0) {
        return;
    }
    report->is_cold = true;
    report->phase = stream->phase;
    report->waited_s = stream->init_s;
    if (!isnan(stream->restore_s) && isnan(report->restore_s)) {
        report->restore_s = stream->restore_s;
    }
    stream->init_s = stream->restore_s = NAN;
    stream->inits = 0;
}

/* What a phase in an invocation took is in the report's duration; what one before it took is not. */
static void take_init(struct stream *stream, const struct lambda_detail *init)
{
    const struct dictionary *texts = stream->all->texts;
    bool is_inside = init->phase != 0 && strcmp(texts->texts[init->phase - 1], "invoke") == 0;
    if (!isnan(init->init_s) && !is_inside) {
        stream->init_s = isnan(stream->init_s) ? init->init_s : stream->init_s + init->init_s;
    }
    if (!isnan(init->restore_s)) {
        stream->restore_s = init->restore_s;
    }
    stream->phase = init->phase;
    stream->inits++;
}

static void take_event(struct stream *stream, struct lambda_event *event)
{
    switch (event->said) {
    case LAMBDA_START:
        stream->open = event;
        break;
    case LAMBDA_FAILURE:
        if (event->key == 0 && stream->open != NULL) {
            give(stream, event, stream->open);
        } else if (event->key == 0) {
            stream->failures[stream->n_failures++] = event;
        }
        break;
    case LAMBDA_INIT:
        take_init(stream, detail_of(stream, event));
        break;
    case LAMBDA_REPORT:
        settle_failures(stream, event);
        settle_inits(stream, detail_of(stream, event));
        stream->before = event;
        if (stream->open != NULL && stream->open->key == event->key) {
            stream->open = NULL;
        }
        break;
    }
}

enum status lambda_streams_settle(struct lambda_events *all, size_t *alone, struct error *err)
{
    struct lambda_event *events = all->events;
    struct lambda_event **failures = calloc(all->n_details + 1, sizeof(struct lambda_event *));
    if (failures == NULL) {
        return error_no_memory(err);
    }
    *alone = 0;
    lambda_events_sort_by_stream(all);
    for (size_t start = 0, end = 0; start < all->n; start = end) {
        struct stream stream = {.all = all, .failures = failures, .init_s = NAN, .restore_s = NAN};
        for (; end < all->n && events[end].stream == events[start].stream; end++) {
            take_event(&stream, &events[end]);
        }
        settle_failures(&stream, NULL);
        *alone += stream.inits;
    }
    free(failures);
    return OK;
}
