"use client";

import { useTranslations } from "next-intl";
import { type Level, Status } from "@/components/ui/status";
import type { Operation, OperationState } from "@/lib/domain/operation.schema";

const LEVEL: Record<OperationState, Level> = {
  freezing: "info",
  frozen: "warn",
  running: "info",
  cancelling: "warn",
  done: "good",
  cancelled: "idle",
  failed: "bad",
  discarded: "idle",
};

export function OperationStateWord({ operation }: { operation: Operation }) {
  const t = useTranslations("operations.state");
  const trouble = operation.state === "done" && operation.refused + operation.unknown > 0;
  return <Status level={trouble ? "warn" : LEVEL[operation.state]}>{t(operation.state)}</Status>;
}

/** "Retry all dead jobs matching “timeout”". */
export function useOperationTitle(): (operation: Operation) => string {
  const t = useTranslations("operations");
  return (operation) => {
    const what = t(`what.${operation.verb}`, { scope: t(`scope.${operation.target.set}`) });
    return operation.target.q === undefined ? what : t("matching", { what, q: operation.target.q });
  };
}
