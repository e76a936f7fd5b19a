"use client";

import { useTranslations } from "next-intl";
import { cx } from "@/components/ui/cx";
import { Notice } from "@/components/ui/status";
import { useFormat } from "@/components/ui/use-format";
import type { Operation } from "@/lib/domain/operation.schema";
import { isFinal } from "./scope";

const WORDS = ["waiting", "running", "failedAgain", "dead", "left"] as const;
const LEVEL = { watching: "info", passed: "good", failed: "bad", undecided: "warn" } as const;

/** What has become of the first jobs, in the words used everywhere, and what follows from it. */
export function CanaryView({ operation }: { operation: Operation }) {
  const t = useTranslations("operations.canary");
  const format = useFormat();
  const { canary, pace } = operation;
  if (canary === null || pace.kind !== "canary") return null;
  const jobs = WORDS.reduce((sum, word) => sum + canary[word], 0);
  const failed = canary.failedAgain + canary.dead;
  const percent = jobs === 0 ? 0 : Math.round((failed / jobs) * 100);
  const error = [canary.error?.class, canary.error?.message].filter((part) => part).join(": ");
  return (
    <section className="grid gap-3">
      <h2 className="border-line border-b pb-1 font-strong">
        {t(isFinal(operation) && canary.verdict === "failed" ? "titleThen" : "title", { first: pace.first })}
      </h2>
      <dl className="flex flex-wrap gap-x-8 gap-y-2">
        {WORDS.map((word) => (
          <div key={word} data-tip={word === "running" ? t("runningHelp") : undefined}>
            <dt className="text-ink-3 text-small">{t(word)}</dt>
            <dd
              className={cx(
                "text-figure",
                canary[word] === 0 && "text-ink-3",
                canary[word] > 0 && (word === "failedAgain" || word === "dead") && "text-bad",
              )}
            >
              {format.count(canary[word])}
            </dd>
          </div>
        ))}
      </dl>
      {isFinal(operation) && canary.verdict === "watching" ? null : (
        <Notice level={LEVEL[canary.verdict]}>
          <p>
            {t(`verdict.${canary.verdict}`, {
              below: pace.belowPercent,
              percent,
              age: format.duration(pace.waitSec),
            })}
          </p>
          {canary.error === null ? null : (
            <p className="break-words text-ink-2">{t("error", { error, count: canary.error.count })}</p>
          )}
        </Notice>
      )}
    </section>
  );
}
