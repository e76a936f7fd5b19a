import { z } from "zod";
import { jobEntry, jobSetName } from "./job.schema";

/** Where a search looks. */
export const searchPlace = z.union([
  z.object({ set: jobSetName }),
  z.object({ queue: z.string() }),
  z.object({ running: z.literal(true) }),
]);

export const searchedPlace = z.object({
  place: searchPlace,
  /** Entries looked at so far. */
  scanned: z.number(),
  /** Entries there when its turn came, before that when the search began; null for a caller who sees only some of them. */
  total: z.number().nullable(),
  found: z.number(),
  complete: z.boolean(),
  /** For the list's own pages: goes on behind the last row that was sent, when there are more. */
  cursor: z.string().nullable(),
  /** Why this place could not be looked through: an `errors.<code>`. */
  error: z.string().nullable(),
});

export const counted = z.object({ value: z.string(), count: z.number() });

/** How what was found divides; `other` counts what is beyond the values listed, and what has none. */
export const facet = z.object({ values: z.array(counted), other: z.number() });

export const searchFacets = z.object({
  class: facet,
  queue: facet,
  error: facet,
  /** By age since the job was made: below each bound (ms), the last without one. */
  age: z.array(z.object({ belowMs: z.number().nullable(), count: z.number() })),
});

/** One line of a search's answer. Numbers are of the whole so far; `jobs` are the rows since the line before. */
export const searchUpdate = z.object({
  state: z.enum(["running", "done", "failed"]),
  scanned: z.number(),
  total: z.number().nullable(),
  found: z.number(),
  places: z.array(searchedPlace),
  jobs: z.array(jobEntry),
  /** Now and then, and with the last line. */
  facets: searchFacets.nullable(),
  /** True while it goes slower because the store is busy. */
  slowed: z.boolean(),
  /** The store's clock when it began. */
  nowMs: z.number(),
  /** Of a search that failed half-way: an `errors.<code>`. */
  error: z.string().nullable(),
});

/** Values of a key that exist, with how often they were met among the `looked` entries of `total`. */
export const filterValues = z.object({
  values: z.array(counted),
  looked: z.number(),
  total: z.number().nullable(),
});

export type SearchPlace = z.infer<typeof searchPlace>;
export type SearchedPlace = z.infer<typeof searchedPlace>;
export type SearchFacets = z.infer<typeof searchFacets>;
export type Facet = z.infer<typeof facet>;
export type SearchUpdate = z.infer<typeof searchUpdate>;
export type FilterValues = z.infer<typeof filterValues>;
