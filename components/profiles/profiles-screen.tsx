"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { usePageFilter } from "@/components/shell/page-filter";
import { PageHeader } from "@/components/shell/page-header";
import { SourceBody, WaitingPage } from "@/components/shell/source-body";
import { DataTable } from "@/components/table/data-table";
import { Empty, ErrorPanel, Skeleton } from "@/components/ui/states";
import { profilesQuery } from "@/lib/api/queries/metrics";
import { useProfileColumns } from "./profile-columns";

/** Recorded runs of the last day. */
export function ProfilesScreen() {
  const t = useTranslations("profiles");
  return <SourceBody waiting={<WaitingPage title={t("list")} />}>{(source) => <Listed source={source} />}</SourceBody>;
}

function Listed({ source }: { source: string }) {
  const t = useTranslations("profiles");
  const { data, error, refetch } = useQuery(profilesQuery(source));
  const { box, rows, nothing } = usePageFilter(data?.profiles ?? [], ({ class: name, jid, token }) => [
    name,
    jid,
    token,
  ]);
  const columns = useProfileColumns(source, data?.maxBytes ?? 0);
  return (
    <>
      <PageHeader title={t("list")} summary={data === undefined ? null : t("summary", { count: data.total })} />
      {error === null ? null : <ErrorPanel error={error} onRetry={() => void refetch()} />}
      {data === undefined ? (
        error === null ? (
          <Skeleton className="h-64 w-full" />
        ) : null
      ) : (
        <>
          <p className="pb-2 text-ink-2">{t("nowhere")}</p>
          {box}
          <DataTable
            label={t("list")}
            rows={rows}
            columns={columns}
            rowId={(profile) => profile.key}
            empty={nothing ?? <Empty title={t("none")}>{t("noneHint")}</Empty>}
          />
        </>
      )}
    </>
  );
}
