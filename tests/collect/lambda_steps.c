/*
 * lambda_steps FUNCTION STEP ...: takes the steps through src/collect/lambda_api.h, one after another, and
 * prints what comes of each. Steps: remember, renew, renew:MB, restore, invoke:PAYLOAD, stop (SIGALRM after
 * 0.3 s), pace:SECONDS. A step that fails prints its message, and the next is taken all the same.
 */
#include <curl/curl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>

#include "collect/lambda_api.h"

static volatile sig_atomic_t stop;

static void set_stop(int signal)
{
    (void)signal;
    stop = 1;
}

static void stop_soon(void)
{
    struct sigaction action = {.sa_handler = set_stop};
    struct itimerval soon = {.it_value = {.tv_usec = 300000}};
    sigaction(SIGALRM, &action, NULL);
    setitimer(ITIMER_REAL, &soon, NULL);
}

static enum status invoke(const struct lambda_api *api, const char *payload, struct error *err)
{
    CURL *easy = curl_easy_init();
    struct curl_slist *headers = NULL;
    enum status status = lambda_api_prepare_invoke(api, easy, payload, strlen(payload), &headers, err);
    if (status == OK) {
        CURLcode result = curl_easy_perform(easy); /* libcurl prints the body to standard output */
        putchar('\n');
        status = result == CURLE_OK ? OK : error_set(err, BAD_SERVICE, "%s", curl_easy_strerror(result));
    }
    curl_easy_cleanup(easy);
    curl_slist_free_all(headers);
    return status;
}

static enum status take_step(struct lambda_api *api, const char *step, struct error *err)
{
    if (strcmp(step, "remember") == 0) {
        return lambda_api_remember(api, err);
    }
    if (strcmp(step, "renew") == 0) {
        return lambda_api_renew(api, 0, err);
    }
    if (strncmp(step, "renew:", 6) == 0) {
        return lambda_api_renew(api, (unsigned)strtoul(step + 6, NULL, 10), err);
    }
    if (strcmp(step, "restore") == 0) {
        return lambda_api_restore(api, err);
    }
    if (strncmp(step, "invoke:", 7) == 0) {
        return invoke(api, step + 7, err);
    }
    if (strncmp(step, "pace:", 5) == 0) {
        lambda_api_set_pace(api, strtod(step + 5, NULL));
        return OK;
    }
    if (strcmp(step, "stop") == 0) {
        stop_soon();
        return OK;
    }
    return error_set(err, BAD_USAGE, "no step '%s'", step);
}

int main(int argc, char **argv)
{
    struct lambda_api *api = NULL;
    struct error err = {0};
    curl_global_init(CURL_GLOBAL_DEFAULT);
    int status =
        argc < 2 ? BAD_USAGE : (int)lambda_api_new(&api, &(struct lambda_function){.name = argv[1]}, &err);
    if (api == NULL) {
        printf("status %d: %s\n", status, err.text);
    } else {
        lambda_api_set_stop(api, &stop);
    }
    for (int i = 2; api != NULL && i < argc; i++) {
        err = (struct error){0};
        enum status step = take_step(api, argv[i], &err);
        status = step != OK ? (int)step : status;
        if (step != OK) {
            printf("%s: status %d: %s\n", argv[i], (int)step, err.text);
        } else {
            printf("%s: %u MB\n", argv[i], lambda_api_memory_mb(api));
        }
    }
    lambda_api_free(api);
    curl_global_cleanup();
    return status;
}
