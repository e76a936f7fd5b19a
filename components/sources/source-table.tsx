"use client";

import { useQueries } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { useVerdictWords } from "@/components/overview/verdict-words";
import { paths } from "@/components/shell/paths";
import type { Column } from "@/components/table/column";
import { DataTable } from "@/components/table/data-table";
import { useHeldOrder } from "@/components/table/use-held-order";
import { type Level, Status } from "@/components/ui/status";
import { TextLink, Truncated } from "@/components/ui/text-link";
import { useFormat } from "@/components/ui/use-format";
import { apiGet } from "@/lib/api/client";
import { keys } from "@/lib/api/keys";
import type { Snapshot } from "@/lib/domain/overview.schema";
import type { SourceSummary } from "@/lib/domain/source.schema";

interface Line {
  source: SourceSummary;
  snapshot: Snapshot | undefined;
  level: "critical" | "warn" | "ok" | "unknown";
}

const RANK = { critical: 0, warn: 1, unknown: 2, ok: 3 };
const LEVEL: Record<Line["level"], Level> = { critical: "bad", warn: "warn", ok: "good", unknown: "idle" };
const NONE: readonly Line[] = [];
const idOf = (line: Line) => line.source.id;
const worstFirst = (a: Line, b: Line) => RANK[a.level] - RANK[b.level] || a.source.label.localeCompare(b.source.label);

/** Every source in one line, worst first once each has said how it is. */
export function SourceTable({ sources }: { sources: readonly SourceSummary[] }) {
  const t = useTranslations("sources");
  const router = useRouter();
  const { snapshots, settled } = useQueries({
    queries: sources.map((source) => ({
      queryKey: [...keys.overview(source.id), "line"],
      queryFn: ({ signal }: { signal: AbortSignal }) => apiGet<Snapshot>(`/${source.id}/overview`, { signal }),
      refetchInterval: 5_000,
    })),
    combine: (results) => ({
      snapshots: results.map((result) => result.data),
      settled: results.every((result) => !result.isPending),
    }),
  });
  const lines = useMemo(() => sources.map((source, index) => lineOf(source, snapshots[index])), [sources, snapshots]);
  const held = useHeldOrder(settled ? lines : NONE, idOf, worstFirst);
  const columns = useColumns();
  return (
    <DataTable
      label={t("title")}
      rows={settled ? held.rows : lines}
      columns={columns}
      rowId={idOf}
      onOpen={(line) => router.push(paths.section(line.source.id, "overview"))}
    />
  );
}

function lineOf(source: SourceSummary, snapshot: Snapshot | undefined): Line {
  if (source.health.state === "down") return { source, snapshot, level: "critical" };
  return { source, snapshot, level: snapshot?.verdict[0]?.level ?? "unknown" };
}

function useColumns(): Column<Line>[] {
  const t = useTranslations("sources");
  const format = useFormat();
  const words = useVerdictWords();
  return useMemo(() => {
    const number = (
      id: "enqueued" | "latency" | "retries" | "dead" | "failed" | "processes",
      value: (snapshot: Snapshot) => string | null,
    ): Column<Line> => ({
      id,
      header: t(id),
      align: "end",
      className: "w-20",
      cell: ({ snapshot }) => {
        if (snapshot === undefined) return "";
        return (snapshot.health.state === "down" ? null : value(snapshot)) ?? "–";
      },
    });
    const total = (value: number | null) => (value === null ? null : format.count(value));
    return [
      {
        id: "name",
        header: t("name"),
        phone: "title",
        className: "w-36",
        cell: ({ source }) => (
          <TextLink truncate href={paths.section(source.id, "overview")}>
            {source.label}
          </TextLink>
        ),
      },
      {
        id: "environment",
        header: t("environment"),
        phone: "value",
        className: "w-28",
        cell: ({ source }) => (
          <span className="flex items-center gap-2">
            <span data-env={source.color} aria-hidden="true" className="env-bar size-2 shrink-0 rounded-full" />
            <Truncated text={source.environment ?? "–"} />
          </span>
        ),
      },
      {
        id: "verdict",
        header: t("verdict"),
        phone: "bare",
        cell: ({ snapshot, level }) => {
          const first = snapshot?.verdict[0];
          return (
            <span className="flex min-w-0 items-center">
              <Status level={LEVEL[level]}>{null}</Status>
              <span className="ml-1 min-w-0 flex-1">
                <Truncated text={snapshot === undefined || first === undefined ? t("reading") : words(first)} />
              </span>
            </span>
          );
        },
      },
      number("enqueued", ({ sizes }) => total(sizes.enqueued)),
      { ...number("latency", ({ worstLatency }) => format.duration(worstLatency?.latencySec ?? 0)), className: "w-28" },
      { ...number("retries", ({ sizes }) => total(sizes.retry)), phone: "hidden", className: "w-24 max-xl:hidden" },
      number("dead", ({ sizes }) => total(sizes.dead)),
      {
        ...number("failed", ({ perMin }) => (perMin.failed === null ? null : format.rate(perMin.failed))),
        phone: "hidden",
        className: "w-24 max-xl:hidden",
      },
      { ...number("processes", ({ sizes }) => total(sizes.processes)), phone: "hidden" },
    ];
  }, [t, format, words]);
}
