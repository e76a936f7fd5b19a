"use client";

import { useTranslations } from "next-intl";
import { useMemo } from "react";
import type { Column } from "@/components/table/column";
import { Badge, Status } from "@/components/ui/status";
import { TimeAgo } from "@/components/ui/time-ago";
import { useFormat } from "@/components/ui/use-format";
import type { Zone } from "@/lib/domain/cron/zone";
import type { CronEntry } from "@/lib/domain/cron.schema";
import { RunTicks } from "./run-ticks";
import { flagOf } from "./trouble";
import { useCronWords } from "./use-cron-words";
import { ownZone } from "./zones";

/** A row: the entry and what is reckoned of it. */
export interface CronRow {
  entry: CronEntry;
  nextMs: number | null;
}

export function useCronColumns(assumed: Zone): Column<CronRow>[] {
  const t = useTranslations("cron");
  const words = useCronWords();
  return useMemo(
    () => [
      {
        id: "state",
        header: t("column.state"),
        className: "w-20 max-xl:w-18",
        phone: "bare",
        sortable: true,
        cell: ({ entry }) =>
          entry.enabled ? (
            <Status level="good">{t("on")}</Status>
          ) : (
            <Status level="idle" glyph="pause">
              {t("paused")}
            </Status>
          ),
      },
      {
        id: "name",
        header: t("column.name"),
        phone: "title",
        className: "xl:w-[23%]",
        sortable: true,
        cell: ({ entry }) => <Name entry={entry} />,
      },
      {
        id: "when",
        header: t("column.when"),
        phone: "bare",
        className: "xl:w-[26%]",
        cell: ({ entry }) => <When entry={entry} words={words(entry.scheduler, entry.schedule)} />,
      },
      {
        id: "queue",
        header: t("column.queue"),
        className: "w-28 max-xl:hidden",
        phone: "hidden",
        sortable: true,
        cell: ({ entry }) => (
          <span className="block truncate" data-tip="">
            {entry.queue ?? "–"}
          </span>
        ),
      },
      {
        id: "runs",
        header: t("column.runs"),
        className: "w-24 max-xl:hidden",
        phone: "hidden",
        cell: ({ entry }) => <RunTicks name={entry.name} runs={entry.runs} />,
      },
      {
        id: "last",
        header: t("column.last"),
        className: "w-24 max-xl:w-20",
        sortable: true,
        cell: ({ entry }) =>
          entry.lastRunMs === null ? (
            <span className="text-ink-3">{t("never")}</span>
          ) : (
            <TimeAgo atMs={entry.lastRunMs} style="short" />
          ),
      },
      {
        id: "next",
        header: t("column.next"),
        className: "w-28",
        phone: "value",
        sortable: true,
        cell: ({ entry, nextMs }) => <Next entry={entry} nextMs={nextMs} assumed={assumed} />,
      },
      {
        id: "declared",
        header: t("column.declared"),
        className: "w-24 max-xl:hidden",
        phone: "hidden",
        sortable: true,
        cell: ({ entry }) => (
          <Badge tip={t(`declaredHint.${declaredOf(entry)}`)}>{t(`declared.${declaredOf(entry)}`)}</Badge>
        ),
      },
    ],
    [t, words, assumed],
  );
}

export function declaredOf({ scheduler, declared }: CronEntry): "code" | "dynamic" | "unknown" | "enterprise" {
  return scheduler === "enterprise" ? "enterprise" : (declared ?? "unknown");
}

function Name({ entry }: { entry: CronEntry }) {
  const t = useTranslations("cron");
  const format = useFormat();
  const found = flagOf(entry);
  return (
    <span className="grid min-w-0 py-1 leading-5">
      <span className="flex min-w-0 items-center gap-x-2 phone:flex-wrap">
        <span className="min-w-0 truncate" data-tip="">
          {entry.name}
        </span>
        {entry.problem === null ? null : <Badge level="bad">{t(`problem.${entry.problem}`)}</Badge>}
        {found === null || entry.problem !== null ? null : (
          <Badge level={found.flag === "missed" || found.flag === "dead" ? "bad" : "warn"}>
            {t(`flag.${found.flag}`, { at: format.clock(found.run.slotMs ?? found.run.atMs) })}
          </Badge>
        )}
      </span>
      <span className="truncate font-mono text-ink-3 text-small leading-4" data-tip="">
        {entry.class}
        {entry.args === "[]" ? null : ` ${entry.args}`}
      </span>
    </span>
  );
}

function When({ entry, words }: { entry: CronEntry; words: string | null }) {
  const t = useTranslations("cron");
  const written = entry.schedule?.text ?? "";
  if (entry.schedule === null) return <span className="text-ink-3">{t("noSchedule")}</span>;
  if (words === null) {
    return (
      <span className="block truncate font-mono text-small" data-tip={t("unreadable")}>
        {written}
      </span>
    );
  }
  return (
    <span className="grid min-w-0 leading-5">
      <span className="truncate" data-tip="">
        {words}
      </span>
      {words.toLowerCase() === written.toLowerCase() ? null : (
        <span className="truncate font-mono text-ink-3 text-small leading-4 phone:hidden" data-tip="">
          {written}
        </span>
      )}
    </span>
  );
}

function Next({ entry, nextMs, assumed }: { entry: CronEntry; nextMs: number | null; assumed: Zone }) {
  const t = useTranslations("cron");
  if (!entry.enabled) return <span className="text-ink-3">–</span>;
  if (nextMs === null) return <span className="text-ink-3">{t("notTold")}</span>;
  const own = ownZone(entry);
  const zone = own ?? assumed;
  const clock = new Intl.DateTimeFormat("en", {
    timeZone: zone.name,
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  return (
    <span className="grid min-w-0 leading-5">
      <TimeAgo atMs={nextMs} style="short" due />
      <span
        className="truncate text-ink-3 text-small leading-4 phone:hidden"
        data-tip={t(own === null ? "zoneAssumed" : "zoneOwn", { zone: zone.name })}
      >
        {clock.format(nextMs)} {zone.name.split("/").at(-1)?.replaceAll("_", " ")}
      </span>
    </span>
  );
}
