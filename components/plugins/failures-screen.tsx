"use client";

import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { ErrorCell } from "@/components/jobs/error-cell";
import { paths, useSource } from "@/components/shell/route";
import type { Column } from "@/components/table/column";
import { TextLink, Truncated } from "@/components/ui/text-link";
import { TimeAgo } from "@/components/ui/time-ago";
import { failuresQuery } from "@/lib/api/queries/plugins";
import type { FailureEntry } from "@/lib/domain/plugin.schema";
import { JobCell } from "./job-cell";
import { PluginList } from "./plugin-list";

/** What sidekiq-failures wrote down. */
export function FailuresScreen() {
  const t = useTranslations("plugins.failures");
  return (
    <PluginList
      title={t("title")}
      summary={(page) => (page === undefined ? null : t("summary", { total: page.total }))}
      note={t("note")}
      queryOf={failuresQuery}
      rowsOf={(page) => page.failures}
      rowId={({ id }) => id}
      textOf={(one) => [one.class, one.args, one.jid, one.queue, one.error?.class, one.error?.message, one.processor]}
      columns={useColumns()}
      empty={{ title: t("empty"), help: t("emptyHelp") }}
      walked={false}
    />
  );
}

function useColumns(): Column<FailureEntry>[] {
  const source = useSource() ?? "";
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
            <JobCell
              name={name ?? jid ?? all("unknown")}
              args={args}
              href={jid === null ? null : paths.job(source, jid)}
            />
          ),
        },
        {
          id: "error",
          header: t("error"),
          phone: "bare",
          cell: ({ error }) => (error === null ? null : <ErrorCell error={error} />),
        },
        {
          id: "queue",
          header: t("queue"),
          className: "w-32 max-xl:w-28",
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
          className: "w-52 max-xl:hidden",
          phone: "hidden",
          cell: ({ processor }) => <Truncated text={processor ?? ""} mono />,
        },
        {
          id: "when",
          header: t("when"),
          className: "w-28 max-xl:w-24",
          cell: ({ atMs }) => <TimeAgo atMs={atMs} style="short" />,
        },
      ] satisfies Column<FailureEntry>[],
    [t, all, source],
  );
}
