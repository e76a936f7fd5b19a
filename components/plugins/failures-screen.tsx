"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import { paths, useSource } from "@/components/shell/route";
import type { Column } from "@/components/table/column";
import { TextLink, Truncated } from "@/components/ui/text-link";
import { TimeAgo } from "@/components/ui/time-ago";
import { failuresQuery } from "@/lib/api/queries/plugins";
import type { FailureEntry } from "@/lib/domain/plugin.schema";
import { PluginList } from "./plugin-list";

/** What sidekiq-failures wrote down. */
export function FailuresScreen() {
  const t = useTranslations("plugins.failures");
  const source = useSource() ?? "";
  const [cursor, setCursor] = useState<string | null>(null);
  const query = useQuery({ ...failuresQuery(source, cursor), enabled: source !== "" });
  return (
    <PluginList
      title={t("title")}
      summary={query.data === undefined ? null : t("summary", { total: query.data.total })}
      note={t("note")}
      query={query}
      rows={query.data?.failures}
      rowId={(failure) => failure.id}
      columns={useColumns(source)}
      empty={{ title: t("empty"), help: t("emptyHelp") }}
      cursor={cursor}
      onGo={setCursor}
      walked={false}
    />
  );
}

function useColumns(source: string): Column<FailureEntry>[] {
  const t = useTranslations("plugins.failures");
  const all = useTranslations("plugins");
  return useMemo(
    () =>
      [
        {
          id: "job",
          header: t("job"),
          phone: "title",
          cell: ({ class: name, jid, args }) => (
            <span className="flex min-w-0 items-baseline gap-2">
              {jid === null ? (
                <span className="truncate">{name ?? all("unknown")}</span>
              ) : (
                <span className="min-w-0 shrink-0 max-w-[60%] truncate">
                  <TextLink href={paths.job(source, jid)} truncate>
                    {name ?? jid}
                  </TextLink>
                </span>
              )}
              <span className="min-w-0 flex-1 truncate font-mono text-ink-3 text-small" data-tip="">
                {args}
              </span>
            </span>
          ),
        },
        {
          id: "error",
          header: t("error"),
          phone: "bare",
          cell: ({ error }) => <Truncated text={[error?.class, error?.message].filter(Boolean).join(": ")} />,
        },
        {
          id: "queue",
          header: t("queue"),
          className: "w-32",
          phone: "hidden",
          cell: ({ queue }) =>
            queue === null ? (
              ""
            ) : (
              <TextLink plain href={paths.queue(source, queue)} truncate>
                {queue}
              </TextLink>
            ),
        },
        {
          id: "processor",
          header: t("processor"),
          className: "w-40",
          phone: "hidden",
          cell: ({ processor }) => <Truncated text={processor ?? ""} mono />,
        },
        {
          id: "when",
          header: t("when"),
          className: "w-28",
          cell: ({ atMs }) => <TimeAgo atMs={atMs} style="short" />,
        },
      ] satisfies Column<FailureEntry>[],
    [t, all, source],
  );
}
