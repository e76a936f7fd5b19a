"use client";

import { useTranslations } from "next-intl";
import { type QueueColumnId, useQueueColumns } from "@/components/queues/queue-columns";
import { useQueueTrends } from "@/components/queues/use-queue-trends";
import { paths } from "@/components/shell/paths";
import { DataTable } from "@/components/table/data-table";
import { Button } from "@/components/ui/button";
import { Empty } from "@/components/ui/states";
import { TextLink } from "@/components/ui/text-link";
import type { Snapshot } from "@/lib/domain/overview.schema";
import type { QueueSummary } from "@/lib/domain/queue.schema";

const COLUMNS: readonly QueueColumnId[] = ["name", "latency", "size", "trend", "in", "out", "empty", "listeners"];

/** The ten queues that are furthest behind; their order moves only when it is asked to. */
export function OverviewQueues({
  snapshot,
  queues,
  changed,
  resort,
}: {
  snapshot: Snapshot;
  queues: readonly QueueSummary[];
  changed: boolean;
  resort: () => void;
}) {
  const t = useTranslations("overview");
  const words = useTranslations("table");
  const empty = useTranslations("queues");
  const trends = useQueueTrends(
    snapshot.source,
    queues.map((queue) => queue.name),
  );
  const columns = useQueueColumns(snapshot.source, COLUMNS, trends);
  return (
    <section className="min-w-0">
      <div className="flex h-7 items-center gap-3">
        <h2 className="font-strong text-small">{t("queues")}</h2>
        <span className="text-small">
          <TextLink href={paths.section(snapshot.source, "queues")}>
            {t("allQueues", { count: snapshot.sizes.queues })}
          </TextLink>
        </span>
        <span className={changed ? "text-ink-3 text-small" : "invisible text-small"}>{words("orderChanged")}</span>
        {changed ? (
          <Button tone="link" size="small" onClick={resort}>
            {words("sortAgain")}
          </Button>
        ) : null}
      </div>
      <DataTable
        label={t("queues")}
        rows={queues}
        columns={columns}
        rowId={(queue) => queue.name}
        stickyHead={false}
        empty={<Empty title={empty("none")}>{empty("noneHint")}</Empty>}
      />
    </section>
  );
}
