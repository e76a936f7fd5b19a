"use client";

import { useEffect, useRef } from "react";

/** Keys as the keyboard reports them (`j`, `?`, `Enter`, `mod+k`); two with a space are pressed in turn (`g q`). */
export type Hotkeys = Readonly<Record<string, (event: KeyboardEvent) => void>>;

const SEQUENCE_MS = 1_200;
let held = 0;
const layers: { current: Hotkeys }[] = [];
let prefix = "";
let prefixAtMs = 0;

/** Active while the component is mounted and `enabled`; what mounted last is asked first. */
export function useHotkeys(map: Hotkeys, enabled = true): void {
  const latest = useRef(map);
  useEffect(() => {
    latest.current = map;
  });
  useEffect(() => {
    if (!enabled) return;
    if (layers.length === 0) document.addEventListener("keydown", dispatch);
    layers.push(latest);
    return () => {
      layers.splice(layers.indexOf(latest), 1);
      if (layers.length === 0) document.removeEventListener("keydown", dispatch);
    };
  }, [enabled]);
}

/** While true, keys are meant for what has been asked for and has yet to take the focus. */
export function useHeldHotkeys(hold: boolean): void {
  useEffect(() => {
    if (!hold) return;
    held += 1;
    return () => {
      held -= 1;
    };
  }, [hold]);
}

function dispatch(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  const withMod = event.metaKey || event.ctrlKey;
  const key = withMod ? `mod+${event.key.toLowerCase()}` : event.key;
  if (!withMod && (event.altKey || held > 0)) return;
  if ((!withMod || key === "mod+a") && isTyping(event.target)) return;
  const sequence = event.timeStamp - prefixAtMs < SEQUENCE_MS ? `${prefix} ${key}` : "";
  const handler = find(sequence) ?? find(key);
  prefix = handler === undefined && key.length === 1 ? key : "";
  prefixAtMs = event.timeStamp;
  if (handler === undefined) return;
  event.preventDefault();
  handler(event);
}

function find(key: string): Hotkeys[string] | undefined {
  for (let index = layers.length - 1; index >= 0; index -= 1) {
    const handler = layers[index]?.current[key];
    if (handler !== undefined) return handler;
  }
  return undefined;
}

/** Letters belong to whoever writes, and to an open question or menu; so does "select all". */
function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.matches("textarea, select")) return true;
  if (target instanceof HTMLInputElement) return target.type !== "checkbox" && target.type !== "button";
  return target.closest('[role="menu"], [role="listbox"], [role="alertdialog"], [data-modal]') !== null;
}
