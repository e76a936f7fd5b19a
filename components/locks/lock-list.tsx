"use client";

import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useMemo, useState } from "react";
import { FilterBox } from "@/components/shell/filter-box";
import { PageHeader } from "@/components/shell/page-header";
import { paths } from "@/components/shell/route";
import { useMay } from "@/components/shell/use-live";
import { CursorPager } from "@/components/table/cursor-pager";
import { DataTable } from "@/components/table/data-table";
import { useSelection } from "@/components/table/use-selection";
import { Button } from "@/components/ui/button";
import { Loaded } from "@/components/ui/loaded";
import { Segmented } from "@/components/ui/segmented";
import { Select } from "@/components/ui/select";
import { Empty, ErrorPanel } from "@/components/ui/states";
import { locksQuery } from "@/lib/api/queries/locks";
import { refresh } from "@/lib/api/refresh";
import type { LockEntry, LockPage } from "@/lib/domain/lock.schema";
import { CheckProgress } from "./check-progress";
import { useLockColumns } from "./lock-columns";
import { OrphanedPanel } from "./orphaned-panel";
import { ReleaseDialog } from "./release-dialog";
import { useLockCheck } from "./use-lock-check";

const KINDS = ["unique_jobs", "expiring", "active_job"] as const;
const AGES = { any: null, hour: 3_600, day: 86_400, week: 604_800 } as const;
type Age = keyof typeof AGES;
const TYPES = [
  "any",
  "until_executed",
  "until_executing",
  "until_and_while_executing",
  "while_executing",
  "runtime",
] as const;
const STATES = ["any", "held", "waited_for", "no_holder"] as const;
const AGE_NAMES: readonly Age[] = ["any", "hour", "day", "week"];

