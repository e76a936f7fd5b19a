"use client";

import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { IconButton } from "@/components/ui/button";
import type { CronEntry } from "@/lib/domain/cron.schema";
import type { CronActions } from "./use-cron-actions";

/** Pause and run now one click away, the rest in the menu. */
export function RowVerbs({
  entry,
  actions,
  onRun,
  children,
}: {
  entry: CronEntry;
  actions: CronActions;
  onRun: () => void;
  children: ReactNode;
}) {
  const t = useTranslations("cron.verbOf");
  const [pending, setPending] = useState(false);
  const toggle = async () => {
    setPending(true);
    await actions.toggle(entry);
    setPending(false);
  };
  return (
    <span className="inline-flex items-center">
      <IconButton
        label={t(entry.enabled ? "pause" : "resume", { name: entry.name })}
        glyph={entry.enabled ? "pause" : "play"}
        disabled={pending}
        onClick={() => void toggle()}
      />
      <IconButton label={t("run", { name: entry.name })} glyph="bolt" onClick={onRun} />
      {children}
    </span>
  );
}
