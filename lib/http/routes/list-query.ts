import "server-only";
import { z } from "zod";
import { limits } from "@/lib/config/limits";
import { cursorParam, filterParam, whole } from "../endpoint";

/** What every list of jobs takes. */
export const listQuery = z.strictObject({
  cursor: cursorParam,
  limit: whole(1, limits.pageSizeMax).optional(),
  direction: z.enum(["forward", "backward"]).optional(),
  q: filterParam,
});

/** What every other list takes. */
export const pageQuery = z.strictObject({ cursor: cursorParam, limit: whole(1, limits.pageSizeMax).optional() });

export function listRequest({ cursor, limit, direction, q }: z.output<typeof listQuery>) {
  return {
    cursor: cursor ?? null,
    limit: limit ?? limits.pageSize,
    direction: direction ?? ("forward" as const),
    q: q ?? null,
  };
}

export function pageRequest({ cursor, limit }: z.output<typeof pageQuery>) {
  return { cursor: cursor ?? null, limit: limit ?? limits.pageSize };
}
