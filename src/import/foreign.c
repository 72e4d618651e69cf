#include "import/foreign.h"

#include <string.h>

#include "base/version.h"

/* The first bytes of formats, as their specifications have them; `within`: what else is near the beginning.
 */
static const struct {
    const char *magic;
    size_t n, at;
    const char *within;
    struct foreign foreign;
} kinds[] = {
    {STATE_MAGIC,
     STATE_MAGIC_BYTES,
     0,
     "",
     {"a state of faastat's", "'faastat summary' reads it, and no other command does; unpack it first"}},
    {"PK\3\4", 4, 0, "xl/", {"an Excel workbook", "save it as CSV"}},
    {"PK\3\4", 4, 0, "[Content_Types].xml", {"an Office document", "save it as CSV"}},
    {"PK\3\4", 4, 0, "opendocument.spreadsheet", {"an OpenDocument spreadsheet", "save it as CSV"}},
    {"PK\3\4", 4, 0, "", {"a zip archive", "unpack it and name its files"}},
    {"PK\5\6", 4, 0, "", {"an empty zip archive", "unpack it and name its files"}},
    {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8, 0, "", {"an old Excel workbook", "save it as CSV"}},
    {"ustar", 5, 257, "", {"a tar archive", "unpack it and name its files"}},
    {"7z\xBC\xAF\x27\x1C", 6, 0, "", {"a 7-Zip archive", "unpack it and name its files"}},
    {"Rar!\x1A\x07", 6, 0, "", {"a RAR archive", "unpack it and name its files"}},
    {"\x04\x22\x4D\x18", 4, 0, "", {"lz4 data", "unpack it"}},
    {"\xFF\x06\0\0sNaPpY", 10, 0, "", {"Snappy data", "unpack it"}},
    {"LZIP", 4, 0, "", {"lzip data", "unpack it"}},
    {"PAR1", 4, 0, "", {"a Parquet file", "convert it with pandas: read_parquet, to_csv"}},
    {"ARROW1", 6, 0, "", {"an Arrow file", "convert it with pandas: read_feather, to_csv"}},
    {"FEA1", 4, 0, "", {"a Feather file", "convert it with pandas: read_feather, to_csv"}},
    {"Obj\1", 4, 0, "", {"an Avro file", "convert it to JSON or CSV"}},
    {"ORC", 3, 0, "", {"an ORC file", "convert it with pandas: read_orc, to_csv"}},
    {"\x89HDF\r\n\x1A\n", 8, 0, "", {"an HDF5 file", "convert it with pandas: read_hdf, to_csv"}},
    {"SQLite format 3", 16, 0, "", {"an SQLite database", "export a table: sqlite3 -csv -header"}},
    {"MATLAB 5.0 MAT-file", 19, 0, "", {"a MATLAB file", "save it as CSV"}},
    {"RDX", 3, 0, "", {"R's data", "save them with write.csv"}},
    {"%PDF-", 5, 0, "", {"a PDF document", "name the data it was made from"}},
    {"\x89PNG\r\n\x1A\n", 8, 0, "", {"an image", "name the data it was made from"}},
    {"\xFF\xD8\xFF", 3, 0, "", {"an image", "name the data it was made from"}},
    {"GIF8", 4, 0, "", {"an image", "name the data it was made from"}},
    {"\177ELF", 4, 0, "", {"a program", "name a dump"}},
};

const struct foreign *foreign_find(const char *bytes, size_t n)
{
    bool is_text = memchr(bytes, '\0', n) == NULL && (n == 0 || bytes[0] != '%'); /* "PAR1,latency_s" */
    for (size_t i = 0; !is_text && i < sizeof kinds / sizeof *kinds; i++) {
        bool found =
            n >= kinds[i].at + kinds[i].n && memcmp(bytes + kinds[i].at, kinds[i].magic, kinds[i].n) == 0;
        if (found && memmem(bytes, n, kinds[i].within, strlen(kinds[i].within)) != NULL) {
            return &kinds[i].foreign;
        }
    }
    return NULL;
}
