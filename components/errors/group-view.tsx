"use client";

import { useTranslations } from "next-intl";
import { Histogram } from "@/components/charts/histogram";
import { Section } from "@/components/jobs/section";
import { PageHeader } from "@/components/shell/page-header";
import { useNamedPage } from "@/components/shell/page-name";
import { paths } from "@/components/shell/route";
import { TextLink } from "@/components/ui/text-link";
import { TimeAgo } from "@/components/ui/time-ago";
import { useFormat } from "@/components/ui/use-format";
import type { ErrorDetail } from "@/lib/domain/error.schema";
import { Contrast } from "./contrast";
import { CountedWhere } from "./counted-where";
import { CoverageLine } from "./coverage-line";
import { NormalMessage } from "./error-name";
import { GroupActions } from "./group-actions";
import { GroupNote } from "./group-note";
import { GroupVerbs } from "./group-verbs";
import { useLatestJobs } from "./latest-jobs";
import { Sample } from "./sample";
import { StateBadge } from "./state-badge";

const HOUR_MS = 3_600_000;

export function GroupView({ source, detail }: { source: string; detail: ErrorDetail }) {
  const t = useTranslations("causes");
  const format = useFormat();
  const { group, latest, contrast, coverage, deploy, nowMs } = detail;
  const { table, bar } = useLatestJobs(source, latest);
  const title = group.errorClass ?? t("noError");
  useNamedPage(group.class === null ? title : t("group.of", { error: title, class: group.class }));
  const thisHourMs = nowMs - (nowMs % HOUR_MS);
  const bars = group.trend.map((value, at) => {
    const fromMs = thisHourMs - (group.trend.length - 1 - at) * HOUR_MS;
    return { id: fromMs, value, label: t("group.bar", { from: format.clock(fromMs), count: value }) };
  });
  return (
    <>
      <PageHeader
        title={title}
        summary={
          <span className="flex flex-wrap items-center gap-x-3">
            <StateBadge group={group} />
            <CoverageLine coverage={coverage} />
          </span>
        }
      >
        <GroupActions group={group} />
      </PageHeader>
      <p className="max-w-[110ch] wrap-anywhere pb-3">
        {group.message === null ? (
          <span className="text-ink-3">{t("noMessage")}</span>
        ) : (
          <NormalMessage text={group.message} />
        )}
      </p>
      <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-x-8 gap-y-4 lg:grid-cols-[minmax(0,3fr)_minmax(320px,2fr)]">
        <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
          <Section title={t("group.overTime")}>
            <Histogram bars={bars} label={t("group.overTime")} />
            <div className="flex justify-between pt-1 text-ink-3 text-small">
              <span>{format.clock(bars[0]?.id ?? nowMs)}</span>
              <span>{format.clock(nowMs)}</span>
            </div>
          </Section>
          <Section title={t("group.common")}>
            <Contrast source={source} group={group} contrast={contrast} />
          </Section>
          <Section
            title={t("group.latest")}
            aside={
              <span className="flex flex-wrap items-center gap-2 text-small">
                <span className="text-ink-3">{t("group.allOf")}</span>
                <CountedWhere group={group} />
              </span>
            }
          >
            {table}
          </Section>
        </div>
        <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
          <Section title={t("group.facts")}>
            <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1">
              <dt className="text-ink-2">{t("group.classRow")}</dt>
              <dd className="truncate text-right" data-tip="">
                {group.class === null ? (
                  <span className="text-ink-3">{t("noClass")}</span>
                ) : (
                  <TextLink href={paths.classMetrics(source, group.class)}>{group.class}</TextLink>
                )}
              </dd>
              <dt className="text-ink-2">{t("column.count")}</dt>
              <dd className="flex flex-wrap items-baseline justify-end gap-x-3">
                <CountedWhere group={group} />
                <span>{format.count(group.total)}</span>
              </dd>
              <dt className="text-ink-2">{t("column.last")}</dt>
              <dd className="text-right">
                <TimeAgo atMs={group.lastSeenMs} />
              </dd>
              <dt className="text-ink-2">{t("column.first")}</dt>
              <dd className="text-right">
                <TimeAgo atMs={group.firstSeenMs} />
              </dd>
              <dt className="text-ink-2">{t("group.deploy")}</dt>
              <dd className="truncate text-right" data-tip={deploy?.label}>
                {deploy === null ? (
                  <span className="text-ink-3">{t("group.none")}</span>
                ) : (
                  <TimeAgo atMs={deploy.atMs} />
                )}
              </dd>
              <dt className="text-ink-2">{t("group.queues")}</dt>
              <dd className="flex flex-wrap justify-end gap-x-3">
                {group.queues.map(({ name, count }) => (
                  <span key={name} className="whitespace-nowrap">
                    <TextLink href={paths.queue(source, name)}>{name === "" ? "''" : name}</TextLink>{" "}
                    <span className="text-ink-3">{format.count(count)}</span>
                  </span>
                ))}
              </dd>
            </dl>
          </Section>
          <GroupNote group={group} />
          {latest[0] === undefined ? null : <Sample source={source} job={latest[0]} />}
        </div>
      </div>
      {bar ?? <GroupVerbs group={group} />}
    </>
  );
}
