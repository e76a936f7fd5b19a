"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { paths } from "@/components/shell/route";
import { errorText } from "@/components/ui/states";
import { showToast } from "@/components/ui/toast";
import { keys } from "@/lib/api/keys";
import { changeCrons, deleteCron, editCron, runCron } from "@/lib/api/mutations/cron";
import type { CronBulkRequest, CronEntry, CronResult, CronRunRequest } from "@/lib/domain/cron.schema";

/** What can be done with entries. Each says what came of it and reads the list anew. */
export function useCronActions(source: string) {
  const t = useTranslations("cron");
  const reasons = useTranslations("cron.reason");
  const errors = useTranslations("errors");
  const client = useQueryClient();
  const again = () => client.invalidateQueries({ queryKey: keys.cron(source) });

  /** True when it was done. */
  const tell = (name: string, result: CronResult, title: string, extra: { undo?: () => void } = {}): boolean => {
    if (result.status === "done") {
      const link = result.jid === null ? null : { label: t("follow"), href: paths.job(source, result.jid) };
      showToast({ title, ...(link && { link }), ...extra });
      return true;
    }
    if (result.status === "gone") showToast({ title: t("goneToast", { name }), level: "warn" });
    else if (result.status === "unknown") showToast({ title: t("unknownToast", { name }), level: "bad" });
    else {
      const reason = result.reason === null ? "" : reasons(result.reason);
      showToast({ title: t("refusedToast", { name, reason }), level: "warn" });
    }
    return false;
  };
  const quietly = async (work: () => Promise<void>) => {
    try {
      await work();
    } catch (error) {
      showToast({ title: errorText(errors, error), level: "bad" });
    } finally {
      await again();
    }
  };

  return {
    again,
    tell,
    words: (what: "created" | "saved", name: string) => t(what === "created" ? "createdToast" : "savedToast", { name }),
    toggle: (entry: CronEntry) =>
      quietly(async () => {
        const { id, name, enabled, version } = entry;
        const result = await editCron(source, id, { version, enabled: !enabled });
        tell(name, result, t(enabled ? "pausedToast" : "resumedToast", { name }));
      }),
    /** @throws ApiError, for the dialog that asks */
    run: async ({ id, name, queue }: CronEntry, request: CronRunRequest) => {
      const result = await runCron(source, id, request);
      await again();
      tell(name, result, t("ranToast", { name, queue: result.queue ?? queue ?? "" }));
    },
    /** @throws ApiError, for the dialog that asks */
    remove: async ({ id, name, version }: CronEntry) => {
      const result = await deleteCron(source, id, version);
      await again();
      return tell(name, result, t("deletedToast", { name }));
    },
    /** @throws ApiError */
    bulk: async (action: CronBulkRequest["action"], entries: readonly CronEntry[]) => {
      const request = entries.map(({ id, version, runToken }) => ({ id, version, runToken }));
      const { outcomes } = await changeCrons(source, { action, entries: request });
      await again();
      const done = outcomes.filter(({ status }) => status === "done").length;
      const left = outcomes.filter(({ status }) => status !== "done");
      const why = [...new Set(left.map(({ reason }) => (reason === null ? "" : reasons(reason))))].join("; ");
      showToast({
        title: t(action === "run" ? "ranMany" : "bulkToast", { done, count: done }),
        level: left.length === 0 ? "good" : "warn",
        ...(left.length > 0 && { body: t("bulkPartly", { left: left.length, reasons: why }) }),
      });
    },
  };
}

export type CronActions = ReturnType<typeof useCronActions>;
