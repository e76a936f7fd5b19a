"use client";

import { useTranslations } from "next-intl";
import { useMay } from "@/components/shell/use-live";
import { Button } from "@/components/ui/button";
import { Menu } from "@/components/ui/menu";
import { showToast } from "@/components/ui/toast";
import { useMarkError } from "@/lib/api/mutations/errors";
import type { ErrorGroup, ErrorStateRequest } from "@/lib/domain/error.schema";

const HOUR_MS = 3_600_000;

/** Resolve, ignore for a time, reopen. */
export function GroupActions({ group }: { group: ErrorGroup }) {
  const t = useTranslations("causes.actions");
  const may = useMay("errors.mark");
  const mark = useMarkError(group.source, group.id);
  if (!may) return null;
  const set = (request: ErrorStateRequest & { state: "open" | "resolved" | "ignored" }) =>
    mark.mutate(request, { onSuccess: () => showToast({ title: t(`done.${request.state}`) }) });
  const ignoreFor = (ms: number | null) => set({ state: "ignored", untilMs: ms === null ? null : Date.now() + ms });
  if (group.state.kind !== "open") {
    return (
      <Button pending={mark.isPending} onClick={() => set({ state: "open" })}>
        {t("reopen")}
      </Button>
    );
  }
  return (
    <>
      <Menu
        trigger={<Button pending={mark.isPending}>{t("ignore")}</Button>}
        entries={[
          { label: t("ignoreHour"), onSelect: () => ignoreFor(HOUR_MS) },
          { label: t("ignoreDay"), onSelect: () => ignoreFor(24 * HOUR_MS) },
          { label: t("ignoreWeek"), onSelect: () => ignoreFor(7 * 24 * HOUR_MS) },
          { label: t("ignoreForGood"), onSelect: () => ignoreFor(null) },
        ]}
      />
      <Button pending={mark.isPending} onClick={() => set({ state: "resolved" })}>
        {t("resolve")}
      </Button>
    </>
  );
}
