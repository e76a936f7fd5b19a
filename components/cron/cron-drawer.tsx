"use client";

import { useTranslations } from "next-intl";
import { useNamedPage } from "@/components/shell/page-name";
import { paths } from "@/components/shell/route";
import { Button } from "@/components/ui/button";
import { Drawer } from "@/components/ui/dialog";
import { Empty } from "@/components/ui/states";
import { Badge, Notice } from "@/components/ui/status";
import { TextLink } from "@/components/ui/text-link";
import { useFormat } from "@/components/ui/use-format";
import type { Zone } from "@/lib/domain/cron/zone";
import type { CronEntry } from "@/lib/domain/cron.schema";
import { declaredOf } from "./cron-columns";
import type { CronQuestion } from "./cron-dialogs";
import { CronHistory } from "./cron-history";
import { NextList } from "./next-list";
import type { CronActions } from "./use-cron-actions";
import { useCronWords } from "./use-cron-words";
import { nextTimes, ownZone } from "./zones";

/** One entry beside the list: when it runs, how it ran, what it is. */
export function CronDrawer({
  source,
  entry,
  open,
  zone,
  nowMs,
  may,
  actions,
  onAsk,
  onClose,
}: {
  source: string;
  entry: CronEntry | null;
  open: boolean;
  zone: Zone;
  nowMs: number;
  may: (entry: CronEntry) => boolean;
  actions: CronActions;
  onAsk: (question: CronQuestion) => void;
  onClose: () => void;
}) {
  const t = useTranslations("cron");
  useNamedPage(open ? (entry?.name ?? null) : null);
  if (!open) return null;
  return (
    <Drawer
      open
      onOpenChange={(next) => next || onClose()}
      title={entry?.name ?? t("title")}
      {...(entry !== null &&
        may(entry) && {
          footer: (
            <div className="flex flex-1 flex-wrap gap-2">
              <Button tone="accent" onClick={() => onAsk({ kind: "run", entries: [entry] })}>
                {t("verb.run")}
              </Button>
              <Button onClick={() => void actions.toggle(entry)}>
                {t(entry.enabled ? "verb.pause" : "verb.resume")}
              </Button>
              <Button onClick={() => onAsk({ kind: "edit", entry })}>{t("verb.edit")}</Button>
              <span className="flex-1" />
              <Button tone="danger" onClick={() => onAsk({ kind: "delete", entries: [entry] })}>
                {t("verb.delete")}
              </Button>
            </div>
          ),
        })}
    >
      {entry === null ? (
        <Empty title={t("problem.gone")} />
      ) : (
        <Content source={source} entry={entry} zone={zone} nowMs={nowMs} />
      )}
    </Drawer>
  );
}

function Content({ source, entry, zone, nowMs }: { source: string; entry: CronEntry; zone: Zone; nowMs: number }) {
  const t = useTranslations("cron");
  const words = useCronWords();
  const own = ownZone(entry);
  const times = nextTimes(entry, nowMs, zone, 5);
  const said = words(entry.scheduler, entry.schedule);
  const shownZone = own ?? zone;
  const declared = declaredOf(entry);
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <div className="grid gap-1">
        <p className="flex flex-wrap items-center gap-2">
          <span className="font-strong">{said ?? t("unreadable")}</span>
          {entry.enabled ? null : (
            <Badge level="idle" glyph="pause">
              {t("paused")}
            </Badge>
          )}
        </p>
        <p className="wrap-anywhere font-mono text-ink-2 text-small">{entry.schedule?.text}</p>
      </div>
      {declared === "dynamic" ? null : (
        <Notice level={declared === "enterprise" ? "info" : "warn"}>{t(`declaredHint.${declared}`)}</Notice>
      )}
      <Part title={t("drawer.next")}>
        {entry.enabled ? null : <p className="text-ink-2">{t("drawer.noNextPaused")}</p>}
        {times.length === 0 ? (
          <p className="text-ink-3">{t("drawer.noNext")}</p>
        ) : (
          <NextList
            times={times}
            zone={/^[+-]/.test(shownZone.name) ? "UTC" : shownZone.name}
            note={t(own === null ? "zoneAssumed" : "zoneOwn", { zone: shownZone.name })}
          />
        )}
      </Part>
      <Part title={t("drawer.history")}>
        <CronHistory source={source} entry={entry} />
      </Part>
      <Part title={t("drawer.facts")}>
        <Facts source={source} entry={entry} />
      </Part>
    </div>
  );
}

function Part({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <section className="grid gap-2">
      <h3 className="text-ink-3 text-small">{title}</h3>
      {children}
    </section>
  );
}

function Facts({ source, entry }: { source: string; entry: CronEntry }) {
  const t = useTranslations("cron");
  const format = useFormat();
  const rows: [string, React.ReactNode][] = [
    [
      t("drawer.class"),
      <span key="c" className="wrap-anywhere font-mono text-small">
        {entry.class ?? "–"}
      </span>,
    ],
    [
      t("drawer.queue"),
      entry.queue === null ? (
        "–"
      ) : (
        <TextLink key="q" href={paths.queue(source, entry.queue)}>
          {entry.queue}
        </TextLink>
      ),
    ],
    [
      t("drawer.args"),
      <code key="a" className="wrap-anywhere text-small">
        {entry.args}
      </code>,
    ],
    ...(entry.description === null ? [] : [[t("drawer.description"), entry.description] as [string, string]]),
    [t("drawer.scheduler"), entry.scheduler],
    ...(entry.namespace === null ? [] : [[t("drawer.namespace"), entry.namespace] as [string, string]]),
    [t("drawer.kind"), t(entry.activeJob ? "kindActive" : "kindPlain")],
    ...(entry.dateAsArgument ? [[t("drawer.date"), t("drawer.dateYes")] as [string, string]] : []),
  ];
  return (
    <>
      <dl className="grid grid-cols-[8rem_minmax(0,1fr)] gap-x-3 gap-y-1">
        {rows.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-ink-2">{name}</dt>
            <dd className="min-w-0 wrap-anywhere">{value}</dd>
          </div>
        ))}
      </dl>
      <p className="text-ink-3 text-small">
        {entry.watchedSinceMs === null
          ? t("drawer.notWatched")
          : t("drawer.watched", { at: format.exact(entry.watchedSinceMs) })}
      </p>
    </>
  );
}
