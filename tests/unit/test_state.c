/* States: the same bytes for any division of the requests, a bound on their size, and what is refused.
 * Expected values are those of the whole. */
#include "check.h"

#include <stdlib.h>

#include "analysis/accumulate/part.h"
#include "analysis/state/state.h"
#include "base/bytes.h"
#include "stats/random.h"

enum { N = 240, PARTS = 6, SECTIONS = 4, COUNTS = 1, STARTS, DEPENDENCE };
static const char *const by[] = {"model"}, *const measures[] = {"latency_s"},
                         *const clusters[] = {"environment"};

struct request {
    double start_s, latency_s;
    int model, environment, status;
};

static void draw(struct request *requests, size_t n, uint64_t seed)
{
    struct random random;
    random_init(&random, seed, 0, 0);
    for (size_t i = 0; i < n; i++) {
        double u = (random_below(&random, 1 << 20) + 0.5) * 0x1p-20,
               v = random_below(&random, 1 << 20) * 0x1p-20;
        requests[i] =
            (struct request){1.7e9 + (double)i * 0.37 + v * 0.1, exp(sqrt(-2 * log(u)) * cos(6.2831853 * v)),
                             (int)random_below(&random, 3), (int)random_below(&random, 20),
                             random_below(&random, 30) == 0 ? 500 : 200};
    }
}

/* The requests of one part, as a dump has them. */
static void fill(struct table *table, const struct request *requests, const size_t *part, size_t number,
                 bool clock)
{
    struct error err = {{0}};
    size_t model, environment, start, latency, status, rows = 0;
    assert_int_equal(table_add_column(table, "model", FACTOR, &model, &err), OK);
    assert_int_equal(table_add_column(table, "environment", FACTOR, &environment, &err), OK);
    assert_int_equal(table_add_column(table, clock ? "start_s" : "other_s", MEASURE, &start, &err), OK);
    assert_int_equal(table_add_column(table, "latency_s", MEASURE, &latency, &err), OK);
    assert_int_equal(table_add_column(table, "status", MEASURE, &status, &err), OK);
    for (size_t i = 0; i < N; i++) {
        char text[16];
        if (part[i] != number) {
            continue;
        }
        assert_int_equal(table_open_row(table, &err), OK);
        int n = snprintf(text, sizeof text, "m%d", requests[i].model);
        assert_int_equal(table_set_text(table, model, text, (size_t)n, &err), OK);
        n = snprintf(text, sizeof text, "e%d", requests[i].environment);
        assert_int_equal(table_set_text(table, environment, text, (size_t)n, &err), OK);
        table_set_number(table, start, requests[i].start_s);
        table_set_number(table, latency, requests[i].latency_s);
        table_set_number(table, status, requests[i].status);
        table_close_row(table);
        rows++;
    }
    assert_int_equal(table->rows, rows);
}

static const struct groups_plan plan = {.by = by,
                                        .n_by = 1,
                                        .measures = measures,
                                        .n_measures = 1,
                                        .bounded = true,
                                        .dependent = true,
                                        .stripped = true,
                                        .clusters = clusters,
                                        .n_clusters = 1,
                                        .failure_level = 0.95};

static struct state_head make_head(void)
{
    struct state_head head = {0};
    struct error err = {{0}};
    assert_int_equal(names_add(&head.by, "model", 5, &err), OK);
    assert_int_equal(names_add(&head.measures, "latency_s", 9, &err), OK);
    return head;
}

/* The bytes of finished groups. */
static struct text write_state(struct groups *groups)
{
    struct state_head head = make_head();
    struct table rest = {0};
    struct text bytes = {0};
    struct error err = {{0}};
    assert_int_equal(groups_finish(groups, &rest, &err), OK);
    assert_int_equal(state_write(&head, groups, &bytes, &err), OK);
    groups_release(groups);
    table_release(&rest);
    state_head_release(&head);
    return bytes;
}

/* The state of one part. */
static struct text count(const struct request *requests, const size_t *of, size_t number, bool clock)
{
    struct table table = {0};
    struct groups groups;
    struct part *part;
    struct error err = {{0}};
    fill(&table, requests, of, number, clock);
    assert_int_equal(groups_init(&groups, &plan, &err), OK);
    assert_int_equal(part_take(&groups, &table, &part, &err), OK);
    assert_int_equal(part_join(&groups, part, 0, &err), OK);
    part_release(part);
    table_release(&table);
    assert_int_equal(groups_name(&groups, (number * 0x9E3779B97F4A7C15U) | STRIPS_KEY, &err), OK);
    return write_state(&groups);
}

