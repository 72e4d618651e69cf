#include "collect/aws.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

/* An empty variable counts as unset. */
static const char *variable(const char *name)
{
    const char *value = getenv(name);
    return value != NULL && value[0] != '\0' ? value : NULL;
}

static enum status copy(char **to, const char *value, struct error *err)
{
    *to = text_copy(value, strlen(value), err);
    return *to == NULL ? BAD_SERVICE : OK;
}

/* A line break in one would end the header that it is sent in. */
static enum status read_credential(char **to, const char *name, struct error *err)
{
    const char *value = variable(name);
    if (value == NULL) {
        return OK;
    }
    for (const char *c = value; *c != '\0'; c++) {
        if ((unsigned char)*c <= ' ' || (unsigned char)*c >= 0x7f) {
            return error_set(err, BAD_USAGE, "%s: found a space or a control character, expected none", name);
        }
    }
    return copy(to, value, err);
}

static enum status read_credentials(struct aws *aws, struct error *err)
{
    static const char *const names[] = {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"};
    char **const to[] = {&aws->key, &aws->secret, &aws->token};
    for (size_t i = 0; i < 3; i++) {
        enum status status = read_credential(to[i], names[i], err);
        if (status != OK) {
            return status;
        }
        if (i < 2 && *to[i] == NULL) {
            return error_set(err, BAD_USAGE, "%s is not set; expected credentials of AWS in the environment",
                             names[i]);
        }
    }
    return OK;
}

/* It becomes a part of a host name. */
enum status aws_check_region(const char *region, const char *named, struct error *err)
{
    size_t n = strspn(region, "abcdefghijklmnopqrstuvwxyz0123456789-");
    return n > 0 && n <= 32 && region[n] == '\0'
               ? OK
               : error_set(err, BAD_USAGE, "%s: found '%.40s', expected a region, such as eu-central-1",
                           named, region);
}

/* Whether "name=value&name=value" is as signing wants it: names in order, each with its '=', and what is
 * escaped in capitals, as "%2F". */
static bool is_canonical_query(const char *query)
{
    struct span before = {"", 0};
    for (const char *name = query; *name != '\0';) {
        size_t n = strcspn(name, "&"), length = strcspn(name, "=&");
        size_t common = length < before.n ? length : before.n;
        int order = memcmp(before.bytes, name, common);
        if (length == 0 || name[length] != '=' || order > 0 ||
            (order == 0 && before.n >= length && before.n > 0) || memchr(name, '+', n) != NULL) {
            return false;
        }
        for (size_t i = 0; i < n; i++) {
            if (name[i] == '%' && strspn(name + i + 1, "0123456789ABCDEF") < 2) {
                return false;
            }
        }
        before = (struct span){name, length};
        name += n + (name[n] == '&');
    }
    return true;
}

enum status aws_check_url(const char *url, struct error *err)
{
    const char *host = strstr(url, "//"), *path = host == NULL ? url : host + 2;
    path += strcspn(path, "/?#");
    path += strspn(path, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/-._~");
    return *path == '\0' || (*path == '?' && strchr(path, '#') == NULL && is_canonical_query(path + 1))
               ? OK
               : error_set(err, BAD_USAGE,
                           "found the address '%.*s', expected one that can be signed: no escapes in its "
                           "path, and behind '?' names in order, each once and with '=', no '+', escapes in "
                           "capitals",
                           (int)strcspn(url, "?#"), url);
}

static enum status set_endpoint(struct aws *aws, const struct aws_service *service, const char *region,
                                struct error *err)
{
    bool own = variable(service->endpoint_variable) != NULL;
    const char *name = own ? service->endpoint_variable : "AWS_ENDPOINT_URL";
    const char *url = variable(name);
    struct text text = {0};
    enum status status;
    if (url == NULL) {
        const char *domain = strncmp(region, "cn-", 3) == 0 ? "amazonaws.com.cn" : "amazonaws.com";
        status = text_print(&text, err, "https://%s.%s.%s", service->name, region, domain);
        aws->endpoint = text.bytes;
        return status;
    }
    size_t n = strlen(url);
    while (n > 0 && url[n - 1] == '/') {
        n--;
    }
    bool is_http = strncmp(url, "http://", 7) == 0 || strncmp(url, "https://", 8) == 0;
    /* A path would be signed with libcurl's escapes, and a name with a password be shown in messages. */
    size_t host = is_http ? (size_t)(strstr(url, "//") - url) + 2 : 0;
    if (host == 0 || n <= host || strcspn(url + host, "/?#@ \t\r\n") < n - host) {
        return error_set(err, BAD_USAGE, "%s: found no plain address, expected such as http://127.0.0.1:9001",
                         name);
    }
    aws->endpoint = text_copy(url, n, err);
    return aws->endpoint == NULL ? BAD_SERVICE : OK;
}

static enum status read_environment(struct aws *aws, const struct aws_service *service, const char *region,
                                    struct error *err)
{
    enum status status = read_credentials(aws, err);
    if (status != OK) {
        return status;
    }
    const char *named = region == NULL ? "AWS_REGION" : "--region";
    if (region == NULL) {
        region = variable("AWS_REGION") != NULL ? variable("AWS_REGION") : variable("AWS_DEFAULT_REGION");
    }
    if (region == NULL) {
        return error_set(err, BAD_USAGE, "AWS_REGION is not set; expected a region, such as eu-central-1");
    }
    status = aws_check_region(region, named, err);
    if (status == OK) {
        status = copy(&aws->region, region, err);
    }
    struct text provider = {0};
    if (status == OK) {
        status = text_print(&provider, err, "aws:amz:%s:%s", region, service->name);
    }
    aws->provider = provider.bytes;
    return status != OK ? status : set_endpoint(aws, service, region, err);
}

enum status aws_init(struct aws *aws, const struct aws_service *service, const char *region,
                     struct error *err)
{
    *aws = (struct aws){0};
    enum status status = read_environment(aws, service, region, err);
    if (status != OK) {
        aws_release(aws);
    }
    return status;
}

static void free_secret(char *secret)
{
    if (secret != NULL) {
        explicit_bzero(secret, strlen(secret));
        free(secret);
    }
}

void aws_release(struct aws *aws)
{
    free(aws->region);
    free(aws->endpoint);
    free(aws->provider);
    free_secret(aws->key);
    free_secret(aws->secret);
    free_secret(aws->token);
    *aws = (struct aws){0};
}

enum status aws_add_header(struct curl_slist **headers, const char *header, struct error *err)
{
    struct curl_slist *longer = curl_slist_append(*headers, header);
    if (longer == NULL) {
        return error_no_memory(err);
    }
    *headers = longer;
    return OK;
}

enum status aws_sign(const struct aws *aws, CURL *easy, struct curl_slist **headers, struct error *err)
{
    if (aws->token != NULL) {
        struct text header = {0};
        enum status status = text_print(&header, err, "X-Amz-Security-Token: %s", aws->token);
        if (status == OK) {
            status = aws_add_header(headers, header.bytes, err);
        }
        free_secret(header.bytes);
        if (status != OK) {
            return status;
        }
    }
    /* libcurl asks whether a megabyte is wanted, but is not kept waiting for the answer. */
    curl_easy_setopt(easy, CURLOPT_EXPECT_100_TIMEOUT_MS, 1L);
    CURLcode code = curl_easy_setopt(easy, CURLOPT_AWS_SIGV4, aws->provider);
    if (code == CURLE_OK) {
        code = curl_easy_setopt(easy, CURLOPT_USERNAME, aws->key);
    }
    if (code == CURLE_OK) {
        code = curl_easy_setopt(easy, CURLOPT_PASSWORD, aws->secret);
    }
    if (code == CURLE_OUT_OF_MEMORY) {
        return error_no_memory(err);
    }
    return code == CURLE_OK ? OK
                            : error_set(err, BAD_SERVICE, "libcurl %s cannot sign requests for AWS",
                                        curl_version_info(CURLVERSION_NOW)->version);
}

void aws_hide(const struct aws *aws, char *text)
{
    const char *const secrets[] = {aws->key, aws->secret, aws->token};
    for (size_t i = 0; i < sizeof secrets / sizeof *secrets; i++) {
        for (char *found = text; secrets[i] != NULL && (found = strstr(found, secrets[i])) != NULL;) {
            memset(found, '*', strlen(secrets[i]));
        }
    }
}
