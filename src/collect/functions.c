#include "collect/functions.h"

#include <math.h>
#include <stdlib.h>

#include "collect/stop.h"

enum status functions_open(struct functions *functions, const struct plan *plan, struct error *err)
{
    enum status status = OK;
    functions->apis = calloc(plan->n_subjects + 1, sizeof *functions->apis);
    functions->n = functions->apis == NULL ? 0 : plan->n_subjects;
    if (functions->apis == NULL) {
        return error_no_memory(err);
    }
    for (size_t i = 0; status == OK && i < functions->n; i++) {
        if (plan->subjects[i].function != NULL) {
            status = lambda_api_new(&functions->apis[i], plan->subjects[i].function, err);
        }
        if (functions->apis[i] != NULL) {
            lambda_api_set_stop(functions->apis[i], stop_signal());
        }
    }
    return status;
}

enum status functions_remember(struct functions *functions, const struct plan *plan, struct error *err)
{
    enum status status = OK;
    for (size_t i = 0; status == OK && i < functions->n; i++) {
        bool changes = false;
        for (size_t c = 0; c < plan->n_cells; c++) {
            changes |= plan->cells[c].subject == i && plan_cell_changes_function(&plan->cells[c]);
        }
        if (functions->apis[i] != NULL && (changes || plan->subjects[i].url != NULL)) {
            status = lambda_api_remember(functions->apis[i], err);
        }
    }
    return status;
}

enum status functions_resize(struct functions *functions, size_t subject, unsigned memory_mb,
                             struct error *err)
{
    struct lambda_api *api = functions->apis[subject];
    return lambda_api_memory_mb(api) == memory_mb ? OK : lambda_api_renew(api, memory_mb, err);
}

enum status functions_renew(struct functions *functions, size_t subject, unsigned memory_mb,
                            struct error *err)
{
    return lambda_api_renew(functions->apis[subject], memory_mb, err);
}

double functions_memory_mb(const struct functions *functions, size_t subject)
{
    const struct lambda_api *api = functions->apis[subject];
    unsigned memory_mb = api == NULL ? 0 : lambda_api_memory_mb(api);
    return memory_mb == 0 ? NAN : memory_mb;
}

enum status functions_restore(struct functions *functions, struct error *err)
{
    enum status status = OK;
    for (size_t i = 0; i < functions->n; i++) {
        if (functions->apis[i] != NULL) {
            enum status restored = lambda_api_restore(functions->apis[i], err);
            status = status == OK ? restored : status;
        }
    }
    return status;
}

void functions_release(struct functions *functions)
{
    for (size_t i = 0; i < functions->n; i++) {
        lambda_api_free(functions->apis[i]);
    }
    free(functions->apis);
    *functions = (struct functions){0};
}
