/*
 * AWS Lambda's API for one function, or the local Lambda's: its memory size changed, its environments made
 * new, both put back, and requests that are signed Invokes. Knows nothing of measuring.
 */
#ifndef FAASTAT_COLLECT_LAMBDA_API_H
#define FAASTAT_COLLECT_LAMBDA_API_H

#include <curl/curl.h>
#include <signal.h>

#include "base/error.h"

/* The variable of the function that makes its environments new; see lambda_api_renew(). */
#define LAMBDA_COLD_START "FAASTAT_COLD_START"

/* How it is invoked: its answer is waited for; or it is not, and the event has a queue; or the answer comes
 * in pieces, as the function makes it. */
enum invocation { INVOCATION_RESPONSE, INVOCATION_EVENT, INVOCATION_STREAM };

struct lambda_function {
    const char *name;
    const char *region;    /* NULL: the environment's */
    const char *qualifier; /* a version or an alias; NULL: $LATEST */
    enum invocation invocation;
};

/* BAD_USAGE for what is no name of a function, no qualifier. */
enum status lambda_api_check_name(const char *function, struct error *err);
enum status lambda_api_check_qualifier(const char *qualifier, struct error *err);

struct lambda_api; /* function, endpoint, credentials, one easy handle of its own */

/*
 * With credentials and endpoint from the environment (see aws.h); nothing is sent yet. BAD_USAGE for what is
 * no name, or a variable that is missing. The caller has done curl_global_init(), and frees.
 */
enum status lambda_api_new(struct lambda_api **api, const struct lambda_function *function,
                           struct error *err);
void lambda_api_free(struct lambda_api *api); /* puts nothing back */

/* All waits but those of lambda_api_restore() end with BAD_SERVICE soon after *stop is no longer 0. */
void lambda_api_set_stop(struct lambda_api *api, const volatile sig_atomic_t *stop);
/* The first wait between tries, 0.2 s unless told, from which the other waits grow. */
void lambda_api_set_pace(struct lambda_api *api, double pace_s);

/*
 * Waits until no update is in progress, and remembers the configuration (memory size, environment), to be put
 * back. The one that a killed run left is recognised, and what was there before that run is remembered.
 */
enum status lambda_api_remember(struct lambda_api *api, struct error *err);
/*
 * Sets the memory size (0: leaves it) and makes all environments new: gives a value not used before to the
 * variable LAMBDA_COLD_START, beside the variables that were remembered, and waits until the update took. The
 * value is "MB-NONCE", MB the memory size that was remembered.
 */
enum status lambda_api_renew(struct lambda_api *api, unsigned memory_mb, struct error *err);
/* Puts back what was remembered, if anything was changed; it may be called twice, and again after a failure.
 */
enum status lambda_api_restore(struct lambda_api *api, struct error *err);
/* As last seen; 0 before lambda_api_remember(). */
unsigned lambda_api_memory_mb(const struct lambda_api *api);
const char *lambda_api_region(const struct lambda_api *api);
enum invocation lambda_api_invocation(const struct lambda_api *api);

/*
 * Makes `easy` a signed Invoke or InvokeWithResponseStream of the function that asks for the end of its log,
 * unless nobody waits for it. The `n`
 * bytes of the payload are borrowed until the transfer has ended; *headers are the caller's to free after
 * that, and also on failure.
 */
enum status lambda_api_prepare_invoke(const struct lambda_api *api, CURL *easy, const char *payload, size_t n,
                                      struct curl_slist **headers, struct error *err);

#endif
