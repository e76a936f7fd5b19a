"use client";

import { useTranslations } from "next-intl";
import { useMemo } from "react";
import type { Column } from "@/components/table/column";
import { Badge, Status } from "@/components/ui/status";
import { Truncated } from "@/components/ui/text-link";
import { TimeAgo } from "@/components/ui/time-ago";
import { useFormat } from "@/components/ui/use-format";
import type { ProcessSummary, RunningJob } from "@/lib/domain/process.schema";
import type { Grouping } from "./groups";
import { Slots } from "./slots";

/** What is said of a process; the odd things about it stand as words beside its name. */
export function useProcessColumns(
  slots: ReadonlyMap<string, readonly RunningJob[]>,
  nowMs: number,
  /** What stands above the rows: under its host a process is told by its pid. */
  under: Grouping | null,
): Column<ProcessSummary>[] {
  const t = useTranslations("busy");
  const format = useFormat();
  return useMemo(
    () => [
      {
        id: "process",
        header: t("process"),
        phone: "title",
        className: under === "host" ? "w-[22%]" : "w-[25%]",
        cell: (process) => <ProcessName process={process} under={under} />,
      },
      {
        id: "slots",
        header: t("threads"),
        phone: "bare",
        cell: (process) => (
          <Slots
            concurrency={process.concurrency ?? process.busy}
            busy={process.busy}
            running={slots.get(process.identity) ?? []}
            nowMs={nowMs}
          />
        ),
      },
      {
        id: "busy",
        header: t("busyColumn"),
        align: "end",
        className: "w-20",
        phone: "value",
        cell: (process) => `${format.count(process.busy)} / ${process.concurrency ?? "–"}`,
      },
      {
        id: "longest",
        header: t("longest"),
        hint: t("longestHint"),
        align: "end",
        className: "w-24",
        cell: (process) => {
          const startedAtMs = slots.get(process.identity)?.[0]?.startedAtMs ?? null;
          return startedAtMs === null ? "–" : <TimeAgo atMs={startedAtMs} style="bare" />;
        },
      },
      {
        id: "queues",
        header: t("queues"),
        className: "w-[18%] max-xl:hidden",
        phone: "hidden",
        cell: (process) => <Truncated text={queuesText(process)} muted />,
      },
      {
        id: "rss",
        header: t("rss"),
        hint: t("rssHint"),
        align: "end",
        className: "w-20",
        phone: "hidden",
        cell: (process) => (process.rssBytes === null ? "–" : format.bytes(process.rssBytes)),
      },
      {
        id: "started",
        header: t("started"),
        align: "end",
        className: "w-20 max-xl:hidden",
        phone: "hidden",
        cell: (process) => <TimeAgo atMs={process.startedAtMs} style="short" />,
      },
      {
        id: "beat",
        header: t("heartbeat"),
        align: "end",
        className: "w-24",
        phone: "hidden",
        cell: (process) =>
          process.flags.includes("heartbeat_old") ? (
            <Status level="warn">
              <TimeAgo atMs={process.heartbeatAtMs} style="short" />
            </Status>
          ) : (
            <TimeAgo atMs={process.heartbeatAtMs} style="short" />
          ),
      },
      {
        id: "version",
        header: t("version"),
        align: "end",
        className: "w-20",
        phone: "hidden",
        cell: (process) =>
          process.flags.includes("version_differs") ? (
            <Status level="warn">{process.version}</Status>
          ) : (
            (process.version ?? "–")
          ),
      },
    ],
    [slots, nowMs, under, t, format],
  );
}

function ProcessName({ process, under }: { process: ProcessSummary; under: Grouping | null }) {
  const t = useTranslations("busy");
  const name = under === "host" ? String(process.pid ?? process.identity) : `${process.hostname}:${process.pid ?? "?"}`;
  return (
    <span className="flex min-w-0 items-center gap-1">
      <span className="truncate" data-tip={process.identity}>
        {name}
      </span>
      {under !== "tag" && process.tag !== "" ? <Badge>{process.tag}</Badge> : null}
      {process.labels.map((label) => (
        <Badge key={label}>{label}</Badge>
      ))}
      {process.leader ? <Badge tip={t("leaderHint")}>{t("leader")}</Badge> : null}
      {process.embedded ? <Badge tip={t("embeddedHint")}>{t("embedded")}</Badge> : null}
      {process.quiet ? (
        <Badge level="warn" glyph="pause">
          {t("quietBadge")}
        </Badge>
      ) : null}
      {process.flags.includes("round_trip_slow") ? (
        <Badge level="warn">{t("slowRoundTrip", { ms: Math.round(process.roundTripMs ?? 0) })}</Badge>
      ) : null}
      {process.flags.includes("clock_differs") ? <Badge level="warn">{t("clockDiffers")}</Badge> : null}
    </span>
  );
}

/** By capsule when there is more than one: `default: critical ×3, mailers · pdf: exports`. */
function queuesText(process: ProcessSummary): string {
  const listed = (queues: readonly { name: string; weight: number }[]) =>
    queues.map(({ name, weight }) => (weight > 1 ? `${name} ×${weight}` : name)).join(", ");
  const [only, ...more] = process.capsules;
  if (only === undefined) return process.queues.join(", ");
  if (more.length === 0) return listed(only.queues);
  return process.capsules.map((capsule) => `${capsule.name}: ${listed(capsule.queues)}`).join(" · ");
}
