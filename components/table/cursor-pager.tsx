"use client";

import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";

/** Back to the first page, or on to the next: for what is only read by cursor. */
export function CursorPager({
  cursor,
  next,
  onGo,
}: {
  /** Null on the first page. */
  cursor: string | null;
  next: string | null;
  onGo: (cursor: string | null) => void;
}) {
  const t = useTranslations("table");
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
