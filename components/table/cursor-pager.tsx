"use client";

import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";

/** Back to the first page, or on to the next: for what is only read by cursor. Nothing where all is on one page. */
export function CursorPager({
  cursor,
  next,
  nextLabel,
  onGo,
}: {
  /** Null on the first page. */
  cursor: string | null;
  next: string | null;
  /** What going on means here, where it is more than the next page. */
  nextLabel?: string | undefined;
  onGo: (cursor: string | null) => void;
}) {
  const t = useTranslations("table");
  if (cursor === null && next === null) return null;
  return (
    <div className="flex gap-1">
      <Button size="small" disabled={cursor === null} onClick={() => onGo(null)}>
        {t("first")}
      </Button>
      <Button size="small" disabled={next === null} onClick={() => onGo(next)}>
        {nextLabel ?? t("next")}
      </Button>
    </div>
  );
}
