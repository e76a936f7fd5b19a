"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Segmented } from "@/components/ui/segmented";
import { type EntriesQuestion, onlyEntry } from "./entries-question";
import { isArray, JsonArea } from "./text-area";

/** One job now: of one entry with other arguments if wanted, of several as they are. */
export function RunDialog({ entries, actions, onClose, onDone }: EntriesQuestion) {
  const t = useTranslations("cron");
  const count = entries.length;
  const single = onlyEntry(entries);
  const [args, setArgs] = useState(single?.args ?? "");
  const [kind, setKind] = useState<"plain" | "active">(single?.activeJob ? "active" : "plain");
  const bad = single !== null && !single.argsHidden && !isArray(args);
  const run = async () => {
    if (!single) await actions.bulk("run", entries);
    else {
      const activeJob = kind === "active";
      await actions.run(single, {
        runToken: single.runToken,
        ...(!single.argsHidden && args !== single.args && { args }),
        ...(activeJob !== single.activeJob && { activeJob }),
      });
    }
    onDone();
  };
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => open || onClose()}
      title={single ? t("runTitle", { name: single.name }) : t("runTitleMany", { count })}
      confirmLabel={t("runConfirm", { count })}
      disabled={bad}
      onConfirm={run}
    >
      <p>{single ? t("runBody", { queue: single.queue ?? "default" }) : t("runBodyMany")}</p>
      {single === null ? null : (
        <>
          {single.argsHidden ? (
            <p>{t("editor.argsHidden")}</p>
          ) : (
            <JsonArea label={t("runArgs")} value={args} error={bad ? t("editor.argsBad") : null} onChange={setArgs} />
          )}
          <div className="grid gap-1">
            <span className="text-small">{t("runKind")}</span>
            <span className="flex flex-wrap items-center gap-3">
              <Segmented
                label={t("runKind")}
                value={kind}
                options={[
                  { value: "plain", label: t("kindPlain") },
                  { value: "active", label: t("kindActive") },
                ]}
                onChange={setKind}
              />
              {single.scheduler === "sidekiq-scheduler" ? <span className="text-small">{t("kindHint")}</span> : null}
            </span>
          </div>
        </>
      )}
      <p className="text-small">{t("runNotRun")}</p>
    </ConfirmDialog>
  );
}
