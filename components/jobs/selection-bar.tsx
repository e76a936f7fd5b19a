"use client";

import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import type { JobVerb } from "@/lib/domain/action.schema";
import { limitsOfSelection } from "./selection-limit";
import { isDamaging } from "./verbs";

const KEYS: Partial<Record<JobVerb, string>> = { retry: "r", run_now: "r", delete: "d", kill: "K", move: "m" };

/** Everything the list or its filter means, also what is on no page; null where nothing can act on it. */
export interface Everything {
  count: number;
  filtered: boolean;
  chosen: boolean;
  onChoose: () => void;
}

/** What can be done with the ticked rows, the number in the words; it stays at the bottom while the list scrolls. */
export function SelectionBar({
  count,
  everything,
  verbs,
  pending,
  onRun,
  onClear,
}: {
  count: number;
  everything: Everything | null;
  verbs: readonly JobVerb[];
  pending: boolean;
  onRun: (verb: JobVerb) => void;
  onClear: () => void;
}) {
  const t = useTranslations("jobs.selection");
  const all = everything?.chosen ? everything : null;
  if (count === 0 && all === null) return null;
  const tooMany = all === null && count > limitsOfSelection.max;
  return (
    <div className="sticky bottom-0 z-20 -mx-4 flex flex-wrap items-center gap-2 border-line-strong border-t bg-raised px-4 py-2">
      {tooMany ? (
        <p className="text-ink-2">{t("limit", { max: limitsOfSelection.max })}</p>
      ) : (
        verbs.map((verb, index) => (
          <Button
            key={verb}
            tone={index === 0 && !isDamaging(verb) ? "accent" : isDamaging(verb) ? "danger" : "plain"}
            pending={pending}
            onClick={() => onRun(verb)}
            {...(KEYS[verb] === undefined ? {} : { shortcut: KEYS[verb] })}
          >
            {all === null
              ? t(`selected.${verb}`, { count })
              : t(`everything${all.filtered ? "Matching" : ""}.${verb}`, { count: all.count })}
          </Button>
        ))
      )}
      {everything === null || all !== null || everything.count <= count ? null : (
        <Button tone="link" shortcut="A" onClick={everything.onChoose}>
          {everything.filtered
            ? t("selectMatching", { count: everything.count })
            : t("selectAll", { count: everything.count })}
        </Button>
      )}
      <span className="flex-1" />
      <Button tone="quiet" onClick={onClear}>
        {t("clear")}
      </Button>
    </div>
  );
}
