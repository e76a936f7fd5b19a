import "server-only";
import type { HistoryStore } from "./history-store";
import { recordsOf, stretches } from "./ring";

/** For a store that may not be written: this process remembers, and alone. */
export function memoryHistory(): HistoryStore {
  const rings = new Map<string, { ring: Buffer; lastTick: number }>();
  return {
    kind: "memory",
    async append(tier, tick, rows) {
      for (const { series, record } of rows) {
        const key = `${tier.name}:${series}`;
        const entry = rings.get(key) ?? { ring: Buffer.alloc(tier.slots * record.length), lastTick: tick };
        record.copy(entry.ring, (tick % tier.slots) * record.length);
        rings.set(key, { ring: entry.ring, lastTick: tick });
      }
      for (const [key, entry] of rings) {
        if (key.startsWith(`${tier.name}:`) && entry.lastTick <= tick - tier.slots) rings.delete(key);
      }
    },
    async read(tier, series, fromTick, toTick) {
      return series.map(({ name, width }) => {
        const ring = rings.get(`${tier.name}:${name}`)?.ring ?? Buffer.alloc(0);
        return padded(
          stretches(tier, width, fromTick, toTick).flatMap((stretch) =>
            recordsOf(stretch, ring.subarray(stretch.offset, stretch.offset + stretch.length), width),
          ),
          toTick - fromTick + 1,
        );
      });
    },
    async bytes() {
      return [...rings.values()].reduce((sum, { ring }) => sum + ring.length, 0);
    },
    lead: async () => true,
    replicas: async () => 1,
    resign: async () => {},
  };
}

/** A range longer than the ring begins with gaps. */
export function padded(records: (Buffer | null)[], length: number): (Buffer | null)[] {
  return [...Array.from({ length: Math.max(0, length - records.length) }, () => null), ...records];
}
