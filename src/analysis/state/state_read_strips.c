/* How requests depend on one another, out of the bytes of a state. */
#include "analysis/state/state_parts.h"

#include "stats/counted/buckets.h"

static const uint64_t MOST = STATE_MOST_COUNT;

static void get_spread(struct bytes_reader *from, struct strip *strip, size_t steps)
{
    uint64_t range = bytes_get_up_to(from, STRIPS_STEPS * (STRIPS_STEPS + 1) + STRIPS_STEPS);
    size_t first = range / (STRIPS_STEPS + 1), n = range % (STRIPS_STEPS + 1);
    from->bad |= n > 0 && first + n > steps;
    uint64_t all = strip->cut;
    for (size_t c = first; c < first + n && !from->bad; c++) {
        strip->counts[c] = bytes_get_up_to(from, MOST);
        all += strip->counts[c];
    }
    from->bad |= all != strip->n;
}

static void get_strip(struct bytes_reader *from, struct strip *strip, enum state_strips kind, int32_t top,
                      const struct strips *strips)
{
    struct strips_steps steps = strips_steps(strips->low, strips->high);
    size_t n_steps = strips->any ? (size_t)((strips->high >> steps.level) - steps.first) + 1 : 0;
    uint64_t n = bytes_get_up_to(from, 2 * MOST);
    strip->n = n / 2;
    strip->cut = n % 2 == 1 ? bytes_get_up_to(from, MOST) : 0;
    from->bad |= strip->n == 0 || strip->cut > strip->n || (strip->cut == 0 && n % 2 == 1);
    if (kind != STATE_SUMS) {
        get_spread(from, strip, n_steps);
    }
    if (kind == STATE_SPREADS) {
        bytes_signed_wide places = bytes_get_signed_wide(from), most = (bytes_signed_wide)1 << 62;
        from->bad |= places < -most || places > most;
        places += from->bad ? 0 : state_middle_places(strip, steps);
        from->bad |= places < -most || places > most;
        strip->places = from->bad ? 0 : (int64_t)places;
        return;
    }
    strip->sum.top = top;
    for (size_t i = 0; i < EXACT_SUM_DIGITS; i++) {
        exact_sum_digit most = (exact_sum_digit)1 << 100;
        strip->sum.digits[i] = bytes_get_signed_wide(from);
        from->bad |= strip->sum.digits[i] < -most || strip->sum.digits[i] > most;
    }
}

static enum status get_list(struct bytes_reader *from, struct strips_list *list, enum state_strips kind,
                            const struct strips *strips, struct error *err)
{
    uint64_t key = STRIPS_CLOCK;
    int64_t bin = 0;
    list->clock_exponent = (unsigned)bytes_get_up_to(from, 63);
    list->row_exponent = (unsigned)bytes_get_up_to(from, STRIPS_MOST_ROWS);
    list->folded = (unsigned)bytes_get_up_to(from, 63);
    int32_t top = (int32_t)bytes_get_up_to(from, EXACT_SUM_TOP - 1);
    size_t n = bytes_get_count(from, 4);
    from->bad |= n > STRIPS_SUMS || (kind == STATE_CLUSTERS && list->row_exponent != STRIPS_MOST_ROWS);
    for (size_t i = 0; i < n && !from->bad; i++) {
        bytes_signed_wide by = bytes_get_signed_wide(from);
        bool other = by & 1;
        by >>= 1;
        from->bad |= by < INT64_MIN / 2 || by > INT64_MAX / 2;
        bytes_signed_wide next = (other ? 0 : (bytes_signed_wide)bin) + (from->bad ? 0 : by);
        uint64_t its_key = other ? bytes_get(from) : key;
        from->bad |= next < INT64_MIN / 2 || next > INT64_MAX / 2 ||
                     (i > 0 && !(its_key > key || (its_key == key && next > bin))) ||
                     (its_key != STRIPS_CLOCK && (its_key & STRIPS_KEY) != STRIPS_KEY);
        key = its_key;
        bin = from->bad ? 0 : (int64_t)next;
        struct strip *strip = strips_append(list, err);
        if (strip == NULL) {
            return BAD_SERVICE;
        }
        strip->key = key;
        strip->bin = bin;
        get_strip(from, strip, kind, top, strips);
    }
    return OK;
}

static enum status get_strips(struct bytes_reader *from, struct strips **to, uint64_t n, struct error *err)
{
    struct strips *strips = *to = accumulator_part(*to, sizeof **to, err);
    if (strips == NULL) {
        return BAD_SERVICE;
    }
    uint64_t flags = bytes_get_up_to(from, STATE_ANY | STATE_TOO_MANY);
    strips_prepare(strips);
    int64_t low = bytes_get_signed(from), high = bytes_get_signed(from);
    from->bad |= low > high || low < -BUCKETS_MOST || high > BUCKETS_MOST;
    strips->any = flags & STATE_ANY;
    strips->too_many = flags & STATE_TOO_MANY;
    strips->low = from->bad ? 0 : (int32_t)low;
    strips->high = from->bad ? 0 : (int32_t)high;
    strips->places_squares = bytes_get_wide(from);
    enum status status = get_list(from, &strips->sums, STATE_SUMS, strips, err);
    status = status == OK ? get_list(from, &strips->spreads, STATE_SPREADS, strips, err) : status;
    status = status == OK ? get_list(from, &strips->clusters, STATE_CLUSTERS, strips, err) : status;
    from->bad |= status == OK && strips_count(strips) != n;
    return status;
}

enum status state_get_dependence(struct bytes_reader *from, struct accumulator *accumulator,
                                 struct error *err)
{
    const struct counts *counts = &accumulator->counts;
    enum status status = OK;
    for (size_t m = 0; status == OK && m < accumulator->n_tallies && !from->bad; m++) {
        struct tally *tally = &accumulator->tallies[m];
        if (tally->histogram.n + tally->censored > 0) {
            status = get_strips(from, &tally->strips, tally->histogram.n + tally->censored, err);
        }
    }
    return status == OK
               ? get_strips(from, &accumulator->outcome_strips, counts->requests + counts->failed_apart, err)
               : status;
}
