"use client";

import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { paths, useSource } from "@/components/shell/route";
import type { Column } from "@/components/table/column";
import { Badge, type Level, Status } from "@/components/ui/status";
import { Truncated } from "@/components/ui/text-link";
import { TimeAgo } from "@/components/ui/time-ago";
import { statusesQuery } from "@/lib/api/queries/plugins";
import type { StatusEntry } from "@/lib/domain/plugin.schema";
import { JobCell } from "./job-cell";
import { PluginList } from "./plugin-list";

const LEVEL: Readonly<Record<string, Level>> = {
  complete: "good",
  failed: "bad",
  interrupted: "warn",
  retrying: "warn",
  stopped: "idle",
};

/** What jobs say of themselves through sidekiq-status. */
export function StatusesScreen() {
  const t = useTranslations("plugins.statuses");
  return (
    <PluginList
      title={t("title")}
      summary={() => t("summary")}
      queryOf={statusesQuery}
      rowsOf={(page) => page.statuses}
      rowId={({ jid }) => jid}
      textOf={({ class: name, args, jid, status, message }) => [name, args, jid, status, message]}
      columns={useColumns()}
      empty={{ title: t("empty"), help: t("emptyHelp") }}
      walked
    />
  );
}

/** The word of the plug-in, and what was asked of the job. */
export function StatusWord({ status }: { status: StatusEntry }) {
  const t = useTranslations("plugins.statuses");
  return (
    <span className="inline-flex items-center gap-2">
      <Status level={LEVEL[status.status] ?? "info"}>{status.status}</Status>
      {status.stopAsked ? <Badge level="warn">{t("stopAsked")}</Badge> : null}
    </span>
  );
}

function useColumns(): Column<StatusEntry>[] {
  const source = useSource() ?? "";
  const t = useTranslations("plugins.statuses");
  return useMemo(
    () =>
      [
        {
          id: "job",
          header: t("job"),
          phone: "title",
          cell: ({ class: name, jid, args }) => (
            <JobCell name={name ?? jid} args={args} href={paths.job(source, jid)} />
          ),
        },
        {
          id: "status",
          header: t("status"),
          className: "w-40 max-xl:w-30",
          phone: "value",
          cell: (status) => <StatusWord status={status} />,
        },
        {
          id: "progress",
          header: t("progress"),
          className: "w-32 max-xl:w-24",
          align: "end",
          cell: ({ at, total }) => (at === null || total === null ? "" : t("of", { at, total })),
        },
        {
          id: "message",
          header: t("message"),
          phone: "bare",
          cell: ({ message }) => <Truncated text={message ?? ""} />,
        },
        {
          id: "updated",
          header: t("updated"),
          className: "w-28 max-xl:w-24",
          cell: ({ updatedAtMs }) => <TimeAgo atMs={updatedAtMs} style="short" />,
        },
      ] satisfies Column<StatusEntry>[],
    [t, source],
  );
}
