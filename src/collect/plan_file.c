/* The plan of a study as JSON. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/json_file.h"
#include "collect/plan.h"

/* A member that is a number; NaN when it is not there. */
static enum status get_number(const struct json_spot *object, const char *key, double *number,
                              struct error *err)
{
    struct json_spot member = json_member(object, key);
    *number = NAN;
    if (member.value == NULL) {
        return OK;
    }
    if (!json_is_number(member.value)) {
        return json_spot_error(&member, err, "found no number in '%s', expected one", key);
    }
    *number = json_number_value(member.value);
    return OK;
}

static enum status get_count(const struct json_spot *object, const char *key, double most, uint64_t *count,
                             struct error *err)
{
    double number;
    enum status status = get_number(object, key, &number, err);
    if (status != OK || isnan(number)) {
        return status;
    }
    if (!(number >= 0 && number <= most) || number != floor(number)) {
        struct json_spot member = json_member(object, key);
        return json_spot_error(&member, err, "found %.10g in '%s', expected a whole number from 0 to %.10g",
                               number, key, most);
    }
    *count = (uint64_t)number;
    return OK;
}

static enum status get_truth(const struct json_spot *object, const char *key, bool *truth, struct error *err)
{
    struct json_spot member = json_member(object, key);
    *truth = json_is_true(member.value);
    return member.value == NULL || json_is_boolean(member.value)
               ? OK
               : json_spot_error(&member, err, "found no true or false in '%s', expected one", key);
}

/* ---- lists ---- */

struct lists {
    const char **models; /* borrowed from the file */
    unsigned *sizes_mb;
    size_t n_models, n_sizes, models_capacity, sizes_capacity;
};

static void release_lists(struct lists *lists)
{
    free(lists->models);
    free(lists->sizes_mb);
}

static enum status read_models(const struct json_spot *object, struct lists *lists, struct error *err)
{
    struct json_spot array;
    size_t n;
    enum status status = json_get_array(object, "models", &array, &n, err);
    for (size_t i = 0; status == OK && i < n; i++) {
        struct json_spot name = json_element(&array, i);
        const char **grown =
            array_reserve(lists->models, &lists->models_capacity, lists->n_models + 1, sizeof *grown);
        if (grown == NULL) {
            return error_no_memory(err);
        }
        lists->models = grown;
        grown[lists->n_models] = json_string_value(name.value);
        if (grown[lists->n_models++] == NULL) {
            status = json_spot_error(&name, err, "found no text, expected a model's name");
        }
    }
    return status;
}

static enum status read_sizes(const struct json_spot *object, struct lists *lists, struct error *err)
{
    struct json_spot array;
    size_t n;
    enum status status = json_get_array(object, "memory_mb", &array, &n, err);
    for (size_t i = 0; status == OK && i < n; i++) {
        struct json_spot size = json_element(&array, i);
        unsigned *grown =
            array_reserve(lists->sizes_mb, &lists->sizes_capacity, lists->n_sizes + 1, sizeof *grown);
        if (grown == NULL) {
            return error_no_memory(err);
        }
        lists->sizes_mb = grown;
        json_int_t mb = json_integer_value(size.value);
        if (mb < 1 || mb > 1 << 20) {
            return json_spot_error(&size, err, "found no memory size, expected MB such as 512");
        }
        grown[lists->n_sizes++] = (unsigned)mb;
    }
    return status;
}

/* ---- parts ---- */

/* Files stand beside the plan unless it says where. */
static enum status add_subject(struct plan *plan, const struct json_spot *spot, struct subject *subject,
                               struct error *err)
{
    struct error why = {{0}};
    char *directory = path_directory(spot->file->name, err), *file = NULL, *folder = NULL;
    enum status status = directory == NULL ? BAD_SERVICE : OK;
    if (status == OK && subject->payload_file != NULL) {
        subject->payload_file = file = path_join(directory, subject->payload_file, err);
        status = file == NULL ? BAD_SERVICE : OK;
    }
    if (status == OK && subject->payload_dir != NULL) {
        subject->payload_dir = folder = path_join(directory, subject->payload_dir, err);
        status = folder == NULL ? BAD_SERVICE : OK;
    }
    if (status == OK) {
        status = plan_add_subject(plan, subject, &why);
        status = json_spot_judge(spot, status, &why, err);
    }
    free(directory);
    free(file);
    free(folder);
    return status;
}

