"use client";

import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import { Histogram } from "@/components/charts/histogram";
import { Button } from "@/components/ui/button";
import { useFormat } from "@/components/ui/use-format";
import type { CronEntry } from "@/lib/domain/cron.schema";
import { type Collision, coming } from "./coming";
import { zoneOf } from "./zones";

/** Collisions told at once; the others are behind a button. */
const SHOWN = 3;
/** Bars under which the axis names a time. */
const QUARTERS = [24, 48, 72];

/** What runs in the next 24 hours, a quarter of an hour a bar, and which entries start together: each shows those in the list. */
export function CronStrip({
  entries,
  zone,
  nowMs,
  onShow,
}: {
  entries: readonly CronEntry[];
  zone: string;
  nowMs: number;
  /** The entries of one collision. */
  onShow: (ids: string[]) => void;
}) {
  const t = useTranslations("cron.strip");
  const format = useFormat();
  const [all, setAll] = useState(false);
  const { bars, collisions, often, total } = useMemo(
    () => coming(entries, zoneOf(zone), nowMs),
    [entries, zone, nowMs],
  );
  const named = (names: readonly string[]) =>
    names.length <= 4 ? names.join(", ") : t("more", { names: names.slice(0, 4).join(", "), count: names.length - 4 });
  const labelOf = ({ fromMs, toMs, count, names, collides }: (typeof bars)[number]) => {
    const span = `${format.clock(fromMs)}–${format.clock(toMs)}`;
    if (names.length === 0) return t("bar", { span, count });
    return t(collides ? "barTogether" : "barOf", { span, count, names: named(names) });
  };
  const shown = all ? collisions : collisions.slice(0, SHOWN);
  const left = collisions.length - shown.length;
  return (
    <section aria-label={t("title")} className="pb-3 phone:hidden">
      <Histogram
        bars={bars.map((bar) => ({ id: bar.fromMs, value: bar.count, marked: bar.collides, label: labelOf(bar) }))}
        label={t("label", { count: total })}
      />
      <div className="flex justify-between gap-4 pt-1 text-ink-3 text-small">
        <span>{t("now")}</span>
        {QUARTERS.map((index) => (
          <span key={index}>{format.clock(bars[index]?.fromMs ?? nowMs)}</span>
        ))}
        <span>{t("dayLater")}</span>
      </div>
      {collisions.length === 0 ? <p className="text-ink-3 text-small">{t("quiet")}</p> : null}
      {collisions.length === 0 ? null : (
        <ul aria-label={t("together")} className="grid justify-items-start pt-1">
          {shown.map((collision) => (
            <li key={collision.ids.join()} className="max-w-full">
              <CollisionLine collision={collision} names={named(collision.names)} onShow={onShow} />
            </li>
          ))}
        </ul>
      )}
      {left === 0 && !all ? null : (
        <Button tone="link" size="small" onClick={() => setAll(!all)}>
          {all ? t("fewer") : t("others", { count: left })}
        </Button>
      )}
      {often === 0 ? null : <p className="text-ink-3 text-small">{t("often", { count: often })}</p>}
    </section>
  );
}

function CollisionLine({
  collision,
  names,
  onShow,
}: {
  collision: Collision;
  names: string;
  onShow: (ids: string[]) => void;
}) {
  const t = useTranslations("cron.strip");
  const format = useFormat();
  const [first = 0, ...more] = collision.timesMs;
  const when =
    more.length === 0
      ? t("once", { at: format.clock(first) })
      : t("times", { at: format.clock(first), count: more.length });
  return (
    <button
      type="button"
      onClick={() => onShow(collision.ids)}
      className="flex h-6 max-w-full items-baseline gap-2 rounded-control px-1 text-left text-small hover:bg-hover"
    >
      <span className="shrink-0 text-warn">{t("collision", { count: collision.ids.length })}</span>
      <span className="shrink-0 text-ink-2">{when}</span>
      <span className="min-w-0 truncate text-ink" data-tip="">
        {names}
      </span>
    </button>
  );
}
