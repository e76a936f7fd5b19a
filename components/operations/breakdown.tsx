"use client";

import { useTranslations } from "next-intl";
import { cx } from "@/components/ui/cx";
import { useFormat } from "@/components/ui/use-format";
import type { Operation } from "@/lib/domain/operation.schema";

const SHOWN = 5;
type Counted = Operation["breakdown"]["classes"];

/** What a frozen list consists of: the most frequent classes, queues and errors. */
export function Breakdown({ operation, narrow = false }: { operation: Operation; narrow?: boolean }) {
  const t = useTranslations("jobs.dialog");
  const { classes, queues, errors, ages } = operation.breakdown;
  const named = ages.map(({ value, count }) => ({ value: t(`age.${ageName(value)}`), count }));
  return (
    <div className={cx("grid gap-4", narrow ? "sm:grid-cols-2" : "sm:grid-cols-2 xl:grid-cols-4")}>
      <Group title={t("byClass")} counted={classes} total={operation.total} />
      <Group title={t("byQueue")} counted={queues} total={operation.total} />
      {errors.length === 0 ? null : <Group title={t("byError")} counted={errors} total={operation.total} />}
      <Group title={t("byAge")} counted={named} total={operation.total} most={named.length} />
    </div>
  );
}

const AGES = ["10m", "1h", "6h", "1d", "7d", "30d", "older"] as const;
const ageName = (value: string) => AGES.find((age) => age === value) ?? "unknown";

function Group({
  title,
  counted,
  total,
  most = SHOWN,
}: {
  title: string;
  counted: Counted;
  total: number;
  most?: number;
}) {
  const t = useTranslations("jobs.dialog");
  const format = useFormat();
  const shown = counted.slice(0, most);
  const rest = total - shown.reduce((sum, each) => sum + each.count, 0);
  return (
    <section className="min-w-0">
      <h3 className="pb-1 font-normal text-ink-3 text-small">{title}</h3>
      <ul className="grid grid-cols-[minmax(0,1fr)] gap-1">
        {shown.map((each) => (
          <li key={each.value} className="flex items-baseline gap-2">
            <bdi className="min-w-0 flex-1 truncate text-ink" data-tip="">
              {each.value === "" ? t("none") : each.value}
            </bdi>
            <span className="text-ink-2">{format.count(each.count)}</span>
          </li>
        ))}
        {rest <= 0 || shown.length === 0 ? null : (
          <li className="text-right text-ink-3 text-small">{t("rest", { count: rest })}</li>
        )}
      </ul>
    </section>
  );
}
