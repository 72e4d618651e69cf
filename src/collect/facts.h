/*
 * What a handler says of itself beside its answer: in headers, X-Faastat-Cold, -Init-S, -Inference-S,
 * -Memory-Mb and -Environment, or in members of a JSON answer that are called so in lower case with
 * underscores. Whatever makes no sense is passed over, as anybody may have said it.
 */
#ifndef FAASTAT_COLLECT_FACTS_H
#define FAASTAT_COLLECT_FACTS_H

#include <jansson.h>

#include "base/text.h"

enum start { START_UNKNOWN, START_WARM, START_COLD, START_RESTORED };
enum { ENVIRONMENT_TEXT = 80 };

/* NaN and "" where nothing is said. */
struct facts {
    enum start start;
    double init_s, inference_s, memory_mb;
    char environment[ENVIRONMENT_TEXT]; /* letters, digits and what stands in the name of a log stream */
};

void facts_init(struct facts *facts);
/* Takes "Name: value" of an answer's head, or anything else that stands there. */
void facts_take_header(struct facts *facts, const char *line, size_t n);
/* Takes the members of `headers`, an object whose values are texts; of anything else nothing. */
void facts_take_headers(struct facts *facts, const json_t *headers);
/* Takes the members of an answer; of anything but an object nothing. */
void facts_take_members(struct facts *facts, const json_t *answer);

#endif
