/* Rows of codes, each of which is known by its number. */
#ifndef FAASTAT_READ_CSV_KEYS_H
#define FAASTAT_READ_CSV_KEYS_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/siphash.h"

struct csv_keys {
    size_t width;    /* codes of a row */
    uint32_t *codes; /* of each row */
    size_t n, capacity;
    uint32_t *slots;        /* open-addressed: numbers */
    size_t slots_n;         /* a power of two, or 0 */
    struct siphash_key key; /* of the slots, so that nobody can make rows that meet there */
};

struct csv_keys csv_keys_open(size_t width);
/* The number of a row, counted from 1 in the order of their arrival; 0: it is not there. */
uint32_t csv_keys_find(const struct csv_keys *keys, const uint32_t *row);
/* Adds a row that is not there, whose number is keys->n then. */
enum status csv_keys_add(struct csv_keys *keys, const uint32_t *row, struct error *err);
void csv_keys_release(struct csv_keys *keys);

#endif
