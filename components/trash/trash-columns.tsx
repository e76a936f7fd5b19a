"use client";

import { useTranslations } from "next-intl";
import { useCallback, useMemo } from "react";
import { paths } from "@/components/shell/route";
import type { Column } from "@/components/table/column";
import { TextLink, Truncated } from "@/components/ui/text-link";
import { TimeAgo } from "@/components/ui/time-ago";
import { useFormat } from "@/components/ui/use-format";
import type { TrashBatch } from "@/lib/domain/trash.schema";

/** `dead` → "dead set", `queue:mailers` → "queue mailers". */
export function useOriginText(): (origin: string) => string {
  const t = useTranslations("trash.origin");
  return useCallback(
    (origin) => {
      if (origin === "dead" || origin === "retry" || origin === "scheduled" || origin === "several") return t(origin);
      return origin.startsWith("queue:") ? t("queue", { queue: origin.slice("queue:".length) }) : origin;
    },
    [t],
  );
}

const VERBS = ["delete", "clear", "retry", "kill", "move", "edit"] as const;

export function useTrashColumns(source: string): Column<TrashBatch>[] {
  const t = useTranslations("trash");
  const format = useFormat();
  const originOf = useOriginText();
  return useMemo(() => {
    const verbOf = (verb: string) => {
      const known = VERBS.find((each) => each === verb);
      return known === undefined ? verb : t(`verb.${known}`);
    };
    return [
      {
        id: "what",
        header: t("column.what"),
        phone: "title",
        cell: (batch) => (
          <span className="flex min-w-0 items-center gap-2">
            <span className="truncate" data-tip="">
              {verbOf(batch.verb)}
            </span>
            {batch.operation === null ? null : (
              <TextLink href={paths.operation(source, batch.operation)}>{t("operation")}</TextLink>
            )}
          </span>
        ),
      },
      {
        id: "from",
        header: t("column.from"),
        phone: "bare",
        cell: (batch) => <Truncated text={originOf(batch.origin)} />,
      },
      {
        id: "entries",
        header: t("column.entries"),
        className: "w-24 max-xl:w-16",
        align: "end",
        phone: "value",
        cell: (batch) => format.count(batch.entries),
      },
      {
        id: "size",
        header: t("column.size"),
        className: "w-24 max-xl:hidden",
        align: "end",
        phone: "hidden",
        cell: (batch) => format.bytes(batch.bytes),
      },
      {
        id: "actor",
        header: t("column.actor"),
        className: "w-32 max-xl:w-20",
        cell: (batch) => <Truncated text={batch.actor} />,
      },
      {
        id: "when",
        header: t("column.when"),
        className: "w-28 max-xl:w-20",
        cell: (batch) => <TimeAgo atMs={batch.atMs} style="short" />,
      },
      {
        id: "expires",
        header: t("column.expires"),
        className: "w-28 max-xl:w-22",
        cell: (batch) => <TimeAgo atMs={batch.expiresAtMs} style="bare" />,
      },
    ] satisfies Column<TrashBatch>[];
  }, [t, format, originOf, source]);
}
