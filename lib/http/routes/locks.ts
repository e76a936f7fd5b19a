import "server-only";
import { z } from "zod";
import { required } from "@/lib/actions/context";
import { releaseLocks, releaseOrphaned } from "@/lib/actions/release-locks";
import { lockKind, lockState } from "@/lib/domain/lock.schema";
import { AppError } from "@/lib/errors/app-error";
import { contextOf, storeOf } from "../action-context";
import type { Api } from "../context";
import { endpoint, filterParam, nameSegment, sourceParams, whole } from "../endpoint";
import { jsonLines } from "../json-lines";
import { schemas } from "../schemas";
import type { ApiServices } from "../services";
import type { SingleFlight } from "../single-flight";
import type { Turns } from "../turns";
import { pageQuery, pageRequest } from "./list-query";

const lockQuery = pageQuery.extend({
  kind: lockKind.optional(),
  q: filterParam,
  olderThanSec: whole(0, 1e10).optional(),
  type: z.string().max(60).optional(),
  state: lockState.optional(),
});

/** Unique locks: the list, one of them, whether their jobs exist, and letting them go. */
export function registerLocks(app: Api, services: ApiServices, lists: SingleFlight, turns: Turns): void {
  endpoint(app, {
    method: "get",
    path: "/{source}/locks",
    summary: "Unique locks, oldest first; `q`, `olderThanSec`, `type` and `state` narrow them, `nextCursor` goes on",
    permission: "read",
    params: sourceParams,
    query: lockQuery,
    response: "LockPage",
    handler: ({ params: { source }, query }, c) =>
      lists.respond(c, () => {
        const locks = required(storeOf(c, services, source).locks, source);
        const { kind = "unique_jobs", q = null, olderThanSec = null, type = null, state = null } = query;
        const read = () => locks.page({ ...pageRequest(query), kind, q, olderThanSec, type, state });
        return q === null && type === null && state === null ? read() : turns.take(c.get("principal").name, read);
      }),
  });

  endpoint(app, {
    method: "get",
    path: "/{source}/locks/{digest}",
    summary: "One lock; `~` and base64url for digests that are awkward in a path",
    permission: "read",
    params: sourceParams.extend({ digest: nameSegment }),
    response: "LockEntry",
    handler: async ({ params: { source, digest } }, c) => {
      const lock = await required(storeOf(c, services, source).locks, source).lock(digest);
      if (!lock) throw new AppError("not_found", {});
      return c.json(lock);
    },
  });

  endpoint(app, {
    method: "post",
    path: "/{source}/locks/check",
    summary: "Whether the jobs of locks exist anywhere: a LockCheck a line, for as long as it takes",
    permission: "read",
    params: sourceParams,
    body: schemas.LockCheckRequest,
    response: "lines:LockCheck",
    handler: ({ params: { source }, body: { kind, digests = null } }, c) => {
      const locks = required(storeOf(c, services, source).locks, source);
      return jsonLines(c, turns, async (tell, signal) => {
        for await (const step of locks.check(kind, digests, { signal })) await tell(step);
      });
    },
  });

  endpoint(app, {
    method: "post",
    path: "/{source}/locks/release",
    summary: "Let locks go that are still as they were looked at",
    permission: "locks.release",
    params: sourceParams,
    body: schemas.LockReleaseRequest,
    response: "LockReleaseResult",
    handler: async ({ params: { source }, body }, c) =>
      c.json(await releaseLocks(contextOf(c, services, source), body)),
  });

  endpoint(app, {
    method: "post",
    path: "/{source}/locks/release-orphaned",
    summary: "Check all locks again and let go the orphaned, at most as many as confirmed: a LockSweep a line",
    permission: "locks.release",
    params: sourceParams,
    body: schemas.LockSweepRequest,
    response: "lines:LockSweep",
    handler: ({ params: { source }, body }, c) =>
      jsonLines(c, turns, (tell, signal) => releaseOrphaned(contextOf(c, services, source), body, tell, signal)),
  });
}
