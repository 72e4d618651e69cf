#include "analysis/claim.h"

#include <math.h>
#include <stdlib.h>

enum status claim_read_texts(const struct json_spot *spot, const char *key, bool required,
                             const char ***texts, size_t *n, struct error *err)
{
    struct json_spot array;
    enum status status = json_get_array(spot, key, &array, n, err);
    if (status == OK && required && *n == 0) {
        return json_spot_error(&array, err, "found no texts in '%s', expected [\"...\"]", key);
    }
    *texts = calloc(*n + 1, sizeof **texts);
    if (status == OK && *texts == NULL) {
        return error_no_memory(err);
    }
    for (size_t i = 0; status == OK && i < *n; i++) {
        struct json_spot element = json_element(&array, i);
        (*texts)[i] = json_string_value(element.value);
        if ((*texts)[i] == NULL) {
            status = json_spot_error(&element, err, "found no text in '%s', expected \"...\"", key);
        }
    }
    return status;
}

enum status claim_read_number(const struct json_spot *spot, const char *key, double *number,
                              struct error *err)
{
    struct json_spot member = json_member(spot, key);
    if (member.value == NULL) {
        return OK;
    }
    if (!json_is_number(member.value)) {
        return json_spot_error(&member, err, "found no number in '%s', expected one", key);
    }
    *number = json_number_value(member.value);
    return OK;
}

enum status claim_read_bounds(const struct json_spot *spot, struct claim *claim, struct error *err)
{
    enum status status = claim_read_number(spot, "above", &claim->allowed.low, err);
    if (status == OK) {
        status = claim_read_number(spot, "below", &claim->allowed.high, err);
    }
    if (status == OK && isinf(claim->allowed.low) && isinf(claim->allowed.high)) {
        return json_spot_error(spot, err, "found neither 'above' nor 'below', expected a bound");
    }
    if (status == OK && !(claim->allowed.low < claim->allowed.high)) {
        return json_spot_error(spot, err, "found 'above' %g, expected less than 'below', which is %g",
                               claim->allowed.low, claim->allowed.high);
    }
    return status;
}