static enum status read_subject(struct plan *plan, const struct json_spot *spot, struct error *err)
{
    static const char *const keys[] = {"model",     "function",     "url",         "method",
                                       "payload",   "payload_file", "payload_dir", "region",
                                       "qualifier", "invocation",   "sign"};
    struct subject subject = {0};
    const struct json_text texts[] = {{"model", false, &subject.model},
                                      {"function", false, &subject.function},
                                      {"url", false, &subject.url},
                                      {"method", false, &subject.method},
                                      {"payload", false, &subject.payload},
                                      {"payload_file", false, &subject.payload_file},
                                      {"payload_dir", false, &subject.payload_dir},
                                      {"region", false, &subject.region},
                                      {"qualifier", false, &subject.qualifier},
                                      {"invocation", false, &subject.invocation},
                                      {"sign", false, &subject.sign}};
    enum status status = json_check_keys(spot, keys, sizeof keys / sizeof *keys, err);
    if (status == OK) {
        status = json_get_texts(spot, texts, sizeof texts / sizeof *texts, err);
    }
    if (status != OK) {
        return status;
    }
    if (subject.model == NULL && subject.function == NULL) {
        return json_spot_error(spot, err, "found no 'model' and no 'function', expected a name for the rows");
    }
    subject.model = subject.model != NULL ? subject.model : subject.function;
    return add_subject(plan, spot, &subject, err);
}

static enum status read_wish(const struct json_spot *spot, struct experiment_wish *wish, struct error *err)
{
    const struct json_text texts[] = {{"experiment", true, &wish->experiment},
                                      {"rate", false, &wish->rate},
                                      {"arrivals", false, &wish->arrivals},
                                      {"wait", false, &wish->wait}};
    const struct {
        const char *key;
        double *to;
    } numbers[] = {{"duration_s", &wish->duration_s},   {"requests", &wish->requests},
                   {"warm_up", &wish->warm_up},         {"users", &wish->users},
                   {"spawn_per_s", &wish->spawn_per_s}, {"timeout_s", &wish->timeout_s}};
    enum status status = json_get_texts(spot, texts, sizeof texts / sizeof *texts, err);
    for (size_t i = 0; status == OK && i < sizeof numbers / sizeof *numbers; i++) {
        status = get_number(spot, numbers[i].key, numbers[i].to, err);
    }
    return status;
}

static enum status add_experiment(struct plan *plan, const struct json_spot *spot,
                                  const struct experiment_wish *wish, const struct cell_choice *choice,
                                  struct error *err)
{
    struct experiment experiment;
    struct error why = {{0}};
    enum status status = experiment_make(wish, &experiment, &why);
    if (status == OK) {
        status = plan_add_experiment(plan, &experiment, choice, &why);
    }
    return json_spot_judge(spot, status, &why, err);
}

static enum status read_experiment(struct plan *plan, const struct json_spot *spot,
                                   const struct lists *defaults, double timeout_s, struct error *err)
{
    static const char *const keys[] = {"experiment", "models", "memory_mb", "requests",
                                       "warm_up",    "wait",   "rate",      "arrivals",
                                       "duration_s", "users",  "timeout_s", "spawn_per_s"};
    struct experiment_wish wish = experiment_wish_none();
    struct lists own = {0};
    enum status status = json_check_keys(spot, keys, sizeof keys / sizeof *keys, err);
    if (status == OK) {
        status = read_wish(spot, &wish, err);
    }
    if (status == OK) {
        status = read_models(spot, &own, err);
    }
    if (status == OK) {
        status = read_sizes(spot, &own, err);
    }
    if (status == OK) {
        wish.timeout_s = isnan(wish.timeout_s) ? timeout_s : wish.timeout_s;
        struct cell_choice choice = {own.models, own.n_models, own.sizes_mb, own.n_sizes};
        if (json_member(spot, "memory_mb").value == NULL) {
            choice.sizes_mb = defaults->sizes_mb;
            choice.n_sizes = defaults->n_sizes;
        }
        status = add_experiment(plan, spot, &wish, &choice, err);
    }
    release_lists(&own);
    return status;
}

