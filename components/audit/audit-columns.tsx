"use client";

import { useTranslations } from "next-intl";
import { useMemo } from "react";
import type { Column } from "@/components/table/column";
import { Status } from "@/components/ui/status";
import { Truncated } from "@/components/ui/text-link";
import { TimeAgo } from "@/components/ui/time-ago";
import { useFormat } from "@/components/ui/use-format";
import { useActionWords } from "./action-words";
import type { AuditRow } from "./audit-rows";

export function useAuditColumns(): Column<AuditRow>[] {
  const t = useTranslations("audit");
  const wordsOf = useActionWords();
  return useMemo(
    () => [
      {
        id: "when",
        header: t("column.when"),
        className: "w-28 max-xl:w-24",
        phone: "value",
        cell: ({ entry }) => <TimeAgo atMs={entry.atMs} style="short" />,
      },
      {
        id: "actor",
        header: t("column.actor"),
        className: "w-40 max-xl:w-28",
        phone: "bare",
        cell: ({ entry }) => (
          <span
            className="block truncate"
            data-tip={[entry.actor, t(`method.${entry.method}`), entry.ip].filter(Boolean).join(" · ")}
          >
            <bdi>{entry.actor}</bdi> <span className="text-ink-3">{t(`method.${entry.method}`)}</span>
          </span>
        ),
      },
      {
        id: "action",
        header: t("column.action"),
        className: "w-56 max-xl:w-40",
        phone: "title",
        cell: ({ entry }) => (
          <span className="block truncate" data-tip={entry.action}>
            <bdi>{wordsOf(entry.action)}</bdi>
          </span>
        ),
      },
      {
        id: "source",
        header: t("column.source"),
        className: "w-28 max-xl:w-18",
        cell: ({ entry }) => (entry.source === null ? null : <Truncated text={entry.source} muted />),
      },
      {
        id: "target",
        header: t("column.target"),
        phone: "bare",
        cell: ({ entry }) => (entry.targets.length === 0 ? null : <Target entry={entry} />),
      },
      {
        id: "result",
        header: t("column.result"),
        className: "w-[26%]",
        phone: "bare",
        cell: (row) => <Result row={row} />,
      },
      {
        id: "duration",
        header: t("column.duration"),
        className: "w-20 max-xl:hidden",
        align: "end",
        phone: "hidden",
        cell: ({ entry }) => (entry.durationMs === null ? null : <Took ms={entry.durationMs} />),
      },
    ],
    [t, wordsOf],
  );
}

function Target({ entry }: { entry: AuditRow["entry"] }) {
  const t = useTranslations("audit");
  const format = useFormat();
  const [first] = entry.targets;
  if (first === undefined) return entry.targetTotal === 0 ? null : t("targets", { count: entry.targetTotal });
  const more = entry.targetTotal - 1;
  return (
    <span className="block truncate" data-tip={entry.targets.slice(0, 20).join("\n")}>
      <bdi className="font-mono text-small">{first}</bdi>
      {more > 0 ? <span className="text-ink-3"> +{format.count(more)}</span> : null}
    </span>
  );
}

function Result({ row }: { row: AuditRow }) {
  const t = useTranslations("audit.result");
  const { entry, outcome } = row;
  const reason = entry.reason === null ? "" : ` · ${entry.reason}`;
  if (outcome === "cut_off") return <Status level="bad">{t("cutOff")}</Status>;
  if (outcome === "pending") return <Status level="info">{t("pending")}</Status>;
  if (outcome === "refusal")
    return <Words level="warn" text={`${t("refused")}${entry.error === null ? "" : `: ${entry.error}`}${reason}`} />;
  if (entry.error !== null) return <Words level="bad" text={`${t("failed", { error: entry.error })}${reason}`} />;
  const { outcome: counts } = entry;
  if (counts !== null && outcome === "event" && counts.requested > 0 && counts.done + counts.gone === 0) {
    return <Words level="warn" text={t("noneOf", { count: counts.requested })} />;
  }
  if (counts === null || counts.done + counts.gone + counts.refused + counts.unknown === 0)
    return <Words level="good" text={`${t("ok")}${reason}`} />;
  const parts = [
    counts.done > 0 ? t("done", { count: counts.done }) : null,
    counts.gone > 0 ? t("gone", { count: counts.gone }) : null,
    counts.refused > 0 ? t("refusedCount", { count: counts.refused }) : null,
    counts.unknown > 0 ? t("unknown", { count: counts.unknown }) : null,
  ].filter((part) => part !== null);
  return <Words level={counts.done === counts.requested ? "good" : "warn"} text={`${parts.join(", ")}${reason}`} />;
}

function Took({ ms }: { ms: number }) {
  const t = useTranslations("audit");
  const format = useFormat();
  return <span className="text-ink-2">{ms < 1_000 ? t("ms", { value: ms }) : format.duration(ms / 1000)}</span>;
}

function Words({ level, text }: { level: "good" | "warn" | "bad"; text: string }) {
  return (
    <span className="flex min-w-0 *:min-w-0">
      <Status level={level}>
        <bdi className="block min-w-0 truncate text-ink" data-tip="">
          {text}
        </bdi>
      </Status>
    </span>
  );
}
