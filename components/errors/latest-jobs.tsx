"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type ReactNode, useCallback, useMemo, useState } from "react";
import { SelectionBar } from "@/components/jobs/selection-bar";
import { useJobVerbs } from "@/components/jobs/use-job-verbs";
import { rowVerbKeys, verbKeys } from "@/components/jobs/verb-keys";
import { verbsOfJob } from "@/components/jobs/verbs";
import { paths } from "@/components/shell/route";
import { useMay } from "@/components/shell/use-live";
import { DataTable } from "@/components/table/data-table";
import { useSelection } from "@/components/table/use-selection";
import { useHotkeys } from "@/components/ui/hotkeys";
import type { JobActionResult, JobVerb } from "@/lib/domain/action.schema";
import { identityOf } from "@/lib/domain/identity";
import type { JobEntry } from "@/lib/domain/job.schema";
import { useLatestColumns } from "./latest-columns";

const ALL: readonly JobVerb[] = ["retry", "run_now", "reschedule", "move", "kill", "delete"];

const keyOf = ({ ref }: { ref: string }) => identityOf(ref);

/**
 * The latest jobs of a group with what can be done with some of them; `bar` is null while none is ticked. What is
 * ticked keeps the rows as they are, whatever fails meanwhile.
 */
export function useLatestJobs(source: string, latest: readonly JobEntry[]): { table: ReactNode; bar: ReactNode } {
  const t = useTranslations("causes");
  const router = useRouter();
  const may = useMay("jobs.operate");
  const columns = useLatestColumns(source);
  const [held, setHeld] = useState(latest);
  const ids = useMemo(() => held.map(keyOf), [held]);
  const selection = useSelection(ids);
  if (selection.ids.size === 0 && held !== latest) setHeld(latest);
  const { setAll } = selection;
  const onResult = useCallback(
    (_verb: JobVerb, { outcomes }: JobActionResult) => {
      const left = outcomes.filter(({ status }) => status !== "done" && status !== "gone");
      setAll(left.map(keyOf), true);
    },
    [setAll],
  );
  const { run, pending, dialogs } = useJobVerbs(source, onResult);
  const ticked = held.filter((job) => selection.ids.has(keyOf(job)));
  // Of jobs in different places: what can be done with each of them.
  const verbs = ALL.filter((verb) => ticked.every((job) => verbsOfJob(job).includes(verb)));
  const runTicked = (verb: JobVerb) => run(verb, ticked);
  const some = may && ticked.length > 0;
  useHotkeys(Object.fromEntries(verbKeys(verbs).map(([key, verb]) => [key, () => runTicked(verb)])), some);
  const rowKeys = rowVerbKeys(ALL, (verb, job: JobEntry) => {
    const own = verb === "run_now" && verbsOfJob(job).includes("retry") ? "retry" : verb;
    if (may && verbsOfJob(job).includes(own)) run(own, [job]);
  });
  return {
    table: (
      <>
        <DataTable
          label={t("group.latest")}
          rows={held}
          columns={columns}
          rowId={keyOf}
          rowLabel={(job) => job.class ?? t("noClass")}
          {...(may ? { selection } : {})}
          onOpen={(job) => router.push(paths.entry(source, job.ref))}
          rowKeys={rowKeys}
          stickyHead={false}
        />
        {dialogs}
      </>
    ),
    bar: some ? (
      <SelectionBar
        count={ticked.length}
        everything={null}
        verbs={verbs}
        pending={pending}
        onRun={runTicked}
        onClear={selection.clear}
      />
    ) : null,
  };
}
