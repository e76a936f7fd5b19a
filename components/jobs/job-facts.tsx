"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { paths } from "@/components/shell/route";
import { Badge } from "@/components/ui/status";
import { TextLink } from "@/components/ui/text-link";
import { useFormat } from "@/components/ui/use-format";
import type { JobDetail, JobEntry } from "@/lib/domain/job.schema";
import { retryLimit } from "@/lib/domain/worker-defaults";

/** What is known beside the times: one line each, absent where the payload says nothing. */
export function JobFacts({ job, source }: { job: JobEntry | JobDetail; source: string }) {
  const t = useTranslations("jobs.fact");
  const life = useTranslations("life");
  const format = useFormat();
  const detail = "argTree" in job ? job : null;
  const waitedSec = waited(job);
  const onConflict = detail === null ? null : conflictOf(detail);
  return (
    <dl className="grid grid-cols-[minmax(88px,auto)_1fr] gap-x-3 gap-y-1">
      {job.queue === null ? null : (
        <Fact name={t("queue")}>
          <TextLink href={paths.queue(source, job.queue)}>
            <bdi>{job.queue}</bdi>
          </TextLink>
        </Fact>
      )}
      {job.problem !== null && job.attempts === null ? null : (
        <Fact name={t("attempts")}>
          <Attempts job={job} />
        </Fact>
      )}
      {detail?.retryForSec == null ? null : <Fact name={t("retryFor")}>{format.duration(detail.retryForSec)}</Fact>}
      {detail?.ancestor == null ? null : (
        <Fact name={life("ancestor")} mono>
          <TextLink href={paths.job(source, detail.ancestor)}>
            <bdi>{detail.ancestor}</bdi>
          </TextLink>
        </Fact>
      )}
      {waitedSec === null ? null : <Fact name={t("waited")}>{format.duration(waitedSec)}</Fact>}
      {job.place.kind !== "running" ? null : (
        <>
          <Fact name={t("process")} mono>
            {job.place.process}
          </Fact>
          <Fact name={t("thread")} mono>
            {job.place.thread}
          </Fact>
        </>
      )}
      {detail?.position == null || job.place.kind !== "queue" ? null : (
        <Fact name={t("position")}>{t("positionValue", { position: detail.position + 1 })}</Fact>
      )}
      {detail?.rawClass == null || detail.rawClass === job.class ? null : (
        <Fact name={t("rawClass")} mono>
          {detail.rawClass}
        </Fact>
      )}
      {job.batchId === null ? null : (
        <Fact name={t("batch")} mono>
          <TextLink href={paths.batch(source, job.batchId)}>{job.batchId}</TextLink>
        </Fact>
      )}
      {job.lock === null ? null : (
        <Fact name={t("lock")} mono>
          {job.lock.type}{" "}
          <TextLink href={paths.lock(source, job.lock.digest.replace(/:RUN$/, ""))}>{job.lock.digest}</TextLink>
        </Fact>
      )}
      {onConflict === null ? null : (
        <Fact name={t("onConflict")} mono>
          {onConflict}
        </Fact>
      )}
      {job.tags.length === 0 ? null : (
        <Fact name={t("tags")}>
          <span className="flex flex-wrap gap-1">
            {job.tags.map((tag) => (
              <Badge key={tag} tip={tag}>
                <bdi className="max-w-[24ch] truncate">{tag}</bdi>
              </Badge>
            ))}
          </span>
        </Fact>
      )}
      <Fact name={t("size")}>{format.bytes(job.payloadBytes)}</Fact>
    </dl>
  );
}

function Fact({ name, mono = false, children }: { name: string; mono?: boolean; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-2">{name}</dt>
      <dd className={mono ? "min-w-0 wrap-anywhere font-mono text-small leading-5" : "min-w-0 wrap-anywhere"}>
        {typeof children === "string" ? <bdi>{children}</bdi> : children}
      </dd>
    </>
  );
}

function Attempts({ job }: { job: JobEntry }) {
  const t = useTranslations("jobs.fact");
  const max = retryLimit(job.retryMax);
  if (max === null) return t("noRetry");
  return t("attemptsOf", { attempts: job.attempts ?? 0, max });
}

/** What sidekiq-unique-jobs does with a duplicate: one word, or one for each side. */
function conflictOf(detail: JobDetail): string | null {
  const node = detail.extras.find(({ key }) => key === "on_conflict");
  if (node === undefined) return null;
  return node.children?.map(({ key, text }) => `${key}: ${text}`).join(", ") || node.text || null;
}

/** From the push to the start, or to the first failure: as near as the payload tells. */
function waited(job: JobEntry): number | null {
  if (job.enqueuedAtMs === null || job.place.kind !== "running" || job.atMs === null) return null;
  return Math.max(0, (job.atMs - job.enqueuedAtMs) / 1000);
}
