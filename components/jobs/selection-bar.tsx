"use client";

import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import type { JobVerb } from "@/lib/domain/action.schema";
import { limitsOfSelection } from "./selection-limit";
import { isDamaging } from "./verbs";

const KEYS: Partial<Record<JobVerb, string>> = { retry: "r", run_now: "r", delete: "d", kill: "K" };

/** What can be done with the ticked rows, the number in the words; it stays at the bottom while the list scrolls. */
export function SelectionBar({
  count,
  verbs,
  pending,
  onRun,
  onClear,
}: {
  count: number;
  verbs: readonly JobVerb[];
  pending: boolean;
  onRun: (verb: JobVerb) => void;
  onClear: () => void;
}) {
  const t = useTranslations("jobs.selection");
  if (count === 0) return null;
  const tooMany = count > limitsOfSelection.max;
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
            {t(`selected.${verb}`, { count })}
          </Button>
        ))
      )}
      <span className="flex-1" />
      <Button tone="quiet" onClick={onClear}>
        {t("clear")}
      </Button>
    </div>
  );
}
