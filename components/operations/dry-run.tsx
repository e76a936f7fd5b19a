"use client";

import { useTranslations } from "next-intl";
import type { Operation } from "@/lib/domain/operation.schema";
import { Breakdown } from "./breakdown";
import { BulkWarnings } from "./bulk-warnings";
import { JobLines } from "./job-lines";

/** What a frozen list consists of, examples of it, and what to know before. */
export function DryRun({ operation, source }: { operation: Operation; source: string }) {
  const t = useTranslations("operations");
  const { sample, total } = operation;
  return (
    <>
      <BulkWarnings operation={operation} />
      <Breakdown operation={operation} narrow />
      {sample.length === 0 ? null : (
        <details>
          <summary className="cursor-pointer text-ink-2">
            {t("sample")}
            <span className="pl-2 text-ink-3 text-small">{t("sampleOf", { count: sample.length, total })}</span>
          </summary>
          <div className="max-h-64 overflow-y-auto">
            <JobLines source={source} lines={sample} label={t("sample")} />
          </div>
        </details>
      )}
    </>
  );
}
