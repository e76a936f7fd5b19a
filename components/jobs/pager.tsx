"use client";

import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";

/** Pages by cursor: they start at an entry, not at a number, so nothing is skipped or shown twice. */
export function Pager({
  first,
  previous,
  next,
  onGo,
}: {
  /** Whether this is the first page. */
  first: boolean;
  previous: string | null;
  next: string | null;
  onGo: (cursor: string | null) => void;
}) {
  const t = useTranslations("jobs.page");
  return (
    <nav aria-label={t("label")} className="flex items-center gap-1">
      <Button disabled={first} onClick={() => onGo(null)}>
        {t("first")}
      </Button>
      <Button disabled={first || previous === null} onClick={() => onGo(previous)}>
        {t("previous")}
      </Button>
      <Button disabled={next === null} onClick={() => onGo(next)}>
        {t("next")}
      </Button>
    </nav>
  );
}
