"use client";

import { useTranslations } from "next-intl";
import { type Level, Status } from "@/components/ui/status";
import type { OperationTarget } from "@/lib/domain/action.schema";
import type { Operation, OperationState } from "@/lib/domain/operation.schema";

const LEVEL: Record<OperationState, Level> = {
  freezing: "info",
  frozen: "warn",
  running: "info",
  paused: "warn",
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

/** How many a list may hold; words of lists are in the plural. */
const MANY = 2;

/** "dead jobs", or of one "dead job"; "jobs in mailers", "214 chosen jobs". */
export function useTargetText(): (target: OperationTarget, count?: number) => string {
  const t = useTranslations("operations.target");
  return ({ set, sets, queue, refs, selection, undoOf }, count = MANY) => {
    if (undoOf !== undefined) return t("undo", { count });
    const chosen = refs?.length ?? selection;
    if (chosen !== undefined) return t("selection", { count: chosen });
    if (queue !== undefined) return t("queue", { queue, count });
    const [one, ...others] = set === undefined ? (sets ?? []) : [set];
    if (one === undefined) return t("undo", { count });
    if (others.length === 0) return t(one, { count });
    return t("several", { count, lists: [one, ...others].map((name) => t(name, { count: MANY })).join(", ") });
  };
}

/** "Retry all dead jobs matching “timeout”"; of an explicit selection without the "all". */
export function useTitleText(): (verb: Operation["verb"], target: OperationTarget) => string {
  const t = useTranslations("operations");
  const targetOf = useTargetText();
  return (verb, target) => {
    if (verb === "undo") return t("what.undo");
    const list = targetOf(target);
    const chosen = target.refs !== undefined || target.selection !== undefined;
    const what = t(`what.${verb}`, { scope: chosen ? list : t("target.all", { list }) });
    return target.q === undefined ? what : t("matching", { what, q: target.q });
  };
}

export function useOperationTitle(): (operation: Pick<Operation, "verb" | "target">) => string {
  const titleOf = useTitleText();
  return ({ verb, target }) => titleOf(verb, target);
}