export function LockList({ source }: { source: string }) {
  const t = useTranslations("locks");
  const router = useRouter();
  const [view, setView] = useQueryStates(
    {
      kind: parseAsStringLiteral(KINDS).withDefault("unique_jobs"),
      q: parseAsString.withDefault(""),
      age: parseAsStringLiteral(AGE_NAMES).withDefault("any"),
      type: parseAsStringLiteral(TYPES).withDefault("any"),
      state: parseAsStringLiteral(STATES).withDefault("any"),
      cursor: parseAsString,
    },
    { history: "replace", scroll: false },
  );
  const { kind, q, age, type, state, cursor } = view;
  const listed = kind !== "active_job";
  const query = useQuery({
    ...locksQuery(source, {
      kind,
      q,
      cursor,
      olderThanSec: AGES[age],
      type: !listed || type === "any" ? null : type,
      state: !listed || state === "any" ? null : state,
    }),
    ...refresh.samples(),
  });
  const page = query.data;
  const checking = useLockCheck(source, kind);
  const found = useLockCheck(source, kind);
  const verdicts = useMemo(
    () => new Map([...found.verdicts, ...checking.verdicts]),
    [found.verdicts, checking.verdicts],
  );
  const columns = useLockColumns(source, verdicts);
  const rows = page?.locks ?? [];
  const selection = useSelection(rows.map(({ digest }) => digest));
  const [releasing, setReleasing] = useState<readonly LockEntry[] | null>(null);
  const mayRelease = useMay("locks.release");
  const chosen = rows.filter(({ digest, token }) => token !== null && selection.ids.has(digest));
  const narrowed = q !== "" || age !== "any" || type !== "any" || state !== "any";
  return (
    <>
      <PageHeader title={t("title")} summary={page === undefined ? null : <Summary page={page} kind={kind} />}>
        <Button pending={found.running} onClick={() => void found.run(null)}>
          {t("checkAll")}
        </Button>
      </PageHeader>
      <OrphanedPanel source={source} kind={kind} checking={found} mayRelease={mayRelease} />
      <div className="flex flex-wrap items-center gap-3 pb-1">
        <FilterBox
          label={t("filter")}
          value={q}
          onChange={(text) => void setView({ q: text === "" ? null : text, cursor: null })}
        />
        <KindChoice page={page} kind={kind} onChoose={(next) => void setView({ kind: next, cursor: null })} />
        {kind === "unique_jobs" ? (
          <Select
            label={t("older")}
            hideLabel
            value={age}
            options={AGE_NAMES.map((value) => ({ value, label: t(`olderChoice.${value}`) }))}
            onChange={(next) => void setView({ age: next, cursor: null })}
          />
        ) : null}
        {kind === "unique_jobs" ? (
          <Select
            label={t("type")}
            hideLabel
            value={type}
            options={TYPES.map((value) => ({ value, label: t(`typeChoice.${value}`) }))}
            onChange={(next) => void setView({ type: next, cursor: null })}
          />
        ) : null}
        {listed ? (
          <Select
            label={t("state")}
            hideLabel
            value={state}
            options={STATES.map((value) => ({ value, label: t(`stateChoice.${value}`) }))}
            onChange={(next) => void setView({ state: next, cursor: null })}
          />
        ) : null}
        <span className="flex-1" />
        {page !== undefined && (narrowed || kind === "active_job") && !page.complete ? (
          <span className="text-ink-2">{t("looked", { scanned: page.scanned, total: page.total })}</span>
        ) : null}
        {rows.length === 0 ? null : (
          <Button
            size="small"
            pending={checking.running}
            onClick={() => void checking.run(rows.map(({ digest }) => digest).slice(0, 100))}
          >
            {t("check", { count: Math.min(100, rows.length) })}
          </Button>
        )}
        <CursorPager
          cursor={cursor}
          next={page?.nextCursor ?? null}
          nextLabel={rows.length === 0 ? t("goOn") : undefined}
          onGo={(to) => void setView({ cursor: to }, { history: "push" })}
        />
      </div>
      {checking.running ? <CheckProgress step={checking.last} running onStop={checking.stop} /> : null}
      {checking.error === null ? null : <ErrorPanel error={checking.error} />}
      <Loaded query={query} data={page}>
        {() => (
          <DataTable
            label={t("title")}
            rows={rows}
            columns={columns}
            rowId={(lock) => lock.digest}
            rowLabel={(lock) => lock.digest}
            onOpen={(lock) => router.push(paths.lock(source, lock.digest))}
            rowTone={(lock) => (verdicts.get(lock.digest)?.verdict === "orphaned" ? "warn" : undefined)}
            {...(mayRelease ? { selection } : {})}
            empty={
              <Empty title={narrowed ? t("emptyFilter") : t("empty")}>{narrowed ? undefined : t("emptyHelp")}</Empty>
            }
          />
        )}
      </Loaded>
      {chosen.length === 0 ? null : (
        <div className="sticky bottom-0 z-20 -mx-4 flex flex-wrap items-center gap-2 border-line-strong border-t bg-raised px-4 py-2">
          <Button tone="accent" onClick={() => setReleasing(chosen)}>
            {t("releaseSelected", { count: chosen.length })}
          </Button>
          <span className="flex-1" />
          <Button tone="quiet" onClick={selection.clear}>
            {t("clear")}
          </Button>
        </div>
      )}
      {releasing === null ? null : (
        <ReleaseDialog
          source={source}
          kind={kind}
          locks={releasing}
          verdicts={verdicts}
          onClose={() => setReleasing(null)}
          onReleased={selection.clear}
        />
      )}
    </>
  );
}

function Summary({ page, kind }: { page: LockPage; kind: (typeof KINDS)[number] }) {
  const t = useTranslations("locks");
  return kind === "active_job"
    ? t("keysSummary", { scanned: page.scanned, total: page.total })
    : t("summary", { total: page.total });
}

function KindChoice({
  page,
  kind,
  onChoose,
}: {
  page: LockPage | undefined;
  kind: (typeof KINDS)[number];
  onChoose: (kind: (typeof KINDS)[number]) => void;
}) {
  const t = useTranslations("locks");
  const there = KINDS.filter((each) => each === kind || each === "unique_jobs" || page?.kinds[each]);
  if (there.length < 2) return null;
  const options = there.map((value) => ({ value, label: t(`kinds.${value}`) }));
  return <Segmented label={t("kind")} value={kind} options={options} onChange={onChoose} />;
}
