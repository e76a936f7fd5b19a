"use client";

import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { Sparkline } from "@/components/charts/sparkline";
import { paths } from "@/components/shell/paths";
import type { Column } from "@/components/table/column";
import { TextLink } from "@/components/ui/text-link";
import { useFormat } from "@/components/ui/use-format";
import type { ClassRow, MetricsRange } from "@/lib/domain/metrics.schema";
import { QuantileText } from "./quantile-text";
import { over } from "./series";

export const CLASS_SORTS = ["class", "executions", "failures", "share", "mean", "p50", "p95", "p99", "total"] as const;
export type ClassSort = (typeof CLASS_SORTS)[number];

/** What a row is sorted by; what is unknown is null. */
export function sortValue(row: ClassRow, sort: ClassSort): number | string | null {
  switch (sort) {
    case "class":
      return row.class;
    case "share":
      return shareOf(row);
    case "mean":
      return row.meanMs;
    case "total":
      return row.totalMs;
    case "p50":
    case "p95":
    case "p99":
      return row[sort]?.ms ?? null;
    default:
      return row[sort];
  }
}

export const shareOf = ({ executions, failures }: Pick<ClassRow, "executions" | "failures">) =>
  executions === 0 ? null : failures / executions;

export function useClassColumns(source: string, range: MetricsRange, kept: boolean): Column<ClassRow>[] {
  const t = useTranslations("metrics");
  const format = useFormat();
  return useMemo(() => {
    const quantile = (id: "p50" | "p95" | "p99"): Column<ClassRow> => ({
      id,
      header: t(id),
      hint: kept ? t("quantileHint", { share: id.slice(1) }) : t("quantileKept"),
      align: "end",
      className: id === "p50" ? "w-24 max-xl:hidden" : "w-24",
      sortable: true,
      cell: (row) => <QuantileText value={row[id]} />,
    });
    return [
      {
        id: "class",
        header: t("class"),
        phone: "title",
        sortable: true,
        cell: (row) => (
          <TextLink
            truncate
            href={`${paths.classMetrics(source, row.class)}${range === "1h" ? "" : `?range=${range}`}`}
          >
            <bdi>{row.class}</bdi>
          </TextLink>
        ),
      },
      {
        id: "executions",
        header: t("executions"),
        hint: t("executionsHint"),
        align: "end",
        className: "w-32 max-xl:w-24",
        phone: "value",
        sortable: true,
        cell: (row) => format.count(row.executions),
      },
      {
        id: "failures",
        header: t("failures"),
        align: "end",
        className: "w-22",
        sortable: true,
        cell: (row) => (row.failures === 0 ? <Zero /> : format.count(row.failures)),
      },
      {
        id: "share",
        header: t("failureShare"),
        align: "end",
        className: "w-26 max-xl:w-24",
        sortable: true,
        cell: (row) => <FailureShare row={row} />,
      },
      {
        id: "mean",
        header: t("mean"),
        hint: t("meanHint"),
        align: "end",
        className: "w-22 max-xl:hidden",
        phone: "hidden",
        sortable: true,
        cell: (row) => (row.meanMs === null ? <Nothing /> : format.millis(row.meanMs)),
      },
      quantile("p50"),
      quantile("p95"),
      quantile("p99"),
      {
        id: "total",
        header: t("total"),
        hint: t("totalHint"),
        align: "end",
        className: "w-28 max-xl:w-24",
        sortable: true,
        cell: (row) => format.millis(row.totalMs),
      },
      {
        id: "trend",
        header: t("trend"),
        className: "w-36 max-xl:hidden",
        phone: "hidden",
        cell: (row) => <Sparkline values={over(row.trend)} label={t("trendOf", { name: row.class })} />,
      },
    ];
  }, [source, range, kept, t, format]);
}

/** Failed attempts of all, in percent; with one digit as long as that says more. */
export function FailureShare({ row }: { row: Pick<ClassRow, "executions" | "failures"> }) {
  const share = shareOf(row);
  if (share === null) return <Nothing />;
  if (share === 0) return <Zero />;
  const percent = share * 100;
  return <>{percent < 0.1 ? "< 0.1" : percent.toFixed(1)}</>;
}

function Zero() {
  return <span className="text-ink-3">0</span>;
}

function Nothing() {
  return <span className="text-ink-3">–</span>;
}
