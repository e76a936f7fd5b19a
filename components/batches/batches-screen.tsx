"use client";

import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { FilterBox } from "@/components/shell/filter-box";
import { PageHeader } from "@/components/shell/page-header";
import { paths } from "@/components/shell/route";
import { SourceBody, WaitingPage } from "@/components/shell/source-body";
import { CursorPager } from "@/components/table/cursor-pager";
import { DataTable } from "@/components/table/data-table";
import { Loaded } from "@/components/ui/loaded";
import { Segmented } from "@/components/ui/segmented";
import { Empty } from "@/components/ui/states";
import { batchesQuery } from "@/lib/api/queries/plugins";
import { useBatchColumns } from "./batch-columns";

const KINDS = ["pro", "open_source"] as const;

export function BatchesScreen() {
  const t = useTranslations("batches");
  return (
    <SourceBody waiting={<WaitingPage title={t("title")} />}>{(source) => <BatchList source={source} />}</SourceBody>
  );
}

function BatchList({ source }: { source: string }) {
  const t = useTranslations("batches");
  const router = useRouter();
  const [view, setView] = useQueryStates(
    { kind: parseAsStringLiteral(KINDS), q: parseAsString.withDefault(""), cursor: parseAsString },
    { history: "replace", scroll: false },
  );
  const query = useQuery(batchesQuery(source, view));
  const page = query.data;
  const kind = page?.kind ?? "pro";
  const columns = useBatchColumns(source);
  return (
    <>
      <PageHeader
        title={t("title")}
        summary={
          page === undefined
            ? null
            : kind === "pro" || (page.complete && view.cursor === null)
              ? t("summary", { total: kind === "pro" ? page.total : page.batches.length })
              : t("keysSummary", { scanned: page.scanned, total: page.total })
        }
      />
      <div className="flex flex-wrap items-center gap-3 pb-1">
        <FilterBox
          label={t("filter")}
          value={view.q}
          onChange={(text) => void setView({ q: text === "" ? null : text, cursor: null })}
        />
        {page?.kinds.pro && page.kinds.open_source ? (
          <Segmented
            label={t("kind")}
            value={kind}
            options={KINDS.map((value) => ({ value, label: t(`kinds.${value}`) }))}
            onChange={(next) => void setView({ kind: next, cursor: null })}
          />
        ) : null}
        <span className="flex-1" />
        <CursorPager
          cursor={view.cursor}
          next={page?.nextCursor ?? null}
          onGo={(cursor) => void setView({ cursor }, { history: "push" })}
        />
      </div>
      <Loaded query={query} data={page}>
        {({ batches }) => (
          <DataTable
            label={t("title")}
            rows={batches}
            columns={columns}
            rowId={(batch) => batch.bid}
            onOpen={(batch) => router.push(paths.batch(source, batch.bid))}
            rowTone={(batch) => (batch.state === "died" ? "bad" : undefined)}
            empty={
              <Empty title={view.q === "" ? t("empty") : t("emptyFilter")}>
                {view.q === "" ? t("emptyHelp") : undefined}
              </Empty>
            }
          />
        )}
      </Loaded>
    </>
  );
}
