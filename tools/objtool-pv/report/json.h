/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * JSON that is written while it is made: a kernel has thousands of sites, and no more
 * than one of them is in memory as JSON.  The values themselves are jansson's.
 */
#ifndef OBJTOOL_PV_JSON_H
#define OBJTOOL_PV_JSON_H

#include <jansson.h>
#include <stdio.h>

#include <asm/pvops/types.h>

/* Of everything that is written; a change of meaning gets a new number. */
#define JSON_SCHEMA	2
#define JSON_DEPTH	8

/**
 * struct json_out - a document that is being written
 * @file:  where to
 * @depth: brackets that are open
 * @close: what closes each of them
 * @used:  has each of them a value yet?
 */
struct json_out {
	FILE *file;
	unsigned int depth;
	char close[JSON_DEPTH];
	bool used[JSON_DEPTH];
};

/** json_out_begin - open the top-level object, with the program that wrote it and the command */
void json_out_begin(struct json_out *out, FILE *file, const char *command);

/** json_out_end - close it; everything else has been closed */
void json_out_end(struct json_out *out);

/** json_out_object - open an object; @name is NULL in an array */
void json_out_object(struct json_out *out, const char *name);

/** json_out_array - open an array; @name is NULL in an array */
void json_out_array(struct json_out *out, const char *name);

/** json_out_close - close the last one that was opened */
void json_out_close(struct json_out *out);

/** json_out_value - write @value and free it; @name is NULL in an array */
void json_out_value(struct json_out *out, const char *name, json_t *value);

/** json_out_strings - an array of @count strings */
void json_out_strings(struct json_out *out, const char *name, char *const *string,
		      size_t count);

/**
 * json_text - a string
 *
 * JSON is UTF-8 and names in files are any bytes: of a name that is no valid UTF-8,
 * every byte outside of ASCII becomes the four characters \xNN.
 */
json_t *json_text(const char *string);

/** json_address - "0x..." */
json_t *json_address(u64 addr);

/** json_hex - bytes as a string of hexadecimal digits */
json_t *json_hex(const u8 *bytes, size_t len);

#endif
