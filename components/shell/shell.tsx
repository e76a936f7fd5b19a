"use client";

import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { type ReactNode, useCallback, useState } from "react";
import { useHeldHotkeys, useHotkeys } from "@/components/ui/hotkeys";
import { setPreference, usePreferences } from "@/components/ui/preferences";
import { EnvironmentBar } from "./environment-bar";
import { Rail } from "./rail";
import { TopBar } from "./top-bar";
import { useGoKeys } from "./use-go-keys";
import { useFollowSource } from "./use-live";

const KeyHelp = dynamic(() => import("./key-help").then((module) => module.KeyHelp), { ssr: false });

const Palette = dynamic(() => import("@/components/palette/palette").then((module) => module.Palette), { ssr: false });

/** The frame of every console page: environment bar, rail, top bar, and the page itself. */
export function Shell({ children }: { children: ReactNode }) {
  const t = useTranslations("shell");
  const [railOpen, setRailOpen] = useState(false);
  const [help, setHelp] = useState(false);
  const [palette, setPalette] = useState<"never" | "open" | "closed">("never");
  const openHelp = useCallback(() => setHelp(true), []);
  const { rail } = usePreferences();
  useFollowSource();
  useGoKeys();
  useHeldHotkeys(palette === "open");
  useHotkeys({
    "?": openHelp,
    "mod+k": () => setPalette("open"),
    "[": () => setPreference("rail", rail === "wide" ? "narrow" : "wide"),
    "/": () => document.querySelector<HTMLInputElement>("input[data-filter]")?.focus(),
  });

  return (
    <>
      <a
        href="#content"
        className="fixed top-2 left-2 z-50 -translate-y-16 rounded-control bg-raised px-3 py-1 focus:translate-y-0 focus:shadow-float"
      >
        {t("skip")}
      </a>
      <EnvironmentBar />
      <Rail open={railOpen} onClose={() => setRailOpen(false)} />
      <div className="console">
        <TopBar onOpenRail={() => setRailOpen(true)} onHelp={openHelp} onPalette={() => setPalette("open")} />
        <main id="content" tabIndex={-1} className="min-w-0 p-4 pt-3 outline-none">
          {children}
        </main>
      </div>
      {palette === "never" ? null : (
        <Palette
          open={palette === "open"}
          onOpenChange={(open) => setPalette(open ? "open" : "closed")}
          onHelp={openHelp}
        />
      )}
      {help ? <KeyHelp onClose={() => setHelp(false)} /> : null}
    </>
  );
}
