"use client";

import { useTranslations } from "next-intl";
import { useFormat } from "@/components/ui/use-format";
import { useTicking } from "@/components/ui/use-now";
import { useWhen } from "@/components/ui/use-when";
import { workerDefaults } from "@/lib/domain/worker-defaults";
import type { ListKind } from "./list-spec";

/** "60,214 dead · worker trims at 10,000 · oldest 41 d": what the list is as a whole. */
export function ListSummary({ kind, total, oldestAtMs }: { kind: ListKind; total: number; oldestAtMs: number | null }) {
  const t = useTranslations("jobs.summary");
  const when = useWhen();
  const format = useFormat();
  const age = useTicking((nowMs) => {
    if (oldestAtMs === null || total === 0) return "";
    const seconds = (nowMs - oldestAtMs) / 1000;
    if (kind === "dead" || kind === "queue") return t("oldest", { age: format.durationShort(Math.max(0, seconds)) });
    return t("nextDue", { when: when.due(seconds, true) });
  });
  const max = workerDefaults.deadMaxJobs;
  return (
    <p className="whitespace-nowrap text-ink-2 phone:whitespace-normal">
      <span className="text-ink">{t(kind, { count: total })}</span>
      {kind !== "dead" ? null : (
        <>
          {" · "}
          <span data-tip={t("trimsTip", { max })}>{t("trims", { max })}</span>
        </>
      )}
      {age === "" ? null : ` · ${age}`}
    </p>
  );
}
