"use client";

import { useTranslations } from "next-intl";
import { errorText } from "@/components/ui/states";
import { useFormat } from "@/components/ui/use-format";
import { ApiError } from "@/lib/api/client";
import { serverNow } from "@/lib/api/clock";
import type { VerdictItem } from "@/lib/domain/overview.schema";
import type { StoreWarning } from "@/lib/domain/source.schema";

/** The words of one part of a verdict. */
export function useVerdictWords(): (item: VerdictItem) => string {
  const t = useTranslations("verdict");
  const errors = useTranslations("errors");
  const queues = useTranslations("queues");
  const format = useFormat();
  return ({ code, params }) => {
    const number = (name: string) => Number(params[name] ?? 0);
    const text = (name: string) => String(params[name] ?? "");
    const queue = text("queue") === "" ? queues("emptyName") : text("queue");
    const age = () => format.durationShort(number("latencySec"));
    switch (code) {
      case "all_well":
        return t(code, { perMin: params.processedPerMin == null ? "0" : format.rate(number("processedPerMin")) });
      case "idle":
        return t(code);
      case "no_sidekiq_keys":
        return t(code, { db: text("db"), namespace: params.namespace == null ? "none" : text("namespace") });
      case "source_down":
        return `${errorText(errors, new ApiError(503, { code: text("code"), params }))} ${t(code, { age: format.durationShort((serverNow() - number("sinceMs")) / 1000) })}`;
      case "no_process":
        return t(code, { count: number("enqueued") });
      case "queue_unheard":
        return t(code, { queue, size: number("size"), age: age() });
      case "queue_behind":
      case "queue_behind_growing":
        return t(code, { queue, age: age() });
      case "failing":
        return t(code, { percent: number("percent"), perMin: format.rate(number("perMin")) });
      case "dead_growing":
        return t(code, { count: number("count"), minutes: number("minutes") });
      case "capacity_exhausted":
        return t(code, { concurrency: number("concurrency"), count: number("enqueued") });
      case "process_stale":
        return t(code, { hostname: text("hostname"), age: format.durationShort(number("ageSec")) });
      case "store_warning":
        return t(`warning.${text("warning") as StoreWarning["code"]}`);
    }
  };
}
