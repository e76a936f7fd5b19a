import "server-only";
import { randomBytes } from "node:crypto";
import { type Principal, scopeOf } from "@/lib/auth/principal";
import type { Snapshot } from "@/lib/domain/overview.schema";
import { AppError } from "@/lib/errors/app-error";
import type { Snapshots } from "@/lib/http/services";
import type { SnapshotFeed } from "./snapshot-feed";
import { cutSnapshot } from "./snapshot-scope";

interface Encoded {
  body: Buffer;
  etag: string;
}

/** Gives each caller the part of the shared snapshots that is theirs. */
export function createSnapshots(feeds: ReadonlyMap<string, SnapshotFeed>): Snapshots {
  const replica = randomBytes(4).toString("base64url");
  const encoded = new WeakMap<Snapshot, Encoded>();
  const feedOf = (source: string): SnapshotFeed => {
    const feed = feeds.get(source);
    if (!feed) throw new AppError("source_unknown", { source });
    return feed;
  };
  const encode = (snapshot: Snapshot): Encoded => {
    const known = encoded.get(snapshot);
    if (known) return known;
    const made = {
      body: Buffer.from(JSON.stringify(snapshot)),
      etag: `"${replica}-${snapshot.seq.toString(36)}"`,
    };
    encoded.set(snapshot, made);
    return made;
  };
  return {
    current: async (source, principal) => cut(await feedOf(source).current(), principal),
    currentBytes: async (source) => encode(await feedOf(source).current()),
    touch() {
      for (const feed of feeds.values()) feed.touch();
    },
    subscribe: (source, listener) => feedOf(source).subscribe(listener),
    cut,
    encode,
  };
}

function cut(snapshot: Snapshot, principal: Principal): Snapshot {
  const scope = scopeOf(principal, snapshot.source);
  if (scope === "none") throw new AppError("source_unknown", { source: snapshot.source });
  return cutSnapshot(snapshot, scope);
}
