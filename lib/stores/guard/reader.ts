import "server-only";
import type { FindResult, JobPage } from "@/lib/domain/job.schema";
import type { JobReader, ReadOptions, SearchRequest, ValuesRequest } from "@/lib/stores/port";
import type { Access } from "./access";

/** Reads for one caller: entries of queues they may not see are left out of pages, counts and searches. */
export function guardReader(reader: JobReader, access: Access): JobReader {
  const mayRead = (options?: ReadOptions) => access.may(options?.reveal ? "jobs.reveal" : "read");
  return {
    async page(list, request, options) {
      access.may("read");
      if ("queue" in list) {
        access.requireQueue(list.queue);
        return reader.page(list, request, options);
      }
      if (access.globs === null) return reader.page(list, request, options);
      return cutPage(await reader.page(list, { ...request, queueGlobs: access.globs }, options), access);
    },
    async entry(ref, options) {
      mayRead(options);
      const entry = await reader.entry(ref, options);
      return entry && access.seesEntry(entry) ? entry : null;
    },
    async find(id, request, options) {
      mayRead(options);
      const found = await reader.find(id, request, options);
      return access.globs === null ? found : cutFound(found, access);
    },
    search(request, options) {
      access.may("read");
      return reader.search(narrowed(request, access), options);
    },
    async values(request, options) {
      access.may("read");
      return reader.values(narrowed(request, access), options);
    },
    async payload(ref, options) {
      access.may("jobs.reveal");
      if (access.globs !== null) {
        const entry = await reader.entry(ref, options);
        if (!entry || !access.seesEntry(entry)) return null;
      }
      return reader.payload(ref, options);
    },
    async newest(set, limit, options) {
      access.may("read");
      const entries = await reader.newest(set, limit, options);
      return entries.filter((entry) => access.seesEntry(entry));
    },
    async whereabouts(request, options) {
      access.may("read");
      return reader.whereabouts(request, options);
    },
    async *export(list, request, options) {
      access.may("read");
      if ("queue" in list) access.requireQueue(list.queue);
      yield* reader.export(list, access.globs === null ? request : { ...request, queueGlobs: access.globs }, options);
    },
    async neighbours(ref, request, options) {
      access.may("read");
      if (access.globs === null) return reader.neighbours(ref, request, options);
      const entry = await reader.entry(ref, options);
      if (!entry || !access.seesEntry(entry)) return { previous: null, next: null, complete: true };
      return reader.neighbours(ref, { ...request, queueGlobs: access.globs }, options);
    },
    async histogram(set, buckets, options) {
      access.may("read");
      access.requireWhole();
      return reader.histogram(set, buckets, options);
    },
    async daily(days, options) {
      access.may("read");
      access.requireWhole();
      return reader.daily(days, options);
    },
  };
}

/** A queue the caller may not see is refused by name, and left out where all are meant. */
function narrowed<T extends SearchRequest | ValuesRequest>(request: T, access: Access): T {
  for (const place of request.places ?? []) if ("queue" in place) access.requireQueue(place.queue);
  return access.globs === null ? request : { ...request, queueGlobs: access.globs };
}

/** The set's own numbers count foreign jobs too, so they give way to those of the page. */
function cutPage(page: JobPage, access: Access): JobPage {
  const jobs = page.jobs.filter((entry) => access.seesEntry(entry));
  return { ...page, jobs, total: jobs.length, scanned: jobs.length, oldestAtMs: null };
}

function cutFound(found: FindResult, access: Access): FindResult {
  const places = found.places.filter((entry) => access.seesEntry(entry));
  return { ...found, places, scanned: places.length, total: places.length };
}
