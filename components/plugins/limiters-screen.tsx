"use client";

import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { paths, useSource } from "@/components/shell/route";
import type { Column } from "@/components/table/column";
import { TextLink, Truncated } from "@/components/ui/text-link";
import { TimeAgo } from "@/components/ui/time-ago";
import { useFormat } from "@/components/ui/use-format";
import { limitersQuery } from "@/lib/api/queries/plugins";
import type { LimiterEntry } from "@/lib/domain/plugin.schema";
import { PluginList } from "./plugin-list";

/** How much of each limit is taken now. */
export function LimitersScreen() {
  const t = useTranslations("plugins.limiters");
  return (
    <PluginList
      title={t("title")}
      summary={() => t("summary")}
      queryOf={limitersQuery}
      rowsOf={(page) => page.limiters}
      rowId={({ key }) => key}
      textOf={({ name, key, jids }) => [name, key, ...jids]}
      columns={useColumns()}
      empty={{ title: t("empty"), help: t("emptyHelp") }}
      walked
    />
  );
}

function useColumns(): Column<LimiterEntry>[] {
  const source = useSource() ?? "";
  const t = useTranslations("plugins.limiters");
  const format = useFormat();
  return useMemo(
    () =>
      [
        {
          id: "name",
          header: t("name"),
          phone: "title",
          cell: (limiter) => (
            <span className="block truncate" data-tip={limiter.key}>
              <bdi>{limiter.name}</bdi>
            </span>
          ),
        },
        {
          id: "kind",
          header: t("kind"),
          className: "w-32",
          phone: "bare",
          cell: (limiter) => t(`kinds.${limiter.kind}`),
        },
        {
          id: "size",
          header: t("size"),
          className: "w-48",
          phone: "value",
          cell: (limiter) => (limiter.size === null ? "" : t("sizeText", { kind: limiter.kind, size: limiter.size })),
        },
        { id: "says", header: t("says"), phone: "bare", cell: (limiter) => <Says limiter={limiter} source={source} /> },
        {
          id: "ends",
          header: t("ends"),
          className: "w-28",
          align: "end",
          cell: (limiter) => (limiter.ttlMs === null ? "" : format.durationShort(limiter.ttlMs / 1_000)),
        },
      ] satisfies Column<LimiterEntry>[],
    [t, format, source],
  );
}

function Says({ limiter, source }: { limiter: LimiterEntry; source: string }) {
  const t = useTranslations("plugins.limiters");
  if (limiter.jids.length > 0) {
    return (
      <span className="flex min-w-0 gap-2 overflow-hidden font-mono text-small">
        {limiter.jids.slice(0, 3).map((jid) => (
          <TextLink key={jid} href={paths.job(source, jid)} truncate>
            {jid}
          </TextLink>
        ))}
      </span>
    );
  }
  if (limiter.oldestAtMs !== null) {
    return (
      <span>
        <span className="text-ink-2">{t("oldest")}</span> <TimeAgo atMs={limiter.oldestAtMs} />
      </span>
    );
  }
  const text = limiter.fields.map(({ name, value }) => `${name} ${value}`).join(" · ");
  return <Truncated text={text} mono />;
}
