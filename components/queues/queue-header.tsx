"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type ReactNode, useMemo, useState } from "react";
import { SERIES_COLORS } from "@/components/charts/series-color";
import { Sparkline } from "@/components/charts/sparkline";
import { TimeSeries } from "@/components/charts/time-series";
import { paths } from "@/components/shell/paths";
import { useMay, useSnapshot } from "@/components/shell/use-live";
import { Button } from "@/components/ui/button";
import { Menu } from "@/components/ui/menu";
import { Badge } from "@/components/ui/status";
import { TextLink } from "@/components/ui/text-link";
import { useFormat } from "@/components/ui/use-format";
import { historyQuery } from "@/lib/api/queries/overview";
import { encodeName } from "@/lib/domain/paths";
import type { QueueSummary } from "@/lib/domain/queue.schema";
import { PausingWhy } from "./pausing-why";
import { EmptyIn, FlowPerMin, Latency, Listeners } from "./queue-columns";
import { useQueueActions } from "./use-queue-actions";
import { useQueueTrends } from "./use-queue-trends";
import { useQueues } from "./use-queues";

const HOUR_MS = 3_600_000;

/** Above the jobs of one queue: its numbers, what can be done with it, and on demand its last hour and who reads it. */
export function QueueHeader({ source, queue }: { source: string; queue: string }) {
  const t = useTranslations("queues");
  const { queues, pausing } = useQueues(source);
  const may = useMay("queues.operate");
  const actions = useQueueActions(source, pausing);
  const trends = useQueueTrends(
    source,
    useMemo(() => [queue], [queue]),
  );
  const [more, setMore] = useState(false);
  const found = queues?.find((one) => one.name === queue);
  return (
    <div className="pb-2">
      <div className="flex min-h-14 flex-wrap items-center gap-x-4 gap-y-2 border-line border-y py-1.5">
        {found === undefined ? (
          <p className="text-ink-2">{queues === undefined ? "" : t("notListed")}</p>
        ) : (
          <Facts queue={found} trend={trends.get(queue) ?? []} />
        )}
        <span className="ml-auto flex flex-wrap items-center gap-2 phone:ml-0">
          {may && found !== undefined && pausing === "not_honoured" ? <PausingWhy /> : null}
          <Button tone="link" aria-expanded={more} onClick={() => setMore(!more)}>
            {more ? t("hideMore") : t("showMore")}
          </Button>
          {may && found !== undefined ? (
            <Button tone="danger" onClick={() => actions.clear(found)}>
              {t("clearQueue")}
            </Button>
          ) : null}
          {may && found !== undefined ? (
            <Menu entries={actions.ownEntriesOf(found)} trigger={<Button>{t("actions")}</Button>} />
          ) : null}
        </span>
      </div>
      {more ? (
        <div className="grid grid-cols-[minmax(0,2fr)_minmax(0,1fr)] gap-6 pt-2 max-lg:grid-cols-1">
          <QueueCharts source={source} queue={queue} />
          <ListenerList source={source} queue={queue} />
        </div>
      ) : null}
      {actions.dialogs}
    </div>
  );
}

function Facts({ queue, trend }: { queue: QueueSummary; trend: readonly (number | null)[] }) {
  const t = useTranslations("queues");
  const format = useFormat();
  return (
    <dl className="flex flex-wrap gap-x-5 gap-y-2">
      <Fact label={t("size")}>{format.count(queue.size)}</Fact>
      <Fact label={t("lastHour")}>
        <span className="flex h-6 items-center">
          <Sparkline values={trend} label={t("trendOf", { name: queue.name })} />
        </span>
      </Fact>
      <Fact label={t("latency")}>
        <Latency queue={queue} />
      </Fact>
      <Fact label={t("in")}>
        <FlowPerMin queue={queue} way="in" />
      </Fact>
      <Fact label={t("out")}>
        <FlowPerMin queue={queue} way="out" />
      </Fact>
      <Fact label={t("emptyIn")}>
        <EmptyIn queue={queue} />
      </Fact>
      <Fact label={t("listeners")}>
        <Listeners queue={queue} />
      </Fact>
      {queue.paused ? (
        <span className="self-center">
          <Badge level="warn" glyph="pause">
            {t("paused")}
          </Badge>
        </span>
      ) : null}
    </dl>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="min-w-14">
      <dt className="text-ink-3 text-small">{label}</dt>
      <dd className="text-title">{children}</dd>
    </div>
  );
}

function QueueCharts({ source, queue }: { source: string; queue: string }) {
  const t = useTranslations("queues");
  const format = useFormat();
  const name = encodeName(queue);
  const series = [`queue:${name}:size`, `queue:${name}:latency`];
  const history = useQuery(historyQuery(source, series, HOUR_MS)).data;
  const valuesOf = (index: number) => history?.series.find((one) => one.name === series[index])?.values ?? [];
  const shared = { atMs: history?.atMs, sinceMs: history?.sinceMs, syncKey: "queue" };
  return (
    <div className="grid grid-cols-2 gap-6 max-sm:grid-cols-1">
      <TimeSeries
        {...shared}
        title={t("size")}
        unit={t("jobsUnit")}
        format={format.compact}
        series={[{ name: "size", label: t("size"), values: valuesOf(0), color: SERIES_COLORS[0] ?? "1" }]}
      />
      <TimeSeries
        {...shared}
        title={t("latency")}
        unit={t("oldestAge")}
        format={format.duration}
        scale="duration"
        series={[{ name: "latency", label: t("latency"), values: valuesOf(1), color: SERIES_COLORS[1] ?? "2" }]}
      />
    </div>
  );
}

const LISTENERS_SHOWN = 6;

function ListenerList({ source, queue }: { source: string; queue: string }) {
  const t = useTranslations("queues");
  const processes = useSnapshot().data?.processes.filter((process) => process.queues.includes(queue)) ?? [];
  const more = processes.length - LISTENERS_SHOWN;
  return (
    <section className="min-w-0">
      <h2 className="flex h-6 items-center font-strong text-small">{t("readBy")}</h2>
      {processes.length === 0 ? <p className="border-line border-t py-1 text-ink-2">{t("readByNobody")}</p> : null}
      <ul>
        {processes.slice(0, LISTENERS_SHOWN).map((process) => (
          <li key={process.identity} className="flex h-7 items-center gap-3 border-line border-t">
            <span className="min-w-0 flex-1 truncate" data-tip="">
              {process.hostname}:{process.pid}
            </span>
            {process.quiet ? <Badge level="warn">{t("quiet")}</Badge> : null}
            <span className="text-ink-3 text-small">
              {process.busy} / {process.concurrency ?? "–"}
            </span>
          </li>
        ))}
      </ul>
      {more > 0 ? (
        <p className="border-line border-t py-1">
          <TextLink href={paths.section(source, "busy")}>{t("moreListeners", { count: more })}</TextLink>
        </p>
      ) : null}
    </section>
  );
}
