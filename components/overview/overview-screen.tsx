"use client";

import { useTranslations } from "next-intl";
import { NoKeys } from "@/components/shell/no-keys";
import { PageHeader } from "@/components/shell/page-header";
import { useSnapshot } from "@/components/shell/use-live";
import { useHeldOrder } from "@/components/table/use-held-order";
import { ErrorPanel, Skeleton } from "@/components/ui/states";
import type { Snapshot } from "@/lib/domain/overview.schema";
import type { QueueSummary } from "@/lib/domain/queue.schema";
import { DailyHistoryChart } from "./daily-history";
import { NumberStrip, NumberStripSpace } from "./number-strip";
import { OverviewCharts } from "./overview-charts";
import { OverviewQueues } from "./overview-queues";
import { ProcessPanel } from "./process-panel";
import { StorePanel } from "./store-panel";
import { TopErrors } from "./top-errors";
import { VerdictLine } from "./verdict-line";

export function OverviewScreen() {
  const t = useTranslations("shell.section");
  const { data: snapshot, error, refetch } = useSnapshot();
  return (
    <>
      <PageHeader title={t("overview")} summary={snapshot === undefined ? null : <VerdictLine snapshot={snapshot} />} />
      {snapshot === undefined && error !== null ? <ErrorPanel error={error} onRetry={() => void refetch()} /> : null}
      {snapshot === undefined ? <Placeholder /> : <Overview snapshot={snapshot} />}
    </>
  );
}

const QUEUES_SHOWN = 10;
const LATENCIES_SHOWN = 5;
const nameOf = (queue: QueueSummary) => queue.name;

/** Queues that keep up within this are alike: they stand by name, so that calm rows have no order to change. */
const KEEPS_UP_SEC = 5;

/** Furthest behind first. */
function worstFirst(a: QueueSummary, b: QueueSummary): number {
  return behindSec(b) - behindSec(a) || a.name.localeCompare(b.name);
}

function behindSec({ latencySec }: QueueSummary): number {
  return latencySec === null || latencySec < KEEPS_UP_SEC ? 0 : latencySec;
}

function Overview({ snapshot }: { snapshot: Snapshot }) {
  const { source } = snapshot;
  const held = useHeldOrder(snapshot.queues, nameOf, worstFirst);
  const queues = held.rows.slice(0, QUEUES_SHOWN);
  return (
    <>
      <NoKeys />
      <NumberStrip snapshot={snapshot} />
      <div className="py-4">
        <OverviewCharts source={source} queues={queues.slice(0, LATENCIES_SHOWN).map(nameOf)} />
      </div>
      <div className="grid grid-cols-[minmax(0,2fr)_minmax(0,1fr)] gap-6 pb-10 max-xl:grid-cols-1">
        <OverviewQueues snapshot={snapshot} queues={queues} changed={held.changed} resort={held.resort} />
        <div className="grid min-w-0 content-start gap-3">
          <TopErrors source={source} />
          <ProcessPanel snapshot={snapshot} />
          {snapshot.store === null ? null : <StorePanel store={snapshot.store} warnings={snapshot.warnings} />}
        </div>
      </div>
      <DailyHistoryChart source={source} totals={snapshot.totals} />
    </>
  );
}

/** The page's final sizes, so that nothing moves when the numbers come. */
function Placeholder() {
  return (
    <div className="grid gap-4" aria-hidden="true">
      <NumberStripSpace />
      <Skeleton className="h-46" />
      <Skeleton className="h-90" />
    </div>
  );
}
