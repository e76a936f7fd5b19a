"use client";

import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { usePageCursor, usePageFilter } from "@/components/shell/page-filter";
import { PageHeader } from "@/components/shell/page-header";
import { paths } from "@/components/shell/route";
import { SourceBody, WaitingPage } from "@/components/shell/source-body";
import type { Column } from "@/components/table/column";
import { CursorPager } from "@/components/table/cursor-pager";
import { DataTable } from "@/components/table/data-table";
import { Loaded } from "@/components/ui/loaded";
import { Empty } from "@/components/ui/states";
import { TextLink } from "@/components/ui/text-link";
import { TimeAgo } from "@/components/ui/time-ago";
import { operationsQuery } from "@/lib/api/queries/operations";
import { refresh } from "@/lib/api/refresh";
import type { Operation } from "@/lib/domain/operation.schema";
import { OperationStateWord, useOperationTitle } from "./operation-words";
import { Progress } from "./progress";

export function OperationsScreen() {
  const t = useTranslations("operations");
  return <SourceBody waiting={<WaitingPage title={t("title")} />}>{(source) => <Ledger source={source} />}</SourceBody>;
}

function Ledger({ source }: { source: string }) {
  const t = useTranslations("operations");
  const router = useRouter();
  const titleOf = useOperationTitle();
  const [cursor, setCursor] = usePageCursor();
  const query = useQuery({ ...operationsQuery(source, cursor), ...refresh.live(false) });
  const columns = useOperationColumns(source);
  const { box, rows, nothing } = usePageFilter(query.data?.operations ?? [], (operation) => [
    titleOf(operation),
    operation.actor,
    operation.reason,
    operation.state,
    operation.id,
  ]);
  return (
    <>
      <PageHeader title={t("title")} />
      {box}
      <Loaded query={query} data={query.data}>
        {({ nextCursor }) => (
          <>
            <DataTable
              label={t("title")}
              rows={rows}
              columns={columns}
              rowId={(operation) => operation.id}
              onOpen={(operation) => router.push(paths.operation(source, operation.id))}
              empty={nothing ?? <Empty title={t("empty")}>{t("emptyHelp")}</Empty>}
            />
            <div className="pt-2">
              <CursorPager cursor={cursor} next={nextCursor} onGo={setCursor} />
            </div>
          </>
        )}
      </Loaded>
    </>
  );
}

function useOperationColumns(source: string): Column<Operation>[] {
  const t = useTranslations("operations");
  const titleOf = useOperationTitle();
  return useMemo(
    () => [
      {
        id: "what",
        header: t("column.what"),
        phone: "title",
        cell: (operation) => (
          <TextLink href={paths.operation(source, operation.id)} plain truncate tabIndex={-1}>
            <bdi>{titleOf(operation)}</bdi>
          </TextLink>
        ),
      },
      {
        id: "state",
        header: t("column.state"),
        className: "w-40",
        phone: "value",
        cell: (operation) => <OperationStateWord operation={operation} />,
      },
      {
        id: "progress",
        header: t("column.progress"),
        className: "w-44",
        phone: "bare",
        cell: (operation) => <ProgressCell operation={operation} />,
      },
      {
        id: "result",
        header: t("column.result"),
        className: "w-44",
        phone: "bare",
        cell: (operation) => <ResultCell operation={operation} />,
      },
      {
        id: "actor",
        header: t("column.actor"),
        className: "w-24",
        cell: (operation) => (
          <bdi className="block truncate" data-tip="">
            {operation.actor}
          </bdi>
        ),
      },
      {
        id: "when",
        header: t("column.when"),
        className: "w-24",
        phone: "bare",
        cell: (operation) => <TimeAgo atMs={operation.startedAtMs ?? operation.createdAtMs} style="short" />,
      },
    ],
    [t, titleOf, source],
  );
}

function ProgressCell({ operation }: { operation: Operation }) {
  const t = useTranslations("operations");
  const counting = operation.state === "freezing";
  const value = counting ? operation.scanned : operation.processed;
  const max = counting ? operation.setSize : operation.total;
  const text = counting
    ? t("counting", { scanned: value, total: max })
    : t("progress", { processed: value, total: max });
  return (
    <span className="grid w-full gap-1">
      <span className="truncate text-small leading-4" data-tip="">
        {text}
      </span>
      <Progress label={text} value={value} max={max} />
    </span>
  );
}

function ResultCell({ operation }: { operation: Operation }) {
  const t = useTranslations("jobs.outcome");
  const audit = useTranslations("audit.result");
  const { done, gone, refused, unknown } = operation;
  const parts = [
    done > 0 ? audit("done", { count: done }) : null,
    gone > 0 ? t("gone", { count: gone }) : null,
    refused > 0 ? audit("refusedCount", { count: refused }) : null,
    unknown > 0 ? audit("unknown", { count: unknown }) : null,
  ].filter((part) => part !== null);
  return (
    <span className="block truncate text-ink-2" data-tip="">
      {parts.join(", ")}
    </span>
  );
}
