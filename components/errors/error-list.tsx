"use client";

import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { FilterBox } from "@/components/shell/filter-box";
import { NoKeys } from "@/components/shell/no-keys";
import { PageHeader } from "@/components/shell/page-header";
import { paths } from "@/components/shell/paths";
import { DataTable } from "@/components/table/data-table";
import { Segmented } from "@/components/ui/segmented";
import { Select } from "@/components/ui/select";
import { Empty, ErrorPanel, Skeleton } from "@/components/ui/states";
import { Notice } from "@/components/ui/status";
import { ERROR_SORTS, ERROR_STATES, errorsEverywhereQuery, errorsQuery } from "@/lib/api/queries/errors";
import type { ErrorGroup } from "@/lib/domain/error.schema";
import { CoverageLine } from "./coverage-line";
import { useErrorColumns } from "./error-columns";

/** What fails, by cause: of one source, or of all of them (`source` null). */
export function ErrorGroups({ source }: { source: string | null }) {
  const t = useTranslations("causes");
  const router = useRouter();
  const [view, setView] = useQueryStates(
    {
      q: parseAsString.withDefault(""),
      state: parseAsStringLiteral(ERROR_STATES).withDefault("open"),
      sort: parseAsStringLiteral(ERROR_SORTS).withDefault("recent"),
    },
    { history: "replace", scroll: false },
  );
  const one = useQuery({ ...errorsQuery(source ?? "", view), enabled: source !== null && source !== "" });
  const all = useQuery({ ...errorsEverywhereQuery(view), enabled: source === null });
  const { data, error, refetch } = source === null ? all : one;
  const columns = useErrorColumns(source === null);
  /** Before everything was read, none found is no sign that there are none. */
  const unread = source !== null && one.data?.coverage.complete === false && one.data.groups.length === 0;
  const states = source === null ? undefined : one.data?.states;
  const failed = source === null ? (all.data?.sources.filter((each) => each.error !== null) ?? []) : [];
  const covered = source === null ? all.data?.sources : one.data && [{ source, coverage: one.data.coverage }];
  const unreadable = (covered ?? []).flatMap((each) =>
    (each.coverage?.unreadable ?? []).map((set) => ({ source: each.source, set })),
  );
  return (
    <>
      <PageHeader
        title={source === null ? t("titleAll") : t("title")}
        summary={
          source === null ? (
            all.data && t("sources", { count: all.data.sources.length })
          ) : one.data === undefined ? null : (
            <>
              {t("summary", one.data.failures)} · <CoverageLine coverage={one.data.coverage} />
            </>
          )
        }
      />
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 pb-1">
        <FilterBox label={t("filter")} value={view.q} onChange={(q) => void setView({ q: q === "" ? null : q })} />
        <Segmented
          label={t("state.label")}
          value={view.state}
          options={ERROR_STATES.map((value) => ({
            value,
            label:
              states === undefined
                ? t(`state.${value}`)
                : t("state.counted", { state: t(`state.${value}`), count: states[value] }),
          }))}
          onChange={(state) => void setView({ state })}
        />
        <Select
          label={t("sort.label")}
          hideLabel
          value={view.sort}
          options={ERROR_SORTS.map((value) => ({ value, label: t(`sort.${value}`) }))}
          onChange={(sort) => void setView({ sort })}
        />
        <span className="flex-1" />
        {data !== undefined && data.total > data.groups.length ? (
          <span className="text-ink-2">{t("shown", { shown: data.groups.length, total: data.total })}</span>
        ) : null}
      </div>
      {error === null ? null : <ErrorPanel error={error} onRetry={() => void refetch()} />}
      {failed.map((each) => (
        <Notice key={each.source} level="warn">
          {t("sourceFailed", { source: each.source })}
        </Notice>
      ))}
      {unreadable.map((each) => (
        <Notice key={`${each.source} ${each.set}`} level="warn">
          {source === null ? t("unreadableAt", each) : t("unreadable", each)}
        </Notice>
      ))}
      {data === undefined || unread ? (
        error === null ? (
          <Skeleton className="h-96 w-full" />
        ) : null
      ) : (
        <DataTable
          label={t("title")}
          rows={data.groups}
          columns={columns}
          rowId={(group) => `${group.source} ${group.id}`}
          rowLabel={(group) => group.errorClass ?? t("noError")}
          onOpen={(group: ErrorGroup) => router.push(paths.error(group.source, group.id))}
          empty={
            <>
              <Empty title={view.q === "" ? t(`empty.${view.state}`) : t("empty.filter")}>
                {view.q === "" && view.state === "open" ? t("empty.help") : undefined}
              </Empty>
              <NoKeys />
            </>
          }
        />
      )}
      <p className="max-w-[90ch] pt-3 text-ink-3 text-small">{t("limits")}</p>
    </>
  );
}
