#include "analysis/prices.h"

#include <math.h>

#define N(array) (sizeof(array) / sizeof *(array))

static enum status get_price(const struct json_spot *object, const char *key, double *price,
                             struct error *err)
{
    struct json_spot spot = json_member(object, key);
    *price = json_number_value(spot.value);
    if (!json_is_number(spot.value) || *price < 0) {
        return json_spot_error(&spot, err, "found no '%s', expected a price in USD", key);
    }
    return OK;
}

enum status prices_read(struct prices *prices, const char *path, const char *architecture, struct error *err)
{
    static const char *const keys[] = {"schema", "provider", "holds_for", "source", "architectures"};
    static const char *const price_keys[] = {"usd_per_gb_s", "usd_per_request"};
    const struct json_text texts[] = {{"provider", true, &prices->provider},
                                      {"holds_for", true, &prices->holds_for}};
    *prices = (struct prices){0};
    enum status status = json_file_read(&prices->file, path, err);
    if (status != OK) {
        return status;
    }
    struct json_spot root = json_root(&prices->file), all = json_member(&root, "architectures");
    struct json_spot one = json_member(&all, architecture);
    status = json_check_keys(&root, keys, N(keys), err);
    if (status == OK) {
        status = json_get_texts(&root, texts, N(texts), err);
    }
    if (status == OK && one.value == NULL) {
        status =
            json_spot_error(&one, err, "found no architecture '%.40s', expected its prices", architecture);
    }
    if (status == OK) {
        status = json_check_keys(&one, price_keys, N(price_keys), err);
    }
    if (status == OK) {
        status = get_price(&one, "usd_per_gb_s", &prices->usd_per_gb_s, err);
    }
    return status == OK ? get_price(&one, "usd_per_request", &prices->usd_per_request, err) : status;
}

double billed_time(double time_s, double billing_ms)
{
    return ceil(time_s * 1000 / billing_ms - 1e-9) * billing_ms / 1000;
}

double prices_usd(const struct prices *prices, double billed_s, double memory_mb)
{
    return billed_s * memory_mb / 1024 * prices->usd_per_gb_s + prices->usd_per_request;
}

void prices_release(struct prices *prices)
{
    json_file_release(&prices->file);
    *prices = (struct prices){0};
}
