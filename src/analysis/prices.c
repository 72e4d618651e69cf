#include "analysis/prices.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/billing.h"
#include "base/json_file.h"
#include "base/text.h"

#define N(array) (sizeof(array) / sizeof *(array))

static enum status get_number(const struct json_spot *object, const char *key, const char *expected,
                              double *number, struct error *err)
{
    struct json_spot spot = json_member(object, key);
    *number = json_number_value(spot.value);
    if (!json_is_number(spot.value) || *number < 0) {
        return json_spot_error(&spot, err, "found no '%s', expected %s", key, expected);
    }
    return OK;
}

/* The prices of one architecture. */
static enum status get_prices(const struct json_spot *one, const char *architecture, struct prices *prices,
                              struct error *err)
{
    static const char *const keys[] = {"usd_per_gb_s", "usd_per_request"};
    if (one->value == NULL) {
        return json_spot_error(one, err, "found no architecture '%.40s', expected its prices", architecture);
    }
    enum status status = json_check_keys(one, keys, N(keys), err);
    if (status == OK) {
        status = get_number(one, "usd_per_gb_s", "a price in USD", &prices->usd_per_gb_s, err);
    }
    return status == OK ? get_number(one, "usd_per_request", "a price in USD", &prices->usd_per_request, err)
                        : status;
}

/* The sizes that are sold, where the table says. */
static enum status get_sizes(const struct json_spot *root, struct prices *prices, struct error *err)
{
    static const char *const keys[] = {"least", "most"};
    struct json_spot sizes = json_member(root, "memory_mb");
    prices->least_mb = 0;
    prices->most_mb = INFINITY;
    if (sizes.value == NULL) {
        return OK;
    }
    enum status status = json_check_keys(&sizes, keys, N(keys), err);
    if (status == OK) {
        status = get_number(&sizes, "least", "a size in MB", &prices->least_mb, err);
    }
    return status == OK ? get_number(&sizes, "most", "a size in MB", &prices->most_mb, err) : status;
}

static enum status get_table(const struct json_file *file, const char *architecture, struct prices *prices,
                             struct error *err)
{
    static const char *const keys[] = {"schema", "provider",  "holds_for",
                                       "source", "memory_mb", "architectures"};
    const char *provider, *holds_for;
    const struct json_text texts[] = {{"provider", true, &provider}, {"holds_for", true, &holds_for}};
    struct json_spot root = json_root(file), all = json_member(&root, "architectures");
    struct json_spot one = json_member(&all, architecture);
    enum status status = json_check_keys(&root, keys, N(keys), err);
    if (status == OK) {
        status = json_get_texts(&root, texts, N(texts), err);
    }
    if (status == OK) {
        status = get_prices(&one, architecture, prices, err);
    }
    if (status == OK) {
        status = get_sizes(&root, prices, err);
    }
    if (status != OK) {
        return status;
    }
    prices->provider = text_copy(provider, strlen(provider), err);
    prices->holds_for = text_copy(holds_for, strlen(holds_for), err);
    return prices->provider == NULL || prices->holds_for == NULL ? BAD_SERVICE : OK;
}

enum status prices_read(struct prices *prices, const char *path, const char *architecture, struct error *err)
{
    struct json_file file;
    *prices = (struct prices){0};
    enum status status = json_file_read(&file, path, err);
    if (status == OK) {
        status = get_table(&file, architecture, prices, err);
    }
    json_file_release(&file);
    if (status != OK) {
        prices_release(prices);
    }
    return status;
}

double price_billed_time(double time_s, double billing_ms)
{
    return billing_begun_ms(time_s, billing_ms) / 1000;
}

double prices_usd(const struct prices *prices, double billed_s, double memory_mb)
{
    return billed_s * memory_mb / 1024 * prices->usd_per_gb_s + prices->usd_per_request;
}

double prices_size_for(const struct prices *prices, double used_mb, double headroom)
{
    double size_mb = ceil(used_mb * (1 + headroom) - 1e-9);
    size_mb = size_mb < prices->least_mb ? prices->least_mb : size_mb; /* what is not known stays so */
    return size_mb > prices->most_mb ? NAN : size_mb;
}

void prices_release(struct prices *prices)
{
    free(prices->provider);
    free(prices->holds_for);
    *prices = (struct prices){0};
}
