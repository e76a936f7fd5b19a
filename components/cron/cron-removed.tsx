"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Truncated } from "@/components/ui/text-link";
import { TimeAgo } from "@/components/ui/time-ago";
import type { CronRemoved } from "@/lib/domain/cron.schema";
import type { CronActions } from "./use-cron-actions";

/** What was deleted within a day, each with the way back. */
export function CronRemovedList({
  removed,
  actions,
  may,
}: {
  removed: readonly CronRemoved[];
  actions: CronActions;
  may: boolean;
}) {
  const t = useTranslations("cron.removed");
  const [pending, setPending] = useState<string | null>(null);
  if (removed.length === 0) return null;
  const restore = async (one: CronRemoved) => {
    setPending(one.token);
    await actions.restore([{ token: one.token, name: one.name }]);
    setPending(null);
  };
  return (
    <section aria-label={t("title")} className="pt-6">
      <h2 className="pb-1 font-medium">{t("title")}</h2>
      <p className="pb-2 text-ink-2">{t("hint")}</p>
      <ul className="border-line border-t">
        {removed.map((one) => (
          <li
            key={one.token}
            className="grid h-8 grid-cols-[minmax(0,1fr)_minmax(0,1fr)_8rem_6rem] items-center gap-3 border-line border-b phone:grid-cols-[minmax(0,1fr)_6rem]"
          >
            <Truncated text={one.name} />
            <span className="min-w-0 truncate text-ink-2 phone:hidden" data-tip="">
              {[one.class, one.schedule?.text].filter((part) => part != null).join(" · ")}
            </span>
            <span className="text-ink-2 phone:hidden">
              <TimeAgo atMs={one.removedAtMs} style="short" />
            </span>
            <span className="justify-self-end">
              {may ? (
                <Button
                  size="small"
                  pending={pending === one.token}
                  aria-label={t("restoreOf", { name: one.name })}
                  onClick={() => void restore(one)}
                >
                  {t("restore")}
                </Button>
              ) : null}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