static void add(struct groups *groups, const struct text *bytes)
{
    struct state state;
    struct error err = {{0}};
    assert_int_equal(state_read(&state, "a", bytes->bytes, bytes->n, &err), OK);
    assert_int_equal(groups_add(groups, &state.groups, NULL, &err), OK);
    state_release(&state);
}

/* Puts states together, which are released. */
static struct text merge(struct text *states, const size_t *order, size_t n)
{
    struct groups groups;
    struct error err = {{0}};
    assert_int_equal(groups_init(&groups, &plan, &err), OK);
    for (size_t i = 0; i < n; i++) {
        add(&groups, &states[order[i]]);
    }
    return write_state(&groups);
}

static void find_sections(const struct text *bytes, struct span sections[SECTIONS])
{
    struct bytes_reader from = {bytes->bytes + STATE_MAGIC_BYTES, bytes->bytes + bytes->n, false};
    assert_int_equal(bytes_get(&from), STATE_VERSION);
    struct span body = bytes_get_text(&from);
    from = (struct bytes_reader){body.bytes, body.bytes + body.n, false};
    for (size_t i = 0; i < SECTIONS; i++) {
        sections[i] = bytes_get_text(&from);
    }
    assert_false(from.bad);
}

static void check_same(const struct text *got, const struct text *want, size_t first, size_t last)
{
    struct span a[SECTIONS], b[SECTIONS];
    find_sections(got, a);
    find_sections(want, b);
    for (size_t i = first; i <= last; i++) {
        assert_int_equal(a[i].n, b[i].n);
        assert_memory_equal(a[i].bytes, b[i].bytes, a[i].n);
    }
}

static void shuffle(struct random *random, size_t *order, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        order[i] = i;
    }
    for (size_t i = n; i-- > 1;) {
        size_t other = (size_t)random_below(random, (uint64_t)i + 1), kept = order[i];
        order[i] = order[other];
        order[other] = kept;
    }
}

/* A thousand divisions. */
static void test_divisions(void **state)
{
    enum { DIVISIONS = 1000 };
    struct request requests[N];
    size_t all[N] = {0}, of[N], order[PARTS];
    struct random random;
    (void)state;
    draw(requests, N, 1);
    random_init(&random, 2, 0, 0);
    struct text whole = count(requests, all, 0, true);
    for (size_t division = 0; division < DIVISIONS; division++) {
        struct text parts[PARTS];
        for (size_t i = 0; i < N; i++) {
            of[i] = (size_t)random_below(&random, PARTS - division % 3);
        }
        for (size_t p = 0; p < PARTS; p++) {
            parts[p] = count(requests, of, p, true);
        }
        shuffle(&random, order, PARTS);
        struct text merged = merge(parts, order, PARTS);
        check_same(&merged, &whole, COUNTS, STARTS);
        text_release(&merged);
        for (size_t p = 0; p < PARTS; p++) {
            text_release(&parts[p]);
        }
    }
    text_release(&whole);
}

/* The same parts, without a clock, in many orders and nestings. */
static void test_nestings(void **state)
{
    struct request requests[N];
    size_t of[N], order[PARTS];
    struct random random;
    struct text parts[PARTS], first = {0};
    (void)state;
    draw(requests, N, 3);
    random_init(&random, 4, 0, 0);
    for (size_t i = 0; i < N; i++) {
        of[i] = i * PARTS / N;
    }
    for (size_t p = 0; p < PARTS; p++) {
        parts[p] = count(requests, of, p, false);
    }
    for (size_t way = 0; way < 200; way++) {
        shuffle(&random, order, PARTS);
        size_t cut = 1 + (size_t)random_below(&random, PARTS - 1);
        struct text halves[] = {merge(parts, order, cut), merge(parts, order + cut, PARTS - cut)};
        struct text merged = merge(halves, (const size_t[]){way % 2, 1 - way % 2}, 2);
        if (way == 0) {
            first = merged;
        } else {
            check_same(&merged, &first, COUNTS, DEPENDENCE);
            text_release(&merged);
        }
        text_release(&halves[0]);
        text_release(&halves[1]);
    }
    text_release(&first);
    for (size_t p = 0; p < PARTS; p++) {
        text_release(&parts[p]);
    }
}

/* Of 10^9 requests and more, of a month, a hundredfold range and 400 environments, each group takes less than
 * 100 kB. */
