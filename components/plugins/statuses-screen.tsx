"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import { paths, useSource } from "@/components/shell/route";
import type { Column } from "@/components/table/column";
import { Badge, type Level, Status } from "@/components/ui/status";
import { TextLink, Truncated } from "@/components/ui/text-link";
import { TimeAgo } from "@/components/ui/time-ago";
import { statusesQuery } from "@/lib/api/queries/plugins";
import type { StatusEntry } from "@/lib/domain/plugin.schema";
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
  const source = useSource() ?? "";
  const [cursor, setCursor] = useState<string | null>(null);
  const query = useQuery({ ...statusesQuery(source, cursor), enabled: source !== "" });
  return (
    <PluginList
      title={t("title")}
      summary={t("summary")}
      query={query}
      rows={query.data?.statuses}
      rowId={(status) => status.jid}
      columns={useColumns(source)}
      empty={{ title: t("empty"), help: t("emptyHelp") }}
      cursor={cursor}
      onGo={setCursor}
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

function useColumns(source: string): Column<StatusEntry>[] {
  const t = useTranslations("plugins.statuses");
  return useMemo(
    () =>
      [
        {
          id: "job",
          header: t("job"),
          phone: "title",
          cell: ({ class: name, jid, args }) => (
            <span className="flex min-w-0 items-baseline gap-2">
              <span className="min-w-0 max-w-[60%] shrink-0 truncate">
                <TextLink href={paths.job(source, jid)} truncate>
                  {name ?? jid}
                </TextLink>
              </span>
              <span className="min-w-0 flex-1 truncate font-mono text-ink-3 text-small" data-tip="">
                {args}
              </span>
            </span>
          ),
        },
        {
          id: "status",
          header: t("status"),
          className: "w-40",
          phone: "value",
          cell: (status) => <StatusWord status={status} />,
        },
        {
          id: "progress",
          header: t("progress"),
          className: "w-32",
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
          className: "w-28",
          cell: ({ updatedAtMs }) => <TimeAgo atMs={updatedAtMs} style="short" />,
        },
      ] satisfies Column<StatusEntry>[],
    [t, source],
  );
}
