"use client";

import { Toast as Base } from "@base-ui/react/toast";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Button, IconButton } from "./button";
import { useHotkeys } from "./hotkeys";
import { type Level, Status } from "./status";
import { TextLink } from "./text-link";

interface ToastData {
  level: Level;
  undo: (() => void) | null;
  link: { label: string; href: string } | null;
}

export interface ToastRequest {
  /** What came of it, with its number: "214 jobs deleted". */
  title: string;
  body?: ReactNode;
  level?: Level;
  /** Takes it back; also on the key `u` while the toast is there. */
  undo?: () => void;
  link?: { label: string; href: string };
}

const manager = Base.createToastManager<ToastData>();

/** Says what came of an action. One with undo stays 20 s, others 6 s, a failure until it is closed. */
export function showToast({ title, body, level = "good", undo, link }: ToastRequest): void {
  manager.add({
    title,
    description: body,
    timeout: level === "bad" ? 0 : undo === undefined ? 6_000 : 20_000,
    priority: level === "bad" ? "high" : "low",
    data: { level, undo: undo ?? null, link: link ?? null },
  });
}

export function ToastProvider({ children }: { children: ReactNode }) {
  return (
    <Base.Provider toastManager={manager} limit={3}>
      {children}
      <Base.Portal>
        <Base.Viewport className="fixed right-4 bottom-4 z-50 flex w-[min(360px,calc(100vw-32px))] flex-col gap-2">
          <Toasts />
        </Base.Viewport>
      </Base.Portal>
    </Base.Provider>
  );
}

function Toasts() {
  const t = useTranslations("ui");
  const { toasts, close } = Base.useToastManager<ToastData>();
  const undoable = toasts.find((toast) => toast.data?.undo != null && toast.transitionStatus !== "ending");
  const undo = (id: string, run: () => void) => {
    close(id);
    run();
  };
  useHotkeys(
    {
      u: () => {
        if (undoable?.data?.undo != null) undo(undoable.id, undoable.data.undo);
      },
    },
    undoable !== undefined,
  );
  return toasts.map((toast) => (
    <Base.Root
      key={toast.id}
      toast={toast}
      swipeDirection={[]}
      className="rounded-float bg-raised py-2 pr-2 pl-3 shadow-float transition-opacity duration-100 data-ending-style:opacity-0 data-starting-style:opacity-0"
    >
      <Base.Content className="flex items-start gap-2">
        <div className="min-w-0 flex-1 py-1">
          <Base.Title render={<div />}>
            <Status level={toast.data?.level ?? "good"}>
              <span className="whitespace-normal text-ink">{toast.title}</span>
            </Status>
          </Base.Title>
          <Base.Description render={<div />} className="text-ink-2 text-small" />
          {toast.data?.link == null ? null : <TextLink href={toast.data.link.href}>{toast.data.link.label}</TextLink>}
        </div>
        {toast.data?.undo == null ? null : (
          <Button size="small" shortcut="u" onClick={() => toast.data?.undo && undo(toast.id, toast.data.undo)}>
            {t("undo")}
          </Button>
        )}
        <IconButton label={t("close")} glyph="cross" onClick={() => close(toast.id)} />
      </Base.Content>
    </Base.Root>
  ));
}
