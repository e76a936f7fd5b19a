"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { Section } from "@/components/jobs/section";
import { paths } from "@/components/shell/route";
import { useCurrentSource } from "@/components/shell/use-current-source";
import { TextLink } from "@/components/ui/text-link";
import { TimeAgo } from "@/components/ui/time-ago";
import { jobPluginsQuery } from "@/lib/api/queries/plugins";
import type { JobEntry } from "@/lib/domain/job.schema";
import type { Facet } from "@/lib/domain/source.schema";
import { StatusWord } from "./statuses-screen";

const FACETS: readonly Facet[] = ["locks", "limiters", "failures", "statuses"];

/** What plug-ins know of this job; nothing where none is installed or none knows anything. */
export function JobPlugins({ job, source }: { job: JobEntry; source: string }) {
  const t = useTranslations("plugins.job");
  const limiters = useTranslations("plugins.limiters");
  const statuses = useTranslations("plugins.statuses");
  const facets = useCurrentSource()?.facets ?? [];
  const jid = job.jid ?? "";
  const { data } = useQuery({
    ...jobPluginsQuery(source, { jid, class: job.class, digest: job.lock?.digest ?? null }),
    enabled: jid !== "" && FACETS.some((facet) => facets.includes(facet)),
    retry: false,
  });
  if (data === undefined) return null;
  const { lockHeld, lock, status, throttles, failures } = data;
  if (lockHeld === null && status === null && throttles.length + failures.length === 0) return null;
  const other = lockHeld === "by_other" ? lock?.holders[0]?.jid : undefined;
  return (
    <Section title={t("title")}>
      <dl className="grid grid-cols-[minmax(88px,auto)_1fr] gap-x-3 gap-y-1">
        {lockHeld === null || job.lock === null ? null : (
          <>
            <dt className="text-ink-2">{t("lock")}</dt>
            <dd className="min-w-0">
              <TextLink href={paths.lock(source, lock?.digest ?? job.lock.digest)}>
                {t(`lockHeld.${lockHeld}`)}
              </TextLink>
              {other === undefined ? null : (
                <span className="wrap-anywhere font-mono text-small">
                  {" "}
                  <TextLink href={paths.job(source, other)}>{other}</TextLink>
                </span>
              )}
            </dd>
          </>
        )}
        {status === null ? null : (
          <>
            <dt className="text-ink-2">{t("status")}</dt>
            <dd className="flex min-w-0 flex-wrap items-baseline gap-x-2">
              <StatusWord status={status} />
              {status.at === null || status.total === null ? null : (
                <span>{statuses("of", { at: status.at, total: status.total })}</span>
              )}
              {status.message === null ? null : <bdi className="wrap-anywhere min-w-0">{status.message}</bdi>}
            </dd>
          </>
        )}
        {throttles.map((limiter) => (
          <Throttle
            key={limiter.key}
            name={t("throttle")}
            text={limiters("sizeText", { kind: limiter.kind, size: limiter.size ?? 0 })}
          />
        ))}
        {failures.map((failure) => (
          <Throttle
            key={failure.id}
            name={t("failures")}
            text={[failure.error?.class, failure.error?.message].filter(Boolean).join(": ")}
            atMs={failure.atMs}
          />
        ))}
      </dl>
    </Section>
  );
}

function Throttle({ name, text, atMs }: { name: string; text: string; atMs?: number | null }) {
  return (
    <>
      <dt className="text-ink-2">{name}</dt>
      <dd className="wrap-anywhere min-w-0">
        {text}
        {atMs === undefined ? null : (
          <span className="text-ink-2">
            {" "}
            <TimeAgo atMs={atMs} />
          </span>
        )}
      </dd>
    </>
  );
}
