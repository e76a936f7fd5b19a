"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { PageHeader } from "@/components/shell/page-header";
import { useSource } from "@/components/shell/route";
import { DataTable } from "@/components/table/data-table";
import { Empty, ErrorPanel, Skeleton } from "@/components/ui/states";
import { profilesQuery } from "@/lib/api/queries/metrics";
import { useProfileColumns } from "./profile-columns";

/** Recorded runs of the last day. */
export function ProfilesScreen() {
  const t = useTranslations("profiles");
  const source = useSource() ?? "";
  const { data, error, refetch } = useQuery({ ...profilesQuery(source), enabled: source !== "" });
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
          <DataTable
            label={t("list")}
            rows={data.profiles}
            columns={columns}
            rowId={(profile) => profile.key}
            empty={<Empty title={t("none")}>{t("noneHint")}</Empty>}
          />
        </>
      )}
    </>
  );
}
