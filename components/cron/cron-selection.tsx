"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { errorText } from "@/components/ui/states";
import { showToast } from "@/components/ui/toast";
import type { CronEntry } from "@/lib/domain/cron.schema";
import type { CronQuestion } from "./cron-dialogs";
import type { CronActions } from "./use-cron-actions";

/** What can be done with the ticked entries, the number in the words. */
export function CronSelection({
  entries,
  actions,
  onAsk,
  onClear,
}: {
  entries: readonly CronEntry[];
  actions: CronActions;
  onAsk: (question: CronQuestion) => void;
  onClear: () => void;
}) {
  const t = useTranslations("cron");
  const errors = useTranslations("errors");
  const [pending, setPending] = useState(false);
  const chosen = entries.filter(({ scheduler }) => scheduler !== "enterprise").slice(0, 100);
  const count = chosen.length;
  if (count === 0) return null;
  const toggle = async (action: "enable" | "disable") => {
    setPending(true);
    try {
      await actions.bulk(action, chosen);
      onClear();
    } catch (error) {
      showToast({ title: errorText(errors, error), level: "bad" });
    } finally {
      setPending(false);
    }
  };
  return (
    <div className="sticky bottom-0 z-20 -mx-4 flex flex-wrap items-center gap-2 border-line-strong border-t bg-raised px-4 py-2">
      <Button tone="accent" pending={pending} onClick={() => void toggle("disable")}>
        {t("selected.disable", { count })}
      </Button>
      <Button pending={pending} onClick={() => void toggle("enable")}>
        {t("selected.enable", { count })}
      </Button>
      <Button onClick={() => onAsk({ kind: "run", entries: chosen })}>{t("selected.run", { count })}</Button>
      <Button tone="danger" onClick={() => onAsk({ kind: "delete", entries: chosen })}>
        {t("selected.delete", { count })}
      </Button>
      <span className="flex-1" />
      <Button tone="quiet" onClick={onClear}>
        {t("clear")}
      </Button>
    </div>
  );
}
