#include "analysis/claims.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/statistic.h"
#include "base/file.h"
#include "base/text.h"

#define N(array) (sizeof(array) / sizeof *(array))

#define ADDRESS_OF_TEST(name) &claim_test_##name,
static const struct claim_test *const tests[] = {CLAIM_TESTS(ADDRESS_OF_TEST)};
#undef ADDRESS_OF_TEST

/* ---- one claim ---- */

static const char *const common_keys[] = {"claim", "test",      "measure", "where",        "by",
                                          "level", "statistic", "prices",  "architecture", "billing_ms"};

static enum status read_test(const struct json_spot *spot, const char *name, struct claim *claim,
                             struct error *err)
{
    const char *names[N(tests)];
    for (size_t i = 0; i < N(tests); i++) {
        names[i] = tests[i]->name;
        if (strcmp(name, names[i]) == 0) {
            claim->test = tests[i];
        }
    }
    if (claim->test == NULL) {
        struct json_spot member = json_member(spot, "test");
        const char *nearest = text_nearest(name, names, N(names));
        return json_spot_error(&member, err, "found the unknown test '%.40s'%s%s%s", name,
                               nearest == NULL ? ", expected order, ratio, equal, bound, trend or knee"
                                               : "; did you mean '",
                               nearest == NULL ? "" : nearest, nearest == NULL ? "" : "'?");
    }
    const char *keys[32];
    size_t n = 0;
    for (; n < N(common_keys); n++) {
        keys[n] = common_keys[n];
    }
    for (size_t i = 0; claim->test->keys[i] != NULL; i++) {
        keys[n++] = claim->test->keys[i];
    }
    return json_check_keys(spot, keys, n, err);
}

static enum status read_statistic(const struct json_spot *spot, const char *statistic, struct claim *claim,
                                  struct error *err)
{
    struct json_spot level = json_member(spot, "level"), member = json_member(spot, "statistic");
    enum status status = claim_read_number(spot, "level", &claim->level, err);
    if (status == OK && !(claim->level > 0.5 && claim->level < 1)) {
        return json_spot_error(&level, err, "found the level %g, expected one above 0.5 and below 1",
                               claim->level);
    }
    if (status == OK && statistic != NULL &&
        !statistic_parse(statistic, strlen(statistic), &claim->statistic)) {
        return json_spot_error(&member, err, "found '%.40s', expected a statistic: mean, p50, p99.9",
                               statistic);
    }
    return status;
}

static enum status read_prices(const struct json_spot *spot, const char *path, const char *architecture,
                               struct claim *claim, struct error *err)
{
    struct json_spot member = json_member(spot, "billing_ms");
    if (path == NULL) {
        return OK;
    }
    claim->billing_ms = 1;
    enum status status = claim_read_number(spot, "billing_ms", &claim->billing_ms, err);
    if (status == OK && !(claim->billing_ms > 0)) {
        return json_spot_error(&member, err, "found %g, expected milliseconds above 0", claim->billing_ms);
    }
    char *directory = path_directory(spot->file->name, err);
    char *joined = directory == NULL ? NULL : path_join(directory, path, err);
    if (status == OK) {
        status = joined == NULL ? BAD_SERVICE
                                : prices_read(&claim->prices, joined,
                                              architecture == NULL ? "x86_64" : architecture, err);
    }
    free(directory);
    free(joined);
    return status;
}

static enum status read_where(const struct json_spot *spot, struct conditions *where, struct error *err)
{
    const char **texts;
    size_t n;
    struct json_spot array = json_member(spot, "where");
    enum status status = claim_read_texts(spot, "where", false, &texts, &n, err);
    for (size_t i = 0; status == OK && i < n; i++) {
        struct json_spot text = json_element(&array, i);
        struct error why = {{0}};
        status = conditions_add(where, texts[i], &why);
        if (status != OK) {
            json_spot_error(&text, err, "%s", why.text);
        }
    }
    free(texts);
    return status;
}

