"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { PrivateQueues } from "@/components/plugins/private-queues";
import { NoKeys } from "@/components/shell/no-keys";
import { PageHeader } from "@/components/shell/page-header";
import { WaitingPage } from "@/components/shell/source-body";
import { useMay } from "@/components/shell/use-live";
import { Button } from "@/components/ui/button";
import { Glyph } from "@/components/ui/glyph";
import { Menu, type MenuEntry } from "@/components/ui/menu";
import { Segmented } from "@/components/ui/segmented";
import { Empty, ErrorPanel } from "@/components/ui/states";
import { useFormat } from "@/components/ui/use-format";
import { busyQuery } from "@/lib/api/queries/processes";
import { GROUPINGS, groupProcesses, slotsByProcess } from "./groups";
import { ProcessGroup } from "./process-group";
import { RunningTable } from "./running-table";
import { useSignals } from "./use-signals";

/** Who works, on what, for how long: processes by host or tag, then what runs, longest first. */
export function Busy({ source }: { source: string }) {
  const t = useTranslations("busy");
  const title = useTranslations("shell.section")("busy");
  const format = useFormat();
  const [grouping, setGrouping] = useQueryState("group", parseAsStringLiteral(GROUPINGS).withDefault("host"));
  const { data, error, refetch } = useQuery(busyQuery(source, "", null));
  const signals = useSignals(source, data?.processes ?? []);
  const mayQuiet = useMay("processes.quiet", "signals");
  const mayStop = useMay("processes.stop", "signals");

  if (data === undefined) {
    return error === null ? (
      <WaitingPage title={title} />
    ) : (
      <>
        <PageHeader title={title} />
        <ErrorPanel error={error} onRetry={() => void refetch()} />
      </>
    );
  }
  const { totals } = data;
  const share = totals.concurrency === 0 ? 0 : totals.busy / totals.concurrency;
  const all = { match: { all: true }, count: totals.processes, name: t("allProcesses") } as const;
  const entries: MenuEntry[] = [
    { label: t("quietAll"), onSelect: () => signals.ask("quiet", all) },
    ...(mayStop ? [{ label: t("stopAll"), danger: true, onSelect: () => signals.ask("stop", all) }] : []),
  ];
  const slots = slotsByProcess(data.running);
  const groups = groupProcesses(data.processes, grouping);
  return (
    <>
      <PageHeader
        title={title}
        summary={
          <p>
            {t("summary", {
              processes: totals.processes,
              busy: format.count(totals.busy),
              capacity: format.count(totals.concurrency),
              share: format.share(share),
              rss: format.bytes(totals.rssBytes),
            })}
            {" · "}
            <a href="#running" className="rounded-control text-accent underline underline-offset-2">
              {t("runningLink", { count: totals.busy })}
            </a>
            {totals.quiet > 0 ? ` · ${t("quietCount", { count: totals.quiet })}` : ""}
          </p>
        }
      >
        <Segmented
          label={t("groupBy")}
          value={grouping}
          onChange={(value) => void setGrouping(value)}
          options={GROUPINGS.map((value) => ({ value, label: t(`group.${value}`) }))}
        />
        {mayQuiet && totals.processes > 0 ? (
          <Menu
            entries={entries}
            trigger={
              <Button>
                {t("allProcessesMenu")}
                <Glyph name="chevronDown" />
              </Button>
            }
          />
        ) : null}
      </PageHeader>
      {groups.length === 0 ? (
        <>
          <Empty title={t("noProcesses")}>{t("noProcessesHint")}</Empty>
          <NoKeys />
        </>
      ) : null}
      {groups.map((group, index) => (
        <ProcessGroup
          key={group.name}
          group={group}
          grouping={grouping}
          first={index === 0}
          slots={slots}
          nowMs={data.nowMs}
          mayQuiet={mayQuiet}
          mayStop={mayStop}
          ask={signals.ask}
        />
      ))}
      <RunningTable source={source} />
      <PrivateQueues source={source} />
      {signals.dialog}
    </>
  );
}
