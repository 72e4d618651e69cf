#include "collect/dump_head.h"

#include <curl/curl.h>
#include <string.h>
#include <sys/utsname.h>
#include <time.h>

#include "base/pool.h"
#include "base/version.h"

const char dump_mark[] = "# faastat collect ", dump_plan[] = "# plan sha256 ", dump_load[] = "# load ";

/* In the order of the columns of an importer's table, with ours behind them. */
#define FIRST_COLUMNS                                                                                        \
    "experiment,model,memory_mb,request,part,start_s,latency_s,inference_s,duration_s,"                      \
    "billed_ms,init_s,restore_s,max_memory_mb,status,error,cold,censored,delay_s,"                           \
    "detail"
#define WAY_COLUMNS                                                                                          \
    ",environment,dns_s,connect_s,tls_s,first_byte_s,transfer_s,bytes,connection,http_version,remote_"       \
    "address"
const char dump_columns[] = FIRST_COLUMNS WAY_COLUMNS ",region\n";
const char *const dump_older_columns[DUMP_AGES] = {[DUMP_OF_NOW] = dump_columns,
                                                   [DUMP_WITHOUT_REGION] = FIRST_COLUMNS WAY_COLUMNS "\n",
                                                   [DUMP_WITHOUT_WAY] = FIRST_COLUMNS "\n"};

static enum status add_machine(struct text *head, struct error *err)
{
    struct utsname name = {0};
    struct tm utc;
    char started[32] = "";
    time_t now = time(NULL);
    uname(&name);
    if (gmtime_r(&now, &utc) != NULL) {
        strftime(started, sizeof started, "%Y-%m-%dT%H:%M:%SZ", &utc);
    }
    return text_print(head, err, "# started %s; %s %s %s, %zu processors\n", started, name.sysname,
                      name.release, name.machine, pool_processors());
}

static enum status add_payloads(struct text *head, const struct payloads *payloads, struct error *err)
{
    return payloads->n == 0 ? OK
           : payloads->n == 1
               ? text_print(head, err, ", payload of %zu bytes", payloads_bytes(payloads))
               : text_print(head, err, ", %zu payloads of %zu bytes", payloads->n, payloads_bytes(payloads));
}

static enum status add_subject(struct text *head, const struct subject *subject,
                               const struct payloads *payloads, struct error *err)
{
    enum status status = text_print(head, err, "# model %s:", subject->model);
    if (status == OK && subject->function != NULL) {
        status = text_print(head, err, " function %s%s%s", subject->function,
                            subject->qualifier == NULL ? "" : ":",
                            subject->qualifier == NULL ? "" : subject->qualifier);
    }
    if (status == OK && subject->url != NULL) {
        int n = (int)strcspn(subject->url, "?#");
        status = text_print(head, err, "%s requests to %.*s%s", subject->function != NULL ? "," : "", n,
                            subject->url, subject->url[n] == '?' ? "?..." : "");
    }
    if (status == OK && subject->method != NULL) {
        status = text_print(head, err, ", %s", subject->method);
    }
    if (status == OK && subject->region != NULL) {
        status = text_print(head, err, ", in %s", subject->region);
    }
    if (status == OK && subject->invocation != NULL) {
        status = text_print(head, err, ", invocation %s", subject->invocation);
    }
    if (status == OK && subject->sign != NULL) {
        status = text_print(head, err, ", signed for %s", subject->sign);
    }
    if (status == OK) {
        status = add_payloads(head, payloads, err);
    }
    return status == OK ? text_append(head, "\n", 1, err) : status;
}

static enum status add_schedule(struct text *head, const struct schedule *schedule, struct error *err)
{
    enum status status =
        text_print(head, err, ", %s arrivals, a second:", schedule->poisson ? "Poisson" : "constant");
    for (size_t i = 0; status == OK && i < schedule->n; i++) {
        const struct stage *stage = &schedule->stages[i];
        status = text_print(head, err, " %.10g..%.10g for %.10g s", stage->from_per_s, stage->to_per_s,
                            stage->duration_s);
    }
    return status;
}

static enum status add_cell(struct text *head, const struct plan *plan, const struct plan_cell *cell,
                            struct error *err)
{
    const struct experiment *e = &cell->experiment;
    enum status status =
        text_print(head, err, "# %s %s", experiment_name(e->kind), plan->subjects[cell->subject].model);
    if (status == OK && cell->memory_mb > 0) {
        status = text_print(head, err, " %u MB", cell->memory_mb);
    }
    if (status == OK) {
        status = e->duration_s > 0 ? text_print(head, err, ": requests for %.10g s", e->duration_s)
                                   : text_print(head, err, ": %zu requests", cell->n);
    }
    if (status == OK) {
        status = text_print(head, err, ", %zu to warm up, timeout %.10g s", e->warm_up, e->timeout_s);
    }
    if (status == OK && e->schedule.n > 0) {
        status = add_schedule(head, &e->schedule, err);
    }
    if (status == OK && e->users > 1) {
        status = text_print(head, err, ", %zu users", e->users);
    }
    if (status == OK && e->spawn_per_s > 0) {
        status = text_print(head, err, ", %.10g new ones a second", e->spawn_per_s);
    }
    if (status == OK && e->wait_high_s > 0) {
        status = text_print(head, err, ", each waits %.10g..%.10g s", e->wait_low_s, e->wait_high_s);
    }
    return status == OK ? text_append(head, "\n", 1, err) : status;
}

enum status dump_head(struct text *head, const struct plan *plan, struct error *err)
{
    const curl_version_info_data *curl = curl_version_info(CURLVERSION_NOW);
    bool counted = plan_is_counted(plan);
    enum status status = text_print(head, err, "%s%s; libcurl %s, %s\n", dump_mark, version_number,
                                    curl->version, curl->ssl_version == NULL ? "no TLS" : curl->ssl_version);
    if (status == OK) {
        status = add_machine(head, err);
    }
    if (status == OK) {
        status = text_print(head, err, "%s%s\n", dump_plan, plan->sha256);
    }
    if (status == OK) {
        status =
            text_print(head, err, "# %zu %s in %zu blocks, %zu rounds, seed %llu\n",
                       counted ? plan_requests(plan) : plan->n_cells, counted ? "requests" : "experiments",
                       plan->n_blocks, plan->rounds, (unsigned long long)plan->seed);
    }
    if (status == OK && (plan->http2 || plan->connections > 0)) {
        status = text_print(head, err, "# HTTP/%s", plan->http2 ? "2" : "1.1");
        if (status == OK && plan->connections > 0) {
            status = text_print(head, err, ", %zu connections at most", plan->connections);
        }
        if (status == OK) {
            status = text_append(head, "\n", 1, err);
        }
    }
    for (size_t i = 0; status == OK && i < plan->n_subjects; i++) {
        status = add_subject(head, &plan->subjects[i], &plan->payloads[i], err);
    }
    for (size_t i = 0; status == OK && i < plan->n_cells; i++) {
        status = add_cell(head, plan, &plan->cells[i], err);
    }
    return status == OK ? text_append(head, dump_columns, strlen(dump_columns), err) : status;
}
