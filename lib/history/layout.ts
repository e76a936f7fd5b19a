import "server-only";
import { limits } from "@/lib/config/limits";

/**
 * How samples lie in the store. A series is a ring of fixed-width records, one ring per tier; the record of a
 * moment stands at `(tick mod slots)`, where `tick = epoch ms / stepMs`. A record begins with its tick as u32,
 * so a slot that was not written in this round is a gap and never an old value. All numbers are big-endian.
 *
 *   source   tick u32 · ms into the tick u32 · 10 × f64 (SOURCE_FIELDS)       88 bytes
 *   queue    tick u32 · 4 × f32 (QUEUE_FIELDS, NaN = not known)       20 bytes
 *
 * A queue costs 720 × 20 = 14.4 kB for its two hours. With one minute for two days and ten minutes for thirty
 * (2,880 and 4,320 further records of the same shape) it comes to 158 kB, within the 200 kB promised.
 */
export interface Tier {
  readonly name: string;
  readonly stepMs: number;
  readonly slots: number;
}

export const FINE: Tier = {
  name: "10s",
  stepMs: limits.sampleEveryMs,
  slots: limits.sampleKeepMs / limits.sampleEveryMs,
};

export const SOURCE_FIELDS = [
  "enqueued",
  "processed",
  "failed",
  "busy",
  "concurrency",
  "retry",
  "scheduled",
  "dead",
  "memory",
  "worst_latency",
] as const;
export type SourceField = (typeof SOURCE_FIELDS)[number];
export type SourceSample = Record<SourceField, number>;

export const QUEUE_FIELDS = ["size", "latency", "in", "out"] as const;
export type QueueField = (typeof QUEUE_FIELDS)[number];
export type QueueSample = Record<QueueField, number>;

export const SOURCE_BYTES = 8 + 8 * SOURCE_FIELDS.length;
export const QUEUE_BYTES = 4 + 4 * QUEUE_FIELDS.length;

export function tickAt(tier: Tier, atMs: number): number {
  return Math.floor(atMs / tier.stepMs);
}

export function packSource(atMs: number, sample: SourceSample): Buffer {
  const record = Buffer.alloc(SOURCE_BYTES);
  record.writeUInt32BE(tickAt(FINE, atMs), 0);
  record.writeUInt32BE(Math.floor(atMs % FINE.stepMs), 4);
  for (const [index, field] of SOURCE_FIELDS.entries()) record.writeDoubleBE(sample[field], 8 + 8 * index);
  return record;
}

export function packQueue(tick: number, sample: QueueSample): Buffer {
  const record = Buffer.alloc(QUEUE_BYTES);
  record.writeUInt32BE(tick, 0);
  for (const [index, field] of QUEUE_FIELDS.entries()) record.writeFloatBE(sample[field], 4 + 4 * index);
  return record;
}

/** When it was taken: a busy machine is late within its tick, and rates must not jump for that. */
export function takenAtMs(source: Buffer): number {
  return source.readUInt32BE(0) * FINE.stepMs + source.readUInt32BE(4);
}

/** @returns null for a gap. */
export function unpackSource(record: Buffer | null, field: SourceField): number | null {
  return record === null ? null : known(record.readDoubleBE(8 + 8 * SOURCE_FIELDS.indexOf(field)));
}

export function unpackQueue(record: Buffer | null, field: QueueField): number | null {
  return record === null ? null : known(record.readFloatBE(4 + 4 * QUEUE_FIELDS.indexOf(field)));
}

const known = (value: number) => (Number.isFinite(value) ? value : null);
