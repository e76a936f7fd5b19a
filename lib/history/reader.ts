import "server-only";
import { limits } from "@/lib/config/limits";
import type { History } from "@/lib/domain/overview.schema";
import { AppError } from "@/lib/errors/app-error";
import type { HistoryReader } from "@/lib/http/services";
import type { HistoryStore } from "./history-store";
import { FINE, SOURCE_BYTES, tickAt } from "./layout";
import { planSeries } from "./series";

/** Answers charts. @param storeOf @throws AppError `source_unknown` */
export function createHistoryReader(storeOf: (source: string) => HistoryStore, now = Date.now): HistoryReader {
  return {
    async query(source, names, fromMs, toMs): Promise<History> {
      if (names.length > limits.seriesPerQuery) throw new AppError("invalid_request", { field: "series" });
      const plans = names.map(planSeries);
      const lastTick = Math.min(tickAt(FINE, toMs), tickAt(FINE, now()));
      const firstTick = Math.max(tickAt(FINE, fromMs), lastTick - FINE.slots + 2);
      const store = storeOf(source);
      const sinceMs = await this.sinceMs(source);
      if (firstTick > lastTick) return { stepMs: FINE.stepMs, sinceMs, atMs: [], series: [] };
      const rings = [...new Map(plans.map((plan) => [plan.ring.name, plan.ring])).values()];
      const records = await store.read(FINE, rings, firstTick - 1, lastTick);
      const recordsOf = new Map(rings.map((ring, index) => [ring.name, records[index] ?? []]));
      return {
        stepMs: FINE.stepMs,
        sinceMs,
        atMs: Array.from({ length: lastTick - firstTick + 1 }, (_, index) => (firstTick + index) * FINE.stepMs),
        series: plans.map(({ name, unit, ring, values }) => ({
          name,
          unit,
          values: values(recordsOf.get(ring.name) ?? []),
        })),
      };
    },
    async sinceMs(source) {
      const last = tickAt(FINE, now());
      const first = last - FINE.slots + 1;
      const [records] = await storeOf(source).read(FINE, [{ name: "source", width: SOURCE_BYTES }], first, last);
      const found = records?.findIndex((record) => record !== null) ?? -1;
      return found < 0 ? null : (first + found) * FINE.stepMs;
    },
    bytes: (source) => storeOf(source).bytes(),
  };
}
