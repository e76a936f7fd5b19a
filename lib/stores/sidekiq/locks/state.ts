import "server-only";
import { createHash } from "node:crypto";

export const MOST_HOLDERS = 100;

/** Everything that says who holds a lock. The release script computes the same from the keys as they are then. */
export function lockToken(taker: Buffer | null, holders: readonly (readonly [jid: Buffer, stamp: Buffer])[]): string {
  const lines = holders.map(([jid, stamp]) => `${latin1(jid)}=${latin1(stamp)}\n`).sort(byBytes);
  return sha1(`${taker ? latin1(taker) : ""}\n${lines.join("")}`);
}

/** activejob-uniqueness: the key holds a random value that its taker made. */
export function valueToken(value: Buffer): string {
  return sha1(latin1(value));
}

const latin1 = (bytes: Buffer) => bytes.toString("latin1");
const sha1 = (text: string) => createHash("sha1").update(text, "latin1").digest("hex");
const byBytes = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
