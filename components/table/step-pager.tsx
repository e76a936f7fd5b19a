"use client";

import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";

/** First and next, for lists that are walked by cursor. */
export function StepPager({
  cursor,
  next,
  onGo,
}: {
  /** Null on the first page. */
  cursor: string | null;
  next: string | null;
  onGo: (cursor: string | null) => void;
}) {
  const t = useTranslations("plugins");
  if (cursor === null && next === null) return null;
  return (
    <div className="flex gap-1">
      <Button size="small" disabled={cursor === null} onClick={() => onGo(null)}>
        {t("first")}
      </Button>
      <Button size="small" disabled={next === null} onClick={() => onGo(next)}>
        {t("next")}
      </Button>
    </div>
  );
}