static enum status read_claim(const struct json_spot *spot, double level, struct claim *claim,
                              struct error *err)
{
    const char *test, *statistic, *prices, *architecture;
    const struct json_text texts[] = {
        {"claim", true, &claim->sentence},  {"test", true, &test},
        {"measure", true, &claim->measure}, {"statistic", false, &statistic},
        {"prices", false, &prices},         {"architecture", false, &architecture}};
    claim->level = level;
    claim->allowed = (struct interval){-INFINITY, INFINITY};
    enum status status = json_get_texts(spot, texts, N(texts), err);
    if (status == OK) {
        status = read_test(spot, test, claim, err);
    }
    if (status == OK) {
        status = read_statistic(spot, statistic, claim, err);
    }
    if (status == OK) {
        status = read_where(spot, &claim->where, err);
    }
    if (status == OK) {
        status = claim_read_texts(spot, "by", false, &claim->by, &claim->n_by, err);
    }
    if (status == OK) {
        status = read_prices(spot, prices, architecture, claim, err);
    }
    return status == OK ? claim->test->read(spot, claim, err) : status;
}

/* ---- the file ---- */

static enum status read_data(const struct json_spot *root, struct claims *claims, struct error *err)
{
    const char **names;
    enum status status = claim_read_texts(root, "data", false, &names, &claims->n_data, err);
    char *directory = path_directory(claims->file.name, err);
    claims->data = calloc(claims->n_data + 1, sizeof *claims->data);
    if (status == OK && (directory == NULL || claims->data == NULL)) {
        status = error_no_memory(err);
    }
    for (size_t i = 0; status == OK && i < claims->n_data; i++) {
        claims->data[i] = path_join(directory, names[i], err);
        status = claims->data[i] == NULL ? BAD_SERVICE : OK;
    }
    free(directory);
    free(names);
    return status;
}

static enum status read_claims(const struct json_spot *root, struct claims *claims, struct error *err)
{
    struct json_spot array, level_spot = json_member(root, "level");
    double level = 0.95;
    size_t n;
    enum status status = json_get_array(root, "claims", &array, &n, err);
    if (status == OK && n == 0) {
        return json_spot_error(&array, err, "found no claims, expected \"claims\": [{...}]");
    }
    if (status == OK) {
        status = claim_read_number(root, "level", &level, err);
    }
    if (status == OK && !(level > 0.5 && level < 1)) {
        return json_spot_error(&level_spot, err, "found the level %g, expected one above 0.5 and below 1",
                               level);
    }
    claims->claims = calloc(n + 1, sizeof *claims->claims);
    if (status == OK && claims->claims == NULL) {
        return error_no_memory(err);
    }
    for (size_t i = 0; status == OK && i < n; i++) {
        struct json_spot spot = json_element(&array, i);
        status = read_claim(&spot, level, &claims->claims[claims->n++], err);
    }
    return status;
}

enum status claims_read(struct claims *claims, const char *path, struct error *err)
{
    static const char *const keys[] = {"schema", "level", "data", "claims"};
    static const char schema_name[] = "faastat/claims/1";
    const char *schema;
    const struct json_text texts[] = {{"schema", true, &schema}};
    *claims = (struct claims){0};
    enum status status = json_file_read(&claims->file, path, err);
    if (status != OK) {
        return status;
    }
    struct json_spot root = json_root(&claims->file), schema_spot = json_member(&root, "schema");
    status = json_check_keys(&root, keys, N(keys), err);
    if (status == OK) {
        status = json_get_texts(&root, texts, N(texts), err);
    }
    if (status == OK && strcmp(schema, schema_name) != 0) {
        status = json_spot_error(&schema_spot, err, "found '%.40s', expected '%s'", schema, schema_name);
    }
    if (status == OK) {
        status = read_data(&root, claims, err);
    }
    return status == OK ? read_claims(&root, claims, err) : status;
}

void claims_release(struct claims *claims)
{
    for (size_t i = 0; i < claims->n; i++) {
        struct claim *claim = &claims->claims[i];
        conditions_release(&claim->where);
        free(claim->by);
        free(claim->values);
        prices_release(&claim->prices);
    }
    for (size_t i = 0; claims->data != NULL && i < claims->n_data; i++) {
        free(claims->data[i]);
    }
    free(claims->data);
    free(claims->claims);
    json_file_release(&claims->file);
    *claims = (struct claims){0};
}