static void test_size(void **state)
{
    enum { ROUNDS = 100 };
    struct request requests[N];
    size_t all[N] = {0};
    struct groups groups, one;
    struct error err = {{0}};
    (void)state;
    assert_int_equal(groups_init(&groups, &plan, &err), OK);
    for (uint64_t round = 0; round < ROUNDS; round++) {
        draw(requests, N, 100 + round);
        for (size_t i = 0; i < N; i++) {
            requests[i].model = 0;
            requests[i].environment += (int)(round % 20) * 20;
            requests[i].start_s += (double)round * 1e4;
        }
        struct text bytes = count(requests, all, 0, true);
        add(&groups, &bytes);
        text_release(&bytes);
    }
    for (size_t n = (size_t)ROUNDS * N; n < 1000000000; n *= 2) {
        struct text bytes = write_state(&groups);
        assert_int_equal(groups_init(&groups, &plan, &err), OK);
        add(&groups, &bytes);
        add(&groups, &bytes);
        text_release(&bytes);
    }
    struct text bytes = write_state(&groups);
    assert_true(bytes.n < 100000);
    struct state read;
    assert_int_equal(state_read(&read, "a", bytes.bytes, bytes.n, &err), OK);
    one = read.groups;
    assert_true(one.accumulators[0].tallies[0].histogram.n > 900000000);
    state_release(&read);
    text_release(&bytes);
}

/* Cut off anywhere, or with any bit changed: an error that says so, and no crash where the digest is not
 * asked. */
static void test_damage(void **state)
{
    struct request requests[N];
    size_t of[N];
    struct state read;
    (void)state;
    draw(requests, N, 5);
    for (size_t i = 0; i < N; i++) {
        of[i] = i % 40;
    }
    struct text bytes = count(requests, of, 3, true);
    for (size_t n = 0; n < bytes.n; n++) {
        struct error err = {{0}};
        char *cut = malloc(n + 1); /* of just that size, so that reading beyond it is seen */
        assert_non_null(cut);
        memcpy(cut, bytes.bytes, n);
        assert_int_equal(state_read(&read, "a", cut, n, &err), BAD_DATA);
        assert_true(strncmp(err.text, "a: found", 8) == 0);
        state_release(&read);
        free(cut);
    }
    for (size_t bit = 0; bit < bytes.n * 8; bit++) {
        struct error err = {{0}}, why = {{0}};
        size_t head = STATE_MAGIC_BYTES + 4;
        bytes.bytes[bit / 8] ^= (char)(1 << bit % 8);
        assert_int_equal(state_read(&read, "a", bytes.bytes, bytes.n, &err), BAD_DATA);
        state_release(&read);
        enum status status = state_read_body(&read, "a", bytes.bytes + head, bytes.n - head - 32, &why);
        assert_true(status == OK || status == BAD_DATA);
        state_release(&read);
        bytes.bytes[bit / 8] ^= (char)(1 << bit % 8);
    }
    text_release(&bytes);
}

/* What can't be put together is said. */
static void test_heads(void **state)
{
    (void)state;
    static const struct {
        const char *by, *measure, *where, *digest, *found;
        bool by_asked;
    } rows[] = {
        {"model", "latency_s", NULL, "b", NULL, false},
        {"model,zone", "latency_s", NULL, "b", "--by: model, zone", false},
        {"model,zone", "latency_s", NULL, "b", NULL, true},
        {"model", "duration_s", NULL, "b", "--measure: duration_s", false},
        {"model", "latency_s", "cold=true", "b", "--where: cold=true", false},
        {"model", "latency_s", NULL, "a", "counted before, whose SHA-256 begins with a", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct state_head ours = {0}, theirs = {.measures_named = true}, first = make_head();
        struct error err = {{0}};
        uint32_t code;
        first.measures_named = true;
        assert_int_equal(dictionary_add(&first.inputs, "a", 1, &code, &err), OK);
        assert_int_equal(state_head_merge(&ours, &first, "a.state", rows[i].by_asked, &err), OK);
        assert_int_equal(names_split(&theirs.by, rows[i].by, &err), OK);
        assert_int_equal(names_split(&theirs.measures, rows[i].measure, &err), OK);
        if (rows[i].where != NULL) {
            assert_int_equal(names_split(&theirs.where, rows[i].where, &err), OK);
        }
        assert_int_equal(dictionary_add(&theirs.inputs, rows[i].digest, 1, &code, &err), OK);
        assert_int_equal(state_head_merge(&ours, &theirs, "b.state", rows[i].by_asked, &err),
                         rows[i].found == NULL ? OK : BAD_DATA);
        assert_true(rows[i].found == NULL || strstr(err.text, rows[i].found) != NULL);
        assert_true(rows[i].found == NULL || strncmp(err.text, "b.state: found", 14) == 0);
        state_head_release(&ours);
        state_head_release(&theirs);
        state_head_release(&first);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_divisions), cmocka_unit_test(test_nestings),
                                       cmocka_unit_test(test_size), cmocka_unit_test(test_damage),
                                       cmocka_unit_test(test_heads)};
    return cmocka_run_group_tests_name("states", tests, NULL, NULL);
}
