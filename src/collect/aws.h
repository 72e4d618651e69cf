/*
 * AWS from the environment: credentials, region and endpoint, and what makes a request of libcurl one that is
 * signed with them. Knows nothing of what is asked or answered.
 */
#ifndef FAASTAT_COLLECT_AWS_H
#define FAASTAT_COLLECT_AWS_H

#include <curl/curl.h>

#include "base/error.h"

/* Zeroed: none. Nothing but aws_sign() may let key, secret and token out. */
struct aws {
    char *region;
    char *endpoint; /* "https://lambda.eu-central-1.amazonaws.com", without a slash behind it */
    char *provider; /* "aws:amz:eu-central-1:lambda", as CURLOPT_AWS_SIGV4 wants it */
    char *key, *secret;
    char *token; /* NULL: credentials that do not expire */
};

struct aws_service {
    const char *name;              /* of its host and of the signature's scope, "lambda" */
    const char *endpoint_variable; /* that has an address of its own, "AWS_ENDPOINT_URL_LAMBDA" */
};

/*
 * From AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, the region, or AWS_REGION or
 * AWS_DEFAULT_REGION where that is NULL, and the service's variable or AWS_ENDPOINT_URL; BAD_USAGE names the
 * variable that is missing or wrong, and shows no credential. Caller releases.
 */
enum status aws_init(struct aws *aws, const struct aws_service *service, const char *region,
                     struct error *err);
void aws_release(struct aws *aws);

/*
 * Has the request signed when it is sent, and adds the session token to its headers. libcurl 7.88 signs
 * rightly only when the path has no escapes, the body is CURLOPT_POSTFIELDS, and no header is taken out
 * ("Expect:").
 */
enum status aws_sign(const struct aws *aws, CURL *easy, struct curl_slist **headers, struct error *err);
/* BAD_USAGE for what is no name of a region. `named` is where it stands, "AWS_REGION". */
enum status aws_check_region(const char *region, const char *named, struct error *err);
/* BAD_USAGE for an address that libcurl does not sign rightly. */
enum status aws_check_url(const char *url, struct error *err);
/* Appends a header to a list; the list stays as it was on failure. */
enum status aws_add_header(struct curl_slist **headers, const char *header, struct error *err);

/* Overwrites with asterisks what a stranger's text quotes of the credentials: AWS does, of a wrong signature.
 */
void aws_hide(const struct aws *aws, char *text);

#endif
