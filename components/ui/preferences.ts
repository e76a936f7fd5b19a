"use client";

import { useSyncExternalStore } from "react";
import type { TimeZoneChoice } from "@/lib/format/times";

export type Theme = "system" | "light" | "dark";
export interface Preferences {
  readonly theme: Theme;
  readonly zone: TimeZoneChoice;
  readonly rail: "wide" | "narrow";
}

const DEFAULTS: Preferences = { theme: "system", zone: "local", rail: "wide" };
const CHOICES: { [K in keyof Preferences]: readonly Preferences[K][] } = {
  theme: ["system", "light", "dark"],
  zone: ["local", "utc"],
  rail: ["wide", "narrow"],
};

let current: Preferences | null = null;
const listeners = new Set<() => void>();

/** Kept in this browser. The shell is prerendered with the defaults. */
export function usePreferences(): Preferences {
  return useSyncExternalStore(subscribe, read, () => DEFAULTS);
}

export function setPreference<K extends keyof Preferences>(name: K, value: Preferences[K]): void {
  current = { ...read(), [name]: value };
  try {
    localStorage.setItem(`signalbox.${name}`, value);
  } catch {
    // A browser that keeps nothing still follows the choice until it is closed.
  }
  apply(current);
  for (const listener of listeners) listener();
}

function read(): Preferences {
  current ??= { theme: stored("theme"), zone: stored("zone"), rail: stored("rail") };
  return current;
}

function stored<K extends keyof Preferences>(name: K): Preferences[K] {
  try {
    const text = localStorage.getItem(`signalbox.${name}`);
    return CHOICES[name].find((choice) => choice === text) ?? DEFAULTS[name];
  } catch {
    return DEFAULTS[name];
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  const system = matchMedia("(prefers-color-scheme: dark)");
  const follow = () => apply(read());
  system.addEventListener("change", follow);
  return () => {
    listeners.delete(listener);
    system.removeEventListener("change", follow);
  };
}

function apply({ theme, rail }: Preferences): void {
  const dark = theme === "dark" || (theme === "system" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.dataset.theme = dark ? "dark" : "light";
  document.documentElement.dataset.rail = rail;
}
