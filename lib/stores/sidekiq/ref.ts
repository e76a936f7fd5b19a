import "server-only";
import { hash } from "node:crypto";
import type { JobSetName } from "@/lib/domain/job.schema";

/**
 * The identity of one entry: a hash of its exact bytes and where they were seen. The hint says where a
 * search starts: the rank in a set, or the distance from the tail of a queue (0 = next to run; stable under
 * pushes, smaller after pops). It is never trusted: the bytes at the place must hash to `hash`.
 */
export type Ref =
  | { kind: "set"; set: JobSetName /** As Redis printed it. */; score: string; hash: string; rank: number }
  | { kind: "queue"; queue: string; hash: string; fromTail: number }
  | { kind: "running"; process: string; thread: string; hash: string };

/** 16 bytes of SHA-256. */
export const IDENTITY_HASH_BYTES = 16;

export function hashBytes(payload: Uint8Array): Buffer {
  return hash("sha256", payload, "buffer").subarray(0, IDENTITY_HASH_BYTES);
}

export function hashText(payload: Uint8Array): string {
  return hashBytes(payload).toString("base64url");
}

export function encodeRef(ref: Ref): string {
  switch (ref.kind) {
    case "set":
      return ["s", ref.set, ref.score, ref.hash, ref.rank].join("~");
    case "queue":
      return ["q", toText(ref.queue), ref.hash, ref.fromTail].join("~");
    case "running":
      return ["r", toText(ref.process), toText(ref.thread), ref.hash].join("~");
  }
}

/** @returns null for anything that `encodeRef` did not make. */
export function decodeRef(text: string): Ref | null {
  const [kind, a, b, c, d, extra] = text.split("~");
  if (extra !== undefined || a === undefined || b === undefined || c === undefined) return null;
  if (kind === "s" && d !== undefined && isSet(a) && isScore(b) && isHash(c) && isIndex(d)) {
    return { kind: "set", set: a, score: b, hash: c, rank: Number(d) };
  }
  if (kind === "q" && d === undefined && isHash(b) && isIndex(c)) {
    return { kind: "queue", queue: fromText(a), hash: b, fromTail: Number(c) };
  }
  if (kind === "r" && d === undefined && isHash(c)) {
    return { kind: "running", process: fromText(a), thread: fromText(b), hash: c };
  }
  return null;
}

const toText = (value: string) => Buffer.from(value, "utf8").toString("base64url");
const fromText = (value: string) => Buffer.from(value, "base64url").toString("utf8");
const isSet = (value: string): value is JobSetName => value === "scheduled" || value === "retry" || value === "dead";
const isScore = (value: string) => /^[+-]?(?:inf|\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/i.test(value) && value.length <= 40;
const isHash = (value: string) => /^[A-Za-z0-9_-]{22}$/.test(value);
const isIndex = (value: string) => /^\d{1,12}$/.test(value);
