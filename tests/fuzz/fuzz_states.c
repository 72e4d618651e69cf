/* Feeds bytes to the reader of states, as a file and, since no change keeps a digest, as what stands before
 * one: what it takes is put together with itself, and has to be read back once it is written. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/state/state.h"
#include "base/bytes.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static void demand(enum status status, const struct error *err)
{
    if ((status == OK) != (err->text[0] == '\0') || (status != OK && status != BAD_DATA)) {
        abort();
    }
}

/* Puts a state together with as many others that are the same, and writes what that is. */
static void write_back(const char *body, size_t n, size_t times, struct text *written)
{
    static const char *const by[] = {"model"};
    const struct groups_plan plan = {
        .by = by, .n_by = 1, .bounded = true, .dependent = true, .stripped = true, .failure_level = 0.95};
    struct groups groups;
    struct state_head head = {0};
    struct table rest = {0};
    struct error err = {{0}};
    if (groups_init(&groups, &plan, &err) != OK) {
        abort();
    }
    for (size_t i = 0; i < times; i++) {
        struct state state;
        if (state_read_body(&state, "state", body, n, &err) != OK ||
            (i == 0 && state_head_merge(&head, &state.head, "state", true, &err) != OK) ||
            groups_add(&groups, &state.groups, NULL, &err) != OK) {
            abort();
        }
        state_release(&state);
    }
    names_release(&head.by);
    if (names_add(&head.by, by[0], strlen(by[0]), &err) != OK || groups_finish(&groups, &rest, &err) != OK ||
        state_write(&head, &groups, written, &err) != OK) {
        abort();
    }
    groups_release(&groups);
    table_release(&rest);
    state_head_release(&head);
}

static void check_body(const char *body, size_t n)
{
    struct state state;
    struct text once = {0}, twice = {0};
    struct error err = {{0}}, why = {{0}};
    enum status status = state_read_body(&state, "state", body, n, &err);
    demand(status, &err);
    state_release(&state);
    if (status == OK) {
        write_back(body, n, 1, &once);
        write_back(body, n, 2, &twice);
        if (state_read(&state, "state", once.bytes, once.n, &why) != OK) {
            abort();
        }
        state_release(&state);
    }
    text_release(&once);
    text_release(&twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
    enum { DIGEST = 32 };
    struct state state;
    struct error err = {{0}};
    demand(state_read(&state, "state", (const char *)bytes, n, &err), &err);
    state_release(&state);
    if (n > STATE_MAGIC_BYTES + DIGEST) {
        struct bytes_reader from = {(const char *)bytes + STATE_MAGIC_BYTES, (const char *)bytes + n, false};
        (void)bytes_get(&from); /* the version and the length, whatever they are */
        (void)bytes_get(&from);
        size_t left = (size_t)(from.end - from.at);
        check_body(from.at, left > DIGEST ? left - DIGEST : 0);
    }
    return 0;
}
