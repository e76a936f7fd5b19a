"use client";

import { useTranslations } from "next-intl";
import { DataTable } from "@/components/table/data-table";
import { useRowMenu } from "@/components/table/row-menu";
import { Button } from "@/components/ui/button";
import type { MenuEntry } from "@/components/ui/menu";
import { Status } from "@/components/ui/status";
import { useFormat } from "@/components/ui/use-format";
import type { ProcessSummary, RunningJob } from "@/lib/domain/process.schema";
import type { Grouping, ProcessGroupData } from "./groups";
import { useProcessColumns } from "./process-columns";
import { SlotLegend } from "./slots";
import type { AskSignal } from "./use-signals";

interface ProcessGroupProps {
  group: ProcessGroupData;
  grouping: Grouping;
  first: boolean;
  slots: ReadonlyMap<string, readonly RunningJob[]>;
  nowMs: number;
  mayQuiet: boolean;
  mayStop: boolean;
  ask: AskSignal;
}

const identityOf = (process: ProcessSummary) => process.identity;

/** The processes of one host or tag. Draining it: quiet, wait for what still runs, then stop. */
export function ProcessGroup({ group, grouping, first, slots, nowMs, mayQuiet, mayStop, ask }: ProcessGroupProps) {
  const t = useTranslations("busy");
  const format = useFormat();
  const columns = useProcessColumns(slots, nowMs, group.singles ? null : grouping);
  const label = group.singles ? t("singles") : group.name === "" ? t("noTag") : group.name;
  const count = group.processes.length;
  const named = group.singles || (grouping === "tag" && group.name === "") ? null : group.name;
  const target =
    named === null
      ? null
      : ({ match: grouping === "host" ? { hostname: named } : { tag: named }, count, name: label } as const);
  const menu = useRowMenu<ProcessSummary>((process) => entriesOf(process));

  function entriesOf(process: ProcessSummary): MenuEntry[] {
    const one = { match: { identity: process.identity }, count: 1, name: `${process.hostname}:${process.pid ?? "?"}` };
    const entries: MenuEntry[] = [];
    if (process.embedded) return [{ kind: "heading", label: t("embeddedHint") }];
    if (!process.quiet) entries.push({ label: t("quiet"), onSelect: () => ask("quiet", one) });
    if (mayStop) entries.push({ label: t("stop"), danger: true, onSelect: () => ask("stop", one) });
    return entries.length === 0 ? [{ kind: "heading", label: t("nothingToDo") }] : entries;
  }

  return (
    <section className="pb-1">
      <div className="flex min-h-8 flex-wrap items-center gap-x-3">
        <h2 className="min-w-0 truncate font-strong" data-tip="">
          {label}
        </h2>
        <span className="whitespace-nowrap text-ink-3 text-small">
          {t("groupLine", {
            processes: count,
            busy: format.count(group.busy),
            capacity: format.count(group.concurrency),
          })}
        </span>
        {group.quiet && !group.singles ? <Drain group={group} /> : null}
        {target === null || !mayQuiet ? null : group.quiet ? (
          mayStop && group.busy === 0 ? (
            <Button size="small" tone="danger" onClick={() => ask("stop", target)}>
              {t("stopCount", { count })}
            </Button>
          ) : null
        ) : (
          <Button size="small" tone="link" onClick={() => ask("quiet", target)}>
            {t("drain")}
          </Button>
        )}
        {first ? <SlotLegend /> : null}
      </div>
      <DataTable
        label={group.singles ? label : t("processesOf", { name: label })}
        rows={group.processes}
        columns={columns}
        rowId={identityOf}
        stickyHead={false}
        hideHead={!first}
        hotkeys={false}
        {...(mayQuiet ? { rowActions: (process: ProcessSummary) => menu.button(process, process.identity) } : {})}
      />
      {menu.menu}
    </section>
  );
}

/** What still runs in a group that takes no more jobs. */
function Drain({ group }: { group: ProcessGroupData }) {
  const t = useTranslations("busy");
  if (group.busy === 0) return <Status level="good">{t("drained")}</Status>;
  return <Status level="warn">{t("draining", { count: group.busy })}</Status>;
}
