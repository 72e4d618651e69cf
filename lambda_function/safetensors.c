#include "safetensors.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "json_memory.h"

enum { LENGTH_BYTES = 8 };

static enum status map_file(struct safetensors *file, const char *path, struct error *err)
{
    struct stat stat;
    enum status status = OK;
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0 || fstat(descriptor, &stat) != 0) {
        status = error_set(err, BAD_MODEL, "cannot open '%s': %s", path, strerror(errno));
        goto out;
    }
    if (!S_ISREG(stat.st_mode) || stat.st_size <= LENGTH_BYTES) {
        status =
            error_set(err, BAD_MODEL, "%s: found no regular file of more than %d bytes", path, LENGTH_BYTES);
        goto out;
    }
    file->n_bytes = (size_t)stat.st_size;
    file->bytes = mmap(NULL, file->n_bytes, PROT_READ, MAP_PRIVATE, descriptor, 0);
    if (file->bytes == MAP_FAILED) {
        file->bytes = NULL;
        status = error_set(err, BAD_MODEL, "cannot map '%s': %s", path, strerror(errno));
    }
out:
    if (descriptor >= 0) {
        close(descriptor);
    }
    return status;
}

enum status safetensors_open(struct safetensors *file, const char *path, struct error *err)
{
    *file = (struct safetensors){0};
    enum status status = map_file(file, path, err);
    if (status != OK) {
        return status;
    }
    const unsigned char *bytes = file->bytes;
    uint64_t length = 0;
    for (int i = LENGTH_BYTES - 1; i >= 0; i--) {
        length = length << 8 | bytes[i];
    }
    if (length > file->n_bytes - LENGTH_BYTES) {
        status = error_set(err, BAD_MODEL, "%s: found a header of %ju bytes in a file of %zu", path,
                           (uintmax_t)length, file->n_bytes);
        goto out;
    }
    json_error_t json;
    status = json_read((const char *)bytes + LENGTH_BYTES, (size_t)length, JSON_REJECT_DUPLICATES,
                       &file->header, &json, err);
    if (status != OK) {
        goto out;
    }
    if (!json_is_object(file->header)) {
        status = error_set(err, BAD_MODEL, "%s: found a header that is no JSON object: %s", path,
                           file->header == NULL ? json.text : "an array");
        goto out;
    }
    file->data = (const char *)bytes + LENGTH_BYTES + length;
    file->n_data = file->n_bytes - LENGTH_BYTES - (size_t)length;
out:
    if (status != OK) {
        safetensors_close(file);
    }
    return status;
}

void safetensors_close(struct safetensors *file)
{
    json_decref(file->header);
    if (file->bytes != NULL) {
        munmap(file->bytes, file->n_bytes);
    }
    *file = (struct safetensors){0};
}

/* Whether a JSON array holds just these numbers. */
static bool same_shape(const json_t *array, const size_t *shape, size_t n_dimensions)
{
    if (!json_is_array(array) || json_array_size(array) != n_dimensions) {
        return false;
    }
    for (size_t i = 0; i < n_dimensions; i++) {
        const json_t *size = json_array_get(array, i);
        if (!json_is_integer(size) || json_integer_value(size) != (json_int_t)shape[i]) {
            return false;
        }
    }
    return true;
}

const char *safetensors_find(const struct safetensors *file, const char *name, const size_t *shape,
                             size_t n_dimensions, char room[96])
{
    const json_t *tensor = json_object_get(file->header, name);
    const char *type = json_string_value(json_object_get(tensor, "dtype"));
    const json_t *offsets = json_object_get(tensor, "data_offsets");
    const json_t *begin = json_array_get(offsets, 0), *end = json_array_get(offsets, 1);
    json_int_t n_bytes = sizeof(float);
    for (size_t i = 0; i < n_dimensions; i++) {
        n_bytes *= (json_int_t)shape[i];
    }
    if (tensor == NULL) {
        snprintf(room, 96, "missing");
    } else if (type == NULL || strcmp(type, "F32") != 0) {
        snprintf(room, 96, "found type '%.8s', expected F32", type == NULL ? "" : type);
    } else if (!same_shape(json_object_get(tensor, "shape"), shape, n_dimensions)) {
        char *found = json_write(json_object_get(tensor, "shape"), JSON_COMPACT | JSON_ENCODE_ANY);
        snprintf(room, 96, "found shape %.40s", found == NULL ? "none" : found);
        free(found);
    } else if (json_array_size(offsets) != 2 || !json_is_integer(begin) || !json_is_integer(end) ||
               json_integer_value(begin) < 0 || json_integer_value(end) > (json_int_t)file->n_data ||
               json_integer_value(begin) > json_integer_value(end) ||
               json_integer_value(end) - json_integer_value(begin) != n_bytes) {
        snprintf(room, 96, "found offsets that are not its size within the file");
    } else {
        return file->data + json_integer_value(begin);
    }
    return NULL;
}