/* What holds for all: numbers, and that the file is a plan at all. */
static enum status read_root(struct plan *plan, const struct json_spot *root, double *timeout_s,
                             struct error *err)
{
    static const char *const keys[] = {"schema",    "seed",   "rounds",      "timeout_s", "any_body",
                                       "memory_mb", "models", "experiments", "http2",     "connections"};
    const char *schema = NULL;
    const struct json_text texts[] = {{"schema", true, &schema}};
    uint64_t rounds = 1, connections = 0;
    struct json_spot spot = json_member(root, "schema");
    enum status status = json_check_keys(root, keys, sizeof keys / sizeof *keys, err);
    if (status == OK) {
        status = json_get_texts(root, texts, sizeof texts / sizeof *texts, err);
    }
    if (status == OK && strcmp(schema, "faastat/plan/1") != 0) {
        status = json_spot_error(&spot, err, "found schema '%.40s', expected 'faastat/plan/1'", schema);
    }
    if (status == OK) {
        status = get_count(root, "seed", 4294967295.0, &plan->seed, err);
    }
    if (status == OK) {
        status = get_count(root, "rounds", 10000, &rounds, err);
    }
    if (status == OK) {
        status = get_number(root, "timeout_s", timeout_s, err);
    }
    if (status == OK) {
        status = get_count(root, "connections", 100000, &connections, err);
    }
    if (status == OK) {
        status = get_truth(root, "any_body", &plan->any_body, err);
    }
    if (status == OK) {
        status = get_truth(root, "http2", &plan->http2, err);
    }
    plan->rounds = rounds;
    plan->connections = connections;
    return status;
}

/* An array of the root that has to hold something. */
static enum status get_filled(const struct json_spot *root, const char *key, struct json_spot *array,
                              size_t *n, struct error *err)
{
    enum status status = json_get_array(root, key, array, n, err);
    return status == OK && *n == 0
               ? json_spot_error(array, err, "found nothing in '%s', expected a list of them", key)
               : status;
}

static enum status read_parts(struct plan *plan, const struct json_spot *root, struct lists *defaults,
                              struct error *err)
{
    struct json_spot array;
    size_t n = 0;
    double timeout_s = NAN;
    enum status status = read_root(plan, root, &timeout_s, err);
    if (status == OK) {
        status = read_sizes(root, defaults, err);
    }
    if (status == OK) {
        status = get_filled(root, "models", &array, &n, err);
    }
    for (size_t i = 0; status == OK && i < n; i++) {
        struct json_spot spot = json_element(&array, i);
        status = read_subject(plan, &spot, err);
    }
    if (status == OK) {
        status = get_filled(root, "experiments", &array, &n, err);
    }
    for (size_t i = 0; status == OK && i < n; i++) {
        struct json_spot spot = json_element(&array, i);
        status = read_experiment(plan, &spot, defaults, timeout_s, err);
    }
    return status;
}

enum status plan_read(struct plan *plan, const char *path, struct error *err)
{
    struct json_file file;
    struct lists defaults = {0};
    enum status status = json_file_read(&file, path, err);
    if (status != OK) {
        return status;
    }
    struct json_spot root = json_root(&file);
    *plan = (struct plan){.seed = 1, .rounds = 1};
    status = read_parts(plan, &root, &defaults, err);
    release_lists(&defaults);
    json_file_release(&file);
    return status == OK ? plan_finish(plan, err) : status;
}
