import "server-only";
import { limits } from "@/lib/config/limits";
import type { SearchUpdate } from "@/lib/domain/search.schema";
import { isAppError } from "@/lib/errors/app-error";
import type { CallOptions, JobReader, SearchRequest } from "@/lib/stores/port";
import { SearchProgress } from "./progress";

/** Facets are told less often than how far it is: they are the larger part. */
const TELLINGS_A_FACET = 3;

/**
 * A search as it goes: the first rows as soon as there are any, how far it is every `limits.searchTellMs`,
 * at last everything. What fails before the first of them is thrown, later it is told. @throws AppError `invalid_filter` `source_*`
 */
export async function* searchUpdates(
  reader: JobReader,
  request: SearchRequest,
  options: CallOptions,
): AsyncGenerator<SearchUpdate> {
  const progress = new SearchProgress();
  let toldMs = 0;
  let tellings = 0;
  let rowsTold = false;
  try {
    for await (const step of reader.search(request, options)) {
      progress.take(step);
      const firstRows = !rowsTold && progress.hasRows;
      if (!firstRows && performance.now() - toldMs < limits.searchTellMs) continue;
      rowsTold ||= progress.hasRows;
      toldMs = performance.now();
      yield progress.tell("running", tellings++ % TELLINGS_A_FACET === TELLINGS_A_FACET - 1);
    }
  } catch (error) {
    if (tellings === 0 || !isAppError(error)) throw error;
    yield progress.tell("failed", true, error.code);
    return;
  }
  yield progress.tell("done", true);
}
