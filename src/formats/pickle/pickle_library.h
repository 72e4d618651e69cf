/* What a few classes of Python's library hold: deques, counters, exact numbers, times. Internal to
 * pickle_*.c. */
#ifndef FAASTAT_FORMATS_PICKLE_PICKLE_LIBRARY_H
#define FAASTAT_FORMATS_PICKLE_PICKLE_LIBRARY_H

#include "formats/pickle/pickle_machine.h"

PICKLE_CALL(pickle_call_counter);
PICKLE_CALL(pickle_call_deque);
PICKLE_CALL(pickle_call_missing);
PICKLE_CALL(pickle_call_array);
PICKLE_CALL(pickle_call_decimal);
PICKLE_CALL(pickle_call_fraction);
PICKLE_CALL(pickle_call_datetime);
PICKLE_CALL(pickle_call_timedelta);
PICKLE_CALL(pickle_call_pandas_timedelta);
/* pandas' */
PICKLE_CALL(pickle_call_timestamp);

#endif
