/* Text that a member of a JSON dump has in base64, and perhaps compressed in it. Inside of cloud importers.
 */
#ifndef FAASTAT_FORMATS_CLOUD_PACKED_TEXT_H
#define FAASTAT_FORMATS_CLOUD_PACKED_TEXT_H

#include "base/json_file.h"

/* The text, with a NUL behind it and none in it; caller frees. BAD_DATA at the spot. */
enum status packed_text_read(const struct json_spot *spot, char **text, struct error *err);

#endif
