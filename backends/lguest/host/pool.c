// SPDX-License-Identifier: GPL-2.0-only
/* Pages for shadow tables, all allocated with the machine. */
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/slab.h>

#include "lg.h"

/**
 * lg_pool_fill - allocate the pages
 * @pool: zeroes
 * @size: how many
 *
 * Return: 0 or -ENOMEM; lg_pool_drain() is due after either.
 */
int lg_pool_fill(struct lg_pool *pool, unsigned int size)
{
	pool->pages = kvmalloc_array(size, sizeof(*pool->pages), GFP_KERNEL_ACCOUNT);
	if (!pool->pages)
		return -ENOMEM;
	while (pool->free < size) {
		unsigned long page = __get_free_page(GFP_KERNEL_ACCOUNT);

		if (!page)
			return -ENOMEM;
		pool->pages[pool->free++] = page;
		cond_resched();
	}
	return 0;
}

/** lg_pool_drain - free all pages; all tables have been given back */
void lg_pool_drain(struct lg_pool *pool)
{
	unsigned int i;

	for (i = 0; i < pool->free; i++)
		free_page(pool->pages[i]);
	kvfree(pool->pages);
}

/** lg_pool_get - an empty table, or NULL */
u64 *lg_pool_get(struct lg_pool *pool)
{
	u64 *table;

	if (!pool->free)
		return NULL;
	table = (u64 *)pool->pages[--pool->free];
	clear_page(table);
	return table;
}

/** lg_pool_put - give a table back */
void lg_pool_put(struct lg_pool *pool, u64 *table)
{
	pool->pages[pool->free++] = (unsigned long)table;
}
