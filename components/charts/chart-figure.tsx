"use client";

import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { Button } from "@/components/ui/button";

/** A chart's frame: title and unit, what stands beside them, and the switch to the same numbers as a table. */
export function ChartFigure({
  title,
  unit,
  beside,
  note,
  children,
}: {
  title: string;
  /** In words, after the title: "jobs per minute". */
  unit: string;
  beside?: ReactNode;
  /** At the right: the time under the cursor. */
  note: ReactNode;
  children: (asTable: boolean) => ReactNode;
}) {
  const t = useTranslations("chart");
  const [asTable, setAsTable] = useState(false);
  return (
    <figure className="min-w-0" aria-label={`${title}, ${unit}`}>
      <figcaption className="flex h-6 items-center gap-3 whitespace-nowrap text-small">
        <h2 className="min-w-0 truncate font-strong">
          {title} <span className="font-normal text-ink-3">{unit}</span>
        </h2>
        {beside}
        <span className="min-w-0 flex-1 truncate text-right text-ink-3" data-tip="">
          {note}
        </span>
        <Button tone="link" size="small" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
          {asTable ? t("asChart") : t("asTable")}
        </Button>
      </figcaption>
      {children(asTable)}
    </figure>
  );
}
