"use client";

import type { ReactNode } from "react";
import { Words } from "@/components/ui/words";
import plugins from "@/lib/i18n/messages/en/plugins.json";

const OWN = { plugins };

export function PluginWords({ children }: { children: ReactNode }) {
  return <Words own={OWN}>{children}</Words>;
}
