"use client";

import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { IconButton } from "@/components/ui/button";
import { cx } from "@/components/ui/cx";
import { useHotkeys } from "@/components/ui/hotkeys";
import { setPreference, usePreferences } from "@/components/ui/preferences";
import { useFormat } from "@/components/ui/use-format";
import { meQuery, sourcesQuery } from "@/lib/api/queries/sources";
import { roleAllows } from "@/lib/domain/permissions";
import { type NavItem, navItemsOf } from "./nav-items";
import { paths, useRoute } from "./route";
import { SourceSwitcher } from "./source-switcher";
import { useListAhead, useSectionsAhead } from "./use-ahead";
import { useSnapshot } from "./use-live";
import { useRailSource } from "./use-rail-source";

/** Where one can go, each with how much waits there. Links have an address once the source is known. */
export function Rail({ open, onClose }: { open: boolean; onClose: () => void }) {
  const t = useTranslations("shell");
  const format = useFormat();
  const route = useRoute();
  const snapshot = useSnapshot().data;
  const me = useQuery(meQuery()).data;
  const source = useRailSource(route);
  const facets = useQuery(sourcesQuery()).data?.find(({ id }) => id === source)?.facets ?? [];
  const current = route?.kind === "source" ? sectionOf(route.section) : null;
  const groups = source === null && route !== null ? [] : navItemsOf(facets);
  useSectionsAhead(source, snapshot === undefined ? NONE : groups.flat());
  const askAhead = useListAhead(source);
  useHotkeys({ Escape: onClose }, open);

  return (
    <>
      {open ? (
        <button
          type="button"
          aria-label={t("closeNav")}
          onClick={onClose}
          className="fixed inset-0 z-30 bg-scrim sm:hidden"
        />
      ) : null}
      <aside
        aria-label={t("rail")}
        className={cx(
          "rail fixed inset-y-0 left-0 z-30 flex flex-col border-line border-r bg-rail pt-0.5",
          "max-sm:shadow-float",
          !open && "max-sm:hidden",
        )}
      >
        <SourceSwitcher />
        <nav aria-label={t("nav")} className="flex min-h-0 flex-1 flex-col gap-4 overflow-y-auto px-2 py-2">
          {groups.map((group) => (
            <ul key={group[0]?.section} className="grid gap-px">
              {group.map(({ section, count }) => {
                const value = snapshot === undefined || count === null ? null : count(snapshot);
                const exact = value === null ? undefined : format.count(value);
                return (
                  <li key={section}>
                    <NavLink
                      href={source === null ? undefined : paths.section(source, section)}
                      active={current === section}
                      label={t(`section.${section}`)}
                      count={value === null ? "" : format.compact(value)}
                      exact={exact}
                      meaning={value !== null && section === "queues" ? t("jobsInQueues", { count: value }) : undefined}
                      onPoint={() => askAhead(section)}
                      onNavigate={() => {
                        askAhead(section);
                        onClose();
                      }}
                    />
                  </li>
                );
              })}
            </ul>
          ))}
          <ul className="mt-auto grid gap-px">
            {me !== undefined && roleAllows(me.role, "audit.read") ? (
              <li>
                <NavLink
                  href={paths.audit()}
                  active={route?.kind === "audit"}
                  label={t("section.audit")}
                  onNavigate={onClose}
                />
              </li>
            ) : null}
            <li className={source === null && route !== null ? "hidden" : undefined}>
              <NavLink
                href={source === null ? undefined : paths.section(source, "about")}
                active={current === "about"}
                label={t("section.about")}
                onNavigate={onClose}
              />
            </li>
          </ul>
        </nav>
        <div className="flex h-9 items-center justify-end border-line border-t px-2 max-sm:hidden">
          <span className="rail-wide flex">
            <IconButton label={t("narrow")} glyph="chevronLeft" onClick={() => setPreference("rail", "narrow")} />
          </span>
          <span className="rail-narrow">
            <IconButton label={t("widen")} glyph="chevronRight" onClick={() => setPreference("rail", "wide")} />
          </span>
        </div>
      </aside>
    </>
  );
}

const NONE: readonly NavItem[] = [];

function sectionOf(section: string): string {
  return section === "jobs" || section === "entries" ? "" : section;
}

function NavLink({
  href,
  active,
  label,
  count = "",
  exact,
  meaning,
  onPoint,
  onNavigate,
}: {
  href: string | undefined;
  active: boolean;
  label: string;
  count?: string;
  exact?: string | undefined;
  /** In words, where the number does not count what the label names. */
  meaning?: string | undefined;
  /** The pointer has come to it: a click may follow. */
  onPoint?: () => void;
  onNavigate: () => void;
}) {
  const inner = (
    <>
      <span className="rail-wide min-w-0 flex-1 truncate">{label}</span>
      <span className="rail-narrow w-full justify-center" aria-hidden="true">
        {label.slice(0, 2)}
      </span>
      <span className="rail-wide text-ink-3 text-small" data-tip={meaning ?? exact}>
        {count}
      </span>
    </>
  );
  const narrow = usePreferences().rail === "narrow";
  const className = cx(
    "flex h-7 items-center gap-2 rounded-control px-2 max-sm:h-9",
    active ? "bg-hover text-ink font-strong" : "text-ink-2 hover:bg-hover hover:text-ink",
  );
  if (href === undefined) return <span className={className}>{inner}</span>;
  return (
    <Link
      href={href}
      prefetch={false}
      aria-label={meaning === undefined ? label : `${label}: ${meaning}`}
      data-tip={narrow ? label : undefined}
      aria-current={active ? "page" : undefined}
      className={className}
      onPointerEnter={onPoint}
      onClick={onNavigate}
    >
      {inner}
    </Link>
  );
}
