#include "collect/functions.h"

#include <math.h>
#include <stdlib.h>

#include "collect/stop.h"

static enum status open_subject(struct functions *functions, const struct subject *subject, size_t i,
                                struct error *err)
{
    const struct lambda_function function = {subject->function, subject->region, subject->qualifier,
                                             subject_invocation(subject)};
    const struct aws_service service = {subject->sign, "AWS_ENDPOINT_URL"};
    enum status status = OK;
    if (subject->function != NULL) {
        status = lambda_api_new(&functions->apis[i], &function, err);
    }
    if (functions->apis[i] != NULL) {
        lambda_api_set_stop(functions->apis[i], stop_signal());
    }
    return status == OK && subject->sign != NULL
               ? aws_init(&functions->signers[i], &service, subject->region, err)
               : status;
}

enum status functions_open(struct functions *functions, const struct plan *plan, struct error *err)
{
    enum status status = OK;
    functions->apis = calloc(plan->n_subjects + 1, sizeof *functions->apis);
    functions->signers = calloc(plan->n_subjects + 1, sizeof *functions->signers);
    if (functions->apis == NULL || functions->signers == NULL) {
        return error_no_memory(err);
    }
    functions->n = plan->n_subjects;
    for (size_t i = 0; status == OK && i < functions->n; i++) {
        status = open_subject(functions, &plan->subjects[i], i, err);
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

const char *functions_region(const struct functions *functions, size_t subject)
{
    const struct lambda_api *api = functions->apis[subject];
    return api != NULL ? lambda_api_region(api) : functions->signers[subject].region;
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
        aws_release(&functions->signers[i]);
    }
    free(functions->apis);
    free(functions->signers);
    *functions = (struct functions){0};
}
