import "server-only";
import { required } from "@/lib/actions/context";
import { downloadProfile } from "@/lib/actions/download-profile";
import { contextOf, storeOf } from "../action-context";
import type { Api } from "../context";
import { endpoint, nameSegment, sourceParams } from "../endpoint";
import type { ApiServices } from "../services";
import type { SingleFlight } from "../single-flight";

const CHUNK_BYTES = 256 * 1024;

export function registerProfiles(app: Api, services: ApiServices, lists: SingleFlight): void {
  endpoint(app, {
    method: "get",
    path: "/{source}/profiles",
    summary: "Profiles of single runs, newest first",
    permission: "read",
    params: sourceParams,
    response: "ProfileList",
    handler: ({ params: { source } }, c) =>
      lists.respond(c, () => required(storeOf(c, services, source).profiles, source).list()),
  });

  endpoint(app, {
    method: "get",
    path: "/{source}/profiles/{key}/data",
    summary: "A recorded profile, gzipped JSON as stored; every download is recorded",
    permission: "jobs.reveal",
    params: sourceParams.extend({ key: nameSegment }),
    response: "bytes:application/octet-stream",
    handler: async ({ params: { source, key } }, c) => {
      const data = await downloadProfile(contextOf(c, services, source), key);
      c.header("Content-Type", "application/octet-stream");
      c.header("Content-Disposition", `attachment; filename="${fileName(key)}"`);
      c.header("Content-Length", String(data.length));
      return c.newResponse(inChunks(data), 200);
    },
  });
}

/** Token and jid, as far as any system takes them in a file's name. */
const fileName = (key: string) => `profile-${key.replaceAll(/[^\w-]+/g, "_").slice(0, 100)}.json.gz`;

/** A slow reader takes it piece by piece. */
function inChunks(data: Uint8Array): ReadableStream<Uint8Array> {
  let from = 0;
  return new ReadableStream({
    pull(controller) {
      controller.enqueue(data.subarray(from, from + CHUNK_BYTES));
      from += CHUNK_BYTES;
      if (from >= data.length) controller.close();
    },
  });
}
