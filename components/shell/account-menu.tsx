"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { buttonClass } from "@/components/ui/button";
import { Glyph } from "@/components/ui/glyph";
import { Menu, type MenuEntry } from "@/components/ui/menu";
import { setPreference, usePreferences } from "@/components/ui/preferences";
import { errorText } from "@/components/ui/states";
import { showToast } from "@/components/ui/toast";
import { meQuery } from "@/lib/api/queries/sources";
import { signOut, signOutEverywhere } from "@/lib/api/sign-in";

const THEMES = ["system", "light", "dark"] as const;
const ZONES = ["local", "utc"] as const;

/** Who is signed in, how the page looks, and the way out. */
export function AccountMenu({ onHelp }: { onHelp: () => void }) {
  const t = useTranslations("shell");
  const me = useQuery(meQuery()).data;
  const { theme, zone } = usePreferences();
  const errors = useTranslations("errors");
  const showError = (error: unknown) => showToast({ title: errorText(errors, error), level: "bad" });
  const name = me?.name ?? t("account");
  const entries: MenuEntry[] = [
    ...(me === undefined
      ? []
      : [{ kind: "heading", label: t("signedInAs", { name: me.name, role: t(`role.${me.role}`) }) } as const]),
    { kind: "heading", label: t("appearance") },
    ...THEMES.map((choice) => ({
      label: t(`theme.${choice}`),
      checked: theme === choice,
      onSelect: () => setPreference("theme", choice),
    })),
    { kind: "separator" },
    { kind: "heading", label: t("zone") },
    ...ZONES.map((choice) => ({
      label: t(`zoneChoice.${choice}`),
      checked: zone === choice,
      onSelect: () => setPreference("zone", choice),
    })),
    { kind: "separator" },
    { label: t("keys"), shortcut: "?", onSelect: onHelp },
    { label: t("signOut"), onSelect: () => void signOut() },
    { label: t("signOutEverywhere"), onSelect: () => void signOutEverywhere().catch(showError) },
  ];
  return (
    <Menu
      entries={entries}
      trigger={
        <button type="button" className={buttonClass("quiet", "small")}>
          <span className="max-w-[12ch] truncate">{name}</span>
          <Glyph name="chevronDown" />
        </button>
      }
    />
  );
}
