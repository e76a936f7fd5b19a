"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { paths } from "@/components/shell/route";
import { errorText } from "@/components/ui/states";
import { showToast } from "@/components/ui/toast";
import { keys } from "@/lib/api/keys";
import { changeCrons, deleteCron, editCron, restoreCron, runCron } from "@/lib/api/mutations/cron";
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

  /** Puts deleted entries back, and says of each that did not come. */
  const restore = (removed: readonly { token: string; name: string }[]) =>
    quietly(async () => {
      let done = 0;
      for (const { token, name } of removed) {
        const result = await restoreCron(source, token);
        if (result.status === "done") done += 1;
        else tell(name, result, "");
      }
      const [first] = removed;
      if (done === 1 && first && removed.length === 1) showToast({ title: t("restoredToast", { name: first.name }) });
      else if (done > 0) showToast({ title: t("restoredMany", { count: done }) });
    });
  const undoing = (removed: readonly { token: string | null; name: string }[]) => {
    const known = removed.flatMap(({ token, name }) => (token === null ? [] : [{ token, name }]));
    return known.length === 0 ? {} : { undo: () => void restore(known) };
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
    restore,
    /** @throws ApiError, for the dialog that asks */
    remove: async ({ id, name, version }: CronEntry) => {
      const result = await deleteCron(source, id, version);
      await again();
      return tell(name, result, t("deletedToast", { name }), undoing([{ token: result.undo, name }]));
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
        title: t(`bulkToast.${action}`, { done }),
        level: left.length === 0 ? "good" : "warn",
        ...undoing(
          outcomes.map(({ id, undo }) => ({ token: undo, name: entries.find((one) => one.id === id)?.name ?? id })),
        ),
        ...(left.length > 0 && { body: t("bulkPartly", { left: left.length, reasons: why }) }),
      });
    },
  };
}

export type CronActions = ReturnType<typeof useCronActions>;
