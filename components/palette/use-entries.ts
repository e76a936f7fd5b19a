"use client";

import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type ReactNode, useMemo } from "react";
import { useQueueActions } from "@/components/queues/use-queue-actions";
import { useQueues } from "@/components/queues/use-queues";
import { navItemsOf } from "@/components/shell/nav-items";
import { paths } from "@/components/shell/route";
import { useMay, useMayAudit } from "@/components/shell/use-live";
import { setPreference } from "@/components/ui/preferences";
import { cronQuery } from "@/lib/api/queries/cron";
import { filterValuesQuery } from "@/lib/api/queries/search";
import { signOut } from "@/lib/api/sign-in";
import { is, printFilter } from "@/lib/domain/filter";
import type { Facet } from "@/lib/domain/source.schema";
import { looksLikeJobId, type PaletteEntry } from "./entries";
import { offeredActions } from "./page-actions";

const NONE: readonly Facet[] = [];

/** Everything the palette offers for what was typed, and the dialogs its actions open. */
export function usePaletteEntries(
  {
    source,
    facets = NONE,
    typed,
    open,
  }: { source: string | null; facets?: readonly Facet[] | undefined; typed: string; open: boolean },
  onHelp: () => void,
): { entries: readonly PaletteEntry[]; dialogs: ReactNode } {
  const t = useTranslations("palette");
  const words = useTranslations("shell");
  const router = useRouter();
  const { queues, pausing } = useQueues(source ?? "");
  const mayQueues = useMay("queues.operate");
  const mayAudit = useMayAudit();
  const actions = useQueueActions(source ?? "", pausing);
  const asked = open && source !== null;
  const classes = useQuery({
    ...filterValuesQuery(source ?? "", "class", null, typed, null),
    enabled: asked && typed.length > 1,
  });
  const cron = useQuery({ ...cronQuery(source ?? ""), enabled: asked && facets.includes("cron") });

  const entries = useMemo(() => {
    const go = (group: PaletteEntry["group"], label: string, href: string, hint?: string): PaletteEntry => ({
      id: `${group} ${href}`,
      group,
      label,
      ...(hint === undefined ? {} : { hint }),
      run: () => router.push(href),
    });
    const act = (label: string, run: () => void, hint?: string): PaletteEntry => ({
      id: `act ${label}`,
      group: "actions",
      label,
      ...(hint === undefined ? {} : { hint }),
      run,
    });
    const list: PaletteEntry[] = [];
    const text = typed.trim();
    if (source !== null && text !== "") {
      if (looksLikeJobId(text)) list.push(go("found", t("openJob", { id: text }), paths.job(source, text)));
      list.push(
        go("found", t("search", { text }), `${paths.section(source, "search")}?${new URLSearchParams({ q: text })}`),
      );
    }
    if (source !== null) {
      for (const { section, key } of navItemsOf(facets).flat()) {
        list.push(go("pages", words(`section.${section}`), paths.section(source, section), `g ${key}`));
      }
      list.push(go("pages", words("section.about"), paths.section(source, "about"), "g i"));
    }
    list.push(go("pages", words("section.sources"), paths.sources(), "g h"));
    if (mayAudit) list.push(go("pages", words("section.audit"), paths.audit(), "g a"));
    if (source === null) return list;
    for (const queue of queues ?? []) list.push(go("queues", queue.name, paths.queue(source, queue.name)));
    for (const { value } of classes.data?.values ?? []) {
      const q = printFilter(is("class", value));
      list.push(go("classes", value, `${paths.section(source, "search")}?${new URLSearchParams({ q })}`));
    }
    for (const entry of cron.data?.entries ?? []) {
      list.push(go("cron", entry.name, `${paths.section(source, "cron")}?${new URLSearchParams({ entry: entry.id })}`));
    }
    for (const { label, run } of open ? offeredActions() : []) list.push(act(label, run));
    list.push(act(words("keys"), onHelp, "?"));
    for (const theme of ["light", "dark", "system"] as const) {
      list.push(act(t(`theme.${theme}`), () => setPreference("theme", theme)));
    }
    for (const zone of ["local", "utc"] as const) list.push(act(t(`zone.${zone}`), () => setPreference("zone", zone)));
    list.push(act(words("signOut"), () => void signOut()));
    if (mayQueues && text !== "") {
      for (const queue of queues ?? []) {
        for (const entry of actions.entriesOf(queue).slice(1)) {
          if ("onSelect" in entry)
            list.push(act(t("onQueue", { verb: entry.label.replace("…", ""), queue: queue.name }), entry.onSelect));
        }
      }
    }
    return list;
  }, [
    t,
    words,
    router,
    source,
    facets,
    open,
    typed,
    queues,
    classes.data,
    cron.data,
    mayQueues,
    actions,
    onHelp,
    mayAudit,
  ]);
  return { entries, dialogs: actions.dialogs };
}
