"use client";

import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import type { ListChange } from "./list-change";

/** "+37 new, 12 gone · Show": what a live list keeps back while somebody works on it. Its place is always there. */
export function ChangesBar({ change, onShow }: { change: ListChange | null; onShow: () => void }) {
  const t = useTranslations("jobs.changes");
  const parts: string[] = [];
  if (change !== null && change.added > 0) parts.push(t("added", { count: change.added }));
  if (change !== null && change.gone.size > 0) parts.push(t("gone", { count: change.gone.size }));
  if (change !== null && parts.length === 0) parts.push(t("moved"));
  return (
    <output className="flex h-7 shrink-0 items-center gap-2" aria-label={t("label")}>
      {change === null ? null : (
        <>
          <Button size="small" onClick={onShow}>
            {t("show")}
          </Button>
          <span className="text-accent">{parts.join(", ")}</span>
        </>
      )}
    </output>
  );
}
