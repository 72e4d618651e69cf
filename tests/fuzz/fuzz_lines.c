/* Feeds lines to what matches lines of JSON that are alike: it must find what Jansson finds in each. */
#include <stdint.h>

#include "../unit/alike.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    struct json_alike *alike = alike_new();
    const char *line = (const char *)bytes, *end = line + n;
    while (alike != NULL && line < end) {
        const char *feed = memchr(line, '\n', (size_t)(end - line));
        feed = feed == NULL ? end : feed;
        if (alike_take(alike, line, (size_t)(feed - line)) == ALIKE_DIFFERS) {
            abort();
        }
        line = feed + 1;
    }
    if (alike != NULL) {
        json_alike_free(alike);
    }
    return 0;
}
