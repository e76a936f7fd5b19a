"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { parseAsBoolean, parseAsStringLiteral, useQueryState } from "nuqs";
import { useMemo } from "react";
import { paths } from "@/components/shell/paths";
import type { Sorting } from "@/components/table/column";
import { DataTable } from "@/components/table/data-table";
import { Empty } from "@/components/ui/states";
import type { ClassRow, MetricsOverview } from "@/lib/domain/metrics.schema";
import { METRICS_SPANS } from "@/lib/domain/run-times";
import { CLASS_SORTS, type ClassSort, sortValue, useClassColumns } from "./class-columns";

const collator = new Intl.Collator("en", { numeric: true });

/** Every class that ran, sorted here: the answer holds them all. */
export function ClassTable({ source, data, filtered }: { source: string; data: MetricsOverview; filtered: boolean }) {
  const t = useTranslations("metrics");
  const router = useRouter();
  const [sort, setSort] = useQueryState("sort", parseAsStringLiteral(CLASS_SORTS).withDefault("total"));
  const [desc, setDesc] = useQueryState("desc", parseAsBoolean.withDefault(true));
  const rows = useMemo(() => data.classes.toSorted(comparing(sort, desc)), [data.classes, sort, desc]);
  const columns = useClassColumns(source, data.range, METRICS_SPANS[data.range].stepMs === 60_000);
  const changeSorting = ({ id, desc: down }: Sorting) => {
    const column = CLASS_SORTS.find((candidate) => candidate === id);
    if (column === undefined) return;
    void setSort(column);
    void setDesc(down);
  };
  const more = data.classTotal - data.classes.length;
  return (
    <>
      <DataTable
        label={t("list")}
        rows={rows}
        columns={columns}
        rowId={(row) => row.class}
        sorting={{ id: sort, desc }}
        onSortingChange={changeSorting}
        onOpen={(row) => router.push(paths.classMetrics(source, row.class))}
        empty={
          filtered ? (
            <Empty title={t("noMatch")}>{t("noMatchHint")}</Empty>
          ) : (
            <Empty title={t("none")}>{t("noneHint")}</Empty>
          )
        }
      />
      {more > 0 ? <p className="pt-2 text-ink-2">{t("notShown", { count: more })}</p> : null}
    </>
  );
}

/** What is unknown comes last whichever way; what is equal is ordered by name. */
function comparing(sort: ClassSort, desc: boolean) {
  return (a: ClassRow, b: ClassRow): number => {
    const [left, right] = [sortValue(a, sort), sortValue(b, sort)];
    if (left !== right) {
      if (left === null) return 1;
      if (right === null) return -1;
      const order =
        typeof left === "number" && typeof right === "number"
          ? left - right
          : collator.compare(String(left), String(right));
      if (order !== 0) return desc ? -order : order;
    }
    return collator.compare(a.class, b.class);
  };
}
