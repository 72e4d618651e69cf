/*
 * A sum of doubles that depends on nothing but the numbers: not on their order, nor on how parts of them were
 * added up before. Holds the upper bits of what they add up to.
 */
#ifndef FAASTAT_STATS_EXACT_SUM_H
#define FAASTAT_STATS_EXACT_SUM_H

#include <stdint.h>

__extension__ typedef __int128 exact_sum_digit;

/* Digits of so many bits, at places that are the same for all numbers; with more bits than that, as sums of
 * them are not carried on. */
enum { EXACT_SUM_DIGITS = 3, EXACT_SUM_BITS = 16, EXACT_SUM_TOP = 136 };

/* Zeroed: of nothing. */
struct exact_sum {
    exact_sum_digit digits[EXACT_SUM_DIGITS]; /* the highest first */
    int32_t top; /* the place of the first digit, from 1 and below EXACT_SUM_TOP: the highest of any number */
};

/*
 * Adds a finite number, but for what is below the last digit kept: less than 2^-32 of the largest number.
 * (Demmel and Nguyen 2015, IEEE Trans. Comput. 64, 2060-2070: digits at fixed places.)
 */
void exact_sum_add(struct exact_sum *sum, double value);
/* Drops digits below those that are kept from that place on. */
void exact_sum_raise(struct exact_sum *sum, int32_t top);
/* Carries what is more than a digit on to the next higher one, so that they are short. What the sum becomes
 * once it is added to others depends on that, and so it is for a part that is whole. */
void exact_sum_carry(struct exact_sum *sum);
/* Adds what others add up to. */
void exact_sum_merge(struct exact_sum *to, const struct exact_sum *from);
/* The double next to it, or beside that. */
double exact_sum_value(const struct exact_sum *sum);

#endif
