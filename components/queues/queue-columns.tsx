"use client";

import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { Sparkline } from "@/components/charts/sparkline";
import { paths } from "@/components/shell/paths";
import type { Column } from "@/components/table/column";
import { Badge, Status } from "@/components/ui/status";
import { TextLink, Truncated } from "@/components/ui/text-link";
import { useFormat } from "@/components/ui/use-format";
import type { QueueSummary } from "@/lib/domain/queue.schema";
import { flowOf } from "./flow";

export type QueueColumnId = "name" | "latency" | "size" | "trend" | "in" | "out" | "empty" | "listeners";

/** From here on a latency is worth a colour, seconds; the same bounds as in the verdict. */
const BEHIND_SEC = { warn: 60, bad: 600 };

/** What is said of a queue, in the overview and in the list of all. `trends` are sizes over the last hour;
 * `wide` spreads the columns over the whole page. */
export function useQueueColumns(
  source: string,
  ids: readonly QueueColumnId[],
  trends: ReadonlyMap<string, readonly (number | null)[]>,
  { wide = false }: { wide?: boolean } = {},
): Column<QueueSummary>[] {
  const t = useTranslations("queues");
  const format = useFormat();
  return useMemo(() => {
    const spread = wide ? "xl:w-auto" : "";
    const all: Record<QueueColumnId, Column<QueueSummary>> = {
      name: {
        id: "name",
        header: t("name"),
        phone: "title",
        ...(wide ? { className: "xl:w-[26%]" } : {}),
        sortable: true,
        cell: (queue) => <QueueName source={source} queue={queue} />,
      },
      latency: {
        id: "latency",
        header: t("latency"),
        hint: t("latencyHint"),
        align: "end",
        className: `w-28 ${spread}`,
        phone: "value",
        sortable: true,
        cell: (queue) => <Latency queue={queue} />,
      },
      size: {
        id: "size",
        header: t("size"),
        align: "end",
        className: `w-24 ${spread}`,
        sortable: true,
        cell: (queue) => (
          <TextLink plain href={paths.queue(source, queue.name)}>
            {queue.problem === null ? format.count(queue.size) : "–"}
          </TextLink>
        ),
      },
      trend: {
        id: "trend",
        header: t("lastHour"),
        className: `w-30 ${spread}`,
        phone: "hidden",
        cell: (queue) => <Sparkline values={trends.get(queue.name) ?? []} label={t("trendOf", { name: queue.name })} />,
      },
      in: {
        id: "in",
        header: t("in"),
        hint: t("inHint"),
        align: "end",
        className: `w-22 max-xl:hidden ${spread}`,
        phone: "hidden",
        sortable: true,
        cell: (queue) => <FlowPerMin queue={queue} way="in" />,
      },
      out: {
        id: "out",
        header: t("out"),
        hint: t("outHint"),
        align: "end",
        className: `w-22 max-xl:hidden ${spread}`,
        phone: "hidden",
        sortable: true,
        cell: (queue) => <FlowPerMin queue={queue} way="out" />,
      },
      empty: {
        id: "empty",
        header: t("emptyIn"),
        hint: t("emptyInHint"),
        align: "end",
        className: `w-24 ${spread}`,
        sortable: true,
        cell: (queue) => <EmptyIn queue={queue} />,
      },
      listeners: {
        id: "listeners",
        header: t("listeners"),
        hint: t("listenersHint"),
        align: "end",
        className: `w-24 ${spread}`,
        sortable: true,
        cell: (queue) => <Listeners queue={queue} />,
      },
    };
    return ids.map((id) => all[id]);
  }, [source, ids, trends, wide, t, format]);
}

function QueueName({ source, queue }: { source: string; queue: QueueSummary }) {
  const t = useTranslations("queues");
  return (
    <span className="flex min-w-0 items-center gap-2">
      <TextLink truncate href={paths.queue(source, queue.name)}>
        {queue.name === "" ? t("emptyName") : queue.name}
      </TextLink>
      {queue.paused ? (
        <Badge glyph="pause" level="warn">
          {t("paused")}
        </Badge>
      ) : null}
      {queue.registered ? null : <Badge tip={t("unregisteredHint")}>{t("unregistered")}</Badge>}
      {queue.problem === null ? null : (
        <span className="min-w-0 flex-1">
          <Truncated text={t("problem", { problem: queue.problem })} muted />
        </span>
      )}
    </span>
  );
}

export function Latency({ queue }: { queue: QueueSummary }) {
  const format = useFormat();
  if (queue.latencySec === null || queue.problem !== null) return <Nothing />;
  const text = format.duration(queue.latencySec);
  if (queue.latencySec >= BEHIND_SEC.bad) return <Status level="bad">{text}</Status>;
  if (queue.latencySec >= BEHIND_SEC.warn) return <Status level="warn">{text}</Status>;
  return text;
}

export function FlowPerMin({ queue, way }: { queue: QueueSummary; way: "in" | "out" }) {
  const format = useFormat();
  const flow = flowOf(queue, way);
  if (flow === null) return <Nothing />;
  return flow.atLeast ? <span className="text-ink-2">≥ {format.rate(flow.perMin)}</span> : format.rate(flow.perMin);
}

export function EmptyIn({ queue }: { queue: QueueSummary }) {
  const t = useTranslations("queues");
  const format = useFormat();
  if (queue.size === 0) return <Nothing />;
  if (queue.emptyInSec !== null) return format.durationShort(queue.emptyInSec);
  if (queue.netPerMin === null) return <Nothing />;
  return <span className="text-ink-2">{queue.netPerMin > 0 ? t("growing") : t("never")}</span>;
}

export function Listeners({ queue }: { queue: QueueSummary }) {
  const t = useTranslations("queues");
  const format = useFormat();
  const live = queue.listeners - queue.quietListeners;
  if (live > 0) return format.count(live);
  const words = queue.listeners > 0 ? t("allQuiet") : t("nobody");
  return <Status level={queue.size > 0 ? "bad" : "idle"}>{words}</Status>;
}

function Nothing() {
  return <span className="text-ink-3">–</span>;
}
