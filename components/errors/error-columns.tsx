"use client";

import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { paths } from "@/components/shell/paths";
import type { Column } from "@/components/table/column";
import { TextLink } from "@/components/ui/text-link";
import { TimeAgo } from "@/components/ui/time-ago";
import { useFormat } from "@/components/ui/use-format";
import type { ErrorGroup } from "@/lib/domain/error.schema";
import { CountedWhere } from "./counted-where";
import { NormalMessage } from "./error-name";
import { StateBadge } from "./state-badge";
import { TrendBars } from "./trend-bars";

/** Trend, name, count and where it was counted, last, first, jobs and queues, state. */
export function useErrorColumns(withSource: boolean): Column<ErrorGroup>[] {
  const t = useTranslations("causes");
  const format = useFormat();
  return useMemo(
    () => [
      {
        id: "trend",
        header: t("column.trend"),
        hint: t("column.trendHint"),
        className: "w-36",
        phone: "bare",
        cell: (group) => (
          <TrendBars
            values={group.trend}
            label={t("trendLabel", { count: group.trend.reduce((sum, value) => sum + value, 0) })}
          />
        ),
      },
      {
        id: "error",
        header: t("column.error"),
        phone: "title",
        cell: (group) => (
          <div className="min-w-0 py-1 leading-4">
            <div className="flex min-w-0 items-center gap-2">
              <TextLink truncate href={paths.error(group.source, group.id)}>
                {group.errorClass ?? t("noError")}
              </TextLink>
              <StateBadge group={group} />
            </div>
            <p
              className="line-clamp-2 wrap-anywhere text-ink-2 text-small leading-4"
              data-tip={group.message ?? undefined}
            >
              {group.message === null ? (
                <span className="text-ink-3">{t("noMessage")}</span>
              ) : (
                <NormalMessage text={group.message} />
              )}
            </p>
          </div>
        ),
      },
      {
        id: "count",
        header: t("column.count"),
        className: "w-36 max-xl:w-32",
        align: "end",
        phone: "value",
        cell: (group) => (
          <div className="flex flex-col items-end leading-4">
            <span>{format.count(group.total)}</span>
            <CountedWhere group={group} />
          </div>
        ),
      },
      {
        id: "last",
        header: t("column.last"),
        className: "w-24",
        align: "end",
        cell: (group) => <TimeAgo atMs={group.lastSeenMs} style="short" />,
      },
      {
        id: "first",
        header: t("column.first"),
        className: "w-24 max-xl:hidden",
        align: "end",
        phone: "hidden",
        cell: (group) => <TimeAgo atMs={group.firstSeenMs} style="short" />,
      },
      {
        id: "jobs",
        header: t("column.jobs"),
        className: "w-56 max-xl:w-44",
        phone: "bare",
        cell: (group) => (
          <div className="min-w-0 leading-4">
            <p className="truncate" data-tip="">
              {group.class === null ? <span className="text-ink-3">{t("noClass")}</span> : <bdi>{group.class}</bdi>}
            </p>
            <p className="truncate text-ink-3 text-small leading-4" data-tip="">
              {withSource ? `${group.source} · ` : ""}
              {group.queues.map(({ name }) => (name === "" ? "''" : name)).join(", ") || t("noQueue")}
              {group.queuesTotal > group.queues.length ? " …" : ""}
            </p>
          </div>
        ),
      },
    ],
    [t, format, withSource],
  );
}
