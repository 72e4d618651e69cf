/* Whole numbers of 192 bits from 0 on, for sums of squares that no rounding touches. */
#ifndef FAASTAT_STATS_WIDE_H
#define FAASTAT_STATS_WIDE_H

#include <stdint.h>

__extension__ typedef unsigned __int128 wide_half;

/* Lowest 64 bits first. */
enum { WIDE_LIMBS = 3 };

/* to += a; to += a b; to -= a b, which is not larger than it. What goes beyond 192 bits is lost. */
void wide_add(uint64_t to[WIDE_LIMBS], const uint64_t a[WIDE_LIMBS]);
void wide_add_product(uint64_t to[WIDE_LIMBS], wide_half a, uint64_t b);
void wide_take_product(uint64_t to[WIDE_LIMBS], wide_half a, uint64_t b);
/* The double next to it, or beside that. */
double wide_value(const uint64_t a[WIDE_LIMBS]);

#endif
