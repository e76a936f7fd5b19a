"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { Glyph } from "@/components/ui/glyph";
import { Menu, type MenuEntry } from "@/components/ui/menu";
import { sourcesQuery } from "@/lib/api/queries/sources";
import type { SourceSummary } from "@/lib/domain/source.schema";
import { paths } from "./route";
import { useCurrentSource } from "./use-current-source";

/** On top of the rail: which store this is, in its environment's colour; with several a menu of them. */
export function SourceSwitcher() {
  const t = useTranslations("shell");
  const router = useRouter();
  const current = useCurrentSource();
  const { data: sources = [] } = useQuery(sourcesQuery());
  const frame = "flex h-[42px] w-full items-center gap-2 border-line border-b px-4 text-left";

  if (sources.length < 2) {
    return (
      <Link href={paths.sources()} prefetch={false} className={frame}>
        <Identity source={current} fallback={t("product")} />
      </Link>
    );
  }
  const entries: MenuEntry[] = sources.map((source) => ({
    label: source.label,
    ...(source.environment === null ? {} : { note: source.environment }),
    checked: source.id === current?.id,
    onSelect: () => router.push(paths.section(source.id, "overview")),
  }));
  entries.push({ kind: "separator" }, { label: t("allSources"), onSelect: () => router.push(paths.sources()) });
  return (
    <Menu
      align="start"
      entries={entries}
      trigger={
        <button type="button" aria-label={t("switchSource")} className={`${frame} hover:bg-hover`}>
          <Identity source={current} fallback={t("allSources")} />
          <span className="rail-wide flex text-ink-3">
            <Glyph name="chevronDown" />
          </span>
        </button>
      }
    />
  );
}

function Identity({ source, fallback }: { source: SourceSummary | null; fallback: string }) {
  return (
    <>
      <span data-env={source?.color} aria-hidden="true" className="env-bar size-2 shrink-0 rounded-full" />
      <span className="rail-wide min-w-0 flex-1 flex-col">
        <span className="block truncate font-strong leading-4" data-tip="">
          {source?.label ?? fallback}
        </span>
        {source?.environment == null ? null : (
          <span className="block truncate text-ink-3 text-micro leading-4">{source.environment}</span>
        )}
      </span>
    </>
  );
}
