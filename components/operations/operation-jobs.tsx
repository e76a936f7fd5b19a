"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { paths } from "@/components/shell/route";
import type { Column } from "@/components/table/column";
import { DataTable } from "@/components/table/data-table";
import { Button } from "@/components/ui/button";
import { Loaded } from "@/components/ui/loaded";
import { TextLink, Truncated } from "@/components/ui/text-link";
import { useFormat } from "@/components/ui/use-format";
import { withBase } from "@/lib/api/base-path";
import { outcomesQuery } from "@/lib/api/queries/operations";
import type { Operation, OperationOutcomes } from "@/lib/domain/operation.schema";
import { isFinal } from "./scope";

type Outcome = OperationOutcomes["outcomes"][number];
const PAGE = 1_000;
const SHOWN = 50;

/** The frozen list: every job with what became of it, a page at a time, and all of it to download. */
export function OperationJobs({ operation, source }: { operation: Operation; source: string }) {
  const t = useTranslations("operations");
  const [from, setFrom] = useState(0);
  const page = Math.floor(from / PAGE) * PAGE;
  const query = useQuery({
    ...outcomesQuery(source, operation.id, page),
    refetchInterval: isFinal(operation) || operation.state === "frozen" ? false : 3_000,
  });
  const columns = useColumns(source);
  const link = (format: "csv" | "ndjson") =>
    withBase(`/api/v1/${source}/operations/${encodeURIComponent(operation.id)}/download?format=${format}`);
  return (
    <section className="grid min-w-0 gap-2">
      <h2 className="flex items-baseline gap-3 border-line border-b pb-1 font-strong">
        {t("jobs")}
        <span className="ml-auto flex gap-3 font-normal">
          <a className="text-accent hover:underline" href={link("csv")} download>
            {t("download.csv")}
          </a>
          <a className="text-accent hover:underline" href={link("ndjson")} download>
            {t("download.ndjson")}
          </a>
        </span>
      </h2>
      <Loaded query={query} data={query.data}>
        {({ outcomes }) => (
          <DataTable
            label={t("jobs")}
            rows={outcomes.slice(from - page, from - page + SHOWN)}
            columns={columns}
            rowId={(row) => String(row.index)}
          />
        )}
      </Loaded>
      {operation.total > SHOWN ? (
        <div className="flex items-center justify-end gap-2">
          <span className="text-ink-2">
            {t("range", { from: from + 1, to: Math.min(from + SHOWN, operation.total), total: operation.total })}
          </span>
          <Button size="small" disabled={from === 0} onClick={() => setFrom(Math.max(0, from - SHOWN))}>
            {t("previous")}
          </Button>
          <Button size="small" disabled={from + SHOWN >= operation.total} onClick={() => setFrom(from + SHOWN)}>
            {t("next")}
          </Button>
        </div>
      ) : null}
    </section>
  );
}

function useColumns(source: string): Column<Outcome>[] {
  const t = useTranslations("operations");
  const reasons = useTranslations("jobs.reason");
  const format = useFormat();
  return [
    {
      id: "index",
      header: t("column.index"),
      align: "end",
      className: "w-16",
      phone: "hidden",
      cell: (row) => format.count(row.index + 1),
    },
    {
      id: "jid",
      header: t("column.jid"),
      className: "w-56",
      phone: "title",
      cell: (row) =>
        row.jid === null ? null : (
          <TextLink href={paths.job(source, row.jid)} plain truncate>
            <span className="font-mono text-small">{row.jid}</span>
          </TextLink>
        ),
    },
    {
      id: "class",
      header: t("column.class"),
      phone: "bare",
      cell: (row) => <Truncated text={row.class ?? ""} />,
    },
    {
      id: "queue",
      header: t("column.queue"),
      className: "w-32",
      cell: (row) => <Truncated text={row.queue ?? ""} />,
    },
    {
      id: "outcome",
      header: t("column.outcome"),
      className: "w-56",
      phone: "value",
      cell: (row) => (
        <Truncated
          text={[t(`count.${row.status}`), row.reason === null ? null : reasons(row.reason)]
            .filter((part) => part !== null)
            .join(": ")}
        />
      ),
    },
  ];
}
