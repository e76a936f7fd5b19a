"use client";

import { useTranslations } from "next-intl";
import { Badge } from "@/components/ui/status";
import type { JobEntry } from "@/lib/domain/job.schema";

const SHOWN_TAGS = 3;

/** What is special about a job, in words; the rest of the tags stand on hover. */
export function JobBadges({ job }: { job: JobEntry }) {
  const t = useTranslations("jobs");
  const more = job.tags.slice(SHOWN_TAGS);
  return (
    <>
      {job.problem === null ? null : (
        <Badge level="bad" tip={t(`problemHelp.${job.problem}`)}>
          {t(`problem.${job.problem}`)}
        </Badge>
      )}
      {job.willBeLost ? (
        <Badge level="bad" tip={t("badge.willBeLostTip")}>
          {t("badge.willBeLost")}
        </Badge>
      ) : null}
      {job.activeJobRetry ? (
        <Badge level="warn" tip={t("badge.activeJobRetryTip")}>
          {t("badge.activeJobRetry")}
        </Badge>
      ) : null}
      {job.encrypted ? <Badge tip={t("badge.encryptedTip")}>{t("badge.encrypted")}</Badge> : null}
      {job.lock === null ? null : (
        <Badge tip={t("badge.lockedTip", { type: job.lock.type ?? "", digest: job.lock.digest })}>
          {t("badge.locked")}
        </Badge>
      )}
      {job.batchId === null ? null : <Badge tip={t("badge.batchTip", { id: job.batchId })}>{t("badge.batch")}</Badge>}
      <span data-tags className="contents">
        {job.tags.slice(0, SHOWN_TAGS).map((tag) => (
          <Badge key={tag} tip={tag}>
            <bdi className="max-w-[12ch] truncate">{tag}</bdi>
          </Badge>
        ))}
        {more.length === 0 ? null : <Badge tip={more.join("\n")}>+{more.length}</Badge>}
      </span>
    </>
  );
}
