"use client";

import { useTranslations } from "next-intl";
import { useBulkVerbs } from "@/components/jobs/use-bulk-verbs";
import { useMay } from "@/components/shell/use-live";
import { Button } from "@/components/ui/button";
import type { JobVerb } from "@/lib/domain/action.schema";
import type { ErrorGroup } from "@/lib/domain/error.schema";
import type { JobSetName } from "@/lib/domain/job.schema";
import { filterOf } from "./filter-of";

/** Which of the sets a verb means. */
const SETS: readonly { verb: JobVerb; sets: readonly JobSetName[] }[] = [
  { verb: "retry", sets: ["retry", "dead"] },
  { verb: "run_now", sets: ["scheduled"] },
  { verb: "reschedule", sets: ["retry", "scheduled"] },
  { verb: "move", sets: ["retry", "dead", "scheduled"] },
  { verb: "kill", sets: ["retry", "scheduled"] },
  { verb: "delete", sets: ["retry", "dead", "scheduled"] },
];

/** All verbs on all jobs of a group, through the dialog that counts them first. */
export function GroupVerbs({ group }: { group: ErrorGroup }) {
  const t = useTranslations("causes.actions");
  const may = useMay("operations.run");
  const bulk = useBulkVerbs(group.source);
  if (!may) return null;
  const offered = SETS.flatMap(({ verb, sets }) => {
    const own = sets.filter((set) => group.counts[set] > 0);
    const count = own.reduce((sum, set) => sum + group.counts[set], 0);
    return count === 0 ? [] : [{ verb, own, count }];
  });
  return (
    <div className="sticky bottom-0 z-20 -mx-4 mt-4 flex flex-wrap items-center gap-2 border-line-strong border-t bg-raised px-4 py-2">
      {offered.map(({ verb, own, count }, at) => (
        <Button
          key={verb}
          tone={at === 0 ? "accent" : verb === "kill" || verb === "delete" ? "danger" : "plain"}
          onClick={() => {
            const [only] = own;
            const place = own.length === 1 && only !== undefined ? { set: only } : { sets: [...own] };
            bulk.ask(verb, { ...place, q: filterOf(group) }, count);
          }}
        >
          {t(verb, { count })}
        </Button>
      ))}
      {bulk.dialogs}
    </div>
  );
}
