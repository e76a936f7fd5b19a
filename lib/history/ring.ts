import "server-only";
import type { Tier } from "./layout";

/** A stretch of a ring, in bytes, and the tick its first record must carry. */
export interface Stretch {
  readonly firstTick: number;
  readonly offset: number;
  readonly length: number;
}

/** Where the records of `fromTick … toTick` lie: one stretch, or two when they wrap round the end. */
export function stretches(tier: Tier, width: number, fromTick: number, toTick: number): Stretch[] {
  const found: Stretch[] = [];
  let tick = Math.max(fromTick, toTick - tier.slots + 1);
  while (tick <= toTick) {
    const slot = tick % tier.slots;
    const count = Math.min(toTick - tick + 1, tier.slots - slot);
    found.push({ firstTick: tick, offset: slot * width, length: count * width });
    tick += count;
  }
  return found;
}

/** Cuts a stretch into its records; a slot that holds another tick (or was never written) is null. */
export function recordsOf(stretch: Stretch, bytes: Buffer, width: number): (Buffer | null)[] {
  return Array.from({ length: stretch.length / width }, (_, index) => {
    const record = bytes.subarray(index * width, (index + 1) * width);
    return record.length === width && record.readUInt32BE(0) === stretch.firstTick + index ? record : null;
  });
}
