"use client";

import { useEffect, useRef, useState } from "react";

interface Tip {
  text: string;
  left: number;
  top: number;
  above: boolean;
}

const ID = "signalbox-tip";
const SHOW_AFTER_MS = 300;

/**
 * One tooltip for the whole page. `data-tip="words"` shows those words; `data-tip=""` shows the element's own
 * text when it is cut. On focus of a row (`data-tip-row`) everything cut in that row is shown.
 */
export function TipLayer() {
  const [tip, setTip] = useState<Tip | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  useEffect(() => {
    let target: Element | null = null;
    const hide = () => {
      clearTimeout(timer.current);
      if (target?.getAttribute("aria-describedby") === ID) target.removeAttribute("aria-describedby");
      target = null;
      setTip(null);
    };
    const show = (element: Element, text: string, delayMs: number) => {
      if (element === target) return;
      hide();
      if (text === "") return;
      target = element;
      timer.current = setTimeout(() => {
        if (!element.isConnected) return;
        if (!element.hasAttribute("aria-describedby")) element.setAttribute("aria-describedby", ID);
        setTip(place(element, text));
      }, delayMs);
    };
    const over = (event: PointerEvent) => {
      if (event.pointerType === "touch") return;
      const element = closest(event.target, "[data-tip]");
      if (element === null) hide();
      else show(element, textOf(element), SHOW_AFTER_MS);
    };
    const focus = (event: FocusEvent) => {
      const element = closest(event.target, "[data-tip],[data-tip-row]");
      if (element === null || !(event.target instanceof Element) || !event.target.matches(":focus-visible")) return;
      show(element, element.hasAttribute("data-tip-row") ? rowText(element) : textOf(element), 0);
    };
    const key = (event: KeyboardEvent) => {
      if (event.key === "Escape") hide();
    };
    const stop = new AbortController();
    const options = { signal: stop.signal, passive: true };
    document.addEventListener("pointerover", over, options);
    document.addEventListener("pointerdown", hide, options);
    document.addEventListener("focusin", focus, options);
    document.addEventListener("focusout", hide, options);
    document.addEventListener("keydown", key, options);
    document.addEventListener("scroll", hide, { ...options, capture: true });
    return () => {
      stop.abort();
      clearTimeout(timer.current);
    };
  }, []);

  if (tip === null) return null;
  return (
    <div
      id={ID}
      role="tooltip"
      className="pointer-events-none fixed z-50 max-w-[min(480px,calc(100vw-16px))] whitespace-pre-wrap break-words rounded-control bg-raised px-2 py-1 text-small shadow-float"
      style={{ left: tip.left, top: tip.top, transform: tip.above ? "translateY(-100%)" : undefined }}
    >
      {tip.text}
    </div>
  );
}

function closest(target: EventTarget | null, selector: string): Element | null {
  return target instanceof Element ? target.closest(selector) : null;
}

function isCut(element: Element): boolean {
  return element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 2;
}

function textOf(element: Element): string {
  const own = element.getAttribute("data-tip") ?? "";
  if (own !== "") return own;
  return isCut(element) ? (element.textContent ?? "").slice(0, 2_000) : "";
}

function rowText(row: Element): string {
  const cut = [...row.querySelectorAll('[data-tip=""]')].filter(isCut);
  return cut
    .map((element) => element.textContent ?? "")
    .join("\n")
    .slice(0, 2_000);
}

function place(element: Element, text: string): Tip {
  const box = element.getBoundingClientRect();
  const above = box.bottom > window.innerHeight - 120;
  const left = Math.max(8, Math.min(box.left, window.innerWidth - Math.min(480, text.length * 7) - 16));
  return { text, left, top: above ? box.top - 4 : box.bottom + 4, above };
}
